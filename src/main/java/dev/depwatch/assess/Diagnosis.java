package dev.depwatch.assess;

import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.depwatch.assess.Candidates.Attribution;
import dev.depwatch.assess.Finding.Certainty;
import dev.depwatch.assess.Finding.Hint;
import dev.depwatch.inventory.InstanceInventory.Source;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Remedy;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * From one case to its remedy: the table of causes and remedies, with every rule that keeps a case from ending in
 * "regenerate".
 */
record Diagnosis(AssessmentInput input, CommonCause commonCause, TermsReports terms) {
    /** This signature is Jamf Pro's own check of the expiry, not an answer of Apple's. */
    private static final String JAMF_PROS_OWN_CHECK = "ade-expired-token";

    /**
     * In this signature Apple itself says that a content token is revoked. Other records leave open why Jamf Pro cannot
     * read it.
     */
    private static final String REVOKED_BY_APPLE = "content-token-revoked";

    /** Apple does not know the key of a server. A deleted server explains that as well as a replaced token. */
    private static final String CONSUMER_KEY_REFUSED = "ade-consumer-key";

    /** Apple's 400. One possible reason is a download without an upload; other bad requests do not have this reason. */
    private static final String BAD_REQUEST_OF_APPLE = "ade-bad-request";

    /**
     * What a person must do about the tokens of one case. Several pieces of advice can compete for one token.
     *
     * @param likely true if it follows from experience and not from an answer of Apple's
     * @param hints beside those of the attribution
     * @param othersThatWork how many of the owner's other tokens work; if any, the account is not at fault
     */
    record Advice(Attribution attribution, Remedy remedy, boolean likely, Set<Hint> hints, int othersThatWork) {
        Advice {
            hints = Set.copyOf(hints);
        }

        static Advice of(Attribution attribution, Remedy remedy, Hint... hints) {
            return new Advice(attribution, remedy, false, Set.of(hints), 0);
        }

        Episode episode() {
            return attribution.episode();
        }

        /** Whether no token of the case is known. */
        boolean isAboutUnknown() {
            return attribution.certainty() == Certainty.UNKNOWN;
        }

        Advice with(Hint hint) {
            Set<Hint> more = EnumSet.of(hint);
            more.addAll(hints);
            return new Advice(attribution, remedy, likely, more, othersThatWork);
        }

        /** Without a known answer of Apple's. */
        Advice asLikely() {
            return new Advice(attribution, remedy, true, hints, othersThatWork);
        }

        Advice beside(int others) {
            return others == 0
                    ? this
                    : new Advice(attribution, remedy, likely, with(Hint.OTHER_TOKENS_WORK).hints, others);
        }

        /**
         * Nobody should renew or reclaim "one of these": identify the token first. Terms are accepted by organisation, and
         * a passing failure needs only waiting, so these remedies need no token.
         */
        Advice identifyFirst() {
            return remedy.changesAFailingToken() && attribution.certainty() == Certainty.ONE_OF
                    ? new Advice(attribution, Remedy.IDENTIFY, false, hints, othersThatWork)
                    : this;
        }
    }

    /**
     * The advice for cases, of which several can compete for a token. If all of these ask for the same remedy, the token
     * is certain: whichever case it is, the same person must do the same thing.
     */
    List<Advice> advice(List<Candidates> cases) {
        Map<Episode, List<Advice>> apart = new HashMap<>();
        cases.forEach(one -> apart.put(one.episode(), adviceOn(one)));
        return cases.stream()
                .flatMap(candidates -> agreed(candidates, apart).stream())
                .map(Advice::identifyFirst)
                .toList();
    }

    /** @param apart the advice of each case before agreement; a shared token is still one of several */
    private List<Advice> agreed(Candidates candidates, Map<Episode, List<Advice>> apart) {
        Set<Candidate> agreed = candidates.shared().stream()
                .filter(shared -> Finding.common(Stream.concat(
                                        Stream.of(candidates.episode()), candidates.othersOf(shared).stream())
                                .flatMap(one -> remedies(apart.getOrDefault(one, List.of()), one, shared)))
                        .isPresent())
                .collect(toUnmodifiableSet());
        return agreed.isEmpty()
                ? apart.getOrDefault(candidates.episode(), List.of())
                : adviceOn(candidates.agreedOn(agreed));
    }

    /** The remedies that a case asks for one token. A case without advice asks for the remedy of its cause. */
    private static Stream<Remedy> remedies(List<Advice> ofCase, Episode episode, Candidate token) {
        List<Remedy> remedies = ofCase.stream()
                .filter(advice -> advice.attribution().isAbout(token.timeline()))
                .map(Advice::remedy)
                .toList();
        return remedies.isEmpty() ? Stream.of(episode.cause().remedy()) : remedies.stream();
    }

