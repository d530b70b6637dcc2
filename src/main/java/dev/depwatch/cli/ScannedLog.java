package dev.depwatch.cli;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.depwatch.record.LogRecord;
import dev.depwatch.signature.Evidence;
import dev.depwatch.token.Cause;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code scan} found in one log, also as JSON.
 *
 * @param records how many there are; like the next two, known only if every record was made
 * @param failures in the order in which their first sightings stand in the log
 * @param unreadable why it could not be read, or not to its end
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
record ScannedLog(
        String file,
        Optional<Long> records,
        Optional<Long> unparsedRecords,
        Optional<Boolean> layoutUnderstood,
        List<FoundFailure> failures,
        @JsonIgnore Optional<IOException> unreadable) {
    /** Whether there was anything to read. */
    boolean wasRead() {
        return unreadable.isEmpty() || !failures.isEmpty() || records.orElse(0L) > 0;
    }

    /**
     * What was found of one cause.
     *
     * @param dated whether its times have dates; excerpts have the time of day alone
     * @param example the newest record's first line, cut and cleaned
     * @param hours how many are in which hour; none where the records carry no dates
     */
    record FoundFailure(
            Cause cause,
            String advice,
            @JsonUnwrapped CauseAdvice words,
            long count,
            String first,
            String last,
            boolean dated,
            String example,
            @JsonIgnore Map<Instant, Long> hours) {}

    /** The sightings of one cause so far. */
    static final class Sightings {
        private final Cause cause;
        private final boolean dated;
        private final ZoneId zone;
        private final LongSummaryStatistics seconds = new LongSummaryStatistics();
        private final Map<Instant, Long> hours = new HashMap<>();
        /** The newest record's first line as it is: to clean it takes longer than all else, and one is shown. */
        private String newest = "";

        /** @param zone of the times that are shown */
        Sightings(Cause cause, boolean dated, ZoneId zone) {
            this.cause = cause;
            this.dated = dated;
            this.zone = zone;
        }

        void add(LogRecord record) {
            Instant at = record.loggedAt();
            if (at.getEpochSecond() >= seconds.getMax()) {
                newest = record.firstLine();
            }
            seconds.accept(at.getEpochSecond());
            if (dated) {
                hours.merge(at.atZone(zone).truncatedTo(ChronoUnit.HOURS).toInstant(), 1L, Long::sum);
            }
        }

        FoundFailure found() {
            DateTimeFormatter format =
                    (dated ? DateTimeFormatter.ISO_OFFSET_DATE_TIME : DateTimeFormatter.ISO_LOCAL_TIME).withZone(zone);
            return new FoundFailure(
                    cause,
                    "docs/advice.md#" + cause.key(),
                    CauseAdvice.of(cause),
                    seconds.getCount(),
                    format.format(Instant.ofEpochSecond(seconds.getMin())),
                    format.format(Instant.ofEpochSecond(seconds.getMax())),
                    dated,
                    Evidence.of(newest),
                    hours);
        }
    }
}
