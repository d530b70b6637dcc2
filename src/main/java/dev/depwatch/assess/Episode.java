package dev.depwatch.assess;

import dev.depwatch.journal.Case;
import dev.depwatch.journal.Case.ApiCondition;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * A case since it last began, in times by this host's clock. People see its times as the log states them, or the times of
 * reading if the log's clock differs too much. For a reopened case, the time before it was closed does not count towards
 * its duration, nor towards what began with it.
 *
 * @param open whether the case is open; otherwise it is closed
 * @param ahead how far the shown times are ahead of this host's clock, which the times of the APIs use
 */
record Episode(Case ofCase, boolean open, Instant shownBegan, Instant shownLast, Duration ahead) {
    static Episode of(Case ofCase, boolean open, boolean logClockDiffers, Duration logAhead) {
        return logClockDiffers
                ? new Episode(ofCase, open, beganSeenAt(ofCase), ofCase.lastSeenAt(), Duration.ZERO)
                : new Episode(
                        ofCase,
                        open,
                        ofCase.reopened().map(Case.Reopened::loggedAt).orElse(ofCase.firstLoggedAt()),
                        ofCase.lastKnownAt(),
                        ofCase.condition().isPresent() ? Duration.ZERO : logAhead);
    }

    private static Instant beganSeenAt(Case ofCase) {
        return ofCase.reopened().map(Case.Reopened::seenAt).orElse(ofCase.firstSeenAt());
    }

    /** When depwatch read the first sighting. */
    Instant beganSeenAt() {
        return beganSeenAt(ofCase);
    }

    /** The earlier of both: what depwatch reads late, as after a start, may be older than what an API says. */
    Instant beganSeenOrLogged() {
        return began().isBefore(beganSeenAt()) ? began() : beganSeenAt();
    }

    /** By this host's clock. */
    Instant began() {
        return shownBegan.minus(ahead);
    }

    /** By this host's clock. */
    Instant last() {
        return shownLast.minus(ahead);
    }

    /** When the newest record was logged, by this host's clock. For an API condition: the time of the condition. */
    Instant lastLogged() {
        return (ofCase.condition().isPresent() ? ofCase.lastLoggedAt() : shownLast).minus(ahead);
    }

    /**
     * The part of the episode that concerns a token that joined it later.
     *
     * @param joined by this host's clock
     */
    Episode from(Instant joined) {
        return joined.isAfter(began()) ? withBeginning(joined.plus(ahead), open) : this;
    }

    /** @param other by the clock of the shown times */
    Episode withBeginning(Instant other, boolean isOpen) {
        return new Episode(ofCase, isOpen, other, shownLast, ahead);
    }

    Instance instance() {
        return ofCase.instance();
    }

    Cause cause() {
        return ofCase.cause();
    }

    TokenKind kind() {
        return ofCase.cause().kind();
    }

    /** The tokens that the API names; empty if it names none. */
    Set<Token.Key> tokens() {
        return ofCase.condition().map(ApiCondition::tokens).orElse(Set.of());
    }

    /**
     * Whether a notification of Jamf Pro reports it. That stands until somebody dismisses it, so only its first
     * appearance dates the failure.
     */
    boolean isNotified() {
        return ofCase.condition().isPresent() && cause() != Cause.SYNC_FAILED;
    }

    /** Whether the API reported it again at a later reading. */
    boolean isReportedAgain() {
        return ofCase.condition().stream()
                .anyMatch(condition -> condition.until().isAfter(beganSeenAt()));
    }

    /**
     * By this host's clock. A log says when it began. The API says only that it began between two readings, unless
     * the API reports it late.
     */
    Instant beganAtTheEarliest() {
        return notBefore().filter(began()::isAfter).orElse(began());
    }

    /** The last reading without it, if the API reports it and there was one. */
    Optional<Instant> notBefore() {
        return ofCase.condition().flatMap(ApiCondition::notBefore);
    }

    /** Whether the beginning is known well enough to say what began together. */
    boolean beginningIsKnown(Thresholds thresholds) {
        Instant earliest = shownBegan.minus(thresholds.betweenReadings());
        return ofCase.condition().isEmpty() || notBefore().stream().anyMatch(at -> !at.isBefore(earliest));
    }

    Duration lasted() {
        return Duration.between(shownBegan, shownLast);
    }

    boolean lastedAtLeast(Duration duration) {
        return lasted().compareTo(duration) >= 0;
    }

    /** Whether it has gone on long enough, or its cause needs no confirmation. */
    boolean isWorthReporting(Thresholds thresholds) {
        return switch (ofCase.cause()) {
            case TERMS_NOT_SIGNED,
                    TOKEN_EXPIRED,
                    TOKEN_REJECTED,
                    SERVER_INACTIVE,
                    CONTENT_TOKEN_CLAIMED_ELSEWHERE,
                    TOKEN_OF_ANOTHER_SERVER,
                    CERTIFICATE_EXPIRED,
                    CERTIFICATE_REVOKED -> true;
            case FORBIDDEN, OAUTH_REFRESH_FAILED -> lastedAtLeast(thresholds.anotherSync());
            case BAD_REQUEST, CLOCK_REFUSED, REQUEST_INVALID, PROXY_ANSWER -> ofCase.sightings() >= 2;
            case CONTENT_TOKEN_INVALID -> ofCase.sightings() >= 2 || isReportedAgain();
            case SERVICE_ERROR, SYNC_FAILED -> lastedAtLeast(thresholds.patience());
        };
    }

    /** Whether it may have begun anew at any time since: it does not repeat at every sync, or had a long gap. */
    boolean canBeginAnew(Thresholds thresholds) {
        return !cause().repeatsEverySync() || ofCase.longestGap().compareTo(thresholds.threeSyncs()) > 0;
    }

    /** Whether it is no failure of this token, whose date lies ahead. */
    boolean isDeniedByDateOf(TokenTimeline token) {
        return cause() == Cause.TOKEN_EXPIRED && token.endsLater();
    }

    /** Whether the token's date explains it: an unknown answer adds nothing to one that has passed. */
    boolean isExplainedByDateOf(TokenTimeline token) {
        return !cause().isAnswered()
                && (token.isExpired() || (cause() == Cause.SYNC_FAILED && token.mayHaveEndedBy(began())));
    }

    /** Whether the token's date explains it, or its date or owner explains failing syncs. */
    boolean isExplainedBy(TokenTimeline token) {
        return isExplainedByDateOf(token) || (cause() == Cause.SYNC_FAILED && token.explainsFailingSince(began()));
    }
}