    private List<Advice> adviceOn(Candidates candidates) {
        return candidates.attributions().stream()
                .flatMap(attribution -> adviceOn(attribution).stream())
                .toList();
    }

    /**
     * Empty while the case is not worth reporting, while the next sync decides, or if the token's expiry or owner
     * explains everything.
     */
    private Optional<Advice> adviceOn(Attribution attribution) {
        return switch (attribution.verdict()) {
            case FLAPS -> Optional.of(Advice.of(attribution, Remedy.INVESTIGATE, Hint.SYNCS_FLAP));
            case STANDS -> ofStandingFailure(attribution);
            case AWAITS_SYNC, SYNCED, RENEWED -> Optional.empty();
        };
    }

    private Optional<Advice> ofStandingFailure(Attribution attribution) {
        Episode episode = attribution.episode();
        if (!episode.isWorthReporting(input.thresholds())
                || isExplained(attribution)
                || (endsLater(attribution)
                        && !episode.lastedAtLeast(input.thresholds().patience()))) {
            return Optional.empty();
        }
        Advice advice = byCause(attribution);
        return Optional.of(besideOtherTokens(isInferred(advice) ? advice.asLikely() : advice));
    }

    /** Such advice has no more certainty than the last reading of the tokens, or Apple's times of connections, gives. */
    private static boolean isInferred(Advice advice) {
        Set<Hint> hints = advice.attribution().hints();
        return advice.remedy() == Remedy.REGENERATE
                && (hints.contains(Hint.TOKENS_NOT_READ_SINCE) || hints.contains(Hint.APPLE_CONNECTIONS));
    }

    private Advice byCause(Attribution attribution) {
        return switch (attribution.episode().cause()) {
            case TERMS_NOT_SIGNED -> asNotified(Advice.of(attribution, Remedy.ACCEPT_TERMS));
            case TOKEN_EXPIRED ->
                Advice.of(attribution, endsLater(attribution) ? Remedy.INVESTIGATE : Remedy.REGENERATE);
            case CONTENT_TOKEN_INVALID -> contentTokenInvalid(attribution);
            case TOKEN_REJECTED ->
                hasSignature(attribution, CONSUMER_KEY_REFUSED)
                        ? Advice.of(attribution, Remedy.REGENERATE, Hint.CHECK_SERVER_FIRST)
                                .asLikely()
                        : Advice.of(attribution, Remedy.REGENERATE, Hint.UPLOAD_A_JUST_DOWNLOADED_TOKEN_FIRST);
            case FORBIDDEN -> afterTerms(attribution, forbidden(attribution));
            case OAUTH_REFRESH_FAILED -> afterTerms(attribution, withoutAnswer(attribution));
            case SERVER_INACTIVE -> Advice.of(attribution, Remedy.RELINK_SERVER);
            case BAD_REQUEST ->
                hasSignature(attribution, BAD_REQUEST_OF_APPLE)
                        ? Advice.of(attribution, Remedy.INVESTIGATE, Hint.UPLOAD_A_JUST_DOWNLOADED_TOKEN_FIRST)
                        : Advice.of(attribution, Remedy.INVESTIGATE);
            // Readings find the token of another server, logs do not, so it has no case.
            case CLOCK_REFUSED, REQUEST_INVALID, PROXY_ANSWER, TOKEN_OF_ANOTHER_SERVER ->
                Advice.of(attribution, Remedy.INVESTIGATE);
            case SERVICE_ERROR, SYNC_FAILED -> passing(attribution);
            case CERTIFICATE_EXPIRED, CERTIFICATE_REVOKED ->
                Advice.of(attribution, Remedy.RENEW_CERTIFICATE, Hint.CERTIFICATE_IS_OVER);
            case CONTENT_TOKEN_CLAIMED_ELSEWHERE -> Advice.of(attribution, Remedy.RECLAIM);
        };
    }

    /**
     * Of a token that synced lately, a notification that already existed at the first reading may be older than that sync,
     * and a record that Jamf Pro cannot read a token that ends later may be about another file: then a person should
     * investigate before regenerating.
     */
    private Advice contentTokenInvalid(Attribution attribution) {
        Episode episode = attribution.episode();
        boolean isRevoked = hasSignature(attribution, REVOKED_BY_APPLE);
        boolean mayBeGood = attribution.isAllOf(token -> token.works(token.lastRead()))
                && (episode.isNotified()
                        ? episode.notBefore().isEmpty()
                        : !isRevoked && attribution.isAllOf(TokenTimeline::endsLater));
        Advice advice = Advice.of(attribution, mayBeGood ? Remedy.INVESTIGATE : Remedy.REGENERATE);
        return asNotified(isRevoked ? advice.with(Hint.REVOKED_BY_APPLE) : advice);
    }

