package dev.depwatch.notify.alertmanager;

import dev.depwatch.notify.NotificationRules;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What one Alertmanager last accepted for an alert, and so what is due to it. Pure.
 *
 * @param at when it accepted the alert
 * @param endAt when it first accepted the end; empty if the alert is active there
 */
record LastAccepted(Instant at, Optional<Instant> endAt) {
    /** As in Prometheus: a restarted Alertmanager knows no alert before the next request. */
    static final Duration EVERY = Duration.ofMinutes(1);

    /**
     * An Alertmanager whose clock is behind ignores an end in its future. This is long enough for one that is behind by
     * less.
     */
    private static final Duration END_REPEATED_FOR = Duration.ofMinutes(5);

    /** What to do about one alert for one Alertmanager. */
    enum Due {
        /** Send it at once: the Alertmanager shows another state. */
        NOW,
        /** Send it again, together with everything else. */
        AGAIN,
        /** It is up to date; send it when anything is sent again. */
        IN_TIME,
        /** Nothing is left to send. */
        DONE
    }

    /**
     * @param accepted empty if it has never accepted the alert
     * @param isOver whether the alert is over
     * @param staleAfter how long the alert stays active there without a request
     */
    static Due due(Optional<LastAccepted> accepted, boolean isOver, Duration staleAfter, Instant now) {
        if (accepted.isEmpty()) {
            return isOver ? Due.DONE : Due.NOW;
        }
        LastAccepted last = accepted.get();
        boolean knows = isOver == last.endAt.isPresent();
        if (!knows) {
            return isOver && now.isAfter(last.at.plus(staleAfter)) ? Due.DONE : Due.NOW;
        }
        if (last.endAt.stream().anyMatch(end -> NotificationRules.hasPassed(END_REPEATED_FOR, end, now))) {
            return Due.DONE;
        }
        return NotificationRules.hasPassed(EVERY, last.at, now) ? Due.AGAIN : Due.IN_TIME;
    }

    /** The state after the alert was accepted once more. */
    static LastAccepted after(Optional<LastAccepted> before, boolean isOver, Instant now) {
        return new LastAccepted(
                now, isOver ? before.flatMap(LastAccepted::endAt).or(() -> Optional.of(now)) : Optional.empty());
    }
}
