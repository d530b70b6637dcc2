package dev.depwatch.inventory;

import dev.depwatch.inventory.ReadException.Reason;
import dev.depwatch.token.SyncInterval;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How often depwatch polls an instance for its tokens. A pure decision. Its times suit a Jamf Pro that syncs every two
 * minutes; they scale with the sync interval, except the last.
 */
record PollSchedule(SyncInterval syncs) {
    /** Between two readings. */
    private static final Duration USUALLY = Duration.ofMinutes(10);

    /** Between two readings while a case is open. */
    private static final Duration WHILE_CASE_OPEN = Duration.ofSeconds(30);

    /** Between two attempts while readings fail. */
    private static final Duration WHILE_FAILING = Duration.ofMinutes(3);

    /**
     * Before depwatch retries rejected credentials. Does not scale with the sync interval, because account lockouts run
     * on wall-clock time.
     */
    private static final Duration AFTER_REFUSAL = Duration.ofMinutes(15);

    /**
     * If an attempt lies this little in the future, another thread began it while this one was delayed; the clock was
     * not set back.
     */
    private static final Duration HELD_UP = Duration.ofMinutes(1);

    /**
     * The newest attempt to read an instance.
     *
     * @param begunAt when it began
     * @param caseWasOpen whether a case was open on the instance then
     * @param failure why it failed; empty if it did not
     */
    record Attempt(Instant begunAt, boolean caseWasOpen, Optional<Reason> failure) {}

    /** When to read the instance next; at once if it was never read. */
    Instant dueAt(Optional<Attempt> newest, boolean caseIsOpen, Instant now) {
        if (newest.isEmpty() || newest.get().begunAt().isAfter(now.plus(HELD_UP))) {
            // In the second case the clock was set back: waiting for the old time could take for ever.
            return now;
        }
        Attempt attempt = newest.get();
        if (attempt.failure().equals(Optional.of(Reason.CREDENTIALS))) {
            return attempt.begunAt().plus(AFTER_REFUSAL);
        }
        if (caseIsOpen && !attempt.caseWasOpen()) {
            return now;
        }
        Duration wait = attempt.failure().isPresent() ? WHILE_FAILING : caseIsOpen ? WHILE_CASE_OPEN : USUALLY;
        return attempt.begunAt().plus(syncs.scaled(wait));
    }
}
