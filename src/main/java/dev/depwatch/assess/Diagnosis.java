package dev.depwatch.assess;

import dev.depwatch.assess.Finding.Reason;
import dev.depwatch.inventory.InstanceInventory.Source;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Expiry;
import dev.depwatch.token.Remedy;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * From one case to its remedy: the table of causes and remedies, with everything that keeps a case from ending
 * in "regenerate".
 */
final class Diagnosis {
    /** By which Jamf Pro itself, and not Apple, says that a token is over. */
    private static final String JAMF_PROS_OWN_CHECK = "ade-expired-token";

    /** By which Apple itself says that a content token is revoked; another record leaves open why it cannot be read. */
    private static final String REVOKED_BY_APPLE = "content-token-revoked";

    /** Apple's 400, of which a download without an upload is one of the possible reasons. Others have no such reason. */
    private static final String BAD_REQUEST_OF_APPLE = "ade-bad-request";

    private final Facts facts;
    private final Together together;
    private final NetworkEvidence network;
    private final UnsignedTerms terms;

    Diagnosis(Attribution.Evidence evidence, Together together, NetworkEvidence network, UnsignedTerms terms) {
        this.facts = evidence.facts();
        this.together = together;
        this.network = network;
        this.terms = terms;
    }

    /**
     * What a person must do about one case.
     *
     * @param likely true if it follows from experience and not from a stated answer of Apple's
     * @param othersThatWork how many other tokens of the owner work, so that the account is not at fault
     */
    record Advice(Remedy remedy, boolean likely, Set<Reason> reasons, int othersThatWork) {
        Advice {
            reasons = Set.copyOf(reasons);
        }

        static Advice of(Remedy remedy, Reason... reasons) {
            return new Advice(remedy, false, Set.of(reasons), 0);
        }

        Advice with(Reason reason) {
            Set<Reason> more = EnumSet.of(reason);
            more.addAll(reasons);
            return new Advice(remedy, likely, more, othersThatWork);
        }

        Advice instead(Remedy other) {
            return new Advice(other, false, reasons, othersThatWork);
        }

        Advice beside(int others) {
            return others == 0 ? this : new Advice(remedy, likely, with(Reason.OTHER_TOKENS_WORK).reasons, others);
        }
    }

    /** Empty while the case's opening rule is not met, or where a token's expiry says all there is to say. */
    Optional<Advice> of(Run run, Attribution attribution) {
        return switch (attribution.verdict()) {
            case FLAPS -> Optional.of(Advice.of(Remedy.INVESTIGATE, Reason.SYNCS_FLAP));
            case STANDS -> ofDeadToken(run, attribution);
            case AWAITS_SYNC, SYNCED, RENEWED -> Optional.empty();
        };
    }

    private Optional<Advice> ofDeadToken(Run run, Attribution attribution) {
        if (!run.opened(facts.timing()) || isExplainedByExpiry(run, attribution)) {
            return Optional.empty();
        }
        return byCause(run, attribution.tokens()).map(advice -> account(advice, run, attribution));
    }

    private Optional<Advice> byCause(Run run, List<Token> tokens) {
        return switch (run.cause()) {
            case TERMS_NOT_SIGNED -> Optional.of(asNotified(run, Advice.of(Remedy.ACCEPT_TERMS)));
            case TOKEN_EXPIRED -> expired(run, tokens);
            case CONTENT_TOKEN_INVALID -> Optional.of(contentTokenInvalid(run, tokens));
            case TOKEN_REJECTED ->
                Optional.of(Advice.of(Remedy.REGENERATE, Reason.UPLOAD_A_JUST_DOWNLOADED_TOKEN_FIRST));
            case FORBIDDEN -> afterTerms(run, tokens, Optional.of(Advice.of(Remedy.REGENERATE)));
            case OAUTH_REFRESH_FAILED -> afterTerms(run, tokens, unstated(run, tokens));
            case SERVER_INACTIVE -> Optional.of(Advice.of(Remedy.RELINK_SERVER));
            // Found by the readings and not in a log: it is no case.
            case TOKEN_OF_ANOTHER_SERVER -> Optional.empty();
            case BAD_REQUEST ->
                Optional.of(
                        run.found().signature().equals(BAD_REQUEST_OF_APPLE)
                                ? Advice.of(Remedy.INVESTIGATE, Reason.UPLOAD_A_JUST_DOWNLOADED_TOKEN_FIRST)
                                : Advice.of(Remedy.INVESTIGATE));
            case SERVICE_ERROR, SYNC_FAILED -> Optional.of(passing(run, Remedy.INVESTIGATE));
            case CONTENT_TOKEN_CLAIMED_ELSEWHERE -> Optional.of(Advice.of(Remedy.RECLAIM));
        };
    }

    /**
     * A notification that was there when it was first read may be older than the token's last sync: then it is looked into
     * before anybody is woken.
     */
    private Advice contentTokenInvalid(Run run, List<Token> tokens) {
        boolean mayBeOld = run.found()
                        .statement()
                        .filter(statement -> statement.notBefore().isEmpty())
                        .isPresent()
                && !tokens.isEmpty()
                && tokens.stream().map(Token::key).allMatch(facts::works);
        Advice advice = Advice.of(mayBeOld ? Remedy.INVESTIGATE : Remedy.REGENERATE);
        return asNotified(
                run, run.found().signature().equals(REVOKED_BY_APPLE) ? advice.with(Reason.REVOKED_BY_APPLE) : advice);
    }

