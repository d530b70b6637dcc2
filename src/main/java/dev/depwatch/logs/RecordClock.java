package dev.depwatch.logs;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;

/**
 * Turns the times that one log prints, which carry no zone, into instants. A log is written in order. In an hour repeated
 * in autumn that settles which of the two readings is meant, and a step back of up to two hours is held at the newest time
 * seen. At any other time only what two threads cause is held, and a larger step back is believed at once, so that one
 * wrong time in the future freezes nothing.
 */
final class RecordClock {
    /** Two threads that log at once may be written the other way round: that is no sign of the second hour. */
    private static final Duration JITTER = Duration.ofSeconds(5);

    private static final Duration LARGEST_STEP_HELD_IN_REPEATED_HOUR = Duration.ofHours(2);

    private final ZoneId zone;
    private Instant newest = Instant.MIN;

    RecordClock(ZoneId zone) {
        this.zone = zone;
    }

    Instant at(Timestamp timestamp) {
        LocalDateTime local = timestamp.local();
        if (timestamp.offset().isPresent()) {
            return hold(local.toInstant(timestamp.offset().get()), JITTER);
        }
        List<ZoneOffset> offsets = zone.getRules().getValidOffsets(local);
        if (offsets.size() < 2) {
            return hold(local.atZone(zone).toInstant(), JITTER);
        }
        Instant read = inRepeatedHour(local.toInstant(offsets.get(0)), local.toInstant(offsets.get(1)));
        return hold(read, LARGEST_STEP_HELD_IN_REPEATED_HOUR);
    }

    private Instant hold(Instant read, Duration largestStep) {
        if (!read.isBefore(newest) || isFarBehind(read, largestStep)) {
            newest = read;
        }
        return newest;
    }

    private Instant inRepeatedHour(Instant earlier, Instant later) {
        // A later reading that would still be far behind tells nothing: the log was set back altogether.
        return isFarBehind(earlier, JITTER) && !isFarBehind(later, LARGEST_STEP_HELD_IN_REPEATED_HOUR)
                ? later
                : earlier;
    }

    private boolean isFarBehind(Instant read, Duration largestStep) {
        return !newest.equals(Instant.MIN) && read.isBefore(newest.minus(largestStep));
    }
}
