package dev.depwatch.inventory;

import dev.depwatch.inventory.InstanceInventory.ReadFailure;
import dev.depwatch.inventory.InstanceInventory.Source;
import dev.depwatch.inventory.PollSchedule.Attempt;
import dev.depwatch.inventory.ReadException.Reason;
import dev.depwatch.inventory.Reading.Part;
import dev.depwatch.loop.Loop;
import dev.depwatch.text.TimeFormat;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Token;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
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
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tokens of every watched instance, kept up to date. Owns a few threads {@code inventory-<n>}, so that an API that
 * hangs does not delay the others. Each thread reads one instance at a time, and no two read the same one. No thread
 * holds the lock during a request.
 */
public final class Inventory implements AutoCloseable {
    /**
     * A reading takes five exchanges. If each takes half a second, a thread can read 240 instances between two readings
     * of each one. More than half of its time remains for open cases and for instances that hang.
     */
    private static final int INSTANCES_PER_THREAD = 100;
    /** Keeps an instance that hangs from delaying the others, even if there are few. */
    private static final int MIN_THREADS = 4;

    private static final int MAX_THREADS = 50;

    /** How soon depwatch reacts to a new case: half of the promised second. */
    private static final Duration TICK = Duration.ofMillis(500);

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);
    /** A reading begins no request after its first minute; the last one may take another, and its sign-in, too. */
    private static final Duration STUCK_AFTER = Duration.ofMinutes(3);

    /**
     * The characters to count for an alert: each receiver holds its text twice. With this number 64 MB of heap last for
     * every mix of tokens that the Jamf Pros may list.
     */
    private static final long ALERT = 6_000;

    private static final Logger log = LoggerFactory.getLogger(Inventory.class);

    private final PollSchedule schedule;
    private final long maxSize;
    private final Supplier<Set<Instance>> openInstances;
    private final Predicate<Instance> nothingFails;
    private final Consumer<FailureSignal> onSignal;
    private final Runnable onChange;
    private final TimeFormat times;
    private final InstantSource clock;
    private final List<Loop> loops = new ArrayList<>();

    private final Object lock = new Object();
    // Guarded by lock.
    private final Map<Instance, Entry> entries = new LinkedHashMap<>();
    private final Deque<Entry> due = new ArrayDeque<>();
    private Instant dueSince = Instant.EPOCH;

    /** A watched instance, what is known of it, and how its polling stands. */
    private static final class Entry {
        private final Watched watched;
        // Guarded by lock.
        private InstanceInventory known;
        private Set<String> inTrouble;
        private Optional<Attempt> newest = Optional.empty();
        private boolean isBeingRead;

        Entry(Watched watched) {
            this.watched = watched;
            knows(watched.unread());
        }

        /** Finds its owners in trouble once: the first reading of each instance compares those of all. */
        private void knows(InstanceInventory newest) {
            known = newest;
            inTrouble = newest.inTrouble();
        }

        Instance instance() {
            return watched.instance();
        }
    }

    /**
     * A watched instance.
     *
     * @param jamf its address for links in messages
     * @param tokens its source; empty if there is none
     * @param hasLog whether depwatch follows a log that reports why tokens fail
     */
    public record Watched(
            Instance instance, Optional<URI> jamf, Source source, Optional<TokenSource> tokens, boolean hasLog) {
        /**
         * Reads the tokens once, for a caller that does not poll: by its time all of the answer was there. The result
         * includes a failure. Thread-safe: one thread may look at an upload while another one reads anyway.
         */
        public synchronized InstanceInventory readOnce(InstantSource clock) throws InterruptedException {
            if (tokens.isEmpty()) {
                return unread();
            }
            try {
                Reading reading = tokens.get().read(clock.instant());
                return unread().after(reading, false, clock.instant());
            } catch (ReadException e) {
                return unread().after(e, clock.instant());
            }
        }

        private InstanceInventory unread() {
            Stream<Token> known = tokens.stream().flatMap(read -> read.tokens().stream());
            return InstanceInventory.unread(instance, jamf, source, known.toArray(Token[]::new));
        }
    }

    /** The saved inventory of every instance. */
    public record Saved(List<InstanceInventory> instances) {
        public Saved {
            instances = List.copyOf(instances);
        }
    }

    /**
     * @param syncInterval how often Jamf Pro syncs; the polling interval scales with it
     * @param maxSize how many characters all instances may take together; an answer that exceeds this fails
     * @param openInstances those with an open case, which are polled more often; called often, must be quick
     * @param nothingFails whether an instance's logs are followed and report no failure: then depwatch learns its sync
     *     words as good ones; must be quick
     * @param onSignal gets every failure signal of every reading, on the thread that read it; must be quick
     * @param onChange called after each answer and each failure, on the thread that read it; must be quick
     * @param times of the evidence in failure signals
     */
    public Inventory(
            List<Watched> watched,
            Duration syncInterval,
            long maxSize,
            Supplier<Set<Instance>> openInstances,
            Predicate<Instance> nothingFails,
            Consumer<FailureSignal> onSignal,
            Runnable onChange,
            TimeFormat times,
            InstantSource clock) {
        this.times = times;
        this.schedule = PollSchedule.ofJamfPro(syncInterval);
        this.maxSize = maxSize;
        this.openInstances = openInstances;
        this.nothingFails = nothingFails;
        this.onSignal = onSignal;
        this.onChange = onChange;
        this.clock = clock;
        watched.forEach(one -> entries.put(one.instance(), new Entry(one)));
        int polled = Math.toIntExact(
                watched.stream().filter(one -> one.tokens().isPresent()).count());
        for (int number = 1; number <= threadsFor(polled); number++) {
            loops.add(new Loop("inventory-" + number, clock, now -> readNext(now) ? Duration.ZERO : TICK));
        }
    }

    static int threadsFor(int instances) {
        int wanted = Math.max(MIN_THREADS, (instances + INSTANCES_PER_THREAD - 1) / INSTANCES_PER_THREAD);
        return Math.min(Math.min(MAX_THREADS, wanted), instances);
    }

    /**
     * Continues from a saved inventory for the instances that still have the same source. Without any, no reading would
     * correct it. Call it before the start.
     */
    public void resume(Saved before) {
        synchronized (lock) {
            before.instances()
                    .forEach(saved -> Optional.ofNullable(entries.get(saved.instance()))
                            .filter(entry -> entry.watched.tokens().isPresent())
                            .ifPresent(entry -> entry.knows(saved.onto(entry.known, clock.instant()))));
        }
    }

    /** What a restart should keep. */
    public Saved saved() {
        return new Saved(List.copyOf(snapshot().values()));
    }

    public void start() {
        loops.forEach(Loop::start);
    }

    /** Every watched instance, in the order of the configuration. */
    public Map<Instance, InstanceInventory> snapshot() {
        Map<Instance, InstanceInventory> all = new LinkedHashMap<>();
        synchronized (lock) {
            entries.forEach((instance, entry) -> all.put(instance, entry.known));
        }
        return Collections.unmodifiableMap(all);
    }

    /** The instances without a log and without any reading. */
    public List<Instance> neverHeard() {
        synchronized (lock) {
            return entries.values().stream()
                    .filter(entry -> !entry.watched.hasLog() && !entry.known.isHeard())
                    .map(Entry::instance)
                    .toList();
        }
    }

    /** Why the inventory is no longer up to date, as a sentence; empty while it is. */
    public Optional<String> trouble(Instant now) {
        String effect =
                "tokens are read late or not at all (depwatch_inventory_last_success_timestamp_seconds shows whose)";
        return loops.stream()
                .flatMap(loop -> loop.trouble(STUCK_AFTER, effect, now).stream())
                .findFirst();
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
        Entry next;
        synchronized (lock) {
            if (Duration.between(dueSince, now).abs().compareTo(TICK) >= 0) {
                due.clear();
                due.addAll(dueEntries(open, now));
                dueSince = now;
            }
            next = due.poll();
            if (next == null) {
                return false;
            }
            next.isBeingRead = true;
        }
        try {
            read(next, open.contains(next.instance()), now);
        } finally {
            synchronized (lock) {
                next.isBeingRead = false;
            }
        }
        return true;
    }

    /**
     * The instances to read now, the longest overdue first, without those being read. If open cases always came first,
     * many of them would block all other readings. Call it with the lock.
     */
    private List<Entry> dueEntries(Set<Instance> open, Instant now) {
        return entries.values().stream()
                .filter(entry -> entry.watched.tokens().isPresent() && !entry.isBeingRead)
                .map(entry -> Map.entry(schedule.dueAt(entry.newest, open.contains(entry.instance()), now), entry))
                .filter(dueAt -> !dueAt.getKey().isAfter(now))
                .sorted(Map.Entry.comparingByKey())
                .map(Map.Entry::getValue)
                .toList();
    }

    private void read(Entry entry, boolean caseIsOpen, Instant now) throws InterruptedException {
        try {
            Reading reading = entry.watched.tokens().orElseThrow().read(now);
            boolean quiet = nothingFails.test(entry.instance());
            store(entry, caseIsOpen, now, before -> before.after(reading, quiet, now));
        } catch (ReadException e) {
            store(entry, caseIsOpen, now, before -> before.after(e, now));
        } catch (RuntimeException e) {
            log.error("{}: cannot read the tokens because of a fault of depwatch", entry.instance(), e);
            store(entry, caseIsOpen, now, before -> before.after(ReadException.ofFault(e), now));
        }
    }

    /**
     * Call it with the lock. An answer that takes less memory and has no new owner in trouble is always accepted. The
     * owners of one instance take a quarter at most, so that it cannot keep out the others.
     */
    private boolean isTooMuch(Entry entry, InstanceInventory after) {
        Set<String> owners = after.inTrouble();
        if (after.size() <= entry.known.size() && entry.inTrouble.containsAll(owners)) {
            return false;
        }
        Set<String> allOwners = new HashSet<>(owners);
        long size = after.size();
        for (Entry other : entries.values()) {
            if (!other.equals(entry)) {
                allOwners.addAll(other.inTrouble);
                size += other.known.size();
            }
        }
        return ALERT * owners.size() > maxSize / 4 || size + ALERT * allOwners.size() > maxSize;
    }

    private String tooMuch() {
        return "its tokens are rejected: with them the tokens of all instances would need more than " + (maxSize >> 10)
                + " KiB of memory. If it really has so many tokens, or so many Apple IDs whose tokens fail or end soon, give"
                + " depwatch more memory (-Xmx)";
    }

    private void store(Entry entry, boolean caseIsOpen, Instant now, UnaryOperator<InstanceInventory> change) {
        InstanceInventory before;
        InstanceInventory after;
        boolean first;
        synchronized (lock) {
            before = entry.known;
            after = change.apply(before);
            if (after.failure().isEmpty() && isTooMuch(entry, after)) {
                after = before.after(new ReadException(Reason.ANSWER, tooMuch()), now);
            }
            entry.knows(after);
            first = entry.newest.isEmpty();
            Set<Part> known =
                    before.failure().isPresent() ? Set.of() : before.gapsSince().keySet();
            boolean hasNewGap = !known.containsAll(after.gapsSince().keySet());
            // A part that one lost request left unread is read again before it lasts.
            Optional<Reason> failed = after.failure()
                    .map(ReadFailure::kind)
                    .or(() -> Optional.of(Reason.UNAVAILABLE).filter(why -> hasNewGap && !caseIsOpen));
            entry.newest = Optional.of(new Attempt(now, caseIsOpen, failed, Optional.empty()));
        }
        // After a start the log should show the whole state, and not only changes.
        report(first ? entry.watched.unread() : before, after);
        if (after.failure().isEmpty()) {
            new FailureSignals(after, before, entry.watched.hasLog(), times)
                    .all()
                    .forEach(onSignal);
        }
        onChange.run();
    }

    /** A lasting state is logged once; the metrics and the page show that it lasts. */
    static void report(InstanceInventory before, InstanceInventory after) {
        Instance instance = after.instance();
        Optional<String> fault = after.failure().map(ReadFailure::sentence);
        if (fault.isPresent()) {
            if (!fault.equals(before.failure().map(ReadFailure::sentence))) {
                log.warn("{}: cannot read the tokens: {}", instance, fault.get());
            }
            return;
        }
        if (before.failure().isPresent()) {
            Instant since = before.failure().get().since();
            log.info("{}: can read the tokens again; failed since {}", instance, since);
        } else if (before.readAt().isEmpty()) {
            log.info("{}: tokens read: {}", instance, after.states().size());
        }
        after.unreadParts().forEach((part, sentence) -> {
            if (!sentence.equals(before.unreadParts().get(part))) {
                log.warn("{}: {}", instance, sentence);
            }
        });
        before.unreadParts().keySet().stream()
                .filter(part -> !after.unreadParts().containsKey(part))
                .forEach(part -> log.info("{}: {} can be read again", instance, part.displayName()));
    }
}
