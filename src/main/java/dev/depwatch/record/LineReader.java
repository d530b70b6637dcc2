package dev.depwatch.record;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a text into lines: those of an archived log to its end, or those of a followed one as they come. It replaces
 * bytes that are not UTF-8, reads a carriage return inside a line as a blank, skips what {@link #begin} skips before a
 * line, and keeps only the beginning of a long line. It needs the same memory for every log: a window.
 *
 * <p>A log that fails ends with the last whole line before the failure; {@link #failure} returns the reason.
 */
public final class LineReader {
    private static final int MAX_LINE = RecordAssembler.MAX_KEPT;
    private static final ByteBuffer BYTE_ORDER_MARK = StandardCharsets.UTF_8.encode("\uFEFF");

    /** Room for a cut line and, behind it, the bytes to search for its newline. */
    private static final int WINDOW = 2 * MAX_LINE;

    /** Enough at the beginning, and for a log that grows by a few records at a time: there may be hundreds. */
    private static final int SMALL = 8 * 1024;

    private static final int SHOWN_OF_REST = 64;

    private final ReadableByteChannel in;
    private ByteBuffer bytes = ByteBuffer.allocateDirect(SMALL);
    /** The first byte that no caller has taken. */
    private int start;

    private int limit;
    private boolean ended;
    private @Nullable IOException failure;
    private String line = "";
    /** The position of the window's first byte in the log, if no line was cut. */
    private long base;

    private long skipped;
    /** How many bytes of the line to come were cut out of the window. */
    private long cut;

    private long lineStart;

    /** @param in the caller closes it */
    public LineReader(ReadableByteChannel in) {
        this(in, 0);
    }

    /** @param base the offset in the text of the channel's next byte */
    public LineReader(ReadableByteChannel in, long base) {
        this.in = in;
        this.base = base;
    }

    /** Moves to the next line; the last one may lack its newline. Returns false if there is none. */
    public boolean next() {
        if (nextWhole()) {
            return true;
        }
        boolean isRest = hasRest();
        if (isRest) {
            take(limit, limit);
        }
        return isRest;
    }

    /** Moves to the next line whose newline has come; false if there is none yet. */
    public boolean nextWhole() {
        if (!begin()) {
            return false;
        }
        int newline = start;
        while (true) {
            while (newline < limit && bytes.get(newline) != '\n') {
                newline++;
            }
            if (newline < limit) {
                take(newline, newline + 1);
                return true;
            }
            if (ended) {
                return false;
            }
            int searched = newline - start;
            if (start == 0 && limit == WINDOW) {
                // Of a line that is too long to keep, only the newline matters from here.
                base += limit - MAX_LINE;
                cut += limit - MAX_LINE;
                limit = MAX_LINE;
                searched = MAX_LINE;
            }
            more();
            newline = Math.min(start + searched, limit);
        }
    }

    private void take(int newline, int next) {
        lineStart = base + start - cut;
        skipped += cut + Math.max(0, newline - start - MAX_LINE);
        cut = 0;
        line = text(bytes, start, newline);
        start = next;
    }

    /** Whether there is text behind the last newline. */
    public boolean hasRest() {
        return start < limit;
    }

    /** The channel's text may have grown since its end was found. */
    public void again() {
        if (ended && start == limit && bytes.capacity() > SMALL) {
            base += limit;
            start = 0;
            limit = 0;
            bytes = ByteBuffer.allocateDirect(SMALL);
        }
        ended = failure != null;
    }

    /** The text behind the last newline so far; of a long one only the beginning. */
    public String rest() {
        return text(bytes, start, Math.min(limit, start + SHOWN_OF_REST));
    }

    /** How many bytes of overlong lines it skipped since the last call. */
    public long takeSkipped() {
        long count = skipped;
        skipped = 0;
        return count;
    }

    /** The current line, without its end. */
    public String line() {
        return line;
    }

    /** The offset after the bytes that were read, taken or not. */
    public long position() {
        return base + limit;
    }

    /** The offset of the current line's text. */
    public long lineStart() {
        return lineStart;
    }

    /** The offset after the current line and its end. */
    public long end() {
        return base + start;
    }

    /** Why reading stopped before the log's end. */
    public Optional<IOException> failure() {
        return Optional.ofNullable(failure);
    }

    /** The line from one place to another, without its end. */
    public static String text(ByteBuffer bytes, int from, int newline) {
        int to = Math.min(newline, from + MAX_LINE);
        int shown = to > from && bytes.get(to - 1) == '\r' ? to - 1 : to;
        byte[] text = new byte[shown - from];
        bytes.get(from, text);
        return new String(text, StandardCharsets.UTF_8).replace('\r', ' ');
    }

    /**
     * Moves to the text of the next line: after the NUL bytes that copytruncate leaves if the program does not append,
     * and after the byte order mark that a Windows program writes before a text. False if nothing is left.
     */
    private boolean begin() {
        while (true) {
            boolean isDecided = limit - start >= BYTE_ORDER_MARK.remaining();
            if (start < limit && bytes.get(start) == 0) {
                start++;
            } else if (isDecided
                    && bytes.slice(start, BYTE_ORDER_MARK.remaining()).equals(BYTE_ORDER_MARK)) {
                start += BYTE_ORDER_MARK.remaining();
            } else if (isDecided || ended) {
                return start < limit;
            } else {
                more();
            }
        }
    }

    /** Reads more; if there is no room, first moves the bytes not yet taken to the window's beginning. */
    private void more() {
        boolean filled = limit == bytes.capacity();
        if (start > 0 && (filled || start == limit)) {
            bytes.put(0, bytes, start, limit - start);
            base += start;
            limit -= start;
            start = 0;
        }
        if (filled && bytes.capacity() < WINDOW) {
            bytes = ByteBuffer.allocateDirect(WINDOW).put(0, bytes, 0, limit);
        }
        try {
            int count = in.read(bytes.position(limit));
            ended = count < 0;
            limit += Math.max(count, 0);
        } catch (IOException e) {
            failure = e;
            ended = true;
            // A packed file that is damaged gave some bytes before it failed.
            limit = Math.max(limit, bytes.position());
            while (limit > start && bytes.get(limit - 1) != '\n') {
                limit--;
            }
        } finally {
            bytes.clear();
        }
    }
}
