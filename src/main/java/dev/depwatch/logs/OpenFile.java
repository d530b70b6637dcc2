package dev.depwatch.logs;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The text of one generation, held open: neither a rename nor a deletion takes it away, and neither does an interrupt,
 * which would close a channel. Belongs to the tail's thread.
 */
sealed interface OpenFile extends Closeable permits PlainFile, GzipFile {
    /**
     * Opens what stands at a path.
     *
     * @throws IOException if it cannot be opened, or is packed and damaged or not yet whole, or otherwise than by gzip
     */
    static OpenFile at(Path path, boolean packed) throws IOException {
        return packed ? GzipFile.at(path) : PlainFile.at(path);
    }

    /** Reads once what stands at a place of the text; 0 if nothing does. */
    int read(long offset, byte[] target, int from, int length) throws IOException;

    /** How long the text is, unpacked. */
    long length() throws IOException;

    /** Whether another program may still write to it. A packed file is never written to again. */
    boolean canGrow();

    /** What stands at a place, shorter if the text ends before. */
    default Checksum checksum(long offset, int length) throws IOException {
        byte[] bytes = new byte[length];
        return Checksum.of(bytes, 0, readFully(offset, bytes));
    }

    /** Fills the target with what stands at a place; how much of it could be filled. */
    default int readFully(long offset, byte[] target) throws IOException {
        int filled = 0;
        while (filled < target.length) {
            int count = read(offset + filled, target, filled, target.length - filled);
            if (count == 0) {
                break;
            }
            filled += count;
        }
        return filled;
    }
}
