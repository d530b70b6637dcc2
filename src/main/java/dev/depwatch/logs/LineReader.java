package dev.depwatch.logs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads lines as they are read of a followed log: UTF-8 with a replacement for what is none, a carriage return inside a
 * line as a blank, of a long line the beginning. Needs the same memory for every stream.
 */
final class LineReader {
    private static final int MAX_LINE = RecordAssembler.MAX_KEPT;

    private final InputStream in;
    private final byte[] buffer = new byte[64 * 1024];
    private int position;
    private int limit;
    private final byte[] line = new byte[MAX_LINE];
    private int length;
    private long end;

    /** @param in stays the caller's to close */
    LineReader(InputStream in) {
        this.in = in;
    }

    /** Moves to the next line, which is the last also if it has no end; false if there is none. */
    boolean next() throws IOException {
        length = 0;
        boolean any = false;
        boolean ended = false;
        while (!ended && fill()) {
            int newline = position;
            while (newline < limit && buffer[newline] != '\n') {
                newline++;
            }
            int kept = Math.min(newline - position, MAX_LINE - length);
            System.arraycopy(buffer, position, line, length, kept);
            length += kept;
            ended = newline < limit;
            int next = ended ? newline + 1 : limit;
            end += next - position;
            position = next;
            any = true;
        }
        return any;
    }

    /** The line without its end. */
    String line() {
        int shown = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
        for (int at = 0; at < shown; at++) {
            if (line[at] == '\r') {
                line[at] = ' ';
            }
        }
        return new String(Arrays.copyOf(line, shown), StandardCharsets.UTF_8);
    }

    /** The offset after the line and its end. */
    long end() {
        return end;
    }

    private boolean fill() throws IOException {
        if (position < limit) {
            return true;
        }
        position = 0;
        limit = in.read(buffer);
        return limit > 0;
    }
}
