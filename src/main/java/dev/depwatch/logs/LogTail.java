package dev.depwatch.logs;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.commons.io.input.Tailer;
import org.apache.commons.io.input.TailerListenerAdapter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows one log: the thread {@code tail-<instance>-<n>} runs Commons IO's {@link Tailer} over a {@link LogStream},
 * makes records of its lines and hands each completed one, with the position it ends at, to one listener.
 *
 * <p>The thread reads files and nothing else: it never waits for the network or a disk write, and neither may the
 * listener. A Tailer that ended by an exception is started again from the last position the listener was given.
 */
public final class LogTail implements AutoCloseable {
    /** Gets each completed record, in order, on the tail's thread; and first where following begins. */
    public interface Listener {
        /**
         * Takes in what was completed.
         *
         * @param record what was completed; empty for text that belongs to no record, and for the beginning
         * @param before the same record as it was completed before, if further lines came so late that it is completed
         *     once more
         * @param end where the log has now been read up to
         */
        void completed(Optional<LogRecord> record, Optional<LogRecord> before, Checkpoint end);
    }

    /**
     * What to follow and how.
     *
     * @param path the file
     * @param timeZone the zone that the log's times are written in, since they carry none
     * @param neighbours all logs that are followed, this one or not: none of them is a rotated file of another
     * @param startAt where to begin if no position is known
     * @param threadName the name of the owned thread
     */
    public record Plan(
            LogName log, Path path, List<Path> neighbours, ZoneId timeZone, StartAt startAt, String threadName) {
        public Plan {
            neighbours =
                    neighbours.stream().filter(other -> !other.equals(path)).toList();
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(LogTail.class);

    /** After this long without a byte an open record is complete: Jamf Pro writes a record in one go. */
    private static final Duration QUIET = Duration.ofMillis(200);

    private static final Duration HALF_A_LINE = Duration.ofSeconds(2);
    private static final Duration TELL_WHILE_READING = Duration.ofSeconds(1);

    /** A rotation's gap is no trouble to speak of. */
    private static final Duration PASSING = Duration.ofSeconds(10);

    private static final Duration JOIN = Duration.ofSeconds(5);
    private static final Duration PAUSE_BEFORE_RESTART = Duration.ofSeconds(1);
    /** Longer than any poll and any read of a local disk; a tail that made no progress for so long hangs. */
    private static final Duration STUCK = Duration.ofSeconds(60);

    /** Tailer is handed the ends of lines only. */
    private static final int TAILER_BUFFER = 1;

    private final Plan plan;
    private final Supplier<Optional<Checkpoint>> resume;
    private final Listener listener;
    private final IdlePoller poller;
    private final InstantSource clock;
    private final LogMeters meters;
    private final Counter restarts;
    private final Thread thread;

    private volatile boolean closed;
    private volatile LogStatus status;
    private volatile Instant progressAt;

    /**
     * @param resume where to go on, asked for at every start of the Tailer; empty to begin by {@code startAt}
     * @param poller says when to look again; one for all tails
     */
    public LogTail(
            Plan plan,
            Supplier<Optional<Checkpoint>> resume,
            Listener listener,
            IdlePoller poller,
            InstantSource clock,
            MeterRegistry registry,
            Counter restarts) {
        this.plan = plan;
        this.resume = resume;
        this.listener = listener;
        this.poller = poller;
        this.clock = clock;
        this.meters = new LogMeters(plan.log(), registry);
        this.restarts = restarts;
        this.thread = new Thread(this::follow, plan.threadName());
        this.progressAt = clock.instant();
        this.status = LogStatus.notOpenedYet(plan.log());
    }

    public void start() {
        thread.start();
    }

    public LogStatus status() {
        return status;
    }

    /** Why this thread is not healthy; empty if it is. */
    public Optional<String> trouble(Instant now) {
        if (!thread.isAlive()) {
            return Optional.of(
                    plan.threadName() + ": the thread has ended; restart depwatch and report its last ERROR");
        }
        return Duration.between(progressAt, now).abs().compareTo(STUCK) > 0
                ? Optional.of(plan.threadName() + ": no progress since " + progressAt + "; does the file system hang?")
                : Optional.empty();
    }

    private void follow() {
        while (!closed) {
            try (TailRun tailRun = new TailRun()) {
                tailRun.run();
            }
            if (closed) {
                return;
            }
            restarts.increment();
            try {
                Thread.sleep(PAUSE_BEFORE_RESTART.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** Asks the thread to end. Never waits: several can be stopped at once. */
    public void stop() {
        closed = true;
        thread.interrupt();
    }

    /** Stops following and waits for the thread, 5 seconds at most. */
    @Override
    public void close() {
        closeBy(System.nanoTime() + JOIN.toNanos());
    }

    /**
     * Stops following and waits for the thread.
     *
     * @param end how long to wait at most, as {@link System#nanoTime} counts
     */
    public void closeBy(long end) {
        stop();
        try {
            TimeUnit.NANOSECONDS.timedJoin(thread, Math.max(1, end - System.nanoTime()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        meters.close();
    }

    /** One life of a Tailer, from a position until it ends. */
    private final class TailRun extends TailerListenerAdapter implements LogStream.Events, AutoCloseable {
        private final Path path;
        private final LogStream stream;
        private final MountCheck folder;
        private final RecordAssembler assembler;
        private final LayoutWatch layout = new LayoutWatch();
        private final Tailer tailer;
        private Instant lastByteAt = clock.instant();
        private boolean placePassedOn;
        private boolean listenerFailed;
        private boolean troubleLogged;
        private boolean cutLinesLogged;
        private long lostUnreported;
        private Instant passedOnAt = Instant.EPOCH;

        TailRun() {
            path = plan.path();
            Optional<Checkpoint> known = resume.get();
            placePassedOn = known.isPresent();
            stream = new LogStream(path, plan.neighbours(), plan.startAt(), known, this, clock);
            folder = new MountCheck(path, MountCheck.MOUNTS, clock.instant());
            assembler = new RecordAssembler(plan.timeZone(), RecordAssembler.Accept.DATED);
            tailer = Tailer.builder()
                    .setTailable(new TailerAdapter(stream))
                    .setTailerListener(this)
                    .setDelayDuration(Duration.ZERO)
                    .setBufferSize(TAILER_BUFFER)
                    .setStartThread(false)
                    .get();
        }

        void run() {
            tailer.run();
        }

        @Override
        public void close() {
            stream.close();
        }

        @Override
        public void handle(String end) {
            if (closed) {
                tailer.close();
            }
            Instant now = clock.instant();
            progressAt = now;
            if (Duration.between(passedOnAt, now).abs().compareTo(TELL_WHILE_READING) > 0) {
                tell(now);
            }
            assembler.line(stream.line(), stream.lineEnd()).ifPresent(this::completed);
        }

        /** Nothing more for now: once a poll, in a silent log too. */
        @Override
        public void endOfFileReached() {
            Instant now = clock.instant();
            progressAt = now;
            // Half a line may be one that is being written, but not for long: a full disk leaves it for ever.
            Duration enough = stream.hasPartialLine() ? HALF_A_LINE : QUIET;
            // Either way: a clock that is set back must not keep the newest record waiting.
            if (assembler.isOpen() && Duration.between(lastByteAt, now).abs().compareTo(enough) >= 0) {
                assembler.pause().ifPresent(this::completed);
            }
            if (!placePassedOn && !assembler.isOpen()) {
                // A log in which nothing is written yet has a place to go on from as well.
                stream.place().ifPresent(place -> handOn(Optional.empty(), Optional.empty(), place));
            }
            tell(now);
            pause();
        }

        /** In Tailer's place, which waits for one and the same time whatever it found. */
        private void pause() {
            try {
                if (assembler.isOpen()) {
                    poller.pause(QUIET);
                } else {
                    poller.pause(path, stream.atRest());
                }
            } catch (InterruptedException e) {
                // Tailer ends by it.
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void generationEnded() {
            assembler.finish().ifPresent(this::completed);
        }

        @Override
        public void recordInterrupted() {
            assembler.forget();
        }

        private void completed(RecordAssembler.Completed completed) {
            if (completed.before().isEmpty()) {
                count(completed, clock.instant());
            }
            handOn(completed.record(), completed.before(), stream.completed(completed));
        }

        private void count(RecordAssembler.Completed completed, Instant now) {
            boolean understood =
                    completed.record().filter(LogRecord::understood).isPresent();
            completed.record().ifPresent(record -> meters.records.increment());
            if (!understood) {
                meters.unparsedRecords.increment();
            }
            layout.observe(completed, now);
            LogStatus newest = status.after(completed.record(), now, stream.caughtUp());
            status = newest;
        }

        private void handOn(Optional<LogRecord> record, Optional<LogRecord> before, Checkpoint end) {
            placePassedOn = true;
            try {
                listener.completed(record, before, end);
            } catch (RuntimeException e) {
                if (!listenerFailed) {
                    LOG.error("{}: a record could not be taken in; it is passed over", plan.threadName(), e);
                }
                listenerFailed = true;
            }
        }

        private void tell(Instant now) {
            passedOnAt = now;
            reportCutLines();
            Optional<LogStatus.FollowFailure> failure = stream.trouble().or(() -> folder.trouble(now));
            status = status.at(stream.caughtUp(), failure, layout.unknownSince(), stream.backlog());
            Optional<LogStatus.FollowFailure> lasting = failure.filter(
                    known -> Duration.between(known.since(), now).abs().compareTo(PASSING) > 0);
            if (!troubleLogged) {
                lasting.ifPresent(known -> LOG.warn("{}", known.sentence()));
            }
            if (troubleLogged && failure.isEmpty()) {
                LOG.info("{}: followed again", plan.log().path());
            }
            troubleLogged = lasting.isPresent() || (troubleLogged && failure.isPresent());
        }

        @Override
        public void bytesRead(long count) {
            lastByteAt = clock.instant();
            // A line may be as long as the file: reading it is progress, too.
            progressAt = lastByteAt;
            meters.readBytes.increment((double) count);
        }

        @Override
        public void rotated() {
            meters.rotations.increment();
        }

        @Override
        public void gap() {
            meters.gaps.increment();
            status = status.withGap();
            LOG.warn(
                    "{}: something written to it was, or may have been, rotated away, truncated or deleted before it"
                            + " could be read{}; failures in it are not known",
                    plan.log().path(),
                    lostUnreported == 0 ? "" : " (" + lostUnreported + " bytes of it are known)");
            lostUnreported = 0;
        }

        @Override
        public void lost(long bytes) {
            meters.lostBytes.increment((double) bytes);
            status = status.withLost(bytes);
            lostUnreported += bytes;
        }

        /** Bytes that no gap has told of are those of cut lines: said once, and then by the counter. */
        private void reportCutLines() {
            if (lostUnreported > 0 && !cutLinesLogged) {
                LOG.warn(
                        "{}: has lines longer than {} bytes, which are cut; {} bytes so far",
                        plan.log().path(),
                        LineBuffer.MAX_LINE,
                        lostUnreported);
                cutLinesLogged = true;
            }
            lostUnreported = 0;
        }

        @Override
        public void handle(Exception e) {
            if (!(e instanceof InterruptedException) || !closed) {
                LOG.error(
                        "{}: following {} broke off and starts again",
                        plan.threadName(),
                        plan.log().path(),
                        e);
            }
        }
    }
}
