package dev.depwatch.logs;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.Arrays;

/**
 * The bytes read from one file and not handed on yet, cut into lines.
 *
 * <p>A line is handed out once its newline has come, with the physical place after it. At most {@link #MAX_LINE} bytes of
 * a line are kept; the rest is skipped and counted, so that a line without end costs a fixed amount of memory. The buffer
 * starts small, since there may be hundreds of logs, and grows for a long line or a backlog.
 */
final class LineBuffer {
    static final int MAX_LINE = 64 * 1024;

    private static final int SMALL = 8 * 1024;
    /** Room for a cut line and, behind it, the bytes among which its newline is looked for. */
    private static final int LARGE = 2 * MAX_LINE;

    private byte[] bytes = new byte[SMALL];
    private int start;
    private int searched;
    private int end;
    /** The place in the file of {@code bytes[end]}. */
    private long endOffset;

    private int lineLength;
    private int lineTaken;
    private int lineStart;
    private long lineEndOffset;
    private long skipped;

    /** Begins anew at a place of a file. What was not handed on is forgotten. */
    void restart(long offset) {
        bytes = bytes.length == SMALL ? bytes : new byte[SMALL];
        start = 0;
        searched = 0;
        end = 0;
        endOffset = offset;
        lineStart = 0;
        lineLength = 0;
        lineTaken = 0;
        lineEndOffset = offset;
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

    /** Bytes of lines that were longer than is kept, since the last call. */
    long takeSkipped() {
        long count = skipped;
        skipped = 0;
        return count;
    }

    /** Reads once from the file's place {@link #endOffset}; the number of bytes that came, 0 if there are none. */
    int readFrom(RandomAccessFile file) throws IOException {
        makeRoom();
        file.seek(endOffset);
        int count = file.read(bytes, end, bytes.length - end);
        if (count <= 0) {
            return 0;
        }
        end += count;
        endOffset += count;
        return count;
    }

    /** The newest {@code count} bytes read. Valid until the next call of any other method. */
    byte[] newest(int count) {
        return Arrays.copyOfRange(bytes, end - count, end);
    }

    /** Takes back the newest bytes read: they turned out to be another file's. */
    void unread(int count) {
        end -= count;
        endOffset -= count;
        searched = Math.min(searched, end);
    }

    private void makeRoom() {
        if (start == end) {
            start = 0;
            searched = 0;
            end = 0;
        } else if (start > 0 && end == bytes.length) {
            System.arraycopy(bytes, start, bytes, 0, end - start);
            searched -= start;
            end -= start;
            start = 0;
        }
        if (end < bytes.length) {
            return;
        }
        if (bytes.length < LARGE) {
            bytes = Arrays.copyOf(bytes, bytes.length * 2);
        } else {
            skipped += end - MAX_LINE;
            end = MAX_LINE;
            searched = MAX_LINE;
        }
    }

    /** Makes the next whole line the one that {@link #hand} hands out; false if none is complete. */
    boolean takeLine() {
        while (start < end && bytes[start] == 0) {
            // What copytruncate leaves before the next write of a program that does not append: a hole of NUL bytes.
            start++;
            skipped++;
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
        if (end == bytes.length) {
            bytes = Arrays.copyOf(bytes, bytes.length + 1);
        }
        take(end, end);
        return true;
    }

    private void take(int newline, int next) {
        lineStart = start;
        lineTaken = 0;
        int length = Math.min(newline - start, MAX_LINE);
        skipped += newline - start - length;
        if (length > 0 && bytes[start + length - 1] == '\r') {
            length--;
        }
        for (int i = start; i < start + length; i++) {
            if (bytes[i] == '\r') {
                // Tailer would end the line here.
                bytes[i] = ' ';
            }
        }
        bytes[start + length] = '\n';
        lineLength = length + 1;
        start = next;
        searched = next;
        lineEndOffset = endOffset - (end - next);
    }

    /** Copies what is left of the taken line, newline included; 0 if nothing is left. */
    int hand(byte[] target) {
        int count = Math.min(target.length, lineLength - lineTaken);
        System.arraycopy(bytes, lineStart + lineTaken, target, 0, count);
        lineTaken += count;
        return count;
    }
}
