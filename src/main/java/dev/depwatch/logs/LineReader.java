package dev.depwatch.logs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads lines in the same way as from a followed log. It replaces bytes that are not UTF-8, reads a carriage return
 * inside a line as a blank, skips what {@link #textStart} skips before a line, and keeps only the beginning of a long
 * line. It needs the same memory for every log: a window that {@link RecordSearch} searches as a whole.
 *
 * <p>A log that fails ends with the last whole line before the failure; {@link #failure} returns the reason.
 */
final class LineReader {
    private static final int MAX_LINE = RecordAssembler.MAX_KEPT;
    private static final byte[] BYTE_ORDER_MARK = "\uFEFF".getBytes(StandardCharsets.UTF_8);

    /**
     * Room for a cut line and, behind it, the bytes to search for its newline. Small enough to be still in the
     * processor's second-level cache for the search, after the system has copied it from its page cache.
     */
    static final int WINDOW = 2 * MAX_LINE;

    private final ReadableByteChannel in;
    /** Outside the heap, where the system copies to: on the heap Java would copy every byte once more. */
    private final ByteBuffer bytes =
            ByteBuffer.allocateDirect(WINDOW + Needles.SLACK).order(ByteOrder.LITTLE_ENDIAN);
    /** The first byte that no caller has taken. */
    private int start;

    private int limit;
    private boolean ended;
    private @Nullable IOException failure;
    private String line = "";
    /** The position of the window's first byte in the log, if no line was cut. */
    private long base;

    /** @param in the caller closes it */
    LineReader(ReadableByteChannel in) {
        this.in = in;
    }

    /** Moves to the next line; the last one may lack its newline. Returns false if there is none. */
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
                // Of a line that is too long to keep, only the newline matters from here.
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

    /** The current line, without its end. */
    String line() {
        return line;
    }

    /** The offset after the current line and its end. */
    long end() {
        return base + start;
    }

    /** Why reading stopped before the log's end. */
    Optional<IOException> failure() {
        return Optional.ofNullable(failure);
    }

    /** Whether the next line begins a dated record. */
    boolean atRecord() {
        begin();
        while (!ended && limit - start < Timestamp.DECIDED) {
            more();
        }
        return Timestamp.opens(bytes, start, limit);
    }

    /**
     * Fills the window; the bytes not yet taken are from {@link #start} to {@link #limit}. Returns false if there are
     * none.
     */
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

    /** The window, in little-endian order and {@link Needles#SLACK} bytes longer than its content. */
    ByteBuffer bytes() {
        return bytes;
    }

    int start() {
        return start;
    }

    int limit() {
        return limit;
    }

    /** Marks everything before this place of the window as taken. */
    void skipTo(int place) {
        start = place;
    }

    /**
     * Where the text of a line begins: after the NUL bytes that copytruncate leaves if the program does not append, and
     * after the byte order mark that a Windows program writes before a text.
     */
    static int textStart(ByteBuffer bytes, int from, int to) {
        int at = from;
        while (true) {
            if (at < to && bytes.get(at) == 0) {
                at++;
            } else if (isByteOrderMark(bytes, at, to)) {
                at += BYTE_ORDER_MARK.length;
            } else {
                return at;
            }
        }
    }

    private static boolean isByteOrderMark(ByteBuffer bytes, int at, int to) {
        return to - at >= BYTE_ORDER_MARK.length
                && bytes.get(at) == BYTE_ORDER_MARK[0]
                && bytes.get(at + 1) == BYTE_ORDER_MARK[1]
                && bytes.get(at + 2) == BYTE_ORDER_MARK[2];
    }

    /** The line from one place to another, without its end. */
    static String text(ByteBuffer bytes, int from, int newline) {
        int to = Math.min(newline, from + MAX_LINE);
        int shown = to > from && bytes.get(to - 1) == '\r' ? to - 1 : to;
        byte[] text = new byte[shown - from];
        bytes.get(from, text);
        return new String(text, StandardCharsets.UTF_8).replace('\r', ' ');
    }

    /** Moves to the text of the next line; false if nothing is left. */
    private boolean begin() {
        while (true) {
            start = textStart(bytes, start, limit);
            if (ended || limit - start >= BYTE_ORDER_MARK.length) {
                return start < limit;
            }
            more();
        }
    }

    /** Reads more; if there is no room, first moves the bytes not yet taken to the window's beginning. */
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
