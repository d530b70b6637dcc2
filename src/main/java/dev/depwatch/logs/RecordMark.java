package dev.depwatch.logs;

import dev.depwatch.record.LineReader;
import dev.depwatch.record.LogRecord;
import dev.depwatch.record.Timestamp;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.time.LocalDateTime;
import java.util.Optional;
import org.apache.commons.io.input.BoundedInputStream;

/**
 * Identifies a record of a log by its date and its first line. A file is known by the mark of its first record, under
 * any name, packed or not.
 *
 * @param date the record's own date, in UTC if the log prints its zone
 * @param line a hash of the first line
 */
public record RecordMark(LocalDateTime date, int line) {
    /** Each thread keeps a buffer of this size outside the heap, and there may be hundreds. */
    private static final int BUFFER = 8 * 1024;

    private static final long LONGEST_HOLE = 1L << 30;

    /** Of a longer line the beginning is enough: it holds the date, the thread and the class. */
    private static final int ENOUGH = 1024;

    /** How many bytes to search for the first record: a rotated file may begin with the rest of another. */
    private static final int BEFORE_FIRST_RECORD = 4 * 1024 * 1024;

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

    /** The mark of a text's first record; empty while there is none, or its first line is not whole. */
    static Optional<RecordMark> ofFirst(ReadableByteChannel text) throws IOException {
        InputStream beginning = BoundedInputStream.builder()
                .setInputStream(withoutHole(Channels.newInputStream(text)))
                .setMaxCount(BEFORE_FIRST_RECORD)
                .get();
        LineReader lines = LineReader.small(Channels.newChannel(beginning), 0);
        Optional<RecordMark> first = Optional.empty();
        while (first.isEmpty() && lines.nextWhole()) {
            first = of(lines.line());
        }
        if (first.isEmpty() && lines.failure().isPresent()) {
            throw lines.failure().get();
        }
        return first;
    }

    /** A program that does not append leaves a hole as long as the old log when that is truncated. */
    private static InputStream withoutHole(InputStream text) throws IOException {
        byte[] bytes = new byte[BUFFER];
        for (long hole = 0; hole < LONGEST_HOLE; hole += BUFFER) {
            int count = Math.max(0, text.read(bytes));
            int at = 0;
            while (at < count && bytes[at] == 0) {
                at++;
            }
            if (at < count || count == 0) {
                return new SequenceInputStream(new ByteArrayInputStream(bytes, at, count - at), text);
            }
        }
        return text;
    }
}
