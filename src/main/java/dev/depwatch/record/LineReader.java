package dev.depwatch.record;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a text into lines: those of an archived log to its end, or those of a followed one as they come. It replaces
 * bytes that are not UTF-8, reads a carriage return inside a line as a blank, skips what {@link #textStart} skips before
 * a line, and keeps only the beginning of a long line. It needs the same memory for every log: a window that {@link
 * RecordSearch} searches as a whole.
 *
 * <p>A log that fails ends with the last whole line before the failure; {@link #failure} returns the reason.
 */
public final class LineReader {
    private static final int MAX_LINE = RecordAssembler.MAX_KEPT;
    private static final byte[] BYTE_ORDER_MARK = "\uFEFF".getBytes(StandardCharsets.UTF_8);

    /**
     * Room for a cut line and, behind it, the bytes to search for its newline. Small enough to be still in the
     * processor's second-level cache for the search, after the system has copied it from its page cache.
     */
    public static final int WINDOW = 2 * MAX_LINE;

    /** Enough for most lines: there may be hundreds of logs, and Java limits this memory. */
    private static final int SMALL = WINDOW / 16;

    private final ReadableByteChannel in;
    private ByteBuffer bytes;
    private int window;
    /** The first byte that no caller has taken. */
    private int start;

    private int limit;
    private boolean ended;
    private @Nullable IOException failure;
    private String line = "";
    /** The position of the window's first byte in the log, if no line was cut. */
    private long base;

    /** How many bytes of the line to come were cut out of the window. */
    private long cut;

    private long lineStart;

    /** @param in the caller closes it */
    public LineReader(ReadableByteChannel in) {
        this(in, 0, WINDOW);
    }

    private LineReader(ReadableByteChannel in, long base, int window) {
        this.in = in;
        this.base = base;
        this.window = window;
        this.bytes = bytes(window);
    }

    /**
     * A reader that needs little memory until a line is long.
     *
     * @param base the offset in the text of the channel's next byte
     */
    public static LineReader small(ReadableByteChannel in, long base) {
        return new LineReader(in, base, SMALL);
    }

    /** Outside the heap, where the system copies to: on the heap Java would copy every byte once more. */
    private static ByteBuffer bytes(int window) {
        return ByteBuffer.allocateDirect(window + Needles.SLACK).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Moves to the next line; the last one may lack its newline. Returns false if there is none. */
    public boolean next() {
        if (nextWhole()) {
            return true;
        }
        if (hasRest()) {
            take(limit, limit);
            return true;
        }
        return false;
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
        if (ended && start == limit && window > SMALL) {
            base += limit;
            start = 0;
            limit = 0;
            window = SMALL;
            bytes = bytes(window);
        }
        ended = failure != null;
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

    /** Whether the next line begins a dated record. */
    boolean atRecord() {
        begin();
        while (!ended && limit - start < Timestamp.DECIDED) {
            more();
        }
        return opensRecord(bytes, start, limit);
    }

    /**
     * Fills the window at least by half, so that few bytes are moved to its beginning; those not yet taken are from
     * {@link #start} to {@link #limit}. Returns false if there are none.
     */
    boolean fill() {
        while (!ended && limit - start < window / 2) {
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

    /** Whether the line at {@code from} begins a dated record; false if too few bytes are left to decide. */
    static boolean opensRecord(ByteBuffer bytes, int from, int to) {
        return Timestamp.opens(bytes, textStart(bytes, from, to), to);
    }

    private static boolean isByteOrderMark(ByteBuffer bytes, int at, int to) {
        return to - at >= BYTE_ORDER_MARK.length
                && bytes.get(at) == BYTE_ORDER_MARK[0]
                && bytes.get(at + 1) == BYTE_ORDER_MARK[1]
                && bytes.get(at + 2) == BYTE_ORDER_MARK[2];
    }

    /** The line from one place to another, without its end. */
    public static String text(ByteBuffer bytes, int from, int newline) {
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
        boolean filled = limit == window;
        if (start > 0 && (filled || start == limit)) {
            bytes.put(0, bytes, start, limit - start);
            base += start;
            limit -= start;
            start = 0;
        }
        if (limit == window && window < WINDOW) {
            window *= 2;
            bytes = bytes(window).put(0, bytes, 0, limit);
        }
        try {
            int count = in.read(bytes.limit(window).position(limit));
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
