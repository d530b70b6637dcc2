package dev.depwatch.logs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A file that holds only the end of what was read, and what was written after that: {@code tail -n 1000 log > new; mv
 * new
 * log} leaves one, and so does {@code sed -i}. Reads the file once.
 */
final class TrimmedText {
    private static final int BLOCK = 64 * 1024;
    /** A line that opens a record does so within these bytes. */
    private static final int DATE = 64;

    private final Checkpoint.LastRecord last;

    /** The text before {@link #end}; its last kilobyte is enough to identify the place. */
    private final byte[] bytes = new byte[Checksum.MOST + BLOCK];

    private int end;
    private int lineStart;
    /** The place in the file of {@code bytes[0]}. */
    private long base;

    private boolean startsLine = true;
    private LocalDateTime recordAt = LocalDateTime.MIN;

    /** @param last the last record that was read */
    TrimmedText(Checkpoint.LastRecord last) {
        this.last = last;
    }

    /** The place up to which the file's text was read; empty if the file does not hold the end of what was read. */
    OptionalLong placeIn(OpenFile file) throws IOException {
        return placeIn(file, 0);
    }

    /** The same for the text from an offset on, where a line begins. */
    OptionalLong placeIn(OpenFile file, long offset) throws IOException {
        base = offset;
        while (true) {
            keepLastKilobyte();
            int count = file.read(base + end, bytes, end, BLOCK);
            if (count == 0) {
                return OptionalLong.empty();
            }
            int from = end;
            end += count;
            for (int at = from; at < end; at++) {
                if (bytes[at] == '\n') {
                    if (isPlace(at + 1)) {
                        return OptionalLong.of(base + at + 1);
                    }
                    lineStart = at + 1;
                    startsLine = true;
                }
            }
        }
    }

    private void keepLastKilobyte() {
        int kept = Math.min(Checksum.MOST, end);
        int moved = end - kept;
        if (lineStart < moved) {
            // The rest of a longer line opens no record.
            noteDate(end);
            startsLine = false;
        }
        System.arraycopy(bytes, moved, bytes, 0, kept);
        base += moved;
        end = kept;
        lineStart = Math.max(0, lineStart - moved);
    }

    /** The date of the line that ends at this place, if it has one. */
    private void noteDate(int lineEnd) {
        if (startsLine) {
            int start = LineReader.textStart(ByteBuffer.wrap(bytes), lineStart, lineEnd);
            String line = new String(
                    Arrays.copyOfRange(bytes, start, Math.min(lineEnd, start + DATE)), StandardCharsets.ISO_8859_1);
            Optional<Timestamp> timestamp = Timestamp.of(line);
            timestamp.ifPresent(opens -> recordAt = opens.date());
        }
    }

    /** Whether the line that ends here is the last that was read, by its record's date and the text before it. */
    private boolean isPlace(int place) {
        noteDate(place - 1);
        int from = place - last.length();
        return recordAt.equals(last.date())
                && from >= 0
                && Checksum.of(bytes, from, last.length()).hash().equals(last.hash());
    }
}
