package dev.depwatch.journal;

import dev.depwatch.journal.ClosedCase.Proof;
import dev.depwatch.logs.LogName;
import dev.depwatch.logs.Position;
import dev.depwatch.signature.Sighting;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Instance;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far each log has been read, and the open cases. Both are one value: {@link #fold} changes them in one step, and
 * {@link #snapshot} never shows one without the other.
 *
 * <p>Safe for use by every tail thread at once. The lock is held for a few map operations only, never for I/O and never
 * while a listener runs. Bounded: one position a log, at most one open and one closed case for each instance and cause.
 */
public final class Journal {
    /** A case that reopens within an hour goes on: flapping is one case and not twenty. */
    public static final Duration REOPENS_WITHIN = Duration.ofHours(1);

    /** How long a cause that does not come with every sync may be silent before a caught-up run counts as broken. */
    private static final Duration EVENTS_APART = Duration.ofHours(24);

    /** The clock of a log's host may be ahead by so much without being wrong. */
    private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(10);

    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);

    private final MeterRegistry meters;
    private final Object lock = new Object();
    // The maps are guarded by the lock.
    private final Map<LogName, Position> positions = new HashMap<>();
    private final Map<Subject, Case> open = new HashMap<>();
    private final Map<Subject, ClosedCase> closed = new HashMap<>();
    private volatile Runnable listener = () -> {};

    public Journal(MeterRegistry meters) {
        this.meters = meters;
    }

    /** What there is at most one open case of. */
    private record Subject(Instance instance, Cause cause) {
        static Subject of(Case found) {
            return new Subject(found.instance(), found.cause());
        }
    }

    /**
     * Everything the journal knows at one moment.
     *
     * @param recentlyClosed each subject's newest closed case, of about the last hour; the reader that needs the hour
     *     exactly compares {@link ClosedCase#closedAt}
     */
    public record Snapshot(Map<LogName, Position> positions, List<Case> open, List<ClosedCase> recentlyClosed) {
        public Snapshot {
            positions = Map.copyOf(positions);
            open = List.copyOf(open);
            recentlyClosed = List.copyOf(recentlyClosed);
        }
    }

    /** Runs after a case has opened, on the thread that folded it and without the lock. Replaces the one before. */
    public void onChange(Runnable newListener) {
        listener = newListener;
    }

    /**
     * A record has been completed.
     *
     * @param sighting what the record says; empty for the many that say nothing
     * @param end where the record ends
     * @param seenAt when it was read, by this host's clock
     */
    public void fold(LogName log, Optional<Sighting> sighting, Position end, Instant seenAt) {
        Optional<Case> opened;
        synchronized (lock) {
            positions.put(log, end);
            opened = sighting.flatMap(seen -> foldSighting(log.instance(), notInTheFuture(seen, seenAt), seenAt));
        }
        sighting.ifPresent(seen -> failures(log.instance(), seen.cause()).increment());
        opened.ifPresent(found -> {
            LOG.info(
                    "case {} opened: {} on {} since {}",
                    found.id(),
                    found.cause().key(),
                    found.instance(),
                    found.firstLoggedAt());
            listener.run();
        });
    }

    /** Where to go on reading the log; empty if nothing of it has been read. */
    public Optional<Position> positionOf(LogName log) {
        synchronized (lock) {
            return Optional.ofNullable(positions.get(log));
        }
    }

    public Snapshot snapshot() {
        synchronized (lock) {
            return new Snapshot(positions, List.copyOf(open.values()), List.copyOf(closed.values()));
        }
    }

    /** The instances that have an open case, whose tokens are therefore of interest now. */
    public Set<Instance> openInstances() {
        synchronized (lock) {
            return open.keySet().stream().map(Subject::instance).collect(Collectors.toUnmodifiableSet());
        }
    }

    /**
     * Closes the cases that were found to be over. One that has been seen again since it was judged stays open.
     *
     * @return those that are closed now
     */
    public List<ClosedCase> close(List<ClosedCase> ended) {
        List<ClosedCase> done = new ArrayList<>();
        synchronized (lock) {
            for (ClosedCase end : ended) {
                if (open.remove(Subject.of(end.closed()), end.closed())) {
                    closed.put(Subject.of(end.closed()), end);
                    done.add(end);
                }
            }
            ended.stream().map(ClosedCase::closedAt).max(Instant::compareTo).ifPresent(this::forgetClosedBefore);
        }
        for (ClosedCase end : done) {
            Case over = end.closed();
            LOG.info(
                    "case {} closed: {} on {} after {} sightings, {}",
                    over.id(),
                    over.cause().key(),
                    over.instance(),
                    over.sightings(),
                    end.proof().key());
        }
        return List.copyOf(done);
    }

    /** A record cannot be from the future: its time is wrong, and would make a case look old or keep it open. */
    private static Sighting notInTheFuture(Sighting sighting, Instant seenAt) {
        return sighting.loggedAt().isAfter(seenAt.plus(CLOCK_TOLERANCE))
                ? new Sighting(sighting.cause(), sighting.network(), sighting.signature(), seenAt, sighting.evidence())
                : sighting;
    }

    /** Returns the case if this sighting has opened it. Called with the lock. */
    private Optional<Case> foldSighting(Instance instance, Sighting sighting, Instant seenAt) {
        Subject subject = new Subject(instance, sighting.cause());
        Case running = open.get(subject);
        if (running != null && !broken(running, sighting, seenAt)) {
            open.put(subject, running.with(sighting, seenAt));
            return Optional.empty();
        }
        forgetClosedBefore(seenAt);
        ClosedCase before = closed.get(subject);
        if (running != null) {
            // It was over before anybody could have been told, and so it is not the beginning of what goes on now.
            closed.put(subject, new ClosedCase(running, seenAt, Proof.NOT_SEEN_SINCE));
            before = null;
        }
        Case opened = before == null
                ? Case.opened(instance, sighting, seenAt)
                : before.closed().with(sighting, seenAt);
        if (before != null) {
            closed.remove(subject);
        }
        open.put(subject, opened);
        return Optional.of(opened);
    }

    /**
     * Whether the run had ended before this sighting, as the times in an old log tell that is read in one go. While a
     * log is followed live the assessment decides that, for it knows more than the silence.
     */
    private static boolean broken(Case running, Sighting sighting, Instant seenAt) {
        Duration silence = Duration.between(running.lastLoggedAt(), sighting.loggedAt());
        Duration watched = Duration.between(running.lastSeenAt(), seenAt);
        Duration apart = running.cause().repeatsEverySync() ? REOPENS_WITHIN : EVENTS_APART;
        return silence.compareTo(apart) > 0
                && silence.compareTo(running.longestGap().multipliedBy(3)) > 0
                && silence.compareTo(watched.multipliedBy(2)) > 0;
    }

    private void forgetClosedBefore(Instant now) {
        closed.values().removeIf(end -> end.closedAt().plus(REOPENS_WITHIN).isBefore(now));
    }

    private Counter failures(Instance instance, Cause cause) {
        return Counter.builder("depwatch.failures")
                .description("Records that state a failure of a token, since the start of depwatch.")
                .tag("jamf_instance", instance.name())
                .tag("cause", cause.key())
                .register(meters);
    }
}
