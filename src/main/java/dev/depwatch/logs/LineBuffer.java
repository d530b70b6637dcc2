package dev.depwatch.logs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts the bytes of one file into lines, and holds them until the stream takes the line.
 *
 * <p>It returns a line once its newline has come, with the physical position after it. It keeps at most {@link
 * #MAX_LINE} bytes of a line, and skips and counts the rest: a line without end costs a fixed amount of memory. The
 * buffer is small, because there may be hundreds of logs. It grows for a long line or a backlog until the log is at
 * rest.
 *
 * <p>It also keeps the last bytes before the next line as they were read: {@link #before} distinguishes a file that has
 * only grown from one that was rewritten.
 */
final class LineBuffer {
    static final int MAX_LINE = 64 * 1024;

    private static final int SMALL = 8 * 1024;
    /** Enough to make the cost of a read small. */
    private static final int BACKLOG = 64 * 1024;
    /** Room for a cut line and, behind it, the bytes to search for its newline. */
    private static final int LARGE = 2 * MAX_LINE + 2 * Checksum.MOST;

    private byte[] bytes = new byte[SMALL];
    /** From here on {@code bytes} is an unbroken part of the file, except for a cut line's beginning. */
    private int unbroken;

    private int start;
    private int searched;
    private int end;
    /** The position of {@code bytes[end]} in the file. */
    private long endOffset;

    private boolean filledUp;

    private int lineStart;
    private int lineLength;
    private boolean lineTaken;
    private boolean isRest;
    /** Whether the text of the next line begins in the middle of a line of the file. */
    private boolean isRestNext;

    private long lineEndOffset;
    private long skipped;

    /** Starts again at a position of a file and drops all lines that the stream has not taken. */
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
        isRestNext = end > 0 && bytes[end - 1] != '\n' && bytes[end - 1] != 0;
        lineLength = 0;
        lineTaken = false;
        lineEndOffset = offset;
        filledUp = false;
    }

    /**
     * The lines before a position of a file, as far back as the longest line reaches. The position may be in the middle
     * of the last one.
     */
    static List<String> linesBefore(OpenFile file, long offset) throws IOException {
        byte[] bytes = new byte[(int) Math.min(MAX_LINE, offset)];
        int length = file.readFully(offset - bytes.length, bytes);
        List<String> lines = new ArrayList<>();
        // The first line may begin before these bytes, unless they begin in a hole of NUL bytes.
        int start = bytes.length < offset && bytes[0] != 0 ? lineEnd(bytes, 0, length) : 0;
        while (start < length) {
            int end = lineEnd(bytes, start, length);
            lines.add(text(bytes, LineReader.textStart(ByteBuffer.wrap(bytes), start, end), end));
            start = end;
        }
        return lines;
    }

    private static int lineEnd(byte[] bytes, int from, int to) {
        int end = from;
        while (end < to && bytes[end] != '\n') {
            end++;
        }
        return Math.min(end + 1, to);
    }

    /** A line without its end; a carriage return inside it becomes a blank, as in {@code scan}. */
    private static String text(byte[] bytes, int start, int to) {
        int end = to > start && bytes[to - 1] == '\n' ? to - 1 : to;
        end -= end > start && bytes[end - 1] == '\r' ? 1 : 0;
        return new String(bytes, start, end - start, StandardCharsets.UTF_8).replace('\r', ' ');
    }

    /** How far the file is read. */
    long endOffset() {
        return endOffset;
    }

    /** Whether there is the beginning of a line whose newline has not come yet. */
    boolean hasPartialLine() {
        return end > start;
    }

    /** Where the current line ends in the file. */
    long lineEndOffset() {
        return lineEndOffset;
    }

    /** The bytes in the file before a position: as many as are known, at most {@link Checksum#MOST}. */
    Checksum before(long offset) {
        return before(offset, Checksum.MOST);
    }

    /** The bytes in the file before a position: as many as are known, at most {@code most}. */
    Checksum before(long offset, int most) {
        int to = (int) Math.max(unbroken, end - (endOffset - offset));
        int from = Math.max(unbroken, to - most);
        return Checksum.of(bytes, from, to - from);
    }

    /** How many bytes of overlong lines it skipped since the last call. */
    long takeSkipped() {
        long count = skipped;
        skipped = 0;
        return count;
    }

    /** Reads once from {@link #endOffset}; returns the number of bytes, 0 if there are none. */
    int readFrom(OpenFile file) throws IOException {
        makeRoom();
        int count = file.read(endOffset, bytes, end, bytes.length - end);
        end += count;
        endOffset += count;
        filledUp = end == bytes.length;
        return count;
    }

    /** Passes the newest bytes read to a generation. */
    void checksumNewest(OpenLogFile generation, int count) throws IOException {
        generation.read(endOffset - count, bytes, end - count, count);
    }

    /** Removes the newest bytes read: they turned out to be another file's. */
    void unread(int count) {
        end -= count;
        endOffset -= count;
        searched = Math.min(searched, end);
    }

    /** Frees the memory of a backlog or a long line if the stream has taken every line. */
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

    /** Moves the bytes to keep to the beginning of an array, which may be the same one. */
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

    /** Keeps the beginning of the line, and the newest bytes for {@link #before}. */
    private void cut() {
        int kept = start + MAX_LINE;
        System.arraycopy(bytes, end - Checksum.MOST, bytes, kept, Checksum.MOST);
        skipped += end - kept - Checksum.MOST;
        unbroken = kept;
        end = kept + Checksum.MOST;
        searched = end;
    }

    /** Makes the next whole line the current {@link #line}; false if none is complete. */
    boolean takeLine() {
        start = LineReader.textStart(ByteBuffer.wrap(bytes), start, end);
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

    /** Makes a partial line, whose newline will never come, the current {@link #line}; false if there is none. */
    boolean takeRest() {
        if (start == end) {
            return false;
        }
        take(end, end);
        return true;
    }

    private void take(int newline, int next) {
        isRest = isRestNext;
        isRestNext = newline == next;
        lineStart = start;
        lineTaken = true;
        lineLength = Math.min(newline - start, MAX_LINE);
        skipped += newline - start - lineLength;
        start = next;
        searched = next;
        lineEndOffset = endOffset - (end - next);
    }

    /** Whether there is a current line that this method has not returned true for yet. */
    boolean handOut() {
        boolean taken = lineTaken;
        lineTaken = false;
        return taken;
    }

    /** Whether the current line is the rest of one whose beginning was taken by {@link #takeRest}. */
    boolean isRestOfLine() {
        return isRest;
    }

    /** The current line without its end. */
    String line() {
        return text(bytes, lineStart, lineStart + lineLength);
    }
}
