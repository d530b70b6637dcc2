package dev.depwatch.logs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Optional;
import org.apache.commons.io.IOUtils;

/**
 * One file of a log, as a look at the folder found it.
 *
 * @param key the file system's own for it, which it keeps under another name
 * @param live whether it is the file that the log's path shows
 * @param packed whether it is packed with gzip
 * @param length the length of its text; of a packed file, the number in its last four bytes: it shows only whether the
 *     file was read to its end
 * @param first its first record; empty while it has none
 * @param failure why depwatch cannot read it
 */
record LogFile(
        Path path,
        Object key,
        long size,
        Instant modified,
        boolean live,
        boolean packed,
        long length,
        Optional<RecordMark> first,
        Optional<IOException> failure) {
    /** How much of its end shows that one file is the beginning of another. */
    private static final int ENOUGH = 1024;

    /** A file by its attributes alone. */
    static LogFile listed(Path path, BasicFileAttributes attributes, Object key, boolean live) {
        long size = attributes.size();
        Instant modified = attributes.lastModifiedTime().toInstant();
        return new LogFile(path, key, size, modified, live, false, size, Optional.empty(), Optional.empty());
    }

    /** Whether nobody wrote to it since an earlier look. */
    boolean isStill(LogFile before) {
        return key.equals(before.key) && size == before.size && modified.equals(before.modified);
    }

    /** The same file where a later look found it. */
    LogFile at(Path laterPath, boolean isLive) {
        return new LogFile(laterPath, key, size, modified, isLive, packed, length, first, failure);
    }

    LogFile failed(IOException e) {
        return new LogFile(path, key, size, modified, live, packed, length, first, Optional.of(e));
    }

    LogFile withLength(long known) {
        return new LogFile(path, key, size, modified, live, packed, known, first, failure);
    }

    /**
     * This file with what its text shows.
     *
     * @throws NoSuchFileException if it has another name by now
     */
    LogFile withText() throws IOException {
        try (FileChannel file = open()) {
            ReadableByteChannel text = Compression.unpacked(file);
            boolean gzip = Compression.isUnpacked(text);
            long textLength = gzip ? lengthUnpacked(file) : size;
            Optional<RecordMark> mark = RecordMark.ofFirst(text);
            return new LogFile(path, key, size, modified, live, gzip, textLength, mark, Optional.empty());
        }
    }

    /** RFC 1952, section 2.3.1: the length modulo 2^32, of the last log if several are packed in one file. */
    private static long lengthUnpacked(FileChannel file) throws IOException {
        ByteBuffer length = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        file.read(length, Math.max(0, file.size() - Integer.BYTES));
        return Integer.toUnsignedLong(length.getInt(0));
    }

    /** Whether its first record is this one. */
    boolean beginsWith(RecordMark record) {
        return first.filter(record::equals).isPresent();
    }

    /** Whether a place in its text may be its end. */
    boolean endsAt(long end) {
        return length == end || (packed && length == Integer.toUnsignedLong((int) end));
    }

    /**
     * Its text from a place on. The caller closes it.
     *
     * @throws IOException if the file is gone, if it is damaged before that place, or if it cannot be read
     */
    ReadableByteChannel textFrom(long place) throws IOException {
        FileChannel file = open();
        try {
            if (!packed) {
                return file.position(place);
            }
            ReadableByteChannel text = Compression.unpacked(file);
            IOUtils.skip(text, place);
            return text;
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    /** In a chain of renames the path may show another file by now. */
    private FileChannel open() throws IOException {
        FileChannel file = FileChannel.open(path);
        try {
            if (key.equals(Files.readAttributes(path, BasicFileAttributes.class).fileKey())) {
                return file;
            }
            throw new NoSuchFileException(path.toString(), null, "was renamed just now");
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    /** Whether another file begins with all that this one holds: this is a copy, or will be. Neither is packed. */
    boolean isBeginningOf(LogFile other) throws IOException {
        int count = (int) Math.min(ENOUGH, length);
        return other.length >= length
                && bytes(path, length - count, count).equals(bytes(other.path, length - count, count));
    }

    private static ByteBuffer bytes(Path path, long from, int count) throws IOException {
        try (FileChannel file = FileChannel.open(path).position(from)) {
            ByteBuffer bytes = ByteBuffer.allocate(count);
            IOUtils.read(file, bytes);
            return bytes.flip();
        }
    }
}
