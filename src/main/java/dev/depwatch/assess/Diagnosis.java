package dev.depwatch.assess;

import dev.depwatch.assess.Finding.Hint;
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

    private final AssessmentInput input;
    private final CommonCause commonCause;
    private final NetworkEvidence network;
    private final TermsEvidence terms;

    Diagnosis(Attribution.Evidence evidence, CommonCause commonCause, NetworkEvidence network, TermsEvidence terms) {
        this.input = evidence.input();
        this.commonCause = commonCause;
        this.network = network;
        this.terms = terms;
    }

    /**
     * What a person must do about one case.
     *
     * @param likely true if it follows from experience and not from a stated answer of Apple's
     * @param othersThatWork how many other tokens of the owner work, so that the account is not at fault
     */
    record Advice(Remedy remedy, boolean likely, Set<Hint> hints, int othersThatWork) {
        Advice {
            hints = Set.copyOf(hints);
        }

        static Advice of(Remedy remedy, Hint... hints) {
            return new Advice(remedy, false, Set.of(hints), 0);
        }

        Advice with(Hint hint) {
            Set<Hint> more = EnumSet.of(hint);
            more.addAll(hints);
            return new Advice(remedy, likely, more, othersThatWork);
        }

        Advice instead(Remedy other) {
            return new Advice(other, false, hints, othersThatWork);
        }

        Advice beside(int others) {
            return others == 0 ? this : new Advice(remedy, likely, with(Hint.OTHER_TOKENS_WORK).hints, others);
        }
    }

    /** Empty while the case's opening rule is not met, or where a token's expiry says all there is to say. */
    Optional<Advice> of(Episode episode, Attribution attribution) {
        return switch (attribution.verdict()) {
            case FLAPS -> Optional.of(Advice.of(Remedy.INVESTIGATE, Hint.SYNCS_FLAP));
            case STANDS -> ofDeadToken(episode, attribution);
            case AWAITS_SYNC, SYNCED, RENEWED -> Optional.empty();
        };
    }

    private Optional<Advice> ofDeadToken(Episode episode, Attribution attribution) {
        if (!episode.opened(input.timing()) || isExplainedByExpiry(episode, attribution)) {
            return Optional.empty();
        }
        return byCause(episode, attribution.tokens()).map(advice -> account(advice, episode, attribution));
    }

    private Optional<Advice> byCause(Episode episode, List<Token> tokens) {
        return switch (episode.cause()) {
            case TERMS_NOT_SIGNED -> Optional.of(asNotified(episode, Advice.of(Remedy.ACCEPT_TERMS)));
            case TOKEN_EXPIRED -> expired(episode, tokens);
            case CONTENT_TOKEN_INVALID -> Optional.of(contentTokenInvalid(episode, tokens));
            case TOKEN_REJECTED -> Optional.of(Advice.of(Remedy.REGENERATE, Hint.UPLOAD_A_JUST_DOWNLOADED_TOKEN_FIRST));
            case FORBIDDEN -> afterTerms(episode, tokens, Optional.of(Advice.of(Remedy.REGENERATE)));
            case OAUTH_REFRESH_FAILED -> afterTerms(episode, tokens, unstated(episode, tokens));
            case SERVER_INACTIVE -> Optional.of(Advice.of(Remedy.RELINK_SERVER));
            // Found by the readings and not in a log: it is no case.
            case TOKEN_OF_ANOTHER_SERVER -> Optional.empty();
            case BAD_REQUEST ->
                Optional.of(
                        episode.found().signature().equals(BAD_REQUEST_OF_APPLE)
                                ? Advice.of(Remedy.INVESTIGATE, Hint.UPLOAD_A_JUST_DOWNLOADED_TOKEN_FIRST)
                                : Advice.of(Remedy.INVESTIGATE));
            case SERVICE_ERROR, SYNC_FAILED -> Optional.of(passing(episode, Remedy.INVESTIGATE));
            case CONTENT_TOKEN_CLAIMED_ELSEWHERE -> Optional.of(Advice.of(Remedy.RECLAIM));
        };
    }

    /**
     * A notification that was there when it was first read may be older than the token's last sync: then it is looked into
     * before anybody is woken.
     */
    private Advice contentTokenInvalid(Episode episode, List<Token> tokens) {
        boolean mayBeOld = episode.found()
                        .statement()
                        .filter(condition -> condition.notBefore().isEmpty())
                        .isPresent()
                && !tokens.isEmpty()
                && tokens.stream().map(Token::key).allMatch(input::works);
        Advice advice = Advice.of(mayBeOld ? Remedy.INVESTIGATE : Remedy.REGENERATE);
        return asNotified(
                episode,
                episode.found().signature().equals(REVOKED_BY_APPLE) ? advice.with(Hint.REVOKED_BY_APPLE) : advice);
    }

    /**
     * Of a token that Jamf Pro itself shows to end later, Jamf Pro's own check does not say that it is over: it said so of the
     * one before, or the clock of Jamf Pro's host is wrong. What a configuration says may be wrong itself; and where Apple
     * answers so, no clock but Apple's has been asked.
     */
    private Optional<Advice> expired(Episode episode, List<Token> tokens) {
        boolean endsLater = episode.found().signature().equals(JAMF_PROS_OWN_CHECK)
                && !tokens.isEmpty()
                && tokens.stream().allMatch(input::endsLater)
                && input.inventoryOf(episode.instance())
                        .filter(inventory -> inventory.source() == Source.JAMF)
                        .isPresent();
        if (!endsLater) {
            return Optional.of(Advice.of(Remedy.REGENERATE));
        }
        return episode.lastedAtLeast(input.timing().patience())
                ? Optional.of(Advice.of(Remedy.INVESTIGATE))
                : Optional.empty();
    }

    /**
     * The refresh failed and Apple's answer is not stated: Apple, the network, unsigned terms, or most often the token. No
     * time that passes tells which.
     */
    private Optional<Advice> unstated(Episode episode, List<Token> tokens) {
        boolean isExplained = isPasswordChanged(episode, tokens);
        if (commonCause.isAppleOrNetwork(episode) || network.vetoes(episode, isExplained)) {
            return Optional.of(passing(
                    episode, episode.lastedAtLeast(input.timing().patience()) ? Remedy.INVESTIGATE : Remedy.WAIT));
        }
        Advice likely = new Advice(Remedy.REGENERATE, true, Set.of(), 0);
        // OAuth signs the time as well (RFC 5849, section 3.3), so that a good token is refused for a wrong one.
        boolean isClockWrong = !isExplained && input.clockIsWrong(episode.instance());
        return Optional.of(isClockWrong ? likely.with(Hint.CHECK_CLOCK_FIRST) : likely);
    }

    private boolean isPasswordChanged(Episode episode, List<Token> tokens) {
        return !tokens.isEmpty()
                && tokens.stream()
                        .allMatch(token -> token.owner()
                                .filter(owner -> commonCause.isPasswordChanged(episode, owner))
                                .isPresent());
    }

    private static Advice asNotified(Episode episode, Advice advice) {
        return episode.found().statement().isPresent() ? advice.with(Hint.AS_NOTIFIED) : advice;
    }

    private Advice passing(Episode episode, Remedy remedy) {
        return commonCause.isAppleOrNetwork(episode) ? Advice.of(remedy, Hint.APPLE_OR_NETWORK) : Advice.of(remedy);
    }

    /**
     * Unsigned terms look like a refused token to these causes, and a new token would not help. Where no answer is stated only
     * a token of the same organisation that works rules them out: a notification may be missing.
     */
    private Optional<Advice> afterTerms(Episode episode, List<Token> tokens, Optional<Advice> otherwise) {
        return switch (terms.of(episode, tokens)) {
            case NOT_SIGNED -> Optional.of(Advice.of(Remedy.ACCEPT_TERMS));
            case SIGNED_LATELY -> Optional.of(Advice.of(Remedy.INVESTIGATE, Hint.TERMS_SIGNED_LATELY));
            case SIGNED ->
                otherwise.map(advice -> advice.likely() && !terms.isRefuted(episode, tokens)
                        ? advice.with(Hint.CHECK_TERMS_FIRST)
                        : advice);
            case UNKNOWN -> otherwise.map(advice -> advice.with(Hint.CHECK_TERMS_FIRST));
        };
    }

    /** What the owner's other tokens tell of the account. */
    private Advice account(Advice advice, Episode episode, Attribution attribution) {
        Optional<AppleId> owner = attribution.account();
        if (advice.remedy() != Remedy.REGENERATE || owner.isEmpty() || episode.kind() != TokenKind.ADE) {
            return advice;
        }
        if (commonCause.isPasswordChanged(episode, owner.get())) {
            return advice.with(Hint.PASSWORD_CHANGED_OR_ACCOUNT_DISABLED);
        }
        return advice.beside(commonCause.othersThatWork(
                owner.get(),
                attribution.tokens().stream().map(Token::key).toList(),
                input.here(episode, episode.began())));
    }

    /**
     * An answer that is not stated adds nothing to a date that has passed. Of several candidates the one that expired
     * explains a case only if the case began on its last day.
     */
    private boolean isExplainedByExpiry(Episode episode, Attribution attribution) {
        if (episode.answerKnown() || attribution.tokens().isEmpty()) {
            return false;
        }
        return attribution.tokens().stream().allMatch(input::isExpired)
                || (episode.cause() == Cause.OAUTH_REFRESH_FAILED
                        && attribution.tokens().stream()
                                .anyMatch(token -> input.isExpired(token) && expiredAsItBegan(episode, token)));
    }

    private static boolean expiredAsItBegan(Episode episode, Token token) {
        return token.expiry()
                .map(Expiry::at)
                .filter(at -> !episode.began().isAfter(at)
                        && Duration.between(episode.began(), at).compareTo(AssessmentInput.A_DATE_EVERYWHERE) <= 0)
                .isPresent();
    }
}
