package dev.depwatch.logs;

import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** One run of a tail without its thread: polls a {@link RecordStream} as {@link LogTail} does, one poll a call. */
final class FollowedLog implements RecordStream.Events, AutoCloseable {
    private final RecordStream records;
    private final LogTail.Listener listener;
    private final InstantSource clock;
    private int gaps;
    private int rotations;

    FollowedLog(Path log, Optional<Checkpoint> resume, LogTail.Listener listener, InstantSource clock) {
        this.records = new RecordStream(log, List.of(), ZoneOffset.UTC, StartAt.BEGINNING, resume, this, clock);
        this.listener = listener;
        this.clock = clock;
    }

    int gaps() {
        return gaps;
    }

    int rotations() {
        return rotations;
    }

    /** Reads to the end as Tailer does, and then checks the clock as its listener does. */
    void poll() {
        while (records.stream().next()) {
            records.takeLine();
        }
        records.endPoll(clock.instant());
    }

    @Override
    public void completed(RecordAssembler.Completed completed, Checkpoint end) {
        listener.completed(completed.record(), completed.before(), end);
    }

    @Override
    public void reached(Checkpoint place) {
        listener.completed(Optional.empty(), Optional.empty(), place);
    }

    @Override
    public void bytesRead(long count) {}

    @Override
    public void rotated() {
        rotations++;
    }

    @Override
    public void gap() {
        gaps++;
    }

    @Override
    public void lost(long bytes) {}

    /** Ends as by kill -9: completes nothing more. */
    @Override
    public void close() {
        records.close();
    }
}
