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
import java.util.function.Function;

/** Does the same work on several things at once, and shows on the terminal how far it is. Owns its threads, {@code <name>-<n>}, while it works. */
final class ParallelCalls {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

    private final String name;
    private final int atMost;
    private final ProgressLine progress;

    ParallelCalls(String name, int atMost, ProgressLine progress) {
        this.name = name;
        this.atMost = atMost;
        this.progress = progress;
    }

    /** The work on one of them. */
    interface Work<T, R> {
        R on(T thing) throws InterruptedException;
    }

    /**
     * The results in the order of the things, whichever is done first.
     *
     * @param line how far the work is after some time
     * @throws InterruptedException if this thread or the work was interrupted; the work in progress then ends
     */
    <T, R> List<R> each(List<T> things, Work<T, R> work, Function<Duration, String> line) throws InterruptedException {
        AtomicInteger number = new AtomicInteger();
        int threads = Math.max(1, Math.min(things.size(), atMost));
        ExecutorService executor =
                Executors.newFixedThreadPool(threads, task -> new Thread(task, name + "-" + number.incrementAndGet()));
        try {
            List<Future<R>> futures = new ArrayList<>();
            for (T thing : things) {
                futures.add(executor.submit(() -> work.on(thing)));
            }
            long start = System.nanoTime();
            List<R> results = new ArrayList<>();
            while (results.size() < futures.size()) {
                try {
                    results.add(futures.get(results.size()).get(BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS));
                } catch (TimeoutException ignored) {
                    Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
                    progress.show(line.apply(elapsed), elapsed);
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
