package dev.depwatch.logs;

import java.nio.file.attribute.FileTime;
import org.apache.commons.io.input.Tailer;

/**
 * Replaces the file for Commons IO's {@link Tailer}, because Tailer judges a rotation by size alone and ends for good
 * if a file is missing. It looks like an endless file, in which each line of a {@link Follower} is one newline.
 *
 * <p>{@link #size()} is always more than Tailer has read, so Tailer never takes its rotation branch and reads on every
 * poll. {@link #read} returns one line's end at a time, so Tailer never reads anything again. The tail takes the line
 * itself from the follower, because Tailer would copy it byte by byte. Nothing here throws.
 */
final class TailerAdapter implements Tailer.Tailable, Tailer.RandomAccessResourceBridge {
    private static final FileTime NEVER = FileTime.fromMillis(0);

    private final Follower follower;

    TailerAdapter(Follower follower) {
        this.follower = follower;
    }

    @Override
    public int read(byte[] target) {
        if (!follower.next()) {
            return -1;
        }
        target[0] = '\n';
        return 1;
    }

    /** Tailer calls this but does not need it, because it reads no byte again. */
    @Override
    public long getPointer() {
        return 0;
    }

    @Override
    public void seek(long position) {
        // Tailer gets only whole lines, so it is already at the position that it seeks.
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
        return NEVER;
    }

    @Override
    public long size() {
        return Long.MAX_VALUE;
    }

    @Override
    public void close() {
        // The owner closes the follower.
    }
}
