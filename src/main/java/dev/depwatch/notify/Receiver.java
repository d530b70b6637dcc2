package dev.depwatch.notify;

import dev.depwatch.alert.Delivered;
import dev.depwatch.assess.Assessment;
import dev.depwatch.assess.Route;
import dev.depwatch.loop.Loop;
import dev.depwatch.notify.Outbox.Delivery;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Token;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One receiver of alerts, and the thread {@code notify-<name>} that sends what is due in its outbox. The thread looks
 * once a second and when woken, waits after a destination failed, and holds no lock while it sends. Closing looks a
 * last time and stops the thread.
 *
 * <p>Each delivery is saved before the next is sent. So after a crash between a delivery and its record, only that
 * delivery is sent twice, and none is lost.
 */
public final class Receiver implements AutoCloseable {
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    /** Twice the longest delivery. */
    private static final Duration STUCK_AFTER = Duration.ofMinutes(1);

    /** The longest time-out of one delivery, which is an email's, and a little more. */
    public static final Duration LAST_PASS = Duration.ofSeconds(27);

    private static final Duration JOIN = Duration.ofSeconds(5);
    /** After a reload: longer than {@code groupWait} is by default. */
    private static final Duration RESUMING = Duration.ofMinutes(5);

    private static final Logger LOG = LoggerFactory.getLogger(Receiver.class);

    private final Id id;
    private final Outbox outbox;
    private final Route route;
    private final Supplier<Optional<Assessment>> newest;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Map<String, Destination> destinations = new TreeMap<>();
    private final Keeping keeping;
    private final ReceiverMeters meters;
    private final Loop loop;
    /** From before a restart, until an assessment shows whose tokens they name. */
    private Collection<Delivered> before = List.of();

    private Optional<Instant> lastAcceptedAt = Optional.empty();
    /** Since when a message was due before a reload; empty once one is accepted, or none is due for five minutes. */
    private Optional<Instant> pendingBefore = Optional.empty();

    private Instant resumedAt = Instant.EPOCH;

    private volatile Set<Delivered> delivered = Set.of();
    private volatile Optional<String> fault = Optional.empty();
    private volatile Status status;

    /**
     * @param outbox what to send; from now on it belongs to this receiver alone
     * @param route the part that the outbox sees
     * @param newest empty before the first assessment: until then nothing is sent, and no alert ends
     * @param random spreads the retries of receivers that failed together
     * @param keeping runs on this receiver's thread whenever {@link #delivered} has another value
     */
    public Receiver(
            Id id,
            Outbox outbox,
            Route route,
            Supplier<Optional<Assessment>> newest,
            InstantSource clock,
            RandomGenerator random,
            MeterRegistry registry,
            Keeping keeping) {
        this.id = id;
        this.outbox = outbox;
        this.route = route;
        this.newest = newest;
        this.clock = clock;
        this.random = random;
        this.keeping = keeping;
        this.status = new Status(id.name(), Optional.empty(), Optional.empty(), List.of());
        this.meters = new ReceiverMeters(id.name(), registry, this::status);
        this.loop = new Loop("notify-" + id.name(), clock, this::look);
    }

    public String name() {
        return id.name();
    }

    /**
     * Which receiver it is. One that the configuration moves to another protocol is another one.
     *
     * @param protocol the configuration's word for how it is reached
     */
    public record Id(String name, String protocol) {
        /** Of its saved state. */
        String key() {
            return protocol + " " + name;
        }
    }

    public Id id() {
        return id;
    }

    /**
     * The state of a receiver at one moment.
     *
     * @param lastAcceptedAt when it last accepted a message; empty before the first time since the start
     * @param pendingSince since when a message has been due; empty if none is due
     * @param failures why it did not accept the last message, as sentences without a secret, each with the destination
     *     if there are several; empty if it did
     */
    public record Status(
            String name, Optional<Instant> lastAcceptedAt, Optional<Instant> pendingSince, List<String> failures) {}

    /** The state of this receiver after its last look. */
    public Status status() {
        return status;
    }

    /**
     * Resumes from what this receiver accepted before a restart. Call it before the start.
     *
     * @param former its last state before a reload; empty at the start of the process
     */
    public void resume(Collection<Delivered> saved, Optional<Status> former) {
        before = saved;
        delivered = Set.copyOf(saved);
        lastAcceptedAt = former.flatMap(Status::lastAcceptedAt);
        pendingBefore = former.flatMap(Status::pendingSince);
        status = former.orElse(status);
        resumedAt = clock.instant();
    }

