package dev.depwatch.record;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns the times of one log, which carry no zone, into instants. A unique time has one meaning, regardless of earlier
 * times. A time in the repeated hour in autumn has two. The records since the last unique time decide between them:
 * Jamf Pro writes a log in order, so a step back means the second hour.
 */
public final class RecordClock {
    /** A log may swap the records of two threads that log at once: that does not indicate the second hour. */
    private static final Duration JITTER = Duration.ofSeconds(5);

    /** After a larger step back, somebody has set the clock back. */
    private static final Duration LARGEST_STEP_TO_SECOND_HOUR = Duration.ofHours(2);

    private final ZoneId zone;
    /** The last unique time, or the newest time since then. */
    private @Nullable Instant reference;

    public RecordClock(ZoneId zone) {
        this.zone = zone;
    }

    Instant at(Timestamp timestamp) {
        LocalDateTime local = timestamp.local();
        List<ZoneOffset> offsets =
                timestamp.offset().map(List::of).orElseGet(() -> zone.getRules().getValidOffsets(local));
        if (offsets.size() > 1) {
            return inRepeatedHour(local.toInstant(offsets.get(0)), local.toInstant(offsets.get(1)));
        }
        // In spring there is no such hour.
        Instant read = offsets.isEmpty() ? local.atZone(zone).toInstant() : local.toInstant(offsets.get(0));
        reference = read;
        return read;
    }

    /** A time without a date, on 1970-01-01. */
    Instant withoutDate(LocalTime time) {
        return LocalDate.EPOCH.atTime(time).atZone(zone).toInstant();
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