    /**
     * Of a token that Jamf Pro itself shows to end later, Jamf Pro's own check does not say that it is over: it said so of the
     * one before, or the clock of Jamf Pro's host is wrong. What a configuration says may be wrong itself; and where Apple
     * answers so, no clock but Apple's has been asked.
     */
    private Optional<Advice> expired(Run run, List<Token> tokens) {
        boolean endsLater = run.found().signature().equals(JAMF_PROS_OWN_CHECK)
                && !tokens.isEmpty()
                && tokens.stream().allMatch(facts::endsLater)
                && facts.inventoryOf(run.instance())
                        .filter(inventory -> inventory.source() == Source.JAMF)
                        .isPresent();
        if (!endsLater) {
            return Optional.of(Advice.of(Remedy.REGENERATE));
        }
        return run.lastedAtLeast(facts.timing().patience())
                ? Optional.of(Advice.of(Remedy.INVESTIGATE))
                : Optional.empty();
    }

    /**
     * The refresh failed and Apple's answer is not stated: Apple, the network, unsigned terms, or most often the token. No
     * time that passes tells which.
     */
    private Optional<Advice> unstated(Run run, List<Token> tokens) {
        boolean isExplained = isPasswordChanged(run, tokens);
        if (together.isAppleOrNetwork(run) || network.vetoes(run, isExplained)) {
            return Optional.of(
                    passing(run, run.lastedAtLeast(facts.timing().patience()) ? Remedy.INVESTIGATE : Remedy.WAIT));
        }
        Advice likely = new Advice(Remedy.REGENERATE, true, Set.of(), 0);
        // OAuth signs the time as well (RFC 5849, section 3.3), so that a good token is refused for a wrong one.
        boolean isClockWrong = !isExplained && facts.clockIsWrong(run.instance());
        return Optional.of(isClockWrong ? likely.with(Reason.CHECK_CLOCK_FIRST) : likely);
    }

    private boolean isPasswordChanged(Run run, List<Token> tokens) {
        return !tokens.isEmpty()
                && tokens.stream()
                        .allMatch(token -> token.owner()
                                .filter(owner -> together.isPasswordChanged(run, owner))
                                .isPresent());
    }

    private static Advice asNotified(Run run, Advice advice) {
        return run.found().statement().isPresent() ? advice.with(Reason.AS_NOTIFIED) : advice;
    }

    private Advice passing(Run run, Remedy remedy) {
        return together.isAppleOrNetwork(run) ? Advice.of(remedy, Reason.APPLE_OR_NETWORK) : Advice.of(remedy);
    }

    /**
     * Unsigned terms look like a refused token to these causes, and a new token would not help. Where no answer is stated only
     * a token of the same organisation that works rules them out: a notification may be missing.
     */
    private Optional<Advice> afterTerms(Run run, List<Token> tokens, Optional<Advice> otherwise) {
        return switch (terms.of(run, tokens)) {
            case NOT_SIGNED -> Optional.of(Advice.of(Remedy.ACCEPT_TERMS));
            case SIGNED_LATELY -> Optional.of(Advice.of(Remedy.INVESTIGATE, Reason.TERMS_SIGNED_LATELY));
            case SIGNED ->
                otherwise.map(advice -> advice.likely() && !terms.isRefuted(run, tokens)
                        ? advice.with(Reason.CHECK_TERMS_FIRST)
                        : advice);
            case UNKNOWN -> otherwise.map(advice -> advice.with(Reason.CHECK_TERMS_FIRST));
        };
    }

    /** What the owner's other tokens tell of the account. */
    private Advice account(Advice advice, Run run, Attribution attribution) {
        Optional<AppleId> owner = attribution.account();
        if (advice.remedy() != Remedy.REGENERATE || owner.isEmpty() || run.kind() != TokenKind.ADE) {
            return advice;
        }
        if (together.isPasswordChanged(run, owner.get())) {
            return advice.with(Reason.PASSWORD_CHANGED_OR_ACCOUNT_DISABLED);
        }
        return advice.beside(together.othersThatWork(
                owner.get(), attribution.tokens().stream().map(Token::key).toList(), facts.here(run, run.began())));
    }

    /**
     * An answer that is not stated adds nothing to a date that has passed. Of several candidates the one that expired
     * explains a case only if the case began on its last day.
     */
    private boolean isExplainedByExpiry(Run run, Attribution attribution) {
        if (run.stated() || attribution.tokens().isEmpty()) {
            return false;
        }
        return attribution.tokens().stream().allMatch(facts::isExpired)
                || (run.cause() == Cause.OAUTH_REFRESH_FAILED
                        && attribution.tokens().stream()
                                .anyMatch(token -> facts.isExpired(token) && expiredAsItBegan(run, token)));
    }

    private static boolean expiredAsItBegan(Run run, Token token) {
        return token.expiry()
                .map(Expiry::at)
                .filter(at -> !run.began().isAfter(at)
                        && Duration.between(run.began(), at).compareTo(Facts.A_DATE_EVERYWHERE) <= 0)
                .isPresent();
    }
}
