package dev.depwatch.assess;

import dev.depwatch.journal.ApiCondition;
import dev.depwatch.journal.Case;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * A case since it last began, with its times on a clock that can be compared with others: the log's own, or, where that
 * differs too much from this host's, the time of reading. Of one that was over and goes on, what was before it was over says
 * nothing of how long it lasts or of what began with it.
 *
 * @param open whether the case is; else it has been closed within the last hour
 */
record Episode(Case found, boolean open, Instant began, Instant last, Optional<Instant> lastNetwork) {
    static Episode of(Case found, boolean open, boolean logClockDiffers) {
        return logClockDiffers
                ? new Episode(
                        found,
                        open,
                        beganSeenAt(found),
                        found.lastSeenAt(),
                        // The reading of that record has no time of its own; it was not after the case's last.
                        found.lastNetworkLoggedAt().map(at -> found.lastSeenAt()))
                : new Episode(
                        found,
                        open,
                        found.resumed().map(Case.Resumed::loggedAt).orElse(found.firstLoggedAt()),
                        found.lastKnownAt(),
                        found.lastNetworkLoggedAt());
    }

    private static Instant beganSeenAt(Case found) {
        return found.resumed().map(Case.Resumed::seenAt).orElse(found.firstSeenAt());
    }

    /** When its newest record was logged; where the API states it, when what it states was. */
    Instant lastLogged() {
        return found.statement().isPresent() ? found.lastLoggedAt() : last;
    }

    /** When its first sighting was read. */
    Instant beganSeenAt() {
        return beganSeenAt(found);
    }

    /** The run as far as it is about a token that joined it. */
    Episode from(Instant joined) {
        return joined.isAfter(began) ? new Episode(found, open, joined, last, lastNetwork) : this;
    }

    Instance instance() {
        return found.instance();
    }

    Cause cause() {
        return found.cause();
    }

    TokenKind kind() {
        return found.cause().kind();
    }

    /** The tokens that the API itself names; empty where it does not. */
    Set<Token.Key> tokens() {
        return found.statement().map(ApiCondition::tokens).orElse(Set.of());
    }

    /** Whether it was stated by the API, and again at a later reading. */
    boolean isStatedAgain() {
        return found.statement()
                .filter(condition -> condition.until().isAfter(beganSeenAt()))
                .isPresent();
    }

    /** A log tells when it began; the API only that it was between two readings, unless it tells of it late. */
    Instant beganAtTheEarliest() {
        return found.statement()
                .flatMap(ApiCondition::notBefore)
                .filter(at -> at.isBefore(began))
                .orElse(began);
    }

    /** Whether it is known well enough when it began to say what began together. */
    boolean beginningIsKnown(Thresholds thresholds) {
        return found.statement()
                .map(condition -> condition
                        .notBefore()
                        .filter(at -> Duration.between(at, began).compareTo(thresholds.betweenReadings()) <= 0)
                        .isPresent())
                .orElse(true);
    }

    Duration lasted() {
        return Duration.between(began, last);
    }

    boolean lastedAtLeast(Duration duration) {
        return lasted().compareTo(duration) >= 0;
    }

    /** The opening rules: from when on a case is worth telling. */
    boolean opened(Thresholds thresholds) {
        return switch (found.cause()) {
            case TERMS_NOT_SIGNED,
                    TOKEN_EXPIRED,
                    TOKEN_REJECTED,
                    SERVER_INACTIVE,
                    CONTENT_TOKEN_CLAIMED_ELSEWHERE,
                    TOKEN_OF_ANOTHER_SERVER -> true;
            case FORBIDDEN, OAUTH_REFRESH_FAILED -> lastedAtLeast(thresholds.repetition());
            case BAD_REQUEST -> found.sightings() >= 2;
            case CONTENT_TOKEN_INVALID -> found.sightings() >= 2 || isStatedAgain();
            case SERVICE_ERROR, SYNC_FAILED -> lastedAtLeast(thresholds.patience());
        };
    }

    /** Whether it can have begun anew at any time since: it does not come with every sync, or was silent in between. */
    boolean comesAndGoes(Thresholds thresholds) {
        return !cause().repeatsEverySync() || found.longestGap().compareTo(thresholds.threeSyncs()) > 0;
    }

    /** Whether most syncs since it began were sightings: others did not go well in between. */
    boolean isDense(Thresholds thresholds) {
        long syncs = lasted().toMillis() / thresholds.syncInterval().toMillis() + 1;
        return found.longestGap().compareTo(thresholds.threeSyncs()) <= 0 || found.sightings() * 5 >= syncs * 3;
    }

    /** Whether Apple's own answer is known, and not only that the refresh failed. */
    boolean answerKnown() {
        return switch (found.cause()) {
            case TERMS_NOT_SIGNED,
                    TOKEN_EXPIRED,
                    TOKEN_REJECTED,
                    FORBIDDEN,
                    SERVER_INACTIVE,
                    BAD_REQUEST,
                    CONTENT_TOKEN_INVALID,
                    CONTENT_TOKEN_CLAIMED_ELSEWHERE,
                    TOKEN_OF_ANOTHER_SERVER -> true;
            case OAUTH_REFRESH_FAILED, SERVICE_ERROR, SYNC_FAILED -> false;
        };
    }
}
