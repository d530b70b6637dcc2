package dev.depwatch.alert;

import dev.depwatch.assess.Assessment;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One receiver of alerts, told by what it was last told against what is true now. Owns the thread
 * {@code notify-<name>}, which looks once a second and when woken, and holds no lock while it sends. Closing looks a last
 * time and stops the thread; the notifier stays open.
 *
 * <p>A crash between a delivery and its record tells a message twice, never not at all.
 */
public final class Receiver implements AutoCloseable {
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    /** Several times what one delivery may take. */
    private static final Duration STUCK_AFTER = Duration.ofMinutes(1);

    /** One delivery's time-out and a little. */
    private static final Duration LAST_PASS = Duration.ofSeconds(12);

    private static final Duration JOIN = Duration.ofSeconds(5);
    private static final Logger LOG = LoggerFactory.getLogger(Receiver.class);

    private final String name;
    private final Notifier notifier;
    private final Supplier<Optional<Assessment>> newest;
    private final Function<Assessment, List<Alert>> alertsOf;
    private final BiFunction<Alert, Assessment, Message> endOf;
    private final InstantSource clock;
    private final Ledger ledger;
    private final Backoff backoff;
    private final ReceiverMeters meters;
    private final Thread thread;
    private final Semaphore wakeUps = new Semaphore(0);
    private volatile boolean closing;
    private volatile Map<Alert.Key, Told> told = Map.of();
    private volatile Runnable onTold = () -> {};
    private volatile @Nullable Instant lastSignOfLife;
    private volatile Optional<String> fault = Optional.empty();
    private Optional<String> lastFailure = Optional.empty();

    /**
     * @param minSeverity alerts below it are not told
     * @param newest empty before the first assessment: then nothing is told, and nothing is over
     * @param alertsOf the alerts of an assessment
     * @param endOf what to say of a told alert that an assessment does not have any more
     * @param random makes receivers that failed together come back apart
     */
    public Receiver(
            String name,
            Severity minSeverity,
            AlertsConfig config,
            Notifier notifier,
            Supplier<Optional<Assessment>> newest,
            Function<Assessment, List<Alert>> alertsOf,
            BiFunction<Alert, Assessment, Message> endOf,
            InstantSource clock,
            RandomGenerator random,
            MeterRegistry registry) {
        this.name = name;
        this.notifier = notifier;
        this.newest = newest;
        this.alertsOf = alertsOf;
        this.endOf = endOf;
        this.clock = clock;
        this.ledger = new Ledger(new Rules(config, minSeverity));
        this.backoff = new Backoff(random);
        this.meters = new ReceiverMeters(name, registry);
        this.thread = new Thread(this::run, "notify-" + name);
    }

    public String name() {
        return name;
    }

    /** Goes on from what this receiver was told before a restart. Before the start. */
    public void resume(Collection<Told> before) {
        ledger.resume(before);
        told = ledger.told();
    }

    /** Runs whenever {@link #told} has another value, on this receiver's thread; must not wait for anything. */
    public void onTold(Runnable listener) {
        onTold = listener;
    }

    public void start() {
        lastSignOfLife = clock.instant();
        thread.start();
    }

    /** There is something new to look at. Never waits. */
    public void wake() {
        wakeUps.release();
    }

    /** What this receiver was last told of each alert whose end it has not been told. */
    public Map<Alert.Key, Told> told() {
        return told;
    }

    /** The step of the loop: takes in what is true now and tells what is due. */
    void deliverDue(Assessment assessment, Instant now) throws InterruptedException {
        ledger.observe(
                alertsOf.apply(assessment),
                alert -> alert.instances().stream().allMatch(assessment::speaksFor),
                alert -> endOf.apply(alert, assessment),
                now);
        try {
            if (backoff.isOver(now)) {
                deliver(ledger.due(now));
            }
        } finally {
            publish();
            meters.pendingSince(ledger.pendingSince());
        }
    }

