package dev.depwatch.cli;

import dev.depwatch.logs.LogRecord;
import dev.depwatch.logs.LogRecord.Layout;
import dev.depwatch.logs.OldLogs;
import dev.depwatch.logs.OldLogs.Counts;
import dev.depwatch.logs.OldLogs.OldLog;
import dev.depwatch.logs.RecordSearch;
import dev.depwatch.signature.Signatures;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Reads several logs at once, as many as there are cores. Owns the threads {@code scan-<n>} while it runs. */
final class Scan {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

    private final OldLogs oldLogs;
    private final Signatures signatures;
    private final RecordSearch search;
    private final TimeRange range;
    private final boolean thorough;

    /** @param thorough whether all records are made, so that they can be counted */
    Scan(OldLogs oldLogs, Signatures signatures, TimeRange range, boolean thorough) {
        this.oldLogs = oldLogs;
        this.signatures = signatures;
        this.search = new RecordSearch(signatures.clues());
        this.range = range;
        this.thorough = thorough;
    }

    /** What stands in each log, in the order of the logs, whichever is read first. */
    List<ScannedLog> of(List<OldLog> logs, Progress progress, LongSupplier bytesRead) throws InterruptedException {
        AtomicInteger number = new AtomicInteger();
        int threads = Math.max(1, Math.min(logs.size(), Runtime.getRuntime().availableProcessors()));
        ExecutorService executor =
                Executors.newFixedThreadPool(threads, work -> new Thread(work, "scan-" + number.incrementAndGet()));
        try {
            List<Future<ScannedLog>> results = new ArrayList<>();
            for (OldLog log : logs) {
                results.add(executor.submit(() -> of(log)));
            }
            long start = System.nanoTime();
            List<ScannedLog> scanned = new ArrayList<>();
            while (scanned.size() < results.size()) {
                try {
                    scanned.add(results.get(scanned.size()).get(BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS));
                } catch (TimeoutException ignored) {
                    progress.show(bytesRead.getAsLong(), Duration.ofNanos(System.nanoTime() - start));
                }
            }
            return scanned;
        } catch (ExecutionException e) {
            throw new IllegalStateException("a log could not be scanned", e.getCause());
        } finally {
            progress.end();
            executor.shutdownNow();
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
            Counts counts = oldLogs.read(log, look);
            return collector.collected(log.name(), Optional.of(counts), counts.failure());
        }
        Optional<IOException> failure = oldLogs.search(log, search, look);
        return collector.collected(log.name(), Optional.empty(), failure);
    }
}