    /** Saves what was delivered, so that a crash does not send it again. */
    @FunctionalInterface
    public interface Keeping {
        /**
         * Saves {@link Receiver#delivered}. Nothing else is sent before this returns, which it must do soon.
         */
        void keep() throws InterruptedException;
    }

    public void start() {
        loop.start();
    }

    /** Makes the thread look now. Never waits. */
    public void wake() {
        loop.wake();
    }

    /** What this receiver last accepted for each alert whose end it has not accepted yet. */
    public Set<Delivered> delivered() {
        return delivered;
    }

    /** One step of the loop: reads the present state and sends what is due. */
    public void deliverDue(Assessment assessment, Instant now) throws InterruptedException {
        observe(assessment, now);
        try {
            List<Delivery> due = outbox.due(now);
            destinations.forEach((to, destination) -> {
                // While something is due to it, nobody knows yet whether it accepts that.
                if (due.stream().noneMatch(delivery -> delivery.destination().equals(to))) {
                    destination.rests(title(to), now);
                }
            });
            for (Delivery delivery : due) {
                Destination destination =
                        destinations.computeIfAbsent(delivery.destination(), key -> new Destination());
                if (destination.accepts(clock.instant())) {
                    send(delivery, destination, now);
                }
            }
        } finally {
            publish();
            Optional<Instant> pending = outbox.pendingSince();
            if (pending.isEmpty() && Outbox.hasPassed(RESUMING, resumedAt, now)) {
                pendingBefore = Optional.empty();
            }
            status = new Status(id.name(), lastAcceptedAt, pendingBefore.or(() -> pending), lastFailures());
        }
    }

    private void observe(Assessment assessment, Instant now) {
        if (!before.isEmpty()) {
            outbox.resume(before.stream()
                    .filter(each -> route.coversAll() || isOwn(each, assessment))
                    .toList());
            before = List.of();
        }
        Set<Token.Key> reported = outbox.delivered().stream()
                .flatMap(each -> each.tokens().stream())
                .collect(Collectors.toSet());
        outbox.observe(route.of(assessment, reported), now);
    }

    /**
     * An alert that names what a later configuration keeps from the receiver is forgotten: its own part is a new alert.
     * That another account has renewed a token since is its news.
     */
    private boolean isOwn(Delivered last, Assessment assessment) {
        Set<Instance> instances = last.alert().instances();
        return !instances.isEmpty()
                && instances.stream().allMatch(route::covers)
                && assessment
                        .everyToken()
                        .filter(token -> last.tokens().contains(token.key()) && !route.covers(token))
                        .allMatch(token -> assessment.isReplacedSince(last.firstDeliveredAt(), token.key()));
    }

    private List<String> lastFailures() {
        return destinations.entrySet().stream()
                .flatMap(each -> each.getValue().lastFailure.stream()
                        .map(failure -> each.getKey().isEmpty() ? failure : each.getKey() + ": " + failure))
                .toList();
    }

    private void send(Delivery delivery, Destination destination, Instant now) throws InterruptedException {
        loop.progress(clock.instant());
        try {
            delivery.sending().send();
            meters.delivered();
            lastAcceptedAt = Optional.of(now);
            pendingBefore = Optional.empty();
            destination.succeeded();
            publish();
        } catch (DeliveryException | RuntimeException e) {
            failed(delivery, destination, DeliveryException.of(e), clock.instant());
        }
    }

    private void publish() throws InterruptedException {
        Set<Delivered> accepted = outbox.delivered();
        if (!accepted.equals(delivered)) {
            delivered = accepted;
            keeping.keep();
        }
    }

    private void failed(Delivery delivery, Destination destination, DeliveryException e, Instant now) {
        delivery.failed().accept(e);
        meters.failed(e.reason());
        boolean isNew = destination.failed(e, now);
        String title = title(delivery.destination());
        if (isNew && e.isRetryable()) {
            LOG.warn("{} did not accept a message; depwatch retries it: {}", title, e.getMessage());
        } else if (isNew) {
            LOG.error("{} refused a message; depwatch does not retry it at once: {}", title, e.getMessage());
        }
    }

