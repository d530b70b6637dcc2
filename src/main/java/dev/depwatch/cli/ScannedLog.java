package dev.depwatch.cli;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.depwatch.record.LogRecord;
import dev.depwatch.signature.Evidence;
import dev.depwatch.token.Cause;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
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

    /** The sightings of one cause so far. */
    @JsonPropertyOrder({"cause", "advice", "words", "count", "first", "last", "dated", "example"})
    static final class FoundFailure {
        private final Cause cause;
        private final boolean dated;
        private final ZoneId zone;
        private long count;
        private Instant first = Instant.MAX;
        private Instant last = Instant.MIN;
        /** The newest record's first line as it is: to clean it takes longer than all else, and one is shown. */
        private String newest = "";

        private final Map<Long, Long> hours = new HashMap<>();

        /** @param zone of the times that are shown */
        FoundFailure(Cause cause, boolean dated, ZoneId zone) {
            this.cause = cause;
            this.dated = dated;
            this.zone = zone;
        }

        void add(LogRecord record) {
            Instant at = record.loggedAt();
            count++;
            first = at.isBefore(first) ? at : first;
            if (!at.isBefore(last)) {
                last = at;
                newest = record.firstLine();
            }
            if (dated) {
                hours.merge(
                        Math.floorDiv(at.getEpochSecond(), Duration.ofHours(1).toSeconds()), 1L, Long::sum);
            }
        }

        /** How many began in which hour, counted since 1970; none where the records carry no dates. */
        Map<Long, Long> hours() {
            return hours;
        }

        @JsonProperty
        Cause cause() {
            return cause;
        }

        @JsonProperty
        String advice() {
            return "docs/advice.md#" + cause.key();
        }

        @JsonUnwrapped
        CauseAdvice words() {
            return CauseAdvice.of(cause);
        }

        @JsonProperty
        long count() {
            return count;
        }

        @JsonProperty
        String first() {
            return shown(first);
        }

        @JsonProperty
        String last() {
            return shown(last);
        }

        private String shown(Instant time) {
            DateTimeFormatter format =
                    dated ? DateTimeFormatter.ISO_OFFSET_DATE_TIME : DateTimeFormatter.ISO_LOCAL_TIME;
            return format.format(time.truncatedTo(ChronoUnit.SECONDS).atZone(zone));
        }

        /** Whether its times have dates; excerpts have the time of day alone. */
        @JsonProperty
        boolean dated() {
            return dated;
        }

        /** The newest record's first line, cut and cleaned. */
        @JsonProperty
        String example() {
            return Evidence.of(newest);
        }
    }
}