    /**
     * If Jamf Pro shows a later date for the token, Jamf Pro's own check cannot mean this token: it meant the previous
     * one, or the clock of Jamf Pro's host is wrong. This does not apply to dates from the configuration, which may be
     * wrong, nor to answers of Apple's, which depend on Apple's clock only.
     */
    private boolean endsLater(Attribution attribution) {
        return hasSignature(attribution, JAMF_PROS_OWN_CHECK)
                && attribution.isAllOf(TokenTimeline::endsLater)
                && input.factsOf(attribution.episode().instance()).inventory().source() == Source.JAMF;
    }

    private Advice forbidden(Attribution attribution) {
        return commonCause.areManyRefused(attribution.episode())
                ? Advice.of(attribution, Remedy.REGENERATE, Hint.MANY_OWNERS_REFUSED)
                        .asLikely()
                : Advice.of(attribution, Remedy.REGENERATE);
    }

    /**
     * The refresh failed without a known answer from Apple. The reason is Apple, the network, unsigned terms or, most
     * often, the token. Waiting does not show which.
     */
    private Advice withoutAnswer(Attribution attribution) {
        Episode episode = attribution.episode();
        boolean isExplained = commonCause.isPasswordChanged(attribution);
        if (commonCause.isAppleOrNetwork(episode) || commonCause.isNetworkFault(episode, isExplained)) {
            return passing(attribution);
        }
        Advice likely = Advice.of(attribution, Remedy.REGENERATE).asLikely();
        // OAuth signs the time as well (RFC 5849, section 3.3), so Apple refuses a good token if the time is wrong.
        boolean isClockWrong = !isExplained && input.factsOf(episode.instance()).clockIsWrong();
        return isClockWrong ? likely.with(Hint.CHECK_CLOCK_FIRST) : likely;
    }

    private static boolean hasSignature(Attribution attribution, String signature) {
        return attribution.episode().ofCase().signature().equals(signature);
    }

    private static Advice asNotified(Advice advice) {
        return advice.episode().isNotified() ? advice.with(Hint.AS_NOTIFIED) : advice;
    }

    private Advice passing(Attribution attribution) {
        boolean isLong = attribution.episode().lastedAtLeast(input.thresholds().patience());
        Advice advice = Advice.of(attribution, isLong ? Remedy.INVESTIGATE : Remedy.WAIT);
        return commonCause.isAppleOrNetwork(attribution.episode()) ? advice.with(Hint.APPLE_OR_NETWORK) : advice;
    }

    /**
     * With these causes unsigned terms look like a refused token, and a new token would not help. If Apple's answer is
     * not known, only a working token of the same organisation rules out unsigned terms: a notification may be missing.
     */
    private Advice afterTerms(Attribution attribution, Advice otherwise) {
        return switch (terms.of(attribution)) {
            case NOT_SIGNED -> Advice.of(attribution, Remedy.ACCEPT_TERMS);
            case SIGNED_LATELY -> Advice.of(attribution, Remedy.INVESTIGATE, Hint.TERMS_SIGNED_LATELY);
            case SIGNED ->
                otherwise.likely() && !terms.isRefuted(attribution)
                        ? otherwise.with(Hint.CHECK_TERMS_FIRST)
                        : otherwise;
            case UNKNOWN -> otherwise.with(Hint.CHECK_TERMS_FIRST);
        };
    }

    /** Adds what the owner's other tokens show about the account. */
    private Advice besideOtherTokens(Advice advice) {
        Attribution attribution = advice.attribution();
        if (advice.remedy() != Remedy.REGENERATE
                || !attribution.episode().cause().canFollowPasswordChange()
                || attribution.account().isEmpty()
                || advice.hints().contains(Hint.MANY_OWNERS_REFUSED)) {
            return advice;
        }
        return commonCause.isPasswordChanged(attribution)
                ? advice.with(Hint.PASSWORD_CHANGED_OR_ACCOUNT_DISABLED)
                : advice.beside(commonCause.othersThatWork(attribution));
    }

    /** By its tokens. Of several candidates, an expired one explains a case only if that began on the token's last day. */
    private static boolean isExplained(Attribution attribution) {
        Episode episode = attribution.episode();
        return attribution.isAllOf(episode::isExplainedBy)
                || (episode.cause() == Cause.OAUTH_REFRESH_FAILED
                        && attribution
                                .timelines()
                                .anyMatch(token -> token.isExpired()
                                        && token.mayHaveEndedBy(episode.began())
                                        && !TokenTimeline.hasPassed(token.token(), episode.began())));
    }
}
