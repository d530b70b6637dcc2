package dev.depwatch.logs;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/**
 * Builds the records of one log from the lines of its {@link LogStream}, and passes on each with the position of its
 * end. Belongs to the tail's thread.
 */
final class RecordStream implements LogStream.Events, AutoCloseable {
    /** Receives the records, and what happens to the log. */
    interface Events {
        void completed(RecordAssembler.Completed completed, Checkpoint end);

        /** A position to save, although no record ends there. */
        void reached(Checkpoint place);

        void bytesRead(long count);

        void rotated();

        /** Text is gone unread, or may be: no file shows which. */
        void gap();

        /** The number of bytes that are gone unread, if it is known; called before their gap. */
        void lost(long bytes);
    }

    /** After this long without a byte an open record is complete: Jamf Pro writes a record at once. */
    static final Duration QUIET = Duration.ofMillis(200);

    private static final Duration HALF_A_LINE = Duration.ofSeconds(2);

    private final LogStream stream;
    private final RecordAssembler assembler;
    private final Events events;
    private final InstantSource clock;
    private Instant lastByteAt;
    private boolean isPlaceSaved;
    private boolean isGapUnsaved;
    /** Whether the next line may belong to the last completed record. */
    private boolean mayJoin;

    /** @param neighbours other logs that are followed, whose rotated files may lie beside this one's */
    RecordStream(
            Path path,
            List<Path> neighbours,
            ZoneId zone,
            StartAt startAt,
            Optional<Checkpoint> resume,
            Events events,
            InstantSource clock) {
        this.stream = new LogStream(path, neighbours, zone, startAt, resume, this, clock);
        this.assembler = new RecordAssembler(zone, RecordAssembler.Accept.DATED);
        this.events = events;
        this.clock = clock;
        this.lastByteAt = clock.instant();
        this.isPlaceSaved = resume.isPresent();
    }

    LogStream stream() {
        return stream;
    }

    /** Whether a record waits for further lines. */
    boolean isOpen() {
        return assembler.isOpen();
    }

    /** Takes the line that the stream last moved to. */
    void takeLine() {
        String line = stream.line();
        boolean joins = mayJoin && (stream.isRestOfLine() || Timestamp.of(line).isEmpty());
        mayJoin = false;
        (joins
                        ? assembler.joinLine(stream.linesBefore(), line, stream.isRestOfLine(), stream.lineEnd())
                        : assembler.line(line, stream.lineEnd()))
                .ifPresent(this::completed);
    }

    /** Completes a record that has been quiet for long enough. Call it when a poll has read all there is. */
    void endPoll(Instant now) {
        // Jamf Pro may still be writing half a line, but not for long: a full disk leaves it forever.
        Duration enough = stream.hasPartialLine() ? HALF_A_LINE : QUIET;
        // In absolute terms: a clock that is set back must not keep the newest record waiting.
        if (Duration.between(lastByteAt, now).abs().compareTo(enough) >= 0) {
            recordPaused();
        }
        if (!assembler.isOpen()) {
            savePlace();
        }
    }

    private void savePlace() {
        if (!isPlaceSaved) {
            // An empty log has a position to continue from, too.
            stream.place().ifPresent(this::reached);
        } else if (isGapUnsaved) {
            // Otherwise a restart counts the gap again. A position that identifies no file is no better than the old
            // one.
            stream.place().filter(place -> place.generation().isDistinctive()).ifPresent(this::reached);
        }
    }

    private void reached(Checkpoint place) {
        isPlaceSaved = true;
        isGapUnsaved = false;
        events.reached(place);
    }

    private void completed(RecordAssembler.Completed completed) {
        isPlaceSaved = true;
        isGapUnsaved = false;
        events.completed(completed, stream.completed(completed));
    }

    @Override
    public void generationEnded() {
        assembler.finish().ifPresent(this::completed);
    }

    @Override
    public boolean recordPaused() {
        Optional<RecordAssembler.Completed> paused = assembler.finish();
        paused.ifPresent(this::completed);
        mayJoin |= paused.isPresent();
        return paused.isPresent();
    }

    @Override
    public void recordInterrupted() {
        assembler.forget();
        mayJoin = true;
    }

    @Override
    public void bytesRead(long count) {
        lastByteAt = clock.instant();
        events.bytesRead(count);
    }

    @Override
    public void rotated() {
        events.rotated();
    }

    @Override
    public void gap() {
        isGapUnsaved = true;
        events.gap();
    }

    @Override
    public void lost(long bytes) {
        events.lost(bytes);
    }

    @Override
    public void close() {
        stream.close();
    }
}