    /** A receiver that fails one message for a reason of its own is left alone with the others. */
    private void deliver(List<Notification> due) throws InterruptedException {
        for (Notification notification : due) {
            lastSignOfLife = clock.instant();
            try {
                notifier.deliver(notification);
                delivered(notification);
            } catch (DeliveryException e) {
                failed(notification, e);
                if (e.isRetryable()) {
                    return;
                }
            } catch (RuntimeException e) {
                failed(notification, fault(e));
            }
        }
    }

    private void delivered(Notification notification) {
        ledger.delivered(notification);
        publish();
        backoff.succeeded();
        meters.delivered();
        lastFailure.ifPresent(over -> LOG.info("Receiver \"{}\" takes messages again.", name));
        lastFailure = Optional.empty();
    }

    private void publish() {
        Map<Alert.Key, Told> newest = ledger.told();
        if (!newest.equals(told)) {
            told = newest;
            onTold.run();
        }
    }

    private void failed(Notification notification, DeliveryException e) {
        ledger.failed(notification, e.isRetryable());
        meters.failed(e.kind());
        if (e.isRetryable()) {
            backoff.failed(e.retryAfter(), notification.at());
        }
        if (lastFailure.equals(Optional.of(e.getMessage()))) {
            return;
        }
        lastFailure = Optional.of(e.getMessage());
        if (e.isRetryable()) {
            LOG.warn("Receiver \"{}\" did not take a message; it is tried again: {}", name, e.getMessage());
        } else {
            LOG.error("Receiver \"{}\" refused a message, which is held back for now: {}", name, e.getMessage());
        }
    }

    /** Says where and not what: the message of an exception that nobody foresaw may hold anything. */
    private static DeliveryException fault(RuntimeException e) {
        String where = e.getStackTrace().length == 0 ? "" : " at " + e.getStackTrace()[0];
        return new DeliveryException(
                DeliveryException.Kind.FAULT,
                "a fault of depwatch (" + e.getClass().getName() + where + "): report it with its log");
    }

    /** Why alerts may not reach this receiver through a fault of depwatch; empty while all is well. */
    public Optional<String> trouble(Instant now) {
        String title = "The thread \"" + thread.getName() + "\"";
        if (!thread.isAlive()) {
            return Optional.of(title + " does not run: receiver \"" + name + "\" is told nothing. Restart depwatch.");
        }
        Instant last = lastSignOfLife;
        if (last != null && last.plus(STUCK_AFTER).isBefore(now)) {
            return Optional.of(title + " has been stuck since " + last + ": receiver \"" + name
                    + "\" is told nothing. Restart depwatch, and report it with a thread dump (jstack).");
        }
        return fault.map(what -> title + " fails: " + what + ". Receiver \"" + name
                + "\" may be told nothing. This is a fault of depwatch: report it with its log.");
    }

    /** Asks for a last pass, after which the thread ends. Never waits: several can be stopped at once. */
    public void stop() {
        closing = true;
        wake();
    }

    @Override
    public void close() {
        closeBy(System.nanoTime() + LAST_PASS.toNanos());
    }

    /**
     * Stops, and waits for the last pass.
     *
     * @param end when the last pass is broken off, as {@link System#nanoTime} counts
     */
    public void closeBy(long end) {
        stop();
        try {
            TimeUnit.NANOSECONDS.timedJoin(thread, Math.max(1, end - System.nanoTime()));
            thread.interrupt();
            thread.join(JOIN.toMillis());
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        } finally {
            meters.close();
        }
    }

    private void run() {
        try {
            while (!closing) {
                look();
                if (wakeUps.tryAcquire(INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
                    wakeUps.drainPermits();
                }
            }
            look();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() throws InterruptedException {
        lastSignOfLife = clock.instant();
        try {
            Optional<Assessment> assessment = newest.get();
            if (assessment.isPresent()) {
                deliverDue(assessment.get(), clock.instant());
            }
            fault = Optional.empty();
        } catch (RuntimeException e) {
            Optional<String> what = Optional.of(e.toString());
            if (!fault.equals(what)) {
                LOG.error("Receiver \"{}\" cannot be told; it is tried again in a second.", name, e);
            }
            fault = what;
        }
    }
}
