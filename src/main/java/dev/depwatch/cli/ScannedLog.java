package dev.depwatch.cli;

import dev.depwatch.logs.LogRecord;
import dev.depwatch.logs.LogRecord.Layout;
import dev.depwatch.logs.OldLogs.Counts;
import dev.depwatch.signature.Evidence;
import dev.depwatch.token.Cause;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
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
record ScannedLog(String name, Optional<Counts> counts, Optional<IOException> unreadable, List<Failure> failures) {
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
        return failures.stream().mapToLong(Failure::count).sum();
    }

    /**
     * The sightings of one cause.
     *
     * @param dated whether the records carry dates; excerpts have the time of day alone
     * @param example the newest record's first line, cut and cleaned
     */
    record Failure(Cause cause, boolean dated, long count, Instant first, Instant last, String example) {
        String firstIn(ZoneId zone) {
            return shown(first, zone);
        }

        String lastIn(ZoneId zone) {
            return shown(last, zone);
        }

        private String shown(Instant time, ZoneId zone) {
            DateTimeFormatter format =
                    dated ? DateTimeFormatter.ISO_OFFSET_DATE_TIME : DateTimeFormatter.ISO_LOCAL_TIME;
            return format.format(time.truncatedTo(ChronoUnit.SECONDS).atZone(zone));
        }
    }

    /** Collects the sightings of one log. */
    static final class Collector {
        private record Key(Cause cause, boolean dated) {}

        /** @param newest the newest record's first line, as it is */
        private record Run(long count, Instant first, Instant last, String newest) {
            Run and(Run next) {
                boolean newer = !next.last.isBefore(last);
                return new Run(
                        count + next.count,
                        next.first.isBefore(first) ? next.first : first,
                        newer ? next.last : last,
                        newer ? next.newest : newest);
            }
        }

        private final Map<Key, Run> runs = new LinkedHashMap<>();

        void add(LogRecord record, Cause cause) {
            Run run = new Run(1, record.loggedAt(), record.loggedAt(), record.header());
            runs.merge(new Key(cause, record.layout() != Layout.SHORT), run, Run::and);
        }

        ScannedLog collected(String name, Optional<Counts> counts, Optional<IOException> unreadable) {
            List<Failure> failures = new ArrayList<>();
            runs.forEach((key, run) -> failures.add(new Failure(
                    key.cause(), key.dated(), run.count(), run.first(), run.last(), Evidence.of(run.newest()))));
            return new ScannedLog(name, counts, unreadable, failures);
        }
    }
}
