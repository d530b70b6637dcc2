package dev.depwatch.assess;

import dev.depwatch.apple.Organization;
import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.journal.Journal;
import dev.depwatch.logs.LogStatus;
import dev.depwatch.loop.Loop;
import dev.depwatch.token.Instance;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the newest {@link Assessment}. Owns the thread {@code assess}, which assesses on change, once a second while
 * anything is open, and else every five seconds. It closes ended cases in the journal, and does no I/O. Closing stops
 * the thread and assesses a last time; it closes none of the objects passed in.
 */
public final class AssessmentLoop implements AutoCloseable {
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    /** With nothing open, only time can change an assessment. */
    private static final Duration INTERVAL_IF_QUIET = Duration.ofSeconds(5);

    private static final Duration STUCK_AFTER = Duration.ofSeconds(30);
    private static final Duration JOIN = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(AssessmentLoop.class);

    private final Assessor assessor;
    private final Journal journal;
    private final Supplier<List<LogStatus>> logs;
    private final Supplier<Map<Instance, InstanceInventory>> inventory;
    private final Supplier<List<Organization>> apple;
    private final InstantSource clock;
    private final Loop loop;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile @Nullable Assessment latest;
    private volatile Optional<String> failure = Optional.empty();

    public AssessmentLoop(
            Assessor assessor,
            Journal journal,
            Supplier<List<LogStatus>> logs,
            Supplier<Map<Instance, InstanceInventory>> inventory,
            Supplier<List<Organization>> apple,
            InstantSource clock) {
        this.assessor = assessor;
        this.journal = journal;
        this.logs = logs;
        this.inventory = inventory;
        this.apple = apple;
        this.clock = clock;
        this.loop = new Loop("assess", clock, now -> {
            assessNow(now);
            return latest().filter(Assessment::isQuiet).isPresent() ? INTERVAL_IF_QUIET : INTERVAL;
        });
    }

    /**
     * The listener runs after each new assessment, on the thread {@code assess} or, for the last one, on the closing
     * thread. It must not wait for anything.
     */
    public void onAssessment(Runnable listener) {
        listeners.add(listener);
    }

    public void start() {
        loop.start();
    }

    /** Requests an assessment before the second is over. Never waits. */
    public void changed() {
        loop.wake();
    }

    /** Empty before the first assessment: then nothing is known, which does not mean that all is well. */
    public Optional<Assessment> latest() {
        return Optional.ofNullable(latest);
    }

    /** One step of the loop: assesses, closes what is over, and notifies the listeners. */
    public void assessNow(Instant now) {
        try {
            Assessment assessment = assessor.assess(journal.snapshot(), logs.get(), inventory.get(), apple.get(), now);
            // If a case was seen again meanwhile, this one would report a false end. The next one knows better.
            if (journal.close(assessment.ended()).size() == assessment.ended().size()) {
                latest = assessment;
                listeners.forEach(Runnable::run);
            }
            failure.ifPresent(over -> LOG.info("assessment works again"));
            failure = Optional.empty();
        } catch (RuntimeException e) {
            Optional<String> what = Optional.of(e.toString());
            if (!failure.equals(what)) {
                LOG.error("assessment failed; keeping the previous one and trying again in a second", e);
            }
            failure = what;
        }
    }

    /** Why the newest assessment is out of date; empty while all is well. */
    public Optional<String> trouble(Instant now) {
        return loop.trouble(STUCK_AFTER, "depwatch shows old results", now)
                .or(() -> failure.map(what -> "The assessment fails: " + what + ". depwatch shows the last good"
                        + " assessment. This is a fault of depwatch: report it with its log."));
    }

    @Override
    public void close() {
        loop.stop();
        // The journal has everything read so far. The receivers' last pass must see it.
        if (loop.awaitEnd(JOIN)) {
            assessNow(clock.instant());
        }
    }
}
