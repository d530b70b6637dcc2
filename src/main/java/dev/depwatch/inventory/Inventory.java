package dev.depwatch.inventory;

import dev.depwatch.inventory.InstanceInventory.Source;
import dev.depwatch.inventory.PollSchedule.Attempt;
import dev.depwatch.inventory.TokenSourceException.Reason;
import dev.depwatch.loop.Loop;
import dev.depwatch.text.TimeFormat;
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
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tokens of every watched instance, kept up to date. Owns a few threads {@code inventory-<n>}, so that an API that
 * hangs does not delay the others. Each thread reads one instance at a time, and no two read the same one. No thread
 * holds the lock during a request.
 */
public final class Inventory implements AutoCloseable {
    /**
     * A reading takes four exchanges. If each takes half a second, a thread can read three hundred instances between
     * two readings of each one. Two thirds of its time remain for open cases and for instances that hang.
     */
    private static final int INSTANCES_PER_THREAD = 100;
    /** Keeps an instance that hangs from delaying the others, even if there are few. */
    private static final int MIN_THREADS = 4;

    private static final int MAX_THREADS = 50;

    /** How soon depwatch reacts to a new case: half of the promised second. */
    private static final Duration TICK = Duration.ofMillis(500);

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);
    /** A reading ends within about 70 seconds by its own limits. */
    private static final Duration STUCK_AFTER = Duration.ofMinutes(3);

    private static final Logger log = LoggerFactory.getLogger(Inventory.class);

    private final Map<Instance, TokenSource> sources = new LinkedHashMap<>();
    private final PollSchedule schedule;
    private final Supplier<Set<Instance>> openInstances;
    private final Predicate<Instance> nothingFails;
    private final Consumer<FailureSignal> onSignal;
    private final Consumer<Change> onChange;
    private final long maxSize;
    private final TimeFormat times;
    private final InstantSource clock;
    private final Set<Instance> withLog = new HashSet<>();
    private final List<Loop> loops = new ArrayList<>();

    private final Object lock = new Object();
    // Guarded by lock.
    private final Map<Instance, InstanceInventory> known = new LinkedHashMap<>();
    private final Map<Instance, Attempt> attempts = new HashMap<>();
    private final Map<Instance, Instant> inFlight = new HashMap<>();
    private final Deque<Instance> due = new ArrayDeque<>();
    private Optional<Instant> dueSince = Optional.empty();

    /**
     * A watched instance.
     *
     * @param jamf its address for links in messages
     * @param tokens its source; empty if there is none
     * @param hasLog whether depwatch follows a log that reports why tokens fail
     */
    public record Watched(
            Instance instance, Optional<URI> jamf, Source source, Optional<TokenSource> tokens, boolean hasLog) {
        /** Reads the tokens once, for a caller that does not poll. The result includes a failure. */
        public InstanceInventory readOnce(InstantSource clock) throws InterruptedException {
            InstanceInventory unread = InstanceInventory.unread(instance, jamf, source);
            if (tokens.isEmpty()) {
                return unread;
            }
            try {
                Reading reading = tokens.get().read(clock.instant());
                return unread.after(reading, false, clock.instant());
            } catch (TokenSourceException e) {
                return unread.after(e.reason(), e.getMessage(), clock.instant());
            }
        }
    }

    /** What an answer or a failure has changed. */
    public enum Change {
        /** Only the times of readings and syncs: not worth saving. */
        TIMES,
        /** The contents. */
        KNOWN
    }

    /** The saved inventory of every instance. */
    public record Saved(List<SavedInventory> instances) {
        public Saved {
            instances = List.copyOf(instances);
        }
    }

    /**
     * @param syncInterval how often Jamf Pro syncs; the polling interval scales with it
     * @param openInstances those with an open case, which are polled more often; called often, must be quick
     * @param nothingFails whether an instance's logs are followed and report no failure: then depwatch learns its sync
     *     words as good ones; must be quick
     * @param onSignal gets every failure signal of every reading, on the thread that read it; must be quick
     * @param onChange called after each answer and each failure, on the thread that read it; must be quick
     * @param maxSize how many characters all instances may take together; an answer that exceeds this fails
     * @param times of the evidence in failure signals
     */
    public Inventory(
            List<Watched> watched,
            Duration syncInterval,
            Supplier<Set<Instance>> openInstances,
            Predicate<Instance> nothingFails,
            Consumer<FailureSignal> onSignal,
            Consumer<Change> onChange,
            long maxSize,
            TimeFormat times,
            InstantSource clock) {
        this.maxSize = maxSize;
        this.times = times;
        this.schedule = PollSchedule.of(syncInterval);
        this.openInstances = openInstances;
        this.nothingFails = nothingFails;
        this.onSignal = onSignal;
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
            loops.add(new Loop("inventory-" + number, clock, now -> readNext(now) ? Duration.ZERO : TICK));
        }
    }

    static int threadsFor(int instances) {
        int wanted = Math.max(MIN_THREADS, (instances + INSTANCES_PER_THREAD - 1) / INSTANCES_PER_THREAD);
        return Math.min(Math.min(MAX_THREADS, wanted), instances);
    }

    /** Continues from a saved inventory for the instances that still have the same source. Call it before the start. */
    public void resume(Saved before) {
        synchronized (lock) {
            for (SavedInventory saved : before.instances()) {
                known.computeIfPresent(saved.instance(), (instance, unread) -> saved.onto(unread, clock.instant()));
            }
        }
    }

    /** What a restart should keep. */
    public Saved saved() {
        return new Saved(snapshot().values().stream().map(SavedInventory::of).toList());
    }

    public void start() {
        loops.forEach(Loop::start);
    }

    /** Every watched instance, in the order of the configuration. */
    public Map<Instance, InstanceInventory> snapshot() {
        synchronized (lock) {
            return Collections.unmodifiableMap(new LinkedHashMap<>(known));
        }
    }

    /** The instances without a log and without any reading. */
    public List<Instance> neverHeard() {
        return snapshot().values().stream()
                .filter(known -> !withLog.contains(known.instance()) && !known.isHeard())
                .map(InstanceInventory::instance)
                .toList();
    }

    /** Why the inventory is no longer up to date, as a sentence; empty while it is. */
    public Optional<String> trouble(Instant now) {
        for (Loop loop : loops) {
            if (!loop.isRunning()) {
                return Optional.of("the thread " + loop.name() + " has ended: tokens are read late or not at all;"
                        + " restart depwatch and report the error in its log");
            }
        }
        synchronized (lock) {
            return inFlight.entrySet().stream()
                    .filter(asked -> Duration.between(asked.getValue(), now).compareTo(STUCK_AFTER) > 0)
                    .map(asked -> "reading the tokens of " + asked.getKey() + " has hung for "
                            + TimeFormat.period(Duration.between(asked.getValue(), now))
                            + ": restart depwatch and report it")
                    .findFirst();
        }
    }

    @Override
    public void close() {
        loops.forEach(Loop::stop);
        long end = System.nanoTime() + CLOSE_TIMEOUT.toNanos();
        for (Loop loop : loops) {
            if (!loop.awaitEnd(Duration.ofNanos(end - System.nanoTime()))) {
                log.warn("the thread {} has not ended within {} s", loop.name(), CLOSE_TIMEOUT.toSeconds());
            }
        }
    }

    /**
     * One step of the loop: reads the most urgent instance. All threads together look for due instances once in each
     * tick.
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
                due.addAll(dueInstances(open, now));
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
     * The instances to read now, the most urgent first, without those being read. Instances with a new case come first,
     * then those never read, then the longest overdue. If open cases always came first, many of them would block all
     * other readings.
     */
    List<Instance> dueInstances(Set<Instance> open, Instant now) {
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

    /** Call it with the lock. */
    private boolean hasJustOpened(Instance instance, Set<Instance> open) {
        return open.contains(instance)
                && Optional.ofNullable(attempts.get(instance))
                        .filter(Attempt::caseWasOpen)
                        .isEmpty();
    }

    private void read(Instance instance, boolean caseIsOpen, Instant now) throws InterruptedException {
        TokenSource source = sources.get(instance);
        if (source == null) {
            throw new IllegalStateException("no source for " + instance);
        }
        try {
            Reading reading = source.read(now);
            boolean quiet = nothingFails.test(instance);
            store(
                    instance,
                    new Attempt(now, caseIsOpen, Optional.empty(), 0),
                    before -> before.after(reading, quiet, now));
        } catch (TokenSourceException e) {
            fail(instance, caseIsOpen, e.reason(), e.getMessage(), now);
        } catch (RuntimeException e) {
            log.error("{}: cannot read the tokens because of a fault of depwatch", instance, e);
            fail(
                    instance,
                    caseIsOpen,
                    Reason.ANSWER,
                    "a fault of depwatch: " + e.getClass().getSimpleName() + "; report it with its log",
                    now);
        }
    }

    private void fail(Instance instance, boolean caseIsOpen, Reason kind, String sentence, Instant now) {
        int failuresBefore;
        synchronized (lock) {
            Attempt before = attempts.get(instance);
            failuresBefore = before == null ? 0 : before.failuresInARow();
        }
        store(
                instance,
                new Attempt(now, caseIsOpen, Optional.of(kind), failuresBefore + 1),
                before -> before.after(kind, sentence, now));
    }

    /** Call it with the lock. An answer that takes less memory than the one before is always accepted. */
    private boolean isTooMuch(InstanceInventory before, InstanceInventory after) {
        long more = after.size() - before.size();
        if (more <= 0) {
            return false;
        }
        long all = known.values().stream().mapToLong(InstanceInventory::size).sum();
        return all + more > maxSize;
    }

    private String tooMuch() {
        return "its tokens are rejected: with them the tokens of all instances would need more than " + (maxSize >> 10)
                + " KiB of memory. If it really has so many tokens, give depwatch more memory (-Xmx)";
    }

    private void store(Instance instance, Attempt answered, UnaryOperator<InstanceInventory> change) {
        Attempt attempt = answered;
        InstanceInventory before;
        InstanceInventory after;
        boolean first;
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
                        Optional.of(Reason.ANSWER),
                        last == null ? 1 : last.failuresInARow() + 1);
                after = before.after(Reason.ANSWER, tooMuch(), answered.begunAt());
            }
            known.put(instance, after);
            first = attempts.put(instance, attempt) == null;
        }
        // After a start the log should show the whole state, and not only changes.
        InstanceInventory logged = first ? InstanceInventory.unread(instance, before.jamf(), before.source()) : before;
        InventoryLog.between(logged, after)
                .forEach(one -> log.atLevel(one.level()).log(one.text()));
        if (attempt.failure().isEmpty()) {
            new FailureSignals(after, before, withLog.contains(instance), times)
                    .all()
                    .forEach(onSignal);
        }
        onChange.accept(after.holdsTheSameAs(before) ? Change.TIMES : Change.KNOWN);
    }
}
