package dev.depwatch.logs;

import dev.depwatch.logs.Position.RecordMark;
import dev.depwatch.record.LineReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Optional;
import org.apache.commons.io.IOUtils;
import org.apache.commons.io.input.BoundedInputStream;

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

    /** Each thread keeps a buffer of this size outside the heap, and there may be hundreds. */
    private static final int BUFFER = 8 * 1024;

    private static final long LONGEST_HOLE = 1L << 30;

    /** How many bytes to search for the first record: a rotated file may begin with the rest of another. */
    private static final int BEFORE_FIRST_RECORD = 4 * 1024 * 1024;

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
            Optional<RecordMark> mark = firstOf(text);
            return new LogFile(path, key, size, modified, live, gzip, textLength, mark, Optional.empty());
        }
    }

    /** The mark of a text's first record; empty while there is none, or its first line is not whole. */
    private static Optional<RecordMark> firstOf(ReadableByteChannel text) throws IOException {
        InputStream beginning = BoundedInputStream.builder()
                .setInputStream(withoutHole(Channels.newInputStream(text)))
                .setMaxCount(BEFORE_FIRST_RECORD)
                .get();
        LineReader lines = LineReader.small(Channels.newChannel(beginning), 0);
        Optional<RecordMark> first = Optional.empty();
        while (first.isEmpty() && lines.nextWhole()) {
            first = RecordMark.of(lines.line());
        }
        if (first.isEmpty() && lines.failure().isPresent()) {
            throw lines.failure().get();
        }
        return first;
    }

    /** A program that does not append leaves a hole as long as the old log when that is truncated. */
    private static InputStream withoutHole(InputStream text) throws IOException {
        byte[] bytes = new byte[BUFFER];
        for (long hole = 0; hole < LONGEST_HOLE; hole += BUFFER) {
            int count = Math.max(0, text.read(bytes));
            int at = 0;
            while (at < count && bytes[at] == 0) {
                at++;
            }
            if (at < count || count == 0) {
                return new SequenceInputStream(new ByteArrayInputStream(bytes, at, count - at), text);
            }
        }
        return text;
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
