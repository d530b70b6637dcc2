package dev.depwatch.logs;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.depwatch.record.LogRecord;
import dev.depwatch.record.Timestamp;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;

/**
 * How far depwatch has read a log: what it read of each file that is still there, and of each that must not be lost.
 */
public record Position(List<ReadFile> files) {
    public Position {
        files = List.copyOf(files);
    }

    /**
     * How far one file of a log is read. Reading resumes at {@code resumeAt}, so the records of the newest second come
     * again. Equal first lines among them keep their ordinals, so each counts once.
     *
     * @param first identifies the file
     * @param resumeAt where the first record of its newest second begins, in bytes of its text, unpacked if it is packed
     * @param resumeMark the record that begins there; empty if nothing was read of the text before
     * @param end how far it is read
     * @param mayGrow whether there may be more: such a file must not be lost unread
     */
    public record ReadFile(
            RecordMark first,
            @JsonProperty("at") long resumeAt,
            @JsonProperty("last") Optional<RecordMark> resumeMark,
            long end,
            @JsonProperty("open") boolean mayGrow) {
        /** A file that is not read yet. */
        static ReadFile unread(RecordMark first) {
            return new ReadFile(first, 0, Optional.empty(), 0, true);
        }

        /** A file whose text so far is not to be read. */
        static ReadFile skipped(RecordMark first, long length, boolean mayGrow) {
            return new ReadFile(first, length, Optional.empty(), length, mayGrow);
        }

        ReadFile opened() {
            return new ReadFile(first, resumeAt, resumeMark, end, true);
        }

        ReadFile closed() {
            return new ReadFile(first, resumeAt, resumeMark, end, false);
        }
    }

    /**
     * Identifies a record of a log by its date and its first line. A file is known by the mark of its first record, under
     * any name, packed or not.
     *
     * @param date the record's own date, in UTC if the log prints its zone
     * @param line a hash of the first line
     */
    public record RecordMark(LocalDateTime date, int line) {
        /** Of a longer line the beginning is enough: it holds the date, the thread and the class. */
        private static final int ENOUGH = 1024;

        /** The mark of the record that a line begins; empty if it begins none. */
        static Optional<RecordMark> of(String line) {
            return Timestamp.of(line).map(timestamp -> of(timestamp.date(), line));
        }

        static RecordMark of(LogRecord record) {
            return of(record.date(), record.firstLine());
        }

        private static RecordMark of(LocalDateTime date, String line) {
            return new RecordMark(
                    date, line.substring(0, Math.min(ENOUGH, line.length())).hashCode());
        }
    }
}
