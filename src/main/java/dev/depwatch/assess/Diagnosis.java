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
 * From one case to its remedy: the table of causes and remedies, with every rule that keeps a case from ending in
 * "regenerate".
 */
final class Diagnosis {
    /** This signature is Jamf Pro's own check of the expiry, not an answer of Apple's. */
    private static final String JAMF_PROS_OWN_CHECK = "ade-expired-token";

    /**
     * In this signature Apple itself says that a content token is revoked. Other records leave open why Jamf Pro cannot
     * read it.
     */
    private static final String REVOKED_BY_APPLE = "content-token-revoked";

    /** Apple's 400. One possible reason is a download without an upload; other bad requests do not have this reason. */
    private static final String BAD_REQUEST_OF_APPLE = "ade-bad-request";

    private final AssessmentInput input;
    private final CommonCause commonCause;
    private final NetworkEvidence network;
    private final TermsEvidence terms;

    Diagnosis(AssessmentInput input, CommonCause commonCause, NetworkEvidence network, TermsEvidence terms) {
        this.input = input;
        this.commonCause = commonCause;
        this.network = network;
        this.terms = terms;
    }

    /**
     * What a person must do about one case.
     *
     * @param likely true if it follows from experience and not from an answer of Apple's
     * @param othersThatWork how many of the owner's other tokens work; if any, the account is not at fault
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

        /** Without more certainty than the last reading of the tokens gives. */
        Advice asLikely() {
            return remedy == Remedy.REGENERATE ? new Advice(remedy, true, hints, othersThatWork) : this;
        }

        Advice instead(Remedy other) {
            return new Advice(other, false, hints, othersThatWork);
        }

        Advice beside(int others) {
            return others == 0 ? this : new Advice(remedy, likely, with(Hint.OTHER_TOKENS_WORK).hints, others);
        }
    }

    /** Empty while the case's opening rule is not met, or if the token's expiry explains everything. */
    Optional<Advice> of(Episode episode, Attribution attribution) {
        return switch (attribution.verdict()) {
            case FLAPS -> Optional.of(Advice.of(Remedy.INVESTIGATE, Hint.SYNCS_FLAP));
            case STANDS -> ofStandingFailure(episode, attribution);
            case AWAITS_SYNC, SYNCED, RENEWED -> Optional.empty();
        };
    }

    private Optional<Advice> ofStandingFailure(Episode episode, Attribution attribution) {
        if (!episode.opened(input.thresholds()) || isExplainedByExpiry(episode, attribution)) {
            return Optional.empty();
        }
        return byCause(episode, attribution.tokens())
                .map(advice -> attribution.hints().contains(Hint.TOKENS_NOT_READ_SINCE) ? advice.asLikely() : advice)
                .map(advice -> account(advice, episode, attribution));
    }

    private Optional<Advice> byCause(Episode episode, List<Token> tokens) {
        return switch (episode.cause()) {
            case TERMS_NOT_SIGNED -> Optional.of(asNotified(episode, Advice.of(Remedy.ACCEPT_TERMS)));
            case TOKEN_EXPIRED -> expired(episode, tokens);
            case CONTENT_TOKEN_INVALID -> Optional.of(contentTokenInvalid(episode, tokens));
            case TOKEN_REJECTED -> Optional.of(Advice.of(Remedy.REGENERATE, Hint.UPLOAD_A_JUST_DOWNLOADED_TOKEN_FIRST));
            case FORBIDDEN -> afterTerms(episode, tokens, Optional.of(forbidden(episode, tokens)));
            case OAUTH_REFRESH_FAILED -> afterTerms(episode, tokens, withoutAnswer(episode, tokens));
            case SERVER_INACTIVE -> Optional.of(Advice.of(Remedy.RELINK_SERVER));
            // Readings find this cause, logs do not, so it has no case.
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
     * A notification that already existed at the first reading may be older than the token's last sync: then a person
     * should investigate before regenerating.
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
     * If Jamf Pro shows a later date for the token, Jamf Pro's own check cannot mean this token: it meant the previous
     * one, or the clock of Jamf Pro's host is wrong. This does not apply to dates from the configuration, which may be
     * wrong, nor to answers of Apple's, which depend on Apple's clock only.
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
        return episode.lastedAtLeast(input.thresholds().patience())
                ? Optional.of(Advice.of(Remedy.INVESTIGATE))
                : Optional.empty();
    }

    private Advice forbidden(Episode episode, List<Token> tokens) {
        return commonCause.areManyRefused(episode, tokens)
                ? new Advice(Remedy.REGENERATE, true, Set.of(Hint.MANY_OWNERS_REFUSED), 0)
                : Advice.of(Remedy.REGENERATE);
    }

    /**
     * The refresh failed without a known answer from Apple. The reason is Apple, the network, unsigned terms or, most
     * often, the token. Waiting does not show which.
     */
    private Optional<Advice> withoutAnswer(Episode episode, List<Token> tokens) {
        boolean isExplained = isPasswordChanged(episode, tokens);
        if (commonCause.isAppleOrNetwork(episode) || network.vetoes(episode, isExplained)) {
            return Optional.of(passing(
                    episode, episode.lastedAtLeast(input.thresholds().patience()) ? Remedy.INVESTIGATE : Remedy.WAIT));
        }
        Advice likely = new Advice(Remedy.REGENERATE, true, Set.of(), 0);
        // OAuth signs the time as well (RFC 5849, section 3.3), so Apple refuses a good token if the time is wrong.
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
     * With these causes unsigned terms look like a refused token, and a new token would not help. If Apple's answer is
     * not known, only a working token of the same organisation rules out unsigned terms: a notification may be missing.
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

    /** Adds what the owner's other tokens show about the account. */
    private Advice account(Advice advice, Episode episode, Attribution attribution) {
        Optional<AppleId> owner = attribution.account();
        if (advice.remedy() != Remedy.REGENERATE
                || owner.isEmpty()
                || episode.kind() != TokenKind.ADE
                || advice.hints().contains(Hint.MANY_OWNERS_REFUSED)) {
            return advice;
        }
        if (commonCause.isPasswordChanged(episode, owner.get())) {
            return advice.with(Hint.PASSWORD_CHANGED_OR_ACCOUNT_DISABLED);
        }
        return advice.beside(commonCause.othersThatWork(
                owner.get(),
                attribution.tokens().stream().map(Token::key).toList(),
                input.onThisHostsClock(episode, episode.began())));
    }

    /**
     * An unknown answer adds nothing to a date that has passed. If there are several candidates, an expired one
     * explains a case only if the case began on the token's last day.
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
                        && Duration.between(episode.began(), at).compareTo(AssessmentInput.LONGEST_DATE) <= 0)
                .isPresent();
    }
}
