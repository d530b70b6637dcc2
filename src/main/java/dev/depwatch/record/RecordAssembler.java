package dev.depwatch.record;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Builds records from the whole lines of one file. A line that starts with a date opens a record, which lasts until the
 * next such line or until it is {@linkplain #finish finished}. Holds at most one record of bounded size for any input.
 *
 * <p>Not thread-safe: one file, one assembler. The files of a log share the clock.
 */
public final class RecordAssembler {
    /**
     * How many characters of a record it keeps, and how many of a line it needs; it only counts the rest. A stack trace
     * with several causes has about as many.
     */
    public static final int MAX_KEPT = 64 * 1024;

    /** Whether records without a date count as well. */
    public enum Accept {
        /** Records start with a date. */
        DATED,
        /** Published excerpts without a date are records too, in a file that has not begun with a date. */
        DATED_OR_SHORT
    }

    /**
     * A complete run of lines.
     *
     * @param record the record; empty for a stray line, which belongs to no record or to one that was completed before
     * @param end the offset in the text after the last of the lines
     */
    public record Completed(Optional<LogRecord> record, long end) {
        public boolean isUnderstood() {
            return record.filter(LogRecord::understood).isPresent();
        }
    }

    private final RecordClock clock;
    private boolean acceptShort;
    private @Nullable OpenRecord open;

    /** @param zone the zone of the log's times */
    public RecordAssembler(ZoneId zone, Accept accept) {
        this(accept, new RecordClock(zone));
    }

    /** @param clock shared by the files of one log */
    public RecordAssembler(Accept accept, RecordClock clock) {
        this.clock = clock;
        this.acceptShort = accept == Accept.DATED_OR_SHORT;
    }

    /**
     * Takes the next line.
     *
     * @param line the whole line without its end, or at least its first {@link #MAX_KEPT} characters
     * @param end the offset in the text after the line and its end
     * @return what the line completes: the record before it with that record's own end, or the line itself if it is
     *     stray; usually nothing
     */
    public Optional<Completed> line(String line, long end) {
        Optional<Timestamp> timestamp = Timestamp.of(line);
        if (timestamp.isPresent()) {
            acceptShort = false;
            Instant at = clock.at(timestamp.get());
            // Reads only what is kept, so that no message begins beyond it.
            Header header = Header.of(OpenRecord.start(line, MAX_KEPT), timestamp.get());
            return open(new OpenRecord(at, timestamp.get().date(), header, line, end));
        }
        Optional<Header.Undated> undated = acceptShort ? Header.Undated.of(line) : Optional.empty();
        if (undated.isPresent()) {
            Instant at = clock.withoutDate(undated.get().time());
            return open(new OpenRecord(
                    at,
                    LocalDateTime.ofInstant(at, ZoneOffset.UTC),
                    undated.get().header(),
                    line,
                    end));
        }
        if (open == null) {
            return Optional.of(new Completed(Optional.empty(), end));
        }
        open.add(line, end);
        return Optional.empty();
    }

    /** Completes the open record: the file was quiet for a moment, or has ended. What follows without a date is stray. */
    public Optional<Completed> finish() {
        Optional<Completed> completed = Optional.ofNullable(open).map(OpenRecord::complete);
        open = null;
        return completed;
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

    /** A record that may still get further lines. */
    private static final class OpenRecord {
        /** The causes in a stack trace decide what to do, so depwatch keeps them even at the end of a long one. */
        private static final String CAUSE = "Caused by:";

        private static final int MAX_CAUSES_BEYOND = 32;
        private static final int MAX_CAUSE_LENGTH = 256;

        private final Instant loggedAt;
        private final LocalDateTime date;
        private final Header header;
        private final String firstLine;
        private final StringBuilder continuation = new StringBuilder();
        private long end;
        private boolean cut;
        private int causesBeyond;

        OpenRecord(Instant loggedAt, LocalDateTime date, Header header, String line, long end) {
            this.loggedAt = loggedAt;
            this.date = date;
            this.header = header;
            this.firstLine = start(line, RecordAssembler.MAX_KEPT);
            this.end = end;
            this.cut = line.length() >= RecordAssembler.MAX_KEPT;
        }

        void add(String line, long lineEnd) {
            end = lineEnd;
            int room = RecordAssembler.MAX_KEPT - firstLine.length() - continuation.length() - 1;
            if (!cut && line.length() <= room) {
                append(line);
                return;
            }
            if (line.stripLeading().startsWith(CAUSE)) {
                if (causesBeyond < MAX_CAUSES_BEYOND) {
                    append(start(line.stripLeading(), MAX_CAUSE_LENGTH));
                    causesBeyond++;
                }
            } else if (!cut && room > 0) {
                append(start(line, room));
            }
            cut = true;
        }

        Completed complete() {
            LogRecord record = new LogRecord(
                    loggedAt, date, header.layout(), header.classFields(), firstLine, continuation.toString());
            return new Completed(Optional.of(record), end);
        }

        private void append(String line) {
            if (continuation.length() > 0) {
                continuation.append('\n');
            }
            continuation.append(line);
        }

        /** The start of a text, without half a character at its end. */
        static String start(String text, int limit) {
            if (text.length() <= limit) {
                return text;
            }
            return text.substring(0, Character.isHighSurrogate(text.charAt(limit - 1)) ? limit - 1 : limit);
        }
    }
}
