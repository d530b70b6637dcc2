package dev.depwatch.cli;

import dev.depwatch.logs.LogArchive;
import dev.depwatch.logs.LogArchive.Counts;
import dev.depwatch.logs.LogArchive.OldLog;
import dev.depwatch.record.LogRecord;
import dev.depwatch.record.LogRecord.Layout;
import dev.depwatch.record.RecordSearch;
import dev.depwatch.signature.Signatures;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Reads several logs at once, as many as there are cores. */
final class Scan {
    private final LogArchive logArchive;
    private final Signatures signatures;
    private final RecordSearch search;
    private final TimeRange range;
    private final boolean thorough;

    /** @param thorough whether all records are made, so that they can be counted */
    Scan(LogArchive logArchive, Signatures signatures, TimeRange range, boolean thorough) {
        this.logArchive = logArchive;
        this.signatures = signatures;
        this.search = new RecordSearch(signatures.clues());
        this.range = range;
        this.thorough = thorough;
    }

    /** What stands in each log, in the order of the logs, whichever is read first. */
    List<ScannedLog> of(List<OldLog> logs, ProgressLine progress, LongSupplier bytesRead) throws InterruptedException {
        // Of a pipe nobody knows how much is to come.
        boolean sizeKnown = logs.stream().allMatch(log -> log.size().isPresent());
        long total = sizeKnown
                ? logs.stream()
                        .map(OldLog::size)
                        .mapToLong(OptionalLong::getAsLong)
                        .sum()
                : 0;
        try {
            return new ParallelCalls("scan", Runtime.getRuntime().availableProcessors())
                    .each(
                            logs,
                            this::of,
                            elapsed -> progress.show(
                                    ProgressLine.ofBytes(bytesRead.getAsLong(), total, elapsed), elapsed));
        } finally {
            progress.end();
        }
    }

    private ScannedLog of(OldLog log) {
        ScannedLog.Collector collector = new ScannedLog.Collector();
        Consumer<LogRecord> look = record -> signatures
                .causeOf(record)
                // Nobody knows the date of a record that states none: rather too much than too little.
                .filter(cause -> record.layout() == Layout.SHORT || range.contains(record.loggedAt()))
                .ifPresent(cause -> collector.add(record, cause));
        if (thorough) {
            Counts counts = logArchive.read(log, look);
            return collector.collected(log.name(), Optional.of(counts), counts.failure());
        }
        Optional<IOException> failure = logArchive.search(log, search, look);
        return collector.collected(log.name(), Optional.empty(), failure);
    }
}
