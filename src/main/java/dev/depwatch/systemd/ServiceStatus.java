package dev.depwatch.systemd;

import dev.depwatch.loop.Loop;
import dev.depwatch.text.SafeText;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps systemd informed. Owns the thread {@code systemd}, which looks once a second until the service is ready, and
 * then a few times within each watchdog period and when it is woken.
 *
 * <p>It notifies the watchdog only while every part of the service makes progress: systemd then restarts a service
 * whose thread hangs or has ended.
 */
public final class ServiceStatus implements AutoCloseable {
    private static final Duration UNTIL_READY = Duration.ofSeconds(1);
    private static final Duration WITHOUT_WATCHDOG = Duration.ofMinutes(1);
    /** A start with a long backlog takes longer than systemd's default time-out. */
    private static final Duration START_GOES_ON = Duration.ofSeconds(30);
    /** So that one late notification causes no restart. */
    private static final int BEATS_PER_WATCHDOG = 3;

    private static final int STATUS_LIMIT = 400;
    private static final Duration JOIN = Duration.ofSeconds(6);

    private final Logger logger = LoggerFactory.getLogger(ServiceStatus.class);
    private final NotifySocket socket;
    private final Supplier<Optional<String>> notReady;
    private final Function<Instant, List<String>> mendedByRestart;
    private final Supplier<String> summary;
    private final Loop loop;

    private boolean ready;
    private List<String> troubles = List.of();
    private String failure = "";

    /**
     * @param notReady why the service is not ready yet; empty once it is
     * @param mendedByRestart the problems for which it stops notifying the watchdog; empty if there are none
     * @param summary the condition of the service, in a line; no secret
     */
    public ServiceStatus(
            NotifySocket socket,
            Supplier<Optional<String>> notReady,
            Function<Instant, List<String>> mendedByRestart,
            Supplier<String> summary,
            InstantSource clock) {
        this.socket = socket;
        this.notReady = notReady;
        this.mendedByRestart = mendedByRestart;
        this.summary = summary;
        this.loop = new Loop("systemd", clock, this::step);
    }

    public void start() {
        loop.start();
    }

    /** There is something new to show, such as a refused reload. Never waits. */
    public void wake() {
        loop.wake();
    }

    /** The step of the loop. */
    Duration step(Instant now) throws InterruptedException {
        List<String> message = new ArrayList<>();
        Optional<String> waitsFor = ready ? Optional.empty() : notReady.get();
        if (!ready) {
            long moreTime = TimeUnit.SECONDS.toMicros(START_GOES_ON.toSeconds());
            message.add(waitsFor.isEmpty() ? "READY=1" : "EXTEND_TIMEOUT_USEC=" + moreTime);
        }
        // A message to systemd has one assignment a line.
        String status = waitsFor.map(reason -> "starting: " + reason).orElseGet(summary);
        message.add("STATUS=" + SafeText.line(status, STATUS_LIMIT));
        if (socket.watchdog().isPresent() && isAlive(now)) {
            message.add("WATCHDOG=1");
        }
        ready |= send(message) && waitsFor.isEmpty();
        Duration beat = socket.watchdog()
                .map(period -> period.dividedBy(BEATS_PER_WATCHDOG))
                .orElse(WITHOUT_WATCHDOG);
        return ready || beat.compareTo(UNTIL_READY) < 0 ? beat : UNTIL_READY;
    }

    private boolean isAlive(Instant now) {
        List<String> found = mendedByRestart.apply(now);
        if (!found.isEmpty() && !found.equals(troubles)) {
            logger.error("depwatch stops notifying the systemd watchdog, so systemd will restart it: {}", found);
        }
        troubles = found;
        return found.isEmpty();
    }

    private boolean send(List<String> message) throws InterruptedException {
        try {
            socket.send(message);
            failure = "";
            return true;
        } catch (IOException e) {
            // Without numbers: Java names a different process id each time.
            String what = String.valueOf(e.getMessage()).replaceAll("[0-9]+", "");
            if (!what.equals(failure)) {
                logger.error("notifying systemd failed; logged once until it works: {}", e.getMessage());
            }
            failure = what;
            return false;
        }
    }

    /** Notifies systemd that the service stops. */
    @Override
    public void close() {
        loop.stop();
        loop.awaitEnd(JOIN);
        try {
            send(List.of("STOPPING=1", "STATUS=stopping"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
