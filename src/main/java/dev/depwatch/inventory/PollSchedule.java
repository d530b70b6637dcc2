package dev.depwatch.inventory;

import dev.depwatch.inventory.ReadException.Reason;
import dev.depwatch.token.SyncInterval;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * How often a Jamf Pro or an organisation at Apple is asked. A pure decision. Its times suit a Jamf Pro that syncs every
 * two minutes; they scale with the sync interval, but for the waits after a refusal and those that a server asks for.
 *
 * @param whileUrgent between two readings while a case is open
 * @param whileFailing between two attempts while readings fail
 */
public record PollSchedule(SyncInterval syncs, Duration whileUrgent, Duration whileFailing) {
    /** Between two readings. */
    private static final Duration USUALLY = Duration.ofMinutes(10);

    /**
     * Before depwatch retries rejected credentials. Does not scale with the sync interval, because account lockouts run
     * on wall-clock time.
     */
    private static final Duration AFTER_REFUSAL = Duration.ofMinutes(15);

    /** depwatch does not wait longer, whatever a server asks for. */
    private static final Duration LONGEST_WAIT = Duration.ofHours(6);

    /**
     * If an attempt lies this little in the future, another thread began it while this one was delayed; the clock was
     * not set back.
     */
    private static final Duration HELD_UP = Duration.ofMinutes(1);

    static PollSchedule ofJamfPro(Duration syncInterval) {
        return new PollSchedule(new SyncInterval(syncInterval), Duration.ofSeconds(30), Duration.ofMinutes(3));
    }

    /** Apple was seen to allow about 20 requests a minute. */
    public static PollSchedule ofApple(Duration syncInterval) {
        return new PollSchedule(new SyncInterval(syncInterval), Duration.ofMinutes(2), USUALLY);
    }

    /**
     * The newest attempt to read.
     *
     * @param begunAt when it began
     * @param wasUrgent whether the next one need not begin at once if it is urgent
     * @param failure why it failed; empty if it did not
     * @param retryAfter how long the server asked to be left alone
     */
    public record Attempt(
            Instant begunAt, boolean wasUrgent, Optional<Reason> failure, Optional<Duration> retryAfter) {}

    /** When to read next; long ago if at once, so that a new case comes first and then what was never read. */
    public Instant dueAt(Optional<Attempt> newest, boolean isUrgent, Instant now) {
        if (newest.isEmpty() || newest.get().begunAt().isAfter(now.plus(HELD_UP))) {
            // In the second case the clock was set back: waiting for the old time could take for ever.
            return isUrgent ? Instant.MIN : Instant.EPOCH;
        }
        Attempt attempt = newest.get();
        if (attempt.failure().equals(Optional.of(Reason.CREDENTIALS))) {
            return attempt.begunAt().plus(AFTER_REFUSAL);
        }
        if (isUrgent && !attempt.wasUrgent()) {
            return Instant.MIN;
        }
        Duration wait = syncs.scaled(attempt.failure().isPresent() ? whileFailing : isUrgent ? whileUrgent : USUALLY);
        Duration asked = Collections.min(List.of(attempt.retryAfter().orElse(Duration.ZERO), LONGEST_WAIT));
        return attempt.begunAt().plus(Collections.max(List.of(wait, asked)));
    }
}
