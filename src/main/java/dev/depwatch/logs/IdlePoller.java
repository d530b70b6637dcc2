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
 * Looks once a poll at every log in which nothing happens, so that its own tail need not wake up for that: two hundred
 * threads that wake four times a second cost more than all they look at.
 *
 * <p>Owns the thread {@code lookout}. It reads attributes of files and nothing else. Should a file system hang under it,
 * the tails notice within {@value #LONGEST_REST_SECONDS} seconds and look for themselves: none waits for another's disk.
 * Safe for use by every tail at once.
 */
public final class IdlePoller implements AutoCloseable {
    private static final int LONGEST_REST_SECONDS = 5;
    private static final long LONGEST_REST = TimeUnit.SECONDS.toNanos(LONGEST_REST_SECONDS);
    private static final Duration JOIN = Duration.ofSeconds(5);

    private final Duration poll;
    private final Thread thread;
    private final Set<Resting> resting = ConcurrentHashMap.newKeySet();
    /** Before the first look: long ago. */
    private volatile long lookedAt = System.nanoTime() - LONGEST_REST;

    /** @param poll how long to wait after each look at them all */
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
                // What that means is the tail's to find out.
                return false;
            }
        }
    }

    public void start() {
        thread.start();
    }

    /** Why logs that stood still are read late; empty while they are not. */
    public Optional<String> trouble(Instant now) {
        return thread.isAlive()
                ? Optional.empty()
                : Optional.of("lookout: the thread has ended; restart depwatch and report its last ERROR");
    }

    /** Waits for one poll, or for less. */
    void pause(Duration atMost) throws InterruptedException {
        Thread.sleep(Math.min(poll.toMillis(), atMost.toMillis()));
    }

    /**
     * Waits for one poll, or, if the log is at rest, until it is not what it was, a few seconds at most.
     *
     * @param atRest the log as its tail has read it to its end; empty if the tail has other things to wait for
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
            // Whether it has changed is seen at the next look.
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
