package dev.depwatch.logs;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The counters of one followed log. Closing removes them, when depwatch no longer follows the log. */
final class LogMeters implements AutoCloseable {
    final Counter readBytes;
    final Counter records;
    final Counter unparsedRecords;
    final Counter rotations;
    final Counter gaps;

    private final MeterRegistry registry;

    LogMeters(LogName log, MeterRegistry registry) {
        this.registry = registry;
        Tags tags = Tags.of("jamf_instance", log.instance().name(), "log", log.path());
        readBytes = counter("depwatch.log.read", "bytes", tags, "Bytes read from the log, over all its rotations.");
        records = counter("depwatch.log.records", null, tags, "Records completed, understood or not.");
        unparsedRecords = counter(
                "depwatch.log.unparsed.records",
                null,
                tags,
                "Records with an unknown layout, and pieces of text that belong to no record.");
        rotations =
                counter("depwatch.log.rotations", null, tags, "Rotations, truncations and replacements of the log.");
        gaps = counter(
                "depwatch.log.gaps",
                null,
                tags,
                "How often records were lost, or may have been lost, before depwatch read them.");
    }

    private Counter counter(String name, @Nullable String unit, Tags tags, String help) {
        return Counter.builder(name).baseUnit(unit).tags(tags).description(help).register(registry);
    }

    @Override
    public void close() {
        List.of(readBytes, records, unparsedRecords, rotations, gaps).forEach(registry::remove);
    }
}
