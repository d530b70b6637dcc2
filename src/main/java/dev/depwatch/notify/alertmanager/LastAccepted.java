package dev.depwatch.notify.alertmanager;

import dev.depwatch.notify.Outbox;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What one Alertmanager last accepted for an alert, and so what is due to it. Pure.
 *
 * @param at when it accepted the alert
 * @param isOver whether it was the end; else the alert is active there
 */
record LastAccepted(Instant at, boolean isOver) {
    /** As in Prometheus: a restarted Alertmanager knows no alert before the next request. */
    static final Duration EVERY = Duration.ofMinutes(1);

    /**
     * An Alertmanager whose clock is behind ignores an end in its future. This is long enough for one that is behind by
     * less.
     */
    private static final Duration END_REPEATED_FOR = Duration.ofMinutes(5);

    /**
     * Whether nothing of the alert is left to send.
     *
     * @param accepted empty if it has never accepted the alert
     * @param end when the end became due; empty if the alert is not over
     * @param staleAfter how long the alert stays active there without a request
     */
    static boolean isDone(Optional<LastAccepted> accepted, Optional<Instant> end, Duration staleAfter, Instant now) {
        return end.stream()
                .anyMatch(since -> accepted.stream()
                        .allMatch(last -> now.isAfter(last.at.plus(staleAfter))
                                || (last.isOver && Outbox.hasPassed(END_REPEATED_FOR, since, last.at))));
    }

    /**
     * Since when an alert that is not done is due; empty if it is up to date there.
     *
     * @param ownSince since when the alert, or its end, is new
     */
    static Optional<Instant> dueSince(Optional<LastAccepted> accepted, boolean isOver, Instant ownSince, Instant now) {
        Optional<LastAccepted> same = accepted.filter(last -> last.isOver == isOver);
        return same.isPresent() && !Outbox.hasPassed(EVERY, same.get().at, now)
                ? Optional.empty()
                : Optional.of(same.map(last -> last.at.plus(EVERY)).orElse(ownSince));
    }
}
