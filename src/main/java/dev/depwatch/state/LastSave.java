package dev.depwatch.state;

import java.time.Duration;
import java.time.Instant;

/**
 * How the last save went, which decides when the next is due. Pure.
 *
 * @param endedAt when it ended, with or without success
 * @param took how long it took
 */
record LastSave(Instant endedAt, Duration took, boolean failed) {
    /** Many changes in a row are saved once a second. */
    private static final Duration CHANGED = Duration.ofSeconds(1);

    /** After a crash, reading again from an older position costs little. */
    private static final Duration MOVED = Duration.ofSeconds(10);

    private static final Duration FAILED = Duration.ofSeconds(10);

    /** While nothing happens, saves still detect a failing disk and keep the metric of the last save fresh. */
    private static final Duration UNCHANGED = Duration.ofMinutes(5);

    /**
     * How long to wait before the next save; zero or less if it is due.
     *
     * @param changed whether anything but a position has changed since
     * @param moved whether a position has moved since
     */
    Duration untilNext(boolean changed, boolean moved, Instant now) {
        // Absolute: after the clock was set back, the last save lies in the future.
        return rest(changed, moved).minus(Duration.between(endedAt, now).abs());
    }

    private Duration rest(boolean changed, boolean moved) {
        Duration least = failed ? FAILED : changed ? CHANGED : moved ? MOVED : UNCHANGED;
        // A slow disk also serves other programs.
        return took.compareTo(least) > 0 ? took : least;
    }
}
