package dev.depwatch.logs;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;

/**
 * Turns the times that one log prints, which carry no zone, into instants. A log is written in order, so its time never
 * goes back: that settles which of the two readings of an hour repeated in autumn is meant, and small steps back are
 * held at the newest time seen. A larger step back is believed, so that one wrong time in the future freezes nothing.
 */
final class RecordClock {
    /** Two threads that log at once may be written the other way round: that is no sign of the second hour. */
    private static final Duration JITTER = Duration.ofSeconds(5);

    private static final Duration LARGEST_STEP_HELD = Duration.ofHours(2);

    private final ZoneId zone;
    private Instant newest = Instant.MIN;

    RecordClock(ZoneId zone) {
        this.zone = zone;
    }

    Instant at(Timestamp timestamp) {
        Instant read = timestamp
                .offset()
                .map(offset -> timestamp.local().toInstant(offset))
                .orElseGet(() -> inZone(timestamp.local()));
        boolean held = read.isBefore(newest) && !read.isBefore(newest.minus(LARGEST_STEP_HELD));
        if (!held) {
            newest = read;
        }
        return newest;
    }

    private Instant inZone(LocalDateTime local) {
        List<ZoneOffset> offsets = zone.getRules().getValidOffsets(local);
        if (offsets.size() < 2) {
            return local.atZone(zone).toInstant();
        }
        Instant earlier = local.toInstant(offsets.get(0));
        Instant later = local.toInstant(offsets.get(1));
        boolean goesBack = !newest.equals(Instant.MIN) && earlier.isBefore(newest.minus(JITTER));
        // A later reading that would still be far behind tells nothing: the log was set back altogether.
        return goesBack && !later.isBefore(newest.minus(LARGEST_STEP_HELD)) ? later : earlier;
    }
}
