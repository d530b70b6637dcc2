package dev.depwatch.logs;

import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Drives a stream as Tailer does: reads until there is nothing more, once a poll. Each line is a record. */
final class PolledLog implements LogStream.Events {
    final LogStream stream;
    Instant now = Instant.parse("2026-11-24T10:00:00Z");
    final List<Integer> generationEndsAfterLines = new ArrayList<>();
    int rotations;
    int gaps;
    long lost;
    private int lines;

    PolledLog(Path log, List<Path> neighbours, StartAt startAt, Optional<Checkpoint> resume) {
        stream = new LogStream(log, neighbours, ZoneOffset.UTC, startAt, resume, this, () -> now);
    }

    List<String> poll() {
        List<String> read = new ArrayList<>();
        while (stream.next()) {
            read.add(stream.line());
            lines++;
            completed(stream.lineEnd());
        }
        return read;
    }

    Checkpoint completed(long end) {
        Optional<LocalDateTime> date = Timestamp.of(stream.line()).map(Timestamp::date);
        return stream.completed(new RecordAssembler.Completed(Optional.empty(), end, 0, date, Optional.empty()));
    }

    List<String> pollsUntilStill() {
        List<String> read = new ArrayList<>(poll());
        for (int quietPolls = 0; quietPolls < 4; quietPolls++) {
            read.addAll(poll());
        }
        return read;
    }

    Checkpoint position() {
        return stream.place().orElseThrow();
    }

    String trouble() {
        return stream.trouble().map(LogStatus.FollowFailure::sentence).orElse("");
    }

    @Override
    public void generationEnded() {
        generationEndsAfterLines.add(lines);
    }

    @Override
    public boolean recordPaused() {
        return false;
    }

    @Override
    public void recordInterrupted() {}

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
    public void lost(long bytes) {
        lost += bytes;
    }
}
