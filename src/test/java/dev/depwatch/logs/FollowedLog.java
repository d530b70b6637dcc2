package dev.depwatch.logs;

import dev.depwatch.record.RecordAssembler;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** One run of a tail without its thread: polls a {@link Follower} as {@link LogTail} does, one poll a call. */
final class FollowedLog implements Follower.Events, AutoCloseable {
    private final Follower follower;
    private final LogTail.Listener listener;
    private final Consumer<Position> moved;
    private final InstantSource clock;
    private Optional<Position> reached;
    private int gaps;
    private int lifeSigns;
    private long bytes;

    FollowedLog(
            Path log,
            List<Path> neighbours,
            ZoneId zone,
            StartAt startAt,
            Optional<Position> resume,
            LogTail.Listener listener,
            Consumer<Position> moved,
            InstantSource clock) {
        List<Path> all = Stream.concat(Stream.of(log), neighbours.stream()).toList();
        this.follower = new Follower(log, new Neighbours(all), zone, startAt, resume, this, clock);
        this.reached = resume;
        this.listener = listener;
        this.moved = moved;
        this.clock = clock;
    }

    int gaps() {
        return gaps;
    }

    long backlog() {
        return follower.backlog();
    }

    int lifeSigns() {
        return lifeSigns;
    }

    /** How many it has read. */
    long bytes() {
        return bytes;
    }

    /** Why it cannot follow the log; empty if it can. */
    String trouble() {
        return follower.trouble().orElse("");
    }

    /** Reads to the end as Tailer does, and then checks the clock and passes the position as its listener does. */
    void poll() {
        read(Integer.MAX_VALUE);
        follower.endPoll(clock.instant());
        Optional<Position> end = follower.position();
        if (!end.equals(reached)) {
            reached = end;
            end.ifPresent(moved);
        }
    }

    /** Reads so many lines at most, as a tail does that is behind. */
    void read(int lines) {
        follower.lookAgain();
        for (int line = 0; line < lines && follower.next(); line++) {
            follower.takeLine();
        }
    }

    @Override
    public void completed(RecordAssembler.Completed completed, int place, Optional<Instant> writtenBefore) {
        Supplier<Position> position = () -> follower.position().orElseThrow();
        completed.record().ifPresent(record -> listener.completed(record, place, position));
    }

    @Override
    public void bytesRead(long count) {
        lifeSigns++;
        bytes += count;
    }

    @Override
    public void rotated() {}

    @Override
    public void gap() {
        gaps++;
    }

    /** Ends as by kill -9: completes nothing more. */
    @Override
    public void close() {
        follower.close();
    }
}
