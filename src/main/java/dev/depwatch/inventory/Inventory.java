package dev.depwatch.inventory;

import dev.depwatch.inventory.InstanceInventory.Source;
import dev.depwatch.inventory.PollSchedule.Attempt;
import dev.depwatch.inventory.TokenSourceException.Kind;
import dev.depwatch.token.Instance;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is known of the tokens of every watched instance, kept fresh. Owns the threads {@code inventory-<n>}, a few, so
 * that an API that hangs does not keep the others waiting; each asks one instance at a time, and no two the same one.
 * None of them holds the lock while it asks.
 */
public final class Inventory implements AutoCloseable {
    /**
     * A reading is four exchanges. Where each takes half a second, a thread gets through three hundred instances between two
     * readings of each; so two thirds of its time are left for open cases and for instances that hang.
     */
    private static final int INSTANCES_PER_THREAD = 100;
    /** So that one that hangs does not keep the others waiting, however few they are. */
    private static final int MIN_THREADS = 4;

    private static final int MAX_THREADS = 50;

    /** How soon a case that opens is noticed: half of the second that is promised. */
    private static final Duration TICK = Duration.ofMillis(500);

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);
    /** A reading ends within about a minute and ten seconds by its own bounds. */
    private static final Duration STUCK_AFTER = Duration.ofMinutes(3);

    private static final Logger log = LoggerFactory.getLogger(Inventory.class);

    private final Map<Instance, TokenSource> sources = new LinkedHashMap<>();
    private final PollSchedule schedule;
    private final Supplier<Set<Instance>> openInstances;
    private final Predicate<Instance> nothingFails;
    private final Consumer<FailureSignal> onSign;
    private final Consumer<Change> onChange;
    private final long maxSize;
    private final InstantSource clock;
    private final Set<Instance> withLog = new HashSet<>();
    private final List<Thread> threads = new ArrayList<>();

    private final Object lock = new Object();
    // Guarded by lock.
    private final Map<Instance, InstanceInventory> known = new LinkedHashMap<>();
    private final Map<Instance, Attempt> attempts = new HashMap<>();
    private final Map<Instance, Instant> inFlight = new HashMap<>();
    private final Deque<Instance> due = new ArrayDeque<>();
    private Optional<Instant> dueSince = Optional.empty();
    private final LookAlikes lookAlikes = new LookAlikes();

    /**
     * An instance whose tokens are to be known.
     *
     * @param jamf its address for links in messages
     * @param tokens whom to ask; empty if there is nobody
     * @param hasLog whether a log is followed that tells why tokens fail
     */
    public record Watched(
            Instance instance, Optional<URI> jamf, Source source, Optional<TokenSource> tokens, boolean hasLog) {
        /** What one reading tells, for who does not keep asking. That it failed is in it. */
        public InstanceInventory readOnce(InstantSource clock) throws InterruptedException {
            InstanceInventory unread = InstanceInventory.unread(instance, jamf, source);
            if (tokens.isEmpty()) {
                return unread;
            }
            try {
                Reading reading = tokens.get().read(clock.instant());
                return unread.after(reading, false, clock.instant());
            } catch (TokenSourceException e) {
                return unread.after(e.kind(), e.getMessage(), clock.instant());
            }
        }
    }

    /** What an answer or a failure has changed. */
    public enum Change {
        /** Nothing but when it was read and when tokens last synced: it need not be saved. */
        TIMES,
        /** What is known. */
        KNOWN
    }

    /** What was known of every instance when it was saved. */
    public record Saved(List<SavedInventory> instances) {
        public Saved {
            instances = List.copyOf(instances);
        }
    }

    /**
     * @param syncInterval how often Jamf Pro syncs, which the pace of asking follows
     * @param openInstances those with an open case, which are asked more often; called often, and must be quick
     * @param nothingFails whether nothing fails on an instance, as far as its logs tell, and they are followed: what the
     *     syncs are called then are good words; must be quick
     * @param onSign given every sign of failure at every reading that has it, by the thread that asked; must be quick
     * @param onChange called after each answer and each failure, by the thread that asked; must be quick
     * @param maxSize how many characters are kept of all instances together; an answer that would exceed it fails
     */
    public Inventory(
            List<Watched> watched,
            Duration syncInterval,
            Supplier<Set<Instance>> openInstances,
            Predicate<Instance> nothingFails,
            Consumer<FailureSignal> onSign,
            Consumer<Change> onChange,
            long maxSize,
            InstantSource clock) {
        this.maxSize = maxSize;
        this.schedule = PollSchedule.of(syncInterval);
        this.openInstances = openInstances;
        this.nothingFails = nothingFails;
        this.onSign = onSign;
        this.onChange = onChange;
        this.clock = clock;
        for (Watched one : watched) {
            known.put(one.instance(), InstanceInventory.unread(one.instance(), one.jamf(), one.source()));
            one.tokens().ifPresent(source -> sources.put(one.instance(), source));
            if (one.hasLog()) {
                withLog.add(one.instance());
            }
        }
        for (int number = 1; number <= threadsFor(sources.size()); number++) {
            threads.add(new Thread(this::run, "inventory-" + number));
        }
    }

    static int threadsFor(int instances) {
        int wanted = Math.max(MIN_THREADS, (instances + INSTANCES_PER_THREAD - 1) / INSTANCES_PER_THREAD);
        return Math.min(Math.min(MAX_THREADS, wanted), instances);
    }

    /** Goes on from what was known before, of those instances that are still asked in the same way. Before the start. */
    public void resume(Saved before) {
        synchronized (lock) {
            for (SavedInventory saved : before.instances()) {
                known.computeIfPresent(saved.instance(), (instance, unread) -> saved.onto(unread, clock.instant()));
            }
        }
    }

    /** What is worth to be known after a restart. */
    public Saved saved() {
        return new Saved(snapshot().values().stream().map(SavedInventory::of).toList());
    }

    public void start() {
        threads.forEach(Thread::start);
    }

    /** What is known now, every watched instance included, in the order of the configuration. */
    public Map<Instance, InstanceInventory> snapshot() {
        synchronized (lock) {
            return Collections.unmodifiableMap(new LinkedHashMap<>(known));
        }
    }

    /** The instances of which nothing is known yet, where no log tells of them either. */
    public List<Instance> neverHeard() {
        return snapshot().values().stream()
                .filter(known -> !withLog.contains(known.instance()) && !known.isHeard())
                .map(InstanceInventory::instance)
                .toList();
    }

    /** Why the inventory is no longer kept fresh, as a sentence; empty while it is. */
    public Optional<String> trouble(Instant now) {
        for (Thread thread : threads) {
            if (thread.getState() == Thread.State.TERMINATED) {
                return Optional.of("the thread " + thread.getName() + " has ended: tokens are read late or not at all;"
                        + " restart depwatch and report the error in its log");
            }
        }
        synchronized (lock) {
            return inFlight.entrySet().stream()
                    .filter(asked -> Duration.between(asked.getValue(), now).compareTo(STUCK_AFTER) > 0)
                    .map(asked -> "reading the tokens of " + asked.getKey() + " has not ended since " + asked.getValue()
                            + ": restart depwatch and report it")
                    .findFirst();
        }
    }

    @Override
    public void close() {
        threads.forEach(Thread::interrupt);
        long end = System.nanoTime() + CLOSE_TIMEOUT.toNanos();
        try {
            for (Thread thread : threads) {
                TimeUnit.NANOSECONDS.timedJoin(thread, Math.max(1, end - System.nanoTime()));
                if (thread.isAlive()) {
                    log.warn("the thread {} has not ended within {} s", thread.getName(), CLOSE_TIMEOUT.toSeconds());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                if (!readNext(clock.instant())) {
                    Thread.sleep(TICK.toMillis());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * The step of the loop: asks the instance that is the most urgent. However many threads ask, all instances are looked
     * through once a tick.
     *
     * @return false if none is due
     */
    public boolean readNext(Instant now) throws InterruptedException {
        Set<Instance> open = Set.copyOf(openInstances.get());
        Optional<Instance> next;
        synchronized (lock) {
            if (dueSince.filter(at -> Duration.between(at, now).abs().compareTo(TICK) < 0)
                    .isEmpty()) {
                due.clear();
                due.addAll(refreshDue(open, now));
                dueSince = Optional.of(now);
            }
            next = Optional.ofNullable(due.poll());
            next.ifPresent(instance -> inFlight.put(instance, now));
        }
        if (next.isEmpty()) {
            return false;
        }
        try {
            read(next.get(), open.contains(next.get()), now);
        } finally {
            synchronized (lock) {
                inFlight.remove(next.get());
            }
        }
        return true;
    }

    /**
     * The instances to ask now, the most urgent first; none that is being asked. A case that has just opened goes first, then
     * who was never asked, then who has been due the longest: were those with open cases always first, many of them would
     * keep all others from ever being asked.
     */
    List<Instance> refreshDue(Set<Instance> open, Instant now) {
        synchronized (lock) {
            Map<Instance, Instant> dueAt = new LinkedHashMap<>();
            for (Instance instance : sources.keySet()) {
                Instant at = schedule.dueAt(Optional.ofNullable(attempts.get(instance)), open.contains(instance), now);
                if (!at.isAfter(now) && !inFlight.containsKey(instance)) {
                    dueAt.put(instance, at);
                }
            }
            return dueAt.keySet().stream()
                    .sorted(Comparator.comparing((Instance instance) -> !hasJustOpened(instance, open))
                            .thenComparing(attempts::containsKey)
                            .thenComparing(dueAt::get))
                    .toList();
        }
    }

    /** Called with the lock. */
    private boolean hasJustOpened(Instance instance, Set<Instance> open) {
        return open.contains(instance)
                && Optional.ofNullable(attempts.get(instance))
                        .filter(Attempt::caseWasOpen)
                        .isEmpty();
    }

    private void read(Instance instance, boolean caseIsOpen, Instant now) throws InterruptedException {
        TokenSource source = sources.get(instance);
        if (source == null) {
            throw new IllegalStateException("nobody to ask for " + instance);
        }
        try {
            Reading reading = source.read(now);
            boolean quiet = nothingFails.test(instance);
            settle(
                    instance,
                    new Attempt(now, caseIsOpen, Optional.empty(), 0),
                    before -> before.after(reading, quiet, now));
        } catch (TokenSourceException e) {
            fail(instance, caseIsOpen, e.kind(), e.getMessage(), now);
        } catch (RuntimeException e) {
            log.error("{}: reading the tokens failed by a fault of depwatch", instance, e);
            fail(
                    instance,
                    caseIsOpen,
                    Kind.ANSWER,
                    "a fault of depwatch: " + e.getClass().getSimpleName() + "; please report what its log says",
                    now);
        }
    }

    private void fail(Instance instance, boolean caseIsOpen, Kind kind, String sentence, Instant now) {
        int failuresBefore;
        synchronized (lock) {
            Attempt before = attempts.get(instance);
            failuresBefore = before == null ? 0 : before.failuresInARow();
        }
        settle(
                instance,
                new Attempt(now, caseIsOpen, Optional.of(kind), failuresBefore + 1),
                before -> before.after(kind, sentence, now));
    }

    /** Called with the lock. What an instance gives back is always taken. */
    private boolean isTooMuch(InstanceInventory before, InstanceInventory after) {
        long growth = after.size() - before.size();
        return growth > 0
                && known.values().stream().mapToLong(InstanceInventory::size).sum() + growth > maxSize;
    }

    private String tooMuch() {
        return "its tokens are not taken in: with them, those of all instances would take more than " + (maxSize >> 10)
                + " KiB of memory. Is it right that it lists so many? Then give depwatch more memory (-Xmx)";
    }

    private void settle(Instance instance, Attempt answered, UnaryOperator<InstanceInventory> change) {
        Attempt attempt = answered;
        InstanceInventory before;
        InstanceInventory after;
        boolean first;
        List<InventoryLog> inventoryLog;
        synchronized (lock) {
            before = known.get(instance);
            if (before == null) {
                throw new IllegalStateException("not watched: " + instance);
            }
            after = change.apply(before);
            if (attempt.failure().isEmpty() && isTooMuch(before, after)) {
                Attempt last = attempts.get(instance);
                attempt = new Attempt(
                        answered.begunAt(),
                        answered.caseWasOpen(),
                        Optional.of(Kind.ANSWER),
                        last == null ? 1 : last.failuresInARow() + 1);
                after = before.after(Kind.ANSWER, tooMuch(), answered.begunAt());
            }
            known.put(instance, after);
            first = attempts.put(instance, attempt) == null;
            inventoryLog = lookAlikes.seen(after.owners());
        }
        // Whoever has just started depwatch wants to read how it is, and not only what is new.
        InstanceInventory told = first ? InstanceInventory.unread(instance, before.jamf(), before.source()) : before;
        inventoryLog.addAll(0, InventoryLog.between(told, after));
        inventoryLog.forEach(one -> log.atLevel(one.level()).log(one.text()));
        if (attempt.failure().isEmpty()) {
            new FailureSignals(after, before, withLog.contains(instance)).all().forEach(onSign);
        }
        onChange.accept(after.saysTheSameAs(before) ? Change.TIMES : Change.KNOWN);
    }
}
