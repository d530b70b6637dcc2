package dev.depwatch.journal;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.depwatch.journal.Case.ApiCondition;
import dev.depwatch.journal.ClosedCase.Proof;
import dev.depwatch.logs.LogName;
import dev.depwatch.logs.Position;
import dev.depwatch.signature.Signatures.Sighting;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Instance;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far each log has been read, which of its sightings were counted, and the open cases. All are one value: {@link
 * #recordSighting} changes them in one step, and {@link #snapshot} never shows one without the others.
 *
 * <p>Thread-safe: every thread that follows a log or polls an API uses it. It holds its lock for a few map operations
 * only, never for I/O and never while a listener runs. Bounded: one position and at most {@value CountedSightings#MOST}
 * sightings for each log, at most one open and one closed case for each instance and cause, the servers that were
 * deleted within a week, and the closed cases that are not in the history yet.
 */
public final class Journal {
    /**
     * How long Apple may still refuse after terms were signed: "24h+" was seen (github.com/fleetdm/fleet/issues/33405).
     */
    public static final Duration TERMS_LAG = Duration.ofHours(36);

    /** How long a closed case can explain what fails, or that somebody linked another server. */
    private static final Duration CLOSED_KEPT = Duration.ofDays(7);

    /** A log that is no longer followed may be followed again. */
    private static final Duration UNFOLLOWED_KEPT = Duration.ofDays(30);

    private static final int MAX_UNFOLLOWED = 1_000;

    private static final String FAILURES = "depwatch.failures";

    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);

    private final MeterRegistry meters;
    private final Object lock = new Object();
    /** Of each log one thread moves the position, without the lock: a thousand that read a backlog would queue for it. */
    private final Map<LogName, ReadLog> logs = new ConcurrentHashMap<>();
    /** Only the lock's holder changes it, and what follows. */
    private final Map<CaseKey, Case> open = new ConcurrentHashMap<>();
    /** The oldest first. */
    private final List<ClosedCase> closed = new ArrayList<>();

    private final List<ClosedCase> notInHistory = new ArrayList<>();
    private final FailureHours hours = new FailureHours();
    private volatile Runnable listener = () -> {};

    /** A journal that continues from a snapshot. */
    public Journal(MeterRegistry meters, Snapshot before) {
        this.meters = meters;
        hours.addAll(before.failures());
        goOnFrom(before);
    }

    private void goOnFrom(Snapshot before) {
        before.logs().forEach(read -> logs.put(read.log(), read));
        before.open().forEach(found -> open.put(CaseKey.of(found), found));
        before.closed().stream()
                .sorted(Comparator.comparing(ClosedCase::closedAt))
                .forEach(closed::add);
        notInHistory.addAll(before.notInHistory());
    }

    /** There is at most one open case for each key. */
    private record CaseKey(Instance instance, Cause cause) {
        static CaseKey of(Case found) {
            return new CaseKey(found.instance(), found.cause());
        }
    }

    /**
     * How far a log has been read.
     *
     * @param readAt when it was read up to there, by this host's clock
     * @param counted its sightings that were counted
     */
    public record ReadLog(LogName log, Position position, Instant readAt, CountedSightings counted) {}

    /**
     * The whole journal at one moment: the input of the assessment, and what the state file saves.
     *
     * @param closed the newest closed case for each instance and cause, and every one of a deleted server, of about the
     *     last week; a reader that needs the exact time compares {@link ClosedCase#closedAt}
     * @param notInHistory closed cases that are not in the history yet, the oldest first
     * @param failures the failures of each hour of the last week, the oldest first
     */
    public record Snapshot(
            List<ReadLog> logs,
            List<Case> open,
            @JsonProperty("recentlyClosed") List<ClosedCase> closed,
            @JsonProperty("unrecorded") List<ClosedCase> notInHistory,
            List<FailureHour> failures) {
        /** Before the first reading. */
        public static final Snapshot EMPTY = new Snapshot(List.of(), List.of(), List.of(), List.of(), List.of());

        public Snapshot {
            logs = List.copyOf(logs);
            open = List.copyOf(open);
            closed = List.copyOf(closed);
            notInHistory = List.copyOf(notInHistory);
            failures = List.copyOf(failures);
        }
    }

    /**
     * From now on instances have other names.
     *
     * @param names the present names by the former ones
     * @param there the former and the present logs whose files are there, by the present names
     * @param renamed what is known, under the present names
     */
    public void rename(Map<Instance, Instance> names, Set<LogName> there, UnaryOperator<Snapshot> renamed) {
        synchronized (lock) {
            Snapshot after = renamed.apply(snapshot());
            List.of(logs, open).forEach(Map::clear);
            List.of(closed, notInHistory).forEach(Collection::clear);
            goOnFrom(after);
            names.values().forEach(name -> moveOnlyLog(name, there));
        }
        // What was counted under the former name ends with it, as the series of an instance that is watched no more.
        names.keySet()
                .forEach(former -> meters.find(FAILURES)
                        .tag("jamf_instance", former.name())
                        .counters()
                        .forEach(meters::remove));
    }

    /** The folder of its log was renamed, too. Call it with the lock. */
    private void moveOnlyLog(Instance instance, Set<LogName> there) {
        Predicate<LogName> isOf = log -> log.instance().equals(instance);
        List<LogName> former = logs.keySet().stream().filter(isOf).toList();
        List<LogName> present = there.stream().filter(isOf).toList();
        if (former.size() == 1 && present.size() == 1) {
            ReadLog read = Objects.requireNonNull(logs.remove(former.get(0)));
            logs.put(present.get(0), new ReadLog(present.get(0), read.position(), read.readAt(), read.counted()));
        }
    }

    /** Every instance that the journal knows something about. */
    public Set<Instance> instances() {
        synchronized (lock) {
            return Stream.of(
                            logs.keySet().stream().map(LogName::instance),
                            open.keySet().stream().map(CaseKey::instance),
                            closed.stream().map(end -> end.closed().instance()))
                    .flatMap(each -> each)
                    .collect(Collectors.toUnmodifiableSet());
        }
    }

    /**
     * Runs after a log's first position, and after a case has opened or is over. What else is lost is mostly read
     * again. Runs on the thread that made the change and without the lock; must be quick. Replaces the one before.
     */
    public void onChange(Runnable newListener) {
        listener = newListener;
    }

    /** Records how far a log has been read without a sighting: to the end of a record, or to where following begins. */
    public void readUpTo(LogName log, Position position, Instant readAt) {
        boolean isFirst = !logs.containsKey(log);
        logs.compute(log, (same, before) -> new ReadLog(log, position, readAt, countedIn(before)));
        if (isFirst) {
            listener.run();
        }
    }

    /**
     * Records a sighting, and that its log has been read up to the end of its record. It counts once, however often it
     * is read. A sighting much older than the open case, from a log that is still behind it, is counted but does not
     * change the case.
     *
     * @param identity of its record, by {@link CountedSightings#identity}
     * @param readAt by this host's clock
     */
    public void recordSighting(LogName log, Sighting sighting, long identity, Position position, Instant readAt) {
        Sighting seen = notInTheFuture(sighting, readAt);
        Optional<CountedSightings> counted;
        Optional<Case> opened = Optional.empty();
        synchronized (lock) {
            counted = countedIn(logs.get(log)).with(sighting.loggedAt(), identity, readAt);
            if (counted.isPresent()) {
                logs.put(log, new ReadLog(log, position, readAt, counted.get()));
                opened = addToCase(log, seen, counted.get(), readAt);
                hours.add(seen.loggedAt(), seen.cause(), readAt);
            }
        }
        if (counted.isEmpty()) {
            readUpTo(log, position, readAt);
            return;
        }
        failures(log.instance(), seen.cause()).increment();
        opened.ifPresent(this::announce);
    }

    private static CountedSightings countedIn(@Nullable ReadLog read) {
        return read == null ? new CountedSightings() : read.counted();
    }

    /**
     * Records a condition that the API of an instance reports. A known condition is not counted again; it only shows
     * that the case continues.
     *
     * @param sighting the condition as a sighting at the time when it began
     */
    public void recordCondition(Instance instance, Sighting sighting, ApiCondition condition) {
        CaseKey key = new CaseKey(instance, sighting.cause());
        Optional<Case> running;
        Case updated;
        boolean isCounted;
        synchronized (lock) {
            running = Optional.ofNullable(open.get(key));
            Optional<Case> before = running.or(() -> takeReopened(key, sighting, condition.until()));
            updated = before.orElseGet(() -> Case.opened(instance, sighting, condition.until()))
                    .with(sighting, condition);
            open.put(key, updated);
            isCounted = updated.sightings() != before.map(Case::sightings).orElse(0L);
            if (isCounted) {
                hours.add(sighting.loggedAt(), sighting.cause(), condition.until());
            }
        }
        if (isCounted) {
            failures(instance, sighting.cause()).increment();
        }
        if (running.isEmpty()) {
            announce(updated);
        }
    }

    private void announce(Case opened) {
        LOG.info(
                "case {} opened: {} on {} since {}",
                opened.id(),
                opened.cause().key(),
                opened.instance(),
                opened.firstLoggedAt());
        listener.run();
    }

    /** Where to continue in the log; empty if nothing of it has been read. */
    public Optional<Position> positionOf(LogName log) {
        return Optional.ofNullable(logs.get(log)).map(ReadLog::position);
    }

    public Snapshot snapshot() {
        synchronized (lock) {
            return new Snapshot(
                    List.copyOf(logs.values()), List.copyOf(open.values()), closed, notInHistory, hours.snapshot());
        }
    }

    /** The history has these cases now, or never will. */
    void historyHas(Collection<ClosedCase> done) {
        synchronized (lock) {
            notInHistory.removeAll(new HashSet<>(done));
        }
    }

    /**
     * Forgets the positions of logs that are no longer followed: those unread for thirty days, and the oldest if there
     * are too many.
     */
    public void forgetLogsExcept(Set<LogName> followed, Instant now) {
        synchronized (lock) {
            logs.values()
                    .removeIf(read -> !followed.contains(read.log())
                            && read.readAt().plus(UNFOLLOWED_KEPT).isBefore(now));
            logs.values().stream()
                    .filter(read -> !followed.contains(read.log()))
                    .sorted(Comparator.comparing(ReadLog::readAt).reversed())
                    .skip(MAX_UNFOLLOWED)
                    .toList()
                    .forEach(read -> logs.remove(read.log()));
        }
    }

    /** The instances with an open case; their tokens are of interest now. */
    public Set<Instance> openInstances() {
        return open.keySet().stream().map(CaseKey::instance).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Closes the cases that the assessment found to be over. A case that was seen again since then stays open.
     *
     * @return the cases that are closed now
     */
    public List<ClosedCase> close(List<ClosedCase> ended) {
        List<ClosedCase> done;
        synchronized (lock) {
            done = ended.stream()
                    .filter(end -> open.remove(CaseKey.of(end.closed()), end.closed()))
                    .toList();
            done.forEach(this::keepClosed);
            ended.stream().map(ClosedCase::closedAt).max(Instant::compareTo).ifPresent(this::forgetOldClosed);
        }
        for (ClosedCase end : done) {
            Case over = end.closed();
            LOG.info(
                    "case {} closed: {} on {}, sightings: {}, {}",
                    over.id(),
                    over.cause().key(),
                    over.instance(),
                    over.sightings(),
                    end.proof().key());
        }
        if (!done.isEmpty()) {
            listener.run();
        }
        return done;
    }

    /** A record cannot be from the future: such a time is wrong, and would make a case look old or keep it open. */
    private static Sighting notInTheFuture(Sighting sighting, Instant seenAt) {
        return sighting.loggedAt().isAfter(seenAt.plus(Case.CLOCK_TOLERANCE))
                ? new Sighting(sighting.cause(), sighting.network(), sighting.signature(), seenAt, sighting.evidence())
                : sighting;
    }

    /**
     * Returns the case if this sighting opened or reopened it. Call it with the lock.
     *
     * @param counted this sighting and those before it in the log
     */
    private Optional<Case> addToCase(LogName log, Sighting sighting, CountedSightings counted, Instant seenAt) {
        CaseKey key = new CaseKey(log.instance(), sighting.cause());
        Optional<Case> running = Optional.ofNullable(open.get(key));
        Optional<Case> continued = running.flatMap(known -> known.continuedBy(sighting, counted.newest(), seenAt));
        if (continued.isPresent()) {
            open.put(key, continued.get());
            return Optional.empty();
        }
        Optional<Case> before = running.isPresent() ? Optional.empty() : takeReopened(key, sighting, seenAt);
        // It was over before depwatch could report it, so it is not the beginning of the new case.
        running.ifPresent(over -> keepClosed(new ClosedCase(over, seenAt, Proof.NOT_SEEN_SINCE)));
        Case opened = before.map(known -> known.with(sighting, seenAt))
                .orElseGet(() -> Case.opened(log.instance(), sighting, seenAt));
        open.put(key, opened);
        return Optional.of(opened);
    }

    /**
     * A case that is seen again within the hour reopens, unless its token was replaced or removed: then another token
     * fails. One that was only not watched, and was not silent for long, was never over. Call it with the lock.
     */
    private Optional<Case> takeReopened(CaseKey key, Sighting sighting, Instant now) {
        forgetOldClosed(now);
        Optional<ClosedCase> before = closed.stream()
                .filter(end -> CaseKey.of(end.closed()).equals(key))
                .reduce((older, newer) -> newer)
                .filter(end -> end.canReopen(now) && !end.closed().beganLongAfter(sighting.loggedAt()));
        before.ifPresent(closed::remove);
        return before.map(
                end -> end.proof() == Proof.NO_LONGER_WATCHED && end.closed().goesOnAt(sighting.loggedAt())
                        ? end.closed().watchedAgain(now)
                        : end.closed().reopenedBy(sighting, now));
    }

    /** Call it with the lock. */
    private void keepClosed(ClosedCase end) {
        CaseKey key = CaseKey.of(end.closed());
        closed.removeIf(before -> CaseKey.of(before.closed()).equals(key) && key.cause() != Cause.SERVER_INACTIVE);
        closed.add(end);
        notInHistory.add(end);
    }

    private void forgetOldClosed(Instant now) {
        closed.removeIf(end -> end.closedAt().plus(CLOSED_KEPT).isBefore(now));
    }

    private Counter failures(Instance instance, Cause cause) {
        return Counter.builder(FAILURES)
                .description(
                        "Records, failed syncs and notifications that report a failing token, since depwatch started.")
                .tag("jamf_instance", instance.name())
                .tag("cause", cause.key())
                .register(meters);
    }
}
