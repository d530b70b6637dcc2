package dev.depwatch.state;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.depwatch.loop.Loop;
import dev.depwatch.text.TimeFormat;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What outlives the process. Read when this is made. From {@link #start} on, the thread {@code state} saves the newest
 * value of every section: after a change at once, but at most about once a second; every minute what else has happened.
 * Closing saves a last time.
 *
 * <p>A failed save stops nothing else: the thread logs it and retries.
 */
public final class State implements AutoCloseable {
    private static final Duration TICK = Duration.ofSeconds(1);

    /** Many changes in a row are saved once a second. */
    private static final Duration CHANGED = Duration.ofSeconds(1);

    /**
     * After a crash, reading again from an older position costs little. While nothing happens, saves still detect a
     * failing disk and keep the metric of the last save fresh.
     */
    private static final Duration UNCHANGED = Duration.ofMinutes(1);

    private static final Duration FAILED = Duration.ofSeconds(10);
    private static final Duration STUCK_AFTER = Duration.ofMinutes(1);
    private static final Duration JOIN = Duration.ofSeconds(15);
    private static final Logger LOG = LoggerFactory.getLogger(State.class);

    private final StateDirectory directory;
    private final StateFile file;
    private final InstantSource clock;
    private final Counter failedSaves;
    private final Loop loop;
    private final AtomicBoolean changed = new AtomicBoolean();

    /** The sections as they were read; one that no part requests stays in the file. */
    private final ObjectNode read;

    private final Map<String, Section<?>> sections = new LinkedHashMap<>();

    /** When the last save ended, with or without success. */
    private Optional<Instant> last = Optional.empty();

    /** Opens when the next save ends. */
    private volatile CountDownLatch next = new CountDownLatch(1);

    private @Nullable CountDownLatch first;

    private final Runnable look;
    private volatile Optional<Instant> savedAt = Optional.empty();
    private volatile Optional<SaveFailure> failure = Optional.empty();

    /** Consecutive saves that failed. */
    private record SaveFailure(String sentence, Instant since) {}

    /**
     * @param directory owned by this from now on; a supplier may use it while it is called
     * @param look runs at least once a second on the thread {@code state}, for what others write in the folder; may
     *     read the disk, and never throws
     */
    public State(StateDirectory directory, MeterRegistry registry, InstantSource clock, Runnable look) {
        this.directory = directory;
        this.file = new StateFile(directory, registry);
        this.clock = clock;
        this.look = look;
        this.failedSaves = Counter.builder("depwatch.state.saves.failed")
                .description("Times the state could not be saved.")
                .register(registry);
        TimeGauge.builder(
                        "depwatch.state.last.save.timestamp",
                        () -> savedAt.orElse(Instant.EPOCH).toEpochMilli(),
                        TimeUnit.MILLISECONDS)
                .description("When the state was last saved; 0 before the first time since the start.")
                .register(registry);
        this.loop = new Loop("state", clock, this::lookAndSave);
        this.read = file.read();
    }

    /** A part of the state, as it was read. Call it once for each part, before {@link #start}. */
    public <T> Section<T> section(String name, Class<T> type) {
        if (sections.containsKey(name)) {
            throw new IllegalArgumentException("section requested twice: " + name);
        }
        JsonNode json = read.remove(name);
        Section<T> section = new Section<>(json == null ? Optional.empty() : file.bind(name, json, type));
        sections.put(name, section);
        return section;
    }

    public void start() {
        loop.start();
    }

    /**
     * Something is known that was not; to be saved at once. Never waits. That a position has moved, a case continues or
     * an API has answered is not worth it: what is lost is mostly read again.
     */
    public void changed() {
        if (!changed.getAndSet(true)) {
            loop.wake();
        }
    }

    /**
     * Holds "ready" back until the state has what the start read, that is, what is known when this is first asked: a
     * kill before that save would lose it, in silence if the log was followed from its end. A save that fails holds
     * nothing back, since the health reports it.
     */
    public synchronized Optional<String> whyNotReady() {
        if (first == null) {
            first = next;
            changed();
        }
        return first.getCount() == 0 || failure.isPresent()
                ? Optional.empty()
                : Optional.of("still saving the first state");
    }

    /**
     * Like {@link #changed}, and waits until the change is saved, at most for the bound. Returns at once if saving
     * fails at present.
     */
    public void awaitSave(Duration bound) throws InterruptedException {
        CountDownLatch saved = next;
        changed();
        if (loop.isRunning() && failure.isEmpty()) {
            saved.await(bound.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** When the state was last saved; empty before the first save since the start. */
    public Optional<Instant> lastSavedAt() {
        return savedAt;
    }

    /** Why the thread saves nothing, or why a save does not end; empty while it works. */
    public Optional<String> trouble(Instant now) {
        return loop.ended("nothing is saved")
                .or(() -> loop.stuck(STUCK_AFTER, now)
                        .map(period -> "a save of the state has been running for " + TimeFormat.period(period)
                                + ". Check whether the disk of \"" + directory.path() + "\" hangs."));
    }

    /** Why the state would not outlive the process now: saving fails; empty while it works. */
    public Optional<String> notSaved(Instant now) {
        return failure.map(failing -> "depwatch has not been able to save its state for "
                + TimeFormat.period(Duration.between(failing.since(), now)) + ": " + failing.sentence());
    }

    /** One step of the loop. */
    void saveIfDue(Instant now) {
        if (untilNext(now).compareTo(Duration.ZERO) <= 0) {
            save(now);
        }
    }

    private Duration untilNext(Instant now) {
        Duration wait = failure.isPresent() ? FAILED : changed.get() ? CHANGED : UNCHANGED;
        // Absolute: after the clock was set back, the last save lies in the future.
        return last.map(ended -> wait.minus(Duration.between(ended, now).abs())).orElse(Duration.ZERO);
    }

    private void save(Instant now) {
        CountDownLatch over = next;
        next = new CountDownLatch(1);
        // Before the sections are read: the next save handles what changes from now on.
        changed.set(false);
        Optional<String> failed = write(now);
        last = Optional.of(clock.instant());
        report(failed, now);
        if (failed.isPresent()) {
            failedSaves.increment();
        } else {
            savedAt = Optional.of(now);
        }
        over.countDown();
    }

    /** Why it failed; empty if it succeeded. */
    private Optional<String> write(Instant now) {
        try {
            ObjectNode newest = read.objectNode();
            newest.setAll(read);
            sections.forEach((name, section) -> section.latest().ifPresent(value -> newest.putPOJO(name, value)));
            file.write(newest, now);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(directory.sentence(e));
        } catch (RuntimeException e) {
            String what = "a fault of depwatch (" + e.getClass().getName() + "): report it with its log";
            if (failure.filter(same -> same.sentence().equals(what)).isEmpty()) {
                LOG.error("saving the state failed by a fault of depwatch", e);
            }
            return Optional.of(what);
        }
    }

    private void report(Optional<String> failed, Instant now) {
        Optional<SaveFailure> before = failure;
        failure = failed.map(sentence ->
                new SaveFailure(sentence, before.map(SaveFailure::since).orElse(now)));
        if (failed.isPresent() && !failed.equals(before.map(SaveFailure::sentence))) {
            LOG.warn(
                    "The state cannot be saved: {} Everything else works. If depwatch stops before it can save, it reads"
                            + " the logs again from the last saved state, and may repeat a notification. Without a"
                            + " saved state it begins anew, and with startAt: end it does not know earlier failures.",
                    failed.get());
        } else if (failed.isEmpty()) {
            before.ifPresent(over -> LOG.info("The state can be saved again; it could not since {}.", over.since()));
        }
    }

    private Duration lookAndSave(Instant now) {
        look.run();
        saveIfDue(now);
        Duration next = untilNext(clock.instant()).plusMillis(1);
        // At most a tick, for the look.
        return next.compareTo(TICK) < 0 ? next : TICK;
    }

    /** Saves a last time, if started, and releases the directory for another process. */
    @Override
    public void close() {
        // No interrupt: it would close the file in the middle of a write.
        loop.finish(now -> {
            save(now);
            return Duration.ZERO;
        });
        if (!loop.awaitEnd(JOIN)) {
            LOG.warn("the last save has not ended within {} s", JOIN.toSeconds());
        }
        directory.close();
    }

    /**
     * One part of the state: the value from the start, until a supplier provides the current value. It lives as long as the
     * state, so that a reload can replace what follows from the configuration and the replacement resumes.
     */
    public static final class Section<T> {
        private volatile Supplier<Optional<T>> newest;

        Section(Optional<T> read) {
            newest = () -> read;
        }

        /** The newest value; empty if there never was one. */
        public Optional<T> latest() {
            return newest.get();
        }

        /**
         * Uses this supplier from now on; it replaces the former supplier.
         *
         * @param newSupplier returns an immutable value; called on the thread {@code state}, where it may write to the
         *     disk, and by {@link #latest}
         */
        public void suppliedBy(Supplier<T> newSupplier) {
            // Drops what was read: a copy of what the supplier gives from now on, and just as large.
            newest = () -> Optional.of(newSupplier.get());
        }
    }
}
