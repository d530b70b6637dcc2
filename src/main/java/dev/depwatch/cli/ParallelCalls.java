package dev.depwatch.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Does the same work on several things at once, and shows on the terminal how far it is. Owns its threads,
 * {@code <name>-<n>}, while it works.
 */
record ParallelCalls(String name, int atMost, ProgressLine progress) {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

    /** The work on one of them. */
    interface Work<T, R> {
        R on(T thing) throws InterruptedException;
    }

    /** What is shown of the work after some time, by the number of things that are done. */
    interface Line {
        String of(long done, Duration elapsed);
    }

    /**
     * The results in the order of the things, whichever is done first.
     *
     * @throws InterruptedException if this thread or the work was interrupted; the work in progress then ends
     */
    <T, R> List<R> each(List<T> things, Work<T, R> work, Line line) throws InterruptedException {
        AtomicInteger number = new AtomicInteger();
        int threads = Math.max(1, Math.min(things.size(), atMost));
        ExecutorService executor =
                Executors.newFixedThreadPool(threads, task -> new Thread(task, name + "-" + number.incrementAndGet()));
        try {
            List<Future<R>> futures = things.stream()
                    .map(thing -> executor.submit(() -> work.on(thing)))
                    .toList();
            long start = System.nanoTime();
            List<R> results = new ArrayList<>();
            while (results.size() < futures.size()) {
                try {
                    results.add(futures.get(results.size()).get(BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS));
                } catch (TimeoutException ignored) {
                    Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
                    long done = futures.stream().filter(Future::isDone).count();
                    progress.show(line.of(done, elapsed), elapsed);
                }
            }
            return results;
        } catch (ExecutionException e) {
            throw new IllegalStateException("one of the threads " + name + " failed", e.getCause());
        } finally {
            executor.shutdownNow();
            progress.end();
        }
    }
}
