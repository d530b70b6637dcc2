package dev.depwatch.logs;

import dev.depwatch.loop.Loop;
import dev.depwatch.record.LayoutWatch;
import dev.depwatch.record.LogRecord;
import dev.depwatch.record.RecordAssembler;
import dev.depwatch.text.TimeFormat;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.commons.io.input.Tailer;
import org.apache.commons.io.input.TailerListenerAdapter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows one log: the thread {@code tail-<instance>-<n>} runs Commons IO's {@link Tailer} over a {@link Follower}
 * and passes each completed record to one listener, which can ask for the position after it.
 *
 * <p>The thread reads files and nothing else: it never waits for the network or a disk write, and neither may the
 * listener. If an exception ends the Tailer, the thread restarts it from the last position that it passed on.
 */
public final class LogTail implements AutoCloseable {
    /** Takes each completed record in order, on the tail's thread. */
    @FunctionalInterface
    public interface Listener {
        /**
         * Takes a completed record. It may come again.
         *
         * @param ordinal how many records with the same first line come before it in its file, within a second
         * @param position how far the log is now read; takes longer the more files there are, so ask only if it matters
         */
        void completed(LogRecord record, int ordinal, Supplier<Position> position);
    }

    /**
     * What to follow and how.
     *
     * @param path the file
     * @param timeZone the zone of the log's times, which carry none
     * @param neighbours all followed logs, with or without this one
     * @param startAt where to begin if no position is known
     * @param threadName the name of the owned thread
     */
    public record Plan(
            LogName log, Path path, Neighbours neighbours, ZoneId timeZone, StartAt startAt, String threadName) {}

    private static final Logger LOG = LoggerFactory.getLogger(LogTail.class);

    /** How often status and position change while the tail reads a backlog. */
    private static final Duration REPORT_WHILE_READING = Duration.ofSeconds(1);

    /**
     * During a rotation there may be no log for a moment: depwatch logs a failure only if it lasts longer than this.
     */
    private static final Duration PASSING = Duration.ofSeconds(10);

    private static final Duration JOIN = Duration.ofSeconds(5);
    private static final Duration PAUSE_BEFORE_RESTART = Duration.ofSeconds(1);
    /** Longer than any poll and any read of a local disk: a tail without progress for this long hangs. */
    private static final Duration STUCK = Duration.ofSeconds(60);

    /** Tailer reads only the ends of lines. */
    private static final int TAILER_BUFFER = 1;

    private final Plan plan;
    private final Supplier<Optional<Position>> from;
    private final Listener listener;
    private final Consumer<Position> moved;
    private final FolderWatch watch;
    private final InstantSource clock;
    private final LogMeters meters;
    private final Counter restarts;
    private final Loop loop;

    private volatile boolean closed;
    private volatile LogStatus status;
    private volatile Optional<Instant> hangsSince = Optional.empty();

    /**
     * @param from returns where to continue at every start of the Tailer; empty to begin at {@code startAt}
     * @param moved takes how far the log is read: at the start, about once a second while reading a backlog, and at its
     *     end
     * @param watch wakes the tails; all of them share it
     */
    public LogTail(
            Plan plan,
            Supplier<Optional<Position>> from,
            Listener listener,
            Consumer<Position> moved,
            FolderWatch watch,
            InstantSource clock,
            MeterRegistry registry,
            Counter restarts) {
        this.plan = plan;
        this.from = from;
        this.listener = listener;
        this.moved = moved;
        this.watch = watch;
        this.clock = clock;
        this.meters = new LogMeters(plan.log(), registry);
        this.restarts = restarts;
        this.loop = new Loop(plan.threadName(), clock, now -> follow());
        this.status = LogStatus.notOpenedYet(plan.log());
    }

    public void start() {
        loop.start();
    }

    public LogStatus status() {
        Instant now = clock.instant();
        // A step of the clock looks the same until the next poll: the failure begins when it is first noticed.
        hangsSince = stuck(now).map(silent -> hangsSince.orElse(now.minus(STUCK)));
        // While its file system hangs, a log is not silent, but not followed.
        return hangsSince
                .map(since -> status.failed(
                        plan.log().path() + ": its file system has not answered for "
                                + TimeFormat.period(Duration.between(since, now)) + ". Check the mount of its folder.",
                        since))
                .orElse(status);
    }

