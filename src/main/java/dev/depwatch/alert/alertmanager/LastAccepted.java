package dev.depwatch.alert.alertmanager;

import dev.depwatch.alert.NotificationRules;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What one Alertmanager last took of an alert, and so what it is to be sent. Pure.
 *
 * @param at when it took it
 * @param endAt when it first took the end; empty if it believes that the alert goes on
 */
record LastAccepted(Instant at, Optional<Instant> endAt) {
    /** As Prometheus does: an Alertmanager that was restarted knows nothing before it is told. */
    static final Duration EVERY = Duration.ofMinutes(1);

    /** Long enough for one whose clock is behind by less, which takes an end that lies ahead of it for none. */
    private static final Duration END_REPEATED_FOR = Duration.ofMinutes(5);

    /** What is to be done about one alert for one Alertmanager. */
    enum Due {
        /** Send it at once: what it believes is not so. */
        NOW,
        /** Send it again, and with it everything else. */
        AGAIN,
        /** It knows; send it when anything is sent again. */
        IN_TIME,
        /** There is nothing to say any more. */
        DONE
    }

    /**
     * @param accepted empty if it has never taken the alert
     * @param isOver whether the alert is over
     * @param staleAfter how long it believes in an alert that it hears nothing of
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
        if (last.endAt
                .filter(end -> NotificationRules.hasPassed(END_REPEATED_FOR, end, now))
                .isPresent()) {
            return Due.DONE;
        }
        return NotificationRules.hasPassed(EVERY, last.at, now) ? Due.AGAIN : Due.IN_TIME;
    }

    /** After the alert was taken once more. */
    static LastAccepted after(Optional<LastAccepted> before, boolean isOver, Instant now) {
        return new LastAccepted(
                now, isOver ? before.flatMap(LastAccepted::endAt).or(() -> Optional.of(now)) : Optional.empty());
    }
}
