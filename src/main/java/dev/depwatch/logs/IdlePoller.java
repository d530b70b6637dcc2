package dev.depwatch.logs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Polls every idle log in place of its tail, so that the tail's thread can sleep: two hundred threads that wake four
 * times a second cost more than the polls themselves.
 *
 * <p>Owns the thread {@code idle-poller}. It reads attributes of files and nothing else. If a file system hangs under
 * it, the tails notice within {@value #LONGEST_REST_SECONDS} seconds and poll for themselves: no tail waits for
 * another's disk. All tails may use it at once.
 */
public final class IdlePoller implements AutoCloseable {
    private static final int LONGEST_REST_SECONDS = 5;
    private static final long LONGEST_REST = TimeUnit.SECONDS.toNanos(LONGEST_REST_SECONDS);
    private static final Duration JOIN = Duration.ofSeconds(5);

    private final Duration poll;
    private final Thread thread;
    private final Set<Resting> resting = ConcurrentHashMap.newKeySet();
    /** When the last poll ended, by {@link System#nanoTime}; long ago before the first. */
    private volatile long lookedAt = System.nanoTime() - LONGEST_REST;

    /** @param poll how long to wait after it polled all of them */
    public IdlePoller(Duration poll) {
        this.poll = poll;
        this.thread = new Thread(this::run, "idle-poller");
    }

    /** A log as its tail last saw it. */
    private record Resting(Path path, BasicFileAttributes seen, CountDownLatch changed) {
        void look() {
            if (!isUnchanged()) {
                changed.countDown();
            }
        }

        private boolean isUnchanged() {
            try {
                return LogPath.isUnchanged(seen, Files.readAttributes(path, BasicFileAttributes.class));
            } catch (IOException e) {
                // The tail finds out what this means.
                return false;
            }
        }
    }

    public void start() {
        thread.start();
    }

    /** Why depwatch reads idle logs late; empty while it does not. */
    public Optional<String> trouble(Instant now) {
        return thread.isAlive()
                ? Optional.empty()
                : Optional.of("idle-poller: the thread has ended; restart depwatch and report its last ERROR");
    }

    /** Waits for one poll, or {@code atMost} if that is shorter. */
    void pause(Duration atMost) throws InterruptedException {
        Thread.sleep(Math.min(poll.toMillis(), atMost.toMillis()));
    }

    /**
     * Waits for one poll. If the log is at rest, waits until it changes, {@value #LONGEST_REST_SECONDS} seconds at
     * most.
     *
     * @param atRest the log as its tail read it to its end; empty if the tail waits for other things
     */
    void pause(Path path, Optional<BasicFileAttributes> atRest) throws InterruptedException {
        boolean looks = System.nanoTime() - lookedAt < LONGEST_REST;
        if (atRest.isEmpty() || !looks) {
            Thread.sleep(poll.toMillis());
            return;
        }
        Resting log = new Resting(path, atRest.get(), new CountDownLatch(1));
        resting.add(log);
        try {
            // The tail's next poll shows whether the log has changed.
            boolean ignored = log.changed().await(LONGEST_REST, TimeUnit.NANOSECONDS);
        } finally {
            resting.remove(log);
        }
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                resting.forEach(Resting::look);
                lookedAt = System.nanoTime();
                Thread.sleep(poll.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(JOIN.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
