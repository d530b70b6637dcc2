package dev.depwatch.logs;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The text of one generation, held open. It stays readable after a rename, a deletion, or an interrupt, which would
 * close a channel. Belongs to the tail's thread.
 */
sealed interface OpenFile extends Closeable permits PlainFile, GzipFile {
    /**
     * Opens the file at a path.
     *
     * @throws IOException if depwatch cannot open it, if it is packed and incomplete or damaged, or if it is packed
     *     with another tool than gzip
     */
    static OpenFile at(Path path, boolean packed) throws IOException {
        return packed ? GzipFile.at(path) : PlainFile.at(path);
    }

    /** Reads once from an offset of the text; returns the number of bytes, 0 at the end. */
    int read(long offset, byte[] target, int from, int length) throws IOException;

    /** How long the text is, unpacked. */
    long length() throws IOException;

    /** Whether a writer may still write to it. Nobody writes to a packed file, but a script may append to one. */
    boolean canGrow();

    /** Whether the text is all that the file holds: not if a script appended to a packed file what cannot be read. */
    boolean isWhole();

    /** The checksum of the bytes from an offset; of fewer if the text ends earlier. */
    default Checksum checksum(long offset, int length) throws IOException {
        byte[] bytes = new byte[length];
        return Checksum.of(bytes, 0, readFully(offset, bytes));
    }

    /** Fills the target from an offset; returns the number of bytes, fewer if the text ends earlier. */
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
