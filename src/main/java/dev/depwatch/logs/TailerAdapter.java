package dev.depwatch.logs;

import java.nio.file.attribute.FileTime;
import org.apache.commons.io.input.Tailer;

/**
 * What Commons IO's {@link Tailer} is given in place of a file, because it judges rotation by size alone and ends for good
 * when a file is missing: a file without end, in which each line of a {@link LogStream} is one newline.
 *
 * <p>{@link #size()} is always more than Tailer has read, so that it never takes its rotation branch and reads on every
 * poll. {@link #read} hands out one line's end at a time, so that nothing is ever read again; the line itself is taken
 * from the stream, since Tailer would copy it byte by byte. Nothing here throws.
 */
final class TailerAdapter implements Tailer.Tailable, Tailer.RandomAccessResourceBridge {
    private final LogStream stream;

    TailerAdapter(LogStream stream) {
        this.stream = stream;
    }

    @Override
    public int read(byte[] target) {
        if (!stream.next()) {
            return -1;
        }
        target[0] = '\n';
        return 1;
    }

    /** Tailer asks for it and needs it for nothing, since no byte is read again. */
    @Override
    public long getPointer() {
        return 0;
    }

    @Override
    public void seek(long position) {
        // Only whole lines are handed out, so the place that Tailer wants to go back to is where it is.
    }

    @Override
    public Tailer.RandomAccessResourceBridge getRandomAccess(String mode) {
        return this;
    }

    @Override
    public boolean isNewer(FileTime time) {
        return false;
    }

    @Override
    public FileTime lastModifiedFileTime() {
        return FileTime.fromMillis(0);
    }

    @Override
    public long size() {
        return Long.MAX_VALUE;
    }

    @Override
    public void close() {
        // The stream is closed by its owner.
    }
}
