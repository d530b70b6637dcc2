package dev.depwatch.logs;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The counters of one followed log. They go when the log is no longer followed. */
final class LogMeters implements AutoCloseable {
    final Counter readBytes;
    final Counter records;
    final Counter unparsedRecords;
    final Counter rotations;
    final Counter gaps;
    final Counter lostBytes;

    private final MeterRegistry registry;

    LogMeters(LogName log, MeterRegistry registry) {
        this.registry = registry;
        Tags tags = Tags.of("jamf_instance", log.instance().name(), "log", log.path());
        readBytes = counter("depwatch.log.read", "bytes", tags, "Bytes read from the log.");
        records = counter("depwatch.log.records", null, tags, "Completed records read from the log.");
        unparsedRecords = counter(
                "depwatch.log.unparsed.records",
                null,
                tags,
                "Records whose layout was not understood, and stretches of text that belong to no record.");
        rotations = counter("depwatch.log.rotations", null, tags, "Times the log was rotated, replaced or truncated.");
        gaps = counter(
                "depwatch.log.gaps",
                null,
                tags,
                "Times something that was written was gone before it could be read, or may have been.");
        lostBytes = counter(
                "depwatch.log.lost",
                "bytes",
                tags,
                "Bytes written and not read where the number is known: gone unread, or of a line beyond 64 KiB.");
    }

    private Counter counter(String name, @Nullable String unit, Tags tags, String help) {
        return Counter.builder(name).baseUnit(unit).tags(tags).description(help).register(registry);
    }

    @Override
    public void close() {
        List.of(readBytes, records, unparsedRecords, rotations, gaps, lostBytes).forEach(registry::remove);
    }
}