    Optional<Duration> stuck(Instant now) {
        return loop.stuck(STUCK, now);
    }

    /** That the thread has ended, as a sentence; empty while it lives. That it hangs is in the status. */
    public Optional<String> ended() {
        return loop.ended("the log is not read");
    }

    /** One step of the loop: runs a Tailer until it ends. */
    private Duration follow() {
        try (TailRun tailRun = new TailRun(from.get())) {
            tailRun.run();
        } catch (RuntimeException e) {
            failed(e);
        }
        if (!closed) {
            restarts.increment();
        }
        return PAUSE_BEFORE_RESTART;
    }

    private void failed(Exception e) {
        Instant now = clock.instant();
        loop.progress(now);
        status = status.failed(
                plan.log().path() + ": following it failed; depwatch retries. Report its last ERROR", now);
        LOG.error(
                "{}: following {} failed; depwatch restarts it",
                loop.name(),
                plan.log().path(),
                e);
    }

    /** Asks the thread to end. Never waits, so that a caller can stop several at once. */
    public void stop() {
        closed = true;
        loop.stop();
    }

    /** Stops following and waits for the thread, 5 seconds at most. */
    @Override
    public void close() {
        closeBy(System.nanoTime() + JOIN.toNanos());
    }

    /**
     * Stops following and waits for the thread.
     *
     * @param end when to stop waiting, by {@link System#nanoTime}
     */
    public void closeBy(long end) {
        stop();
        loop.awaitEnd(Duration.ofNanos(end - System.nanoTime()));
        meters.close();
    }

    /** One run of a Tailer, from a position until it ends. */
    private final class TailRun extends TailerListenerAdapter implements Follower.Events, AutoCloseable {
        private final Follower follower;
        private final FolderWatch.Wakeup wakeup;
        private final MountCheck folder;
        private final LayoutWatch layout = new LayoutWatch();
        private final Tailer tailer;
        /** The newest position of a report. */
        private Optional<Position> reached;

        private boolean hasChanged;
        private boolean listenerFailed;
        private boolean troubleLogged;
        private Instant reportedAt = Instant.EPOCH;

        TailRun(Optional<Position> from) {
            Path path = plan.path();
            reached = from;
            follower = new Follower(path, plan.neighbours(), plan.timeZone(), plan.startAt(), from, this, clock);
            wakeup = watch.wakeup(path, follower::isOfLog);
            folder = new MountCheck(path, MountCheck.MOUNTS, clock.instant());
            tailer = Tailer.builder()
                    .setTailable(new EndlessFile(follower))
                    .setTailerListener(this)
                    .setDelayDuration(Duration.ZERO)
                    .setBufferSize(TAILER_BUFFER)
                    .setStartThread(false)
                    .get();
        }

        void run() {
            wakeup.watch();
            tailer.run();
        }

        @Override
        public void close() {
            wakeup.close();
            follower.close();
        }

        /** Tailer's read has moved the follower to the next line, through {@link EndlessFile}. */
        @Override
        public void handle(String end) {
            if (closed) {
                tailer.close();
            }
            Instant now = clock.instant();
            loop.progress(now);
            if (Duration.between(reportedAt, now).abs().compareTo(REPORT_WHILE_READING) > 0) {
                report(now);
            }
            follower.takeLine();
        }

        /** Tailer calls this once a poll, in a silent log too. */
        @Override
        public void endOfFileReached() {
            Instant now = clock.instant();
            loop.progress(now);
            if (!closed) {
                follower.endPoll(now);
            }
            report(now);
            if (hasChanged) {
                wakeup.found();
            }
            hasChanged = false;
            pause();
        }

