package dev.depwatch.daemon;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks every few seconds for contexts that appeared since the configuration was read. Owns the thread {@code
 * discover}, which does nothing else. It adds and never takes away: a folder that is away for a moment ends no case.
 */
final class Rediscovery implements AutoCloseable {
    private static final Duration INTERVAL = Duration.ofSeconds(15);
    private static final Logger LOG = LoggerFactory.getLogger(Rediscovery.class);

    private final Runnable look;
    private final Thread thread = new Thread(this::run, "discover");

    /** @param look runs once an interval */
    Rediscovery(Runnable look) {
        this.look = look;
    }

    void start() {
        thread.start();
    }

    /** Why depwatch no longer finds new contexts; empty while it does, and before the start. */
    Optional<String> trouble(Instant now) {
        return thread.getState() == Thread.State.TERMINATED
                ? Optional.of(
                        "The thread \"discover\" has ended: depwatch finds no new contexts. Restart depwatch and report"
                                + " the last ERROR in its log.")
                : Optional.empty();
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                Thread.sleep(INTERVAL.toMillis());
                try {
                    look.run();
                } catch (RuntimeException e) {
                    LOG.error("the search for new contexts failed because of a fault of depwatch", e);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Does not wait for the thread: it may wait for the lock that the caller holds, and then finds nothing to do. */
    @Override
    public void close() {
        thread.interrupt();
    }
}
