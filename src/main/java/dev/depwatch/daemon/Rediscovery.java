package dev.depwatch.daemon;

import dev.depwatch.loop.Loop;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
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
    private final Loop loop;

    /** @param look runs once an interval */
    Rediscovery(Runnable look, InstantSource clock) {
        this.look = look;
        this.loop = new Loop("discover", clock, this::waitAndLook);
    }

    void start() {
        loop.start();
    }

    /** Why depwatch finds no new contexts; empty while it does. */
    Optional<String> trouble(Instant now) {
        return loop.isRunning()
                ? Optional.empty()
                : Optional.of(
                        "The thread \"discover\" has ended: depwatch finds no new contexts. Restart depwatch and report"
                                + " the last ERROR in its log.");
    }

    /** Waits first: the start has just looked. */
    private Duration waitAndLook(Instant now) throws InterruptedException {
        Thread.sleep(INTERVAL.toMillis());
        try {
            look.run();
        } catch (RuntimeException e) {
            LOG.error("the search for new contexts failed because of a fault of depwatch", e);
        }
        return Duration.ZERO;
    }

    /** Does not wait for the thread: it may wait for the lock that the caller holds, and then finds nothing to do. */
    @Override
    public void close() {
        loop.stop();
    }
}
