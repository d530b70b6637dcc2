package dev.depwatch.logs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * The bytes read from one file and not handed on yet, cut into lines.
 *
 * <p>A line is handed out once its newline has come, with the physical place after it. At most {@link #MAX_LINE} bytes of
 * a line are kept; the rest is skipped and counted, so that a line without end costs a fixed amount of memory. The buffer
 * is small, since there may be hundreds of logs, and grows for a long line or a backlog until the log is at rest.
 *
 * <p>The last bytes before what is not handed on yet are kept as they were read: a {@link #before} tells a file that has
 * only grown from one that was written anew.
 */
final class LineBuffer {
    static final int MAX_LINE = 64 * 1024;

    private static final int SMALL = 8 * 1024;
    /** Enough to make the cost of a read small. */
    private static final int BACKLOG = 64 * 1024;
    /** Room for a cut line and, behind it, the bytes among which its newline is looked for. */
    private static final int LARGE = 2 * MAX_LINE + 2 * Checksum.MOST;

    private byte[] bytes = new byte[SMALL];
    /** From here on {@code bytes} is a stretch of the file without a break, but for a cut line's beginning. */
    private int unbroken;

    private int start;
    private int searched;
    private int end;
    /** The place in the file of {@code bytes[end]}. */
    private long endOffset;

    private boolean filledUp;

    private int lineStart;
    private int lineLength;
    private boolean toHandOut;
    private long lineEndOffset;
    private long skipped;

    /** Begins anew at a place of a file. What was not handed on is forgotten. */
    void restart(OpenFile file, long offset) throws IOException {
        bytes = new byte[SMALL];
        int kept = (int) Math.min(Checksum.MOST, offset);
        byte[] history = new byte[kept];
        end = file.readFully(offset - kept, history);
        System.arraycopy(history, 0, bytes, 0, end);
        unbroken = 0;
        start = end;
        searched = end;
        endOffset = offset;
        lineLength = 0;
        toHandOut = false;
        lineEndOffset = offset;
        filledUp = false;
    }

    /** How far the file has been read. */
    long endOffset() {
        return endOffset;
    }

    /** Whether there is the beginning of a line whose newline has not come. */
    boolean hasPartialLine() {
        return end > start;
    }

    /** Where the line last taken ends in the file. */
    long lineEndOffset() {
        return lineEndOffset;
    }

    /** What stands in the file before a place: as much as is known of it, at most {@link Checksum#MOST} bytes. */
    Checksum before(long offset) {
        return before(offset, Checksum.MOST);
    }

    /** The same, and no more than so many bytes. */
    Checksum before(long offset, int most) {
        int to = (int) Math.max(unbroken, end - (endOffset - offset));
        int from = Math.max(unbroken, to - most);
        return Checksum.of(bytes, from, to - from);
    }

    /** Bytes of lines that were longer than is kept, since the last call. */
    long takeSkipped() {
        long count = skipped;
        skipped = 0;
        return count;
    }

    /** Reads once on from the place {@link #endOffset}; the number of bytes that came, 0 if there are none. */
    int readFrom(OpenFile file) throws IOException {
        makeRoom();
        int count = file.read(endOffset, bytes, end, bytes.length - end);
        end += count;
        endOffset += count;
        filledUp = end == bytes.length;
        return count;
    }

    /** Tells a generation the newest bytes read. */
    void checksumNewest(OpenLogFile generation, int count) throws IOException {
        generation.read(endOffset - count, bytes, end - count, count);
    }

    /** Takes back the newest bytes read: they turned out to be another file's. */
    void unread(int count) {
        end -= count;
        endOffset -= count;
        searched = Math.min(searched, end);
    }

    /** Everything is handed on for now: memory that a backlog or a long line took is given back. */
    void rest() {
        if (start == end && bytes.length > SMALL) {
            moveTo(new byte[SMALL]);
        }
    }

    private void makeRoom() {
        if (filledUp && bytes.length < BACKLOG) {
            moveTo(new byte[bytes.length * 2]);
        } else if (bytes.length - end < SMALL / 2 && keptFrom() > 0) {
            moveTo(bytes);
        }
        if (end < bytes.length) {
            return;
        }
        if (bytes.length < LARGE) {
            moveTo(new byte[Math.min(LARGE, bytes.length * 2)]);
        } else {
            cut();
        }
    }

    /** Moves what is to be kept to the beginning of an array, which may be the same one. */
    private void moveTo(byte[] target) {
        int from = keptFrom();
        System.arraycopy(bytes, from, target, 0, end - from);
        bytes = target;
        unbroken = Math.max(0, unbroken - from);
        start -= from;
        searched = Math.max(start, searched - from);
        end -= from;
    }

    private int keptFrom() {
        return Math.max(Math.min(unbroken, start), start - Checksum.MOST);
    }

    /** Keeps the beginning of the line, and the newest bytes to know the place by. */
    private void cut() {
        int kept = start + MAX_LINE;
        System.arraycopy(bytes, end - Checksum.MOST, bytes, kept, Checksum.MOST);
        skipped += end - kept - Checksum.MOST;
        unbroken = kept;
        end = kept + Checksum.MOST;
        searched = end;
    }

    /** Makes the next whole line the one that {@link #handOut} hands out; false if none is complete. */
    boolean takeLine() {
        while (start < end && bytes[start] == 0) {
            // What copytruncate leaves before the next write of a program that does not append: a hole of NUL bytes.
            start++;
        }
        searched = Math.max(searched, start);
        while (searched < end && bytes[searched] != '\n') {
            searched++;
        }
        if (searched == end) {
            return false;
        }
        take(searched, searched + 1);
        return true;
    }

    /** Makes what there is of a line whose newline will never come the line to hand out; false if there is nothing. */
    boolean takeRest() {
        if (start == end) {
            return false;
        }
        take(end, end);
        return true;
    }

    private void take(int newline, int next) {
        lineStart = start;
        toHandOut = true;
        lineLength = Math.min(newline - start, MAX_LINE);
        skipped += newline - start - lineLength;
        if (lineLength > 0 && bytes[start + lineLength - 1] == '\r') {
            lineLength--;
        }
        start = next;
        searched = next;
        lineEndOffset = endOffset - (end - next);
    }

    /** Whether there is a taken line that was not handed out yet; it is from now on. */
    boolean handOut() {
        boolean handed = toHandOut;
        toHandOut = false;
        return handed;
    }

    /** The line last taken, without its end; a carriage return inside it is a blank, as it is for {@code scan}. */
    String line() {
        return new String(bytes, lineStart, lineLength, StandardCharsets.UTF_8).replace('\r', ' ');
    }
}