        /** Replaces Tailer's own wait, which always has the same length. */
        private void pause() {
            try {
                if (wakeup.await(follower.awaitsQuiet() ? OpenFile.QUIET : STUCK)) {
                    wakeup.watch();
                    follower.lookAgain();
                }
            } catch (InterruptedException e) {
                // The interrupt ends Tailer.
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void completed(RecordAssembler.Completed completed, int ordinal, Optional<Instant> writtenBefore) {
            Instant now = clock.instant();
            Instant came = writtenBefore.filter(now::isAfter).orElse(now);
            count(completed, came);
            boolean isReadAgain = writtenBefore.isPresent()
                    && completed
                            .record()
                            .filter(record -> status.records().isSeen(record, came))
                            .isPresent();
            // It shows nothing about the clock: somebody may have saved an old text just now.
            if (!isReadAgain) {
                status = status.after(completed.record(), came, follower.caughtUp());
            }
            Supplier<Position> position = () -> follower.position().orElseThrow();
            completed.record().ifPresent(record -> passOn(() -> listener.completed(record, ordinal, position)));
        }

        private void count(RecordAssembler.Completed completed, Instant now) {
            completed.record().ifPresent(record -> meters.records.increment());
            if (!completed.isUnderstood()) {
                meters.unparsedRecords.increment();
            }
            layout.observe(completed, now);
        }

        private void passOn(Runnable news) {
            try {
                news.run();
            } catch (RuntimeException e) {
                if (!listenerFailed) {
                    LOG.error("{}: could not process a record; depwatch skips it", loop.name(), e);
                }
                listenerFailed = true;
            }
        }

        private void report(Instant now) {
            reportedAt = now;
            Optional<Position> position = follower.position();
            if (!position.equals(reached)) {
                reached = position;
                position.ifPresent(known -> passOn(() -> moved.accept(known)));
            }
            // A stop looks like the end of the log, or like a failure to read it. Both would end a case.
            if (closed) {
                return;
            }
            Optional<String> trouble = follower.trouble().or(() -> folder.trouble(now));
            status = status.at(follower.caughtUp(), trouble, layout.unknownSince(), follower.backlog(), now);
            Optional<LogStatus.FollowFailure> lasting = status.failure()
                    .filter(known -> Duration.between(known.since(), now).abs().compareTo(PASSING) > 0);
            if (!troubleLogged) {
                lasting.ifPresent(known -> LOG.warn("{}", known.sentence()));
            }
            if (troubleLogged && trouble.isEmpty()) {
                LOG.info("{}: depwatch follows it again", plan.log().path());
            }
            troubleLogged = lasting.isPresent();
        }

        @Override
        public void bytesRead(long count) {
            // A line may be as long as the file, and reading it is progress.
            loop.progress(clock.instant());
            hasChanged |= count > 0;
            meters.readBytes.increment((double) count);
        }

        @Override
        public void rotated() {
            hasChanged = true;
            meters.rotations.increment();
        }

        @Override
        public void gap() {
            meters.gaps.increment();
            status = status.withGap();
            LOG.warn(
                    "{}: depwatch may have missed records: their file was rotated away, truncated, deleted or unreadable"
                            + " before depwatch read it. Failures in them stay unknown.",
                    plan.log().path());
        }

        @Override
        public void handle(Exception e) {
            if (!(e instanceof InterruptedException) || !closed) {
                failed(e);
            }
        }
    }

    /**
     * Replaces the file for Commons IO's {@link Tailer}, because Tailer judges a rotation by size alone and ends for
     * good if a file is missing. It looks like an endless file, in which each line of a {@link Follower} is one newline.
     *
     * <p>{@link #size()} is always more than Tailer has read, so Tailer never takes its rotation branch and reads on
     * every poll. {@link #read} returns one line's end at a time, so Tailer never reads anything again. The tail takes
     * the line itself from the follower, because Tailer would copy it byte by byte. Nothing here throws.
     */
    private record EndlessFile(Follower follower) implements Tailer.Tailable, Tailer.RandomAccessResourceBridge {
        @Override
        public int read(byte[] target) {
            if (!follower.next()) {
                return -1;
            }
            target[0] = '\n';
            return 1;
        }

        /** Tailer calls this but does not need it, because it reads no byte again. */
        @Override
        public long getPointer() {
            return 0;
        }

        @Override
        public void seek(long position) {
            // Tailer gets only whole lines, so it is already at the position that it seeks.
        }

        @Override
        public Tailer.RandomAccessResourceBridge getRandomAccess(String mode) {
            return this;
        }

        @Override
        public boolean isNewer(FileTime time) {
            return false;
        }

        @Override
        public FileTime lastModifiedFileTime() {
            return FileTime.fromMillis(0);
        }

        @Override
        public long size() {
            return Long.MAX_VALUE;
        }

        @Override
        public void close() {
            // The owner closes the follower.
        }
    }
}
