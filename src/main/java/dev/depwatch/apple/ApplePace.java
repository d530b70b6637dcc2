package dev.depwatch.apple;

import dev.depwatch.inventory.ReadException.Reason;
import dev.depwatch.token.SyncInterval;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * How often Apple is asked. A pure decision. Its times suit a Jamf Pro that syncs every two minutes; they scale with the
 * sync interval, but for the waits that Apple or a refusal asks for.
 */
record ApplePace(SyncInterval syncs) {
    /** Between two readings. */
    private static final Duration USUALLY = Duration.ofMinutes(10);

    /**
     * Between two readings while a case is open or an owner is new: Apple was seen to allow about 20 requests a minute.
     */
    private static final Duration WHEN_URGENT = Duration.ofMinutes(2);

    private static final Duration AFTER_REFUSAL = Duration.ofMinutes(15);

    /** depwatch does not wait longer, whatever a server asks for. */
    private static final Duration LONGEST_WAIT = Duration.ofHours(6);

    /**
     * The newest attempt to read an organisation.
     *
     * @param failure what went wrong; empty if nothing did
     * @param retryAfter how long Apple asked to be left alone, bounded
     */
    record Attempt(Instant begunAt, Optional<Reason> failure, Optional<Duration> retryAfter) {
        Attempt {
            retryAfter = retryAfter.map(asked -> asked.compareTo(LONGEST_WAIT) < 0 ? asked : LONGEST_WAIT);
        }
    }

    /** When to ask the organisation next; at once if it was never asked. */
    Instant dueAt(Optional<Attempt> newest, boolean isUrgent, Instant now) {
        if (newest.isEmpty() || newest.get().begunAt().isAfter(now)) {
            // The second is a clock that was set back.
            return now;
        }
        Attempt attempt = newest.get();
        boolean isRefused = attempt.failure().equals(Optional.of(Reason.CREDENTIALS));
        return attempt.begunAt()
                .plus(Collections.max(List.of(
                        syncs.scaled(isUrgent && attempt.failure().isEmpty() ? WHEN_URGENT : USUALLY),
                        isRefused ? AFTER_REFUSAL : Duration.ZERO,
                        attempt.retryAfter().orElse(Duration.ZERO))));
    }
}
