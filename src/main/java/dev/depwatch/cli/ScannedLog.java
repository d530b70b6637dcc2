package dev.depwatch.cli;

import dev.depwatch.logs.LogArchive.Counts;
import dev.depwatch.record.LogRecord;
import dev.depwatch.record.LogRecord.Layout;
import dev.depwatch.signature.Evidence;
import dev.depwatch.token.Cause;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code scan} found in one log.
 *
 * @param counts what is known only if every record was made
 * @param unreadable why it could not be read, or not to its end
 * @param failures in the order in which their first sightings stand in the log
 */
record ScannedLog(String name, Optional<Counts> counts, Optional<IOException> unreadable, List<FoundFailure> failures) {
    ScannedLog {
        failures = List.copyOf(failures);
    }

    /** Whether there was anything to read. */
    boolean wasRead() {
        return unreadable.isEmpty()
                || !failures.isEmpty()
                || counts.filter(all -> all.records() > 0).isPresent();
    }

    boolean layoutUnknown() {
        return counts.filter(Counts::layoutUnknown).isPresent();
    }

    long sightings() {
        return failures.stream().mapToLong(FoundFailure::count).sum();
    }

    /**
     * The sightings of one cause.
     *
     * @param dated whether the records carry dates; excerpts have the time of day alone
     * @param hours how many began in which hour, counted since 1970; none where the records carry no dates
     * @param example the newest record's first line, cut and cleaned
     */
    record FoundFailure(
            Cause cause,
            boolean dated,
            long count,
            Instant first,
            Instant last,
            Map<Long, Long> hours,
            String example) {
        FoundFailure {
            hours = Map.copyOf(hours);
        }

        /** One of its times, with a date if it has one. */
        String shown(Instant time, ZoneId zone) {
            DateTimeFormatter format =
                    dated ? DateTimeFormatter.ISO_OFFSET_DATE_TIME : DateTimeFormatter.ISO_LOCAL_TIME;
            return format.format(time.truncatedTo(ChronoUnit.SECONDS).atZone(zone));
        }
    }

    /** Collects the sightings of one log. */
    static final class Collector {
        /** The sightings of one cause so far. */
        private static final class Run {
            private static final long SECONDS_OF_AN_HOUR = 3600;

            /** Eleven years without a pause: a log with more of them is full of dates that are none. */
            private static final int MAX_HOURS = 100_000;

            private final Cause cause;
            private final boolean dated;
            private long count;
            private Instant first = Instant.MAX;
            private Instant last = Instant.MIN;
            /** The newest record's first line as it is: to clean it takes longer than all else, and one is shown. */
            private String newest = "";

            private final Map<Long, Long> hours = new HashMap<>();

            Run(Cause cause, boolean dated) {
                this.cause = cause;
                this.dated = dated;
            }

            void add(LogRecord record) {
                Instant at = record.loggedAt();
                count++;
                first = at.isBefore(first) ? at : first;
                if (!at.isBefore(last)) {
                    last = at;
                    newest = record.header();
                }
                long hour = Math.floorDiv(at.getEpochSecond(), SECONDS_OF_AN_HOUR);
                if (dated && (hours.size() < MAX_HOURS || hours.containsKey(hour))) {
                    hours.merge(hour, 1L, Long::sum);
                }
            }

            FoundFailure failure() {
                return new FoundFailure(cause, dated, count, first, last, hours, Evidence.of(newest));
            }
        }

        private final Map<List<Object>, Run> runs = new LinkedHashMap<>();

        void add(LogRecord record, Cause cause) {
            boolean dated = record.layout() != Layout.SHORT;
            runs.computeIfAbsent(List.of(cause, dated), first -> new Run(cause, dated))
                    .add(record);
        }

        ScannedLog collected(String name, Optional<Counts> counts, Optional<IOException> unreadable) {
            return new ScannedLog(
                    name,
                    counts,
                    unreadable,
                    runs.values().stream().map(Run::failure).toList());
        }
    }
}
