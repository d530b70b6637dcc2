package dev.depwatch.logs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads lines as they are read of a followed log: UTF-8 with a replacement for what is none, a carriage return inside a
 * line as a blank, NUL bytes before a line as nothing, of a long line the beginning. Needs the same memory for every
 * stream, a window on it that {@link RecordSearch} looks at as a whole.
 *
 * <p>A stream that fails ends with the last whole line before the failure, which {@link #failure} tells.
 */
final class LineReader {
    private static final int MAX_LINE = RecordAssembler.MAX_KEPT;

    /** Room for a cut line and, behind it, the bytes among which its newline is looked for. */
    static final int SMALLEST_WINDOW = 2 * MAX_LINE;

    /** Java copies what it reads of a file once more; a small piece is still in the processor's cache by then. */
    private static final int PIECE = 64 * 1024;

    private final InputStream in;
    private final byte[] bytes;
    private final int size;
    /** What was not handed out begins here. */
    private int start;

    private int limit;
    private boolean ended;
    private @Nullable IOException failure;
    private String line = "";
    /** The place in the stream of {@code bytes[0]}, where no line was cut. */
    private long base;

    /**
     * @param in stays the caller's to close
     * @param window how many bytes are looked at together, at least {@link #SMALLEST_WINDOW}
     */
    LineReader(InputStream in, int window) {
        this.in = in;
        this.size = window;
        this.bytes = new byte[window + Needles.SLACK];
    }

    /** Moves to the next line, which is the last also if it has no end; false if there is none. */
    boolean next() {
        if (!begin()) {
            return false;
        }
        int newline = start;
        while (true) {
            while (newline < limit && bytes[newline] != '\n') {
                newline++;
            }
            if (newline < limit || ended) {
                break;
            }
            int searched = newline - start;
            if (start == 0 && limit == size) {
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

    /** Why the stream ended before its end. */
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
        while (!ended && limit - start < size) {
            more();
        }
        return start < limit;
    }

    /** Whether the window reaches to the stream's end. */
    boolean ended() {
        return ended;
    }

    byte[] bytes() {
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
    static String text(byte[] bytes, int from, int newline) {
        int to = Math.min(newline, from + MAX_LINE);
        int shown = to > from && bytes[to - 1] == '\r' ? to - 1 : to;
        return new String(bytes, from, shown - from, StandardCharsets.UTF_8).replace('\r', ' ');
    }

    /** Passes what copytruncate leaves of a program that does not append; false if nothing is left. */
    private boolean begin() {
        while (true) {
            while (start < limit && bytes[start] == 0) {
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
        if (start > 0 && (limit == size || start == limit)) {
            System.arraycopy(bytes, start, bytes, 0, limit - start);
            base += start;
            limit -= start;
            start = 0;
        }
        try {
            int count = in.read(bytes, limit, Math.min(PIECE, size - limit));
            ended = count < 0;
            limit += Math.max(count, 0);
        } catch (IOException e) {
            failure = e;
            ended = true;
            while (limit > start && bytes[limit - 1] != '\n') {
                limit--;
            }
        }
    }
}
