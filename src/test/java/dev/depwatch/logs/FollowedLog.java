package dev.depwatch.logs;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/**
 * One run of a tail without its thread: does with a {@link LogStream} and a {@link RecordAssembler} what a run of
 * {@link LogTail} does, one poll a call.
 */
final class FollowedLog implements LogStream.Events, AutoCloseable {
    private static final Duration QUIET = Duration.ofMillis(200);
    private static final Duration HALF_A_LINE = Duration.ofSeconds(2);

    private final LogStream stream;
    private final RecordAssembler assembler = new RecordAssembler(ZoneOffset.UTC, RecordAssembler.Accept.DATED);
    private final LogTail.Listener listener;
    private final InstantSource clock;
    private Instant lastByteAt;
    private boolean placePassedOn;
    private boolean gapUnsaved;
    private int gaps;
    private int rotations;

    FollowedLog(Path log, Optional<Checkpoint> resume, LogTail.Listener listener, InstantSource clock) {
        this.stream = new LogStream(log, List.of(), StartAt.BEGINNING, resume, this, clock);
        this.listener = listener;
        this.clock = clock;
        this.lastByteAt = clock.instant();
        this.placePassedOn = resume.isPresent();
    }

    int gaps() {
        return gaps;
    }

    int rotations() {
        return rotations;
    }

    /** Reads to the end as Tailer does, and then checks the clock as its listener does. */
    void poll() {
        while (stream.next()) {
            assembler.line(stream.line(), stream.lineEnd()).ifPresent(this::completed);
        }
        Duration enough = stream.hasPartialLine() ? HALF_A_LINE : QUIET;
        if (Duration.between(lastByteAt, clock.instant()).compareTo(enough) >= 0) {
            recordPaused();
        }
        if (!assembler.isOpen() && (!placePassedOn || gapUnsaved)) {
            stream.place()
                    .filter(place -> !placePassedOn || place.generation().isDistinctive())
                    .ifPresent(place -> passOn(Optional.empty(), Optional.empty(), place));
        }
    }

    private void passOn(Optional<LogRecord> record, Optional<LogRecord> before, Checkpoint end) {
        placePassedOn = true;
        gapUnsaved = false;
        listener.completed(record, before, end);
    }

    private void completed(RecordAssembler.Completed completed) {
        passOn(completed.record(), completed.before(), stream.completed(completed));
    }

    @Override
    public void generationEnded() {
        assembler.finish().ifPresent(this::completed);
    }

    @Override
    public boolean recordPaused() {
        Optional<RecordAssembler.Completed> paused = assembler.pause();
        paused.ifPresent(this::completed);
        return paused.isPresent();
    }

    @Override
    public void recordInterrupted() {
        assembler.forget();
    }

    @Override
    public void continuesAfter(List<String> before) {
        assembler.continueAfter(before);
    }

    @Override
    public void bytesRead(long count) {
        lastByteAt = clock.instant();
    }

    @Override
    public void rotated() {
        rotations++;
    }

    @Override
    public void gap() {
        gaps++;
        gapUnsaved = true;
    }

    @Override
    public void lost(long bytes) {}

    /** Ends as by kill -9: completes nothing more. */
    @Override
    public void close() {
        stream.close();
    }
}
