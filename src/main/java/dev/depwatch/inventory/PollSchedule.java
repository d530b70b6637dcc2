package dev.depwatch.inventory;

import dev.depwatch.inventory.ReadException.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How often depwatch polls an instance for its tokens. A pure decision. Its times scale with the sync interval, except
 * the last.
 *
 * @param usually between two readings
 * @param whileCaseOpen between two readings while a case is open, and after a first failure
 * @param whileFailing the longest time between two attempts while a case is open and readings fail: somebody may have
 *     renewed the token
 * @param afterRefusal before depwatch retries rejected credentials. Does not scale with the sync interval, because
 *     account lockouts run on wall-clock time.
 */
record PollSchedule(Duration usually, Duration whileCaseOpen, Duration whileFailing, Duration afterRefusal) {
    private static final Duration SYNC_INTERVAL = Duration.ofMinutes(2);
    private static final Duration USUALLY = Duration.ofMinutes(10);
    private static final Duration WHILE_CASE_OPEN = Duration.ofSeconds(30);
    private static final Duration WHILE_FAILING = Duration.ofMinutes(3);
    private static final Duration AFTER_REFUSAL = Duration.ofMinutes(15);
    /**
     * If an attempt lies this little in the future, another thread began it while this one was delayed; the clock was
     * not set back.
     */
    private static final Duration HELD_UP = Duration.ofMinutes(1);

    /** From here on the doubled wait exceeds {@link #usually} in any case. */
    private static final int MAX_DOUBLINGS = 10;

    static PollSchedule of(Duration syncInterval) {
        return new PollSchedule(
                scaled(USUALLY, syncInterval),
                scaled(WHILE_CASE_OPEN, syncInterval),
                scaled(WHILE_FAILING, syncInterval),
                AFTER_REFUSAL);
    }

    /**
     * The newest attempt to read an instance.
     *
     * @param begunAt when it began
     * @param caseWasOpen whether a case was open on the instance then
     * @param failure why it failed; empty if it did not
     * @param failuresInARow including this one
     */
    record Attempt(Instant begunAt, boolean caseWasOpen, Optional<Reason> failure, int failuresInARow) {}

    /** When to read the instance next; at once if it was never read. */
    Instant dueAt(Optional<Attempt> newest, boolean caseIsOpen, Instant now) {
        if (newest.isEmpty() || newest.get().begunAt().isAfter(now.plus(HELD_UP))) {
            // In the second case the clock was set back: waiting for the old time could take for ever.
            return now;
        }
        Attempt attempt = newest.get();
        if (attempt.failure().equals(Optional.of(Reason.CREDENTIALS))) {
            return attempt.begunAt().plus(afterRefusal);
        }
        if (caseIsOpen && !attempt.caseWasOpen()) {
            return now;
        }
        if (attempt.failure().isPresent()) {
            return attempt.begunAt().plus(backOff(attempt.failuresInARow(), caseIsOpen ? whileFailing : usually));
        }
        return attempt.begunAt().plus(caseIsOpen ? whileCaseOpen : usually);
    }

    private Duration backOff(int failuresInARow, Duration atMost) {
        Duration wait = whileCaseOpen.multipliedBy(1L << Math.min(failuresInARow - 1, MAX_DOUBLINGS));
        return wait.compareTo(atMost) < 0 ? wait : atMost;
    }

    private static Duration scaled(Duration duration, Duration syncInterval) {
        return Duration.ofMillis(duration.toMillis() * syncInterval.toMillis() / SYNC_INTERVAL.toMillis());
    }
}