    private String title(String destination) {
        String title = "Receiver \"" + id.name() + "\"";
        return destination.isEmpty() ? title : title + " at " + destination;
    }

    /** The fault of depwatch that may keep alerts from this receiver; empty if there is none. */
    public Optional<String> trouble(Instant now) {
        return loop.trouble(STUCK_AFTER, "receiver \"" + id.name() + "\" gets no messages", now)
                .or(() -> fault.map(what -> "The thread \"" + loop.name() + "\" fails: " + what + ". Receiver \""
                        + id.name() + "\" may get no messages. This is a fault of depwatch: report it with its log."));
    }

    /** Asks for a last pass, after which the thread ends. Never waits, so that the caller can stop several at once. */
    public void stop() {
        loop.finish(this::look);
    }

    @Override
    public void close() {
        closeBy(System.nanoTime() + LAST_PASS.toNanos());
    }

    /**
     * Stops, and waits for the last pass.
     *
     * @param end when to break off the last pass, in the time of {@link System#nanoTime}
     */
    public void closeBy(long end) {
        stop();
        if (!loop.awaitEnd(Duration.ofNanos(end - System.nanoTime()))) {
            loop.stop();
            loop.awaitEnd(JOIN);
        }
        meters.close();
    }

    private Duration look(Instant now) throws InterruptedException {
        try {
            Optional<Assessment> assessment = newest.get();
            if (assessment.isPresent()) {
                deliverDue(assessment.get(), now);
            }
            fault = Optional.empty();
        } catch (RuntimeException e) {
            Optional<String> what = Optional.of(e.toString());
            if (!fault.equals(what)) {
                LOG.error("Receiver \"{}\" fails by a fault of depwatch; depwatch retries in a second.", id.name(), e);
            }
            fault = what;
        }
        return INTERVAL;
    }

    /**
     * One destination: the result of its last delivery, and how long to wait after a failure: one second at first,
     * doubled with each failure in a row, up to five minutes. A random part is subtracted each time, so that receivers
     * which failed together are not retried together.
     */
    private final class Destination {
        private static final Duration FIRST = Duration.ofSeconds(1);
        private static final Duration MAX = Duration.ofMinutes(5);

        /** The longest wait that a receiver can ask for: an alert that is an hour late is bad enough. */
        private static final Duration MAX_ASKED = Duration.ofHours(1);
        /** A server may give each refusal another number. */
        private static final int MOST_LOGGED = 20;

        private Duration next = FIRST;
        private Duration pause = Duration.ZERO;
        private Instant failedAt = Instant.EPOCH;
        /** Why its last delivery failed; empty if it did not. */
        private Optional<String> lastFailure = Optional.empty();
        /** The failures that the log reports, until it reports that they are over. */
        private final Set<String> logged = new HashSet<>();

        private Instant refusedAt = Instant.EPOCH;

        boolean accepts(Instant now) {
            return Outbox.hasPassed(pause, failedAt, now);
        }

        /** Returns whether the failure is new to the log. */
        boolean failed(DeliveryException failure, Instant now) {
            lastFailure = Optional.of(failure.getMessage());
            if (logged.size() == MOST_LOGGED && !logged.contains(failure.getMessage())) {
                logged.clear();
            }
            if (failure.isRetryable()) {
                Duration own = next.minus(Duration.ofMillis(random.nextLong(next.toMillis() / 2 + 1)));
                Duration asked = failure.retryAfter().orElse(Duration.ZERO);
                pause = Collections.max(List.of(own, Collections.min(List.of(asked, MAX_ASKED))));
                failedAt = now;
                next = Collections.min(List.of(next.multipliedBy(2), MAX));
            } else {
                refusedAt = now;
            }
            return logged.add(failure.getMessage());
        }

        void succeeded() {
            lastFailure = Optional.empty();
            next = FIRST;
            pause = Duration.ZERO;
        }

        /** Nothing is due to it. What it refused is due again after a pause, whatever it accepts meanwhile. */
        void rests(String title, Instant now) {
            if (lastFailure.isEmpty() && !logged.isEmpty() && Outbox.hasPassed(Outbox.REFUSED_PAUSE, refusedAt, now)) {
                LOG.info("{} accepts messages again.", title);
                logged.clear();
            }
        }
    }
}
