package dev.depwatch.logs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads lines as they are read of a followed log: UTF-8 with a replacement for what is none, a carriage return inside a
 * line as a blank, NUL bytes before a line as nothing, of a long line the beginning. Needs the same memory for every
 * log, a window on it that {@link RecordSearch} looks at as a whole.
 *
 * <p>A log that fails ends with the last whole line before the failure, which {@link #failure} tells.
 */
final class LineReader {
    private static final int MAX_LINE = RecordAssembler.MAX_KEPT;

    /**
     * Room for a cut line and, behind it, the bytes among which its newline is looked for; and small enough to be still in
     * the processor's second cache when it is searched, after the system has copied it from its own.
     */
    static final int WINDOW = 2 * MAX_LINE;

    private final ReadableByteChannel in;
    /** Outside of the heap, where the system copies to; on the heap every byte would be copied once more. */
    private final ByteBuffer bytes =
            ByteBuffer.allocateDirect(WINDOW + Needles.SLACK).order(ByteOrder.LITTLE_ENDIAN);
    /** What was not handed out begins here. */
    private int start;

    private int limit;
    private boolean ended;
    private @Nullable IOException failure;
    private String line = "";
    /** The place in the log of the window's first byte, where no line was cut. */
    private long base;

    /** @param in stays the caller's to close */
    LineReader(ReadableByteChannel in) {
        this.in = in;
    }

    /** Moves to the next line, which is the last also if it has no end; false if there is none. */
    boolean next() {
        if (!begin()) {
            return false;
        }
        int newline = start;
        while (true) {
            while (newline < limit && bytes.get(newline) != '\n') {
                newline++;
            }
            if (newline < limit || ended) {
                break;
            }
            int searched = newline - start;
            if (start == 0 && limit == WINDOW) {
                // Only the newline matters of the rest of a line that is longer than is kept.
                base += limit - MAX_LINE;
                limit = MAX_LINE;
                searched = MAX_LINE;
            }
            more();
            newline = Math.min(start + searched, limit);
        }
        if (start == limit) {
            return false;
        }
        line = text(bytes, start, newline);
        start = Math.min(newline + 1, limit);
        return true;
    }

    /** The line last moved to, without its end. */
    String line() {
        return line;
    }

    /** The offset after that line and its end. */
    long end() {
        return base + start;
    }

    /** Why the log ended before its end. */
    Optional<IOException> failure() {
        return Optional.ofNullable(failure);
    }

    /** Whether the next line opens a dated record. */
    boolean atRecord() {
        begin();
        while (!ended && limit - start < Timestamp.DECIDED) {
            more();
        }
        return Timestamp.opens(bytes, start, limit);
    }

    /** Fills the window. What it holds and was not handed out is from {@link #start} to {@link #limit}; false if nothing. */
    boolean fill() {
        while (!ended && limit - start < WINDOW) {
            more();
        }
        return start < limit;
    }

    /** Whether the window reaches to the log's end. */
    boolean ended() {
        return ended;
    }

    /** In little-endian order, and {@link Needles#SLACK} longer than what it may hold. */
    ByteBuffer bytes() {
        return bytes;
    }

    int start() {
        return start;
    }

    int limit() {
        return limit;
    }

    /** Takes all before this place of the window as handed out. */
    void skipTo(int place) {
        start = place;
    }

    /** The line from one place to another, without its end. */
    static String text(ByteBuffer bytes, int from, int newline) {
        int to = Math.min(newline, from + MAX_LINE);
        int shown = to > from && bytes.get(to - 1) == '\r' ? to - 1 : to;
        byte[] text = new byte[shown - from];
        bytes.get(from, text);
        return new String(text, StandardCharsets.UTF_8).replace('\r', ' ');
    }

    /** Passes what copytruncate leaves of a program that does not append; false if nothing is left. */
    private boolean begin() {
        while (true) {
            while (start < limit && bytes.get(start) == 0) {
                start++;
            }
            if (start < limit || ended) {
                return start < limit;
            }
            more();
        }
    }

    /** Reads on, if need be after moving what is not handed out to the window's beginning. */
    private void more() {
        if (start > 0 && (limit == WINDOW || start == limit)) {
            bytes.put(0, bytes, start, limit - start);
            base += start;
            limit -= start;
            start = 0;
        }
        try {
            int count = in.read(bytes.limit(WINDOW).position(limit));
            ended = count < 0;
            limit += Math.max(count, 0);
        } catch (IOException e) {
            failure = e;
            ended = true;
            while (limit > start && bytes.get(limit - 1) != '\n') {
                limit--;
            }
        } finally {
            bytes.clear();
        }
    }
}
