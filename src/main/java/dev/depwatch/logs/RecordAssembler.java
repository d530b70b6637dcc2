package dev.depwatch.logs;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes records of the whole lines of one log. A line that starts with a date opens a record, which lasts until the next
 * such line or until it is {@linkplain #finish finished}. Holds at most one record of bounded size, whatever it is fed.
 *
 * <p>Not thread-safe: one log, one thread, one assembler. It may go on into the next generation of its log after
 * {@link #finish}; its clock then keeps going as well.
 */
public final class RecordAssembler {
    /**
     * How many characters of a record are kept, and how many of a line need to be fed; the rest is counted only. A stack
     * trace with several causes has about as many.
     */
    public static final int MAX_KEPT = 64 * 1024;

    /** Whether records without a date are taken as well. */
    public enum Accept {
        /** Records start with a date. */
        DATED,
        /** Published excerpts without a date are records too, in a file that has not begun with a date. */
        DATED_OR_SHORT
    }

    /**
     * A run of lines that is over.
     *
     * @param record the record; empty for a stray line, which belongs to no record, or to one that was completed before
     * @param end the physical offset after the last of the lines
     * @param length how many characters the lines have, kept or not
     * @param date the date that the record carries; empty for a stray line
     * @param before the record as it was completed before, if these lines came so late that they join it
     */
    public record Completed(
            Optional<LogRecord> record,
            long end,
            long length,
            Optional<LocalDateTime> date,
            Optional<LogRecord> before) {
        static Completed stray(long end, long length) {
            return new Completed(Optional.empty(), end, length, Optional.empty(), Optional.empty());
        }
    }

    /** A record that is longer has shown what it is about: lines that come later do not join it. */
    private static final int MAX_JOINED = 8 * 1024;

    private final ZoneId zone;
    private final RecordClock clock;
    private boolean acceptShort;
    private @Nullable OpenRecord open;
    /** The record that was completed by a pause, and may get further lines until another begins. */
    private @Nullable OpenRecord paused;

    /** @param zone what the log's times are read in */
    public RecordAssembler(ZoneId zone, Accept accept) {
        this(zone, accept, new RecordClock(zone));
    }

    /** @param clock stays the caller's too, who may let it see records that are not made */
    RecordAssembler(ZoneId zone, Accept accept, RecordClock clock) {
        this.zone = zone;
        this.clock = clock;
        this.acceptShort = accept == Accept.DATED_OR_SHORT;
    }

    /**
     * Takes the next line.
     *
     * @param line the whole line without its end, or at least its first {@link #MAX_KEPT} characters
     * @param end the physical offset after the line and its end
     * @return what the line completes: the record before it with that record's own end, or the line itself if it is a
     *     stray one; mostly nothing
     */
    public Optional<Completed> line(String line, long end) {
        Optional<Timestamp> timestamp = Timestamp.of(line);
        if (timestamp.isPresent()) {
            acceptShort = false;
            Instant at = clock.at(timestamp.get());
            // Only what is kept is read, so that no message begins beyond it.
            Header header = Header.of(OpenRecord.start(line, MAX_KEPT), timestamp.get());
            return open(new OpenRecord(at, timestamp.get().local(), header, line, end));
        }
        Optional<ShortHeader> shortHeader = acceptShort ? ShortHeader.of(line) : Optional.empty();
        if (shortHeader.isPresent()) {
            LocalDateTime time = LocalDate.EPOCH.atTime(shortHeader.get().time());
            return open(new OpenRecord(
                    time.atZone(zone).toInstant(), time, shortHeader.get().header(), line, end));
        }
        if (open == null) {
            open = paused;
            paused = null;
        }
        if (open == null) {
            return Optional.of(Completed.stray(end, line.length()));
        }
        open.add(line, end);
        return Optional.empty();
    }

    /** Completes the open record, because its generation has ended. What follows without a date is stray. */
    public Optional<Completed> finish() {
        Optional<Completed> completed = Optional.ofNullable(open).map(OpenRecord::complete);
        forget();
        return completed;
    }

    /**
     * Completes the open record, because its log has been quiet long enough. A writer with a buffer may have written it in
     * part: what follows without a date joins it, and completes it once more.
     */
    Optional<Completed> pause() {
        OpenRecord quiet = open;
        if (quiet == null) {
            return Optional.empty();
        }
        Optional<Completed> completed = finish();
        if (quiet.length() <= MAX_JOINED) {
            paused = quiet;
        }
        return completed;
    }

    /** Forgets the open record: its lines come again. */
    void forget() {
        open = null;
        paused = null;
    }

    /** Whether there is a record to {@link #finish}. */
    public boolean isOpen() {
        return open != null;
    }

    private Optional<Completed> open(OpenRecord next) {
        Optional<Completed> completed = finish();
        open = next;
        return completed;
    }
}
