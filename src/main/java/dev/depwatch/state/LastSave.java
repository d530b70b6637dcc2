package dev.depwatch.state;

import java.time.Duration;
import java.time.Instant;

/**
 * How the last save went, and so when the next is due. A pure decision.
 *
 * @param endedAt when it was over, for good or ill
 * @param took how long it took
 */
record LastSave(Instant endedAt, Duration took, boolean failed) {
    /** A storm of changes is saved once a second. */
    private static final Duration CHANGED = Duration.ofSeconds(1);

    /** What is read again after a crash because only a position had moved costs little. */
    private static final Duration MOVED = Duration.ofSeconds(10);

    private static final Duration FAILED = Duration.ofSeconds(10);

    /** A disk that fails is noticed, and the time of the last save can be alerted on, while nothing happens as well. */
    private static final Duration UNCHANGED = Duration.ofMinutes(5);

    /**
     * How long to wait before the next; zero or less if it is due.
     *
     * @param changed whether anything but a position has changed since
     * @param moved whether a position has moved since
     */
    Duration untilNext(boolean changed, boolean moved, Instant now) {
        // Either way, for a clock that was set back makes the last save lie ahead.
        return rest(changed, moved).minus(Duration.between(endedAt, now).abs());
    }

    private Duration rest(boolean changed, boolean moved) {
        Duration least = failed ? FAILED : changed ? CHANGED : moved ? MOVED : UNCHANGED;
        // A slow disk has to serve others too.
        return took.compareTo(least) > 0 ? took : least;
    }
}
