package dev.depwatch.logs;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns the times that one log prints, which carry no zone, into instants. A time that comes once is what it says,
 * whatever stood before it. In an hour repeated in autumn the records since the last time that comes once settle which of
 * the two readings is meant: a log is written in order, so a step back is the second.
 */
final class RecordClock {
    /** Two threads that log at once may be written the other way round: that is no sign of the second hour. */
    private static final Duration JITTER = Duration.ofSeconds(5);

    /** A log that goes back further was set back altogether. */
    private static final Duration LARGEST_STEP_TO_SECOND_HOUR = Duration.ofHours(2);

    private final ZoneId zone;
    /** The last time that comes once, or the newest since it. */
    private @Nullable Instant reference;

    RecordClock(ZoneId zone) {
        this.zone = zone;
    }

    Instant at(Timestamp timestamp) {
        LocalDateTime local = timestamp.local();
        if (isRepeated(timestamp)) {
            List<ZoneOffset> offsets = zone.getRules().getValidOffsets(local);
            return inRepeatedHour(local.toInstant(offsets.get(0)), local.toInstant(offsets.get(1)));
        }
        Instant read = timestamp
                .offset()
                .map(local::toInstant)
                .orElseGet(() -> local.atZone(zone).toInstant());
        reference = read;
        return read;
    }

    /** Whether the time comes twice, so that records before it must have been seen to tell which is meant. */
    boolean isRepeated(Timestamp timestamp) {
        return timestamp.offset().isEmpty()
                && zone.getRules().getValidOffsets(timestamp.local()).size() > 1;
    }

    private Instant inRepeatedHour(Instant first, Instant second) {
        boolean later = isBehind(first, JITTER) && !isBehind(second, LARGEST_STEP_TO_SECOND_HOUR);
        Instant read = later ? second : first;
        if (!isBehind(read, Duration.ZERO) || isBehind(read, LARGEST_STEP_TO_SECOND_HOUR)) {
            reference = read;
        }
        return read;
    }

    private boolean isBehind(Instant read, Duration by) {
        return reference != null && read.isBefore(reference.minus(by));
    }
}
