package dev.depwatch.logs;

import java.io.FileInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A generation that was packed after its rotation. Opening it unpacks it once from beginning to end, before a caller
 * gets any byte: depwatch never reads half of a file that is damaged or still being written. A script may append
 * another log to it ({@code gzip -c log >> archive.gz}): depwatch unpacks the file again, and reads that log once it is
 * whole.
 */
final class GzipFile implements OpenFile {
    private static final int BUFFER = 64 * 1024;
    /** RFC 1952, section 2.3: a member ends with four bytes of checksum and four of length. */
    private static final int TRAILER = 8;

    private final RandomAccessFile file;
    private final byte[] skipped = new byte[BUFFER];
    private @Nullable InputStream text;
    private long place;
    private long length = Long.MAX_VALUE;
    /** The size of the packed file at the last look. */
    private long seenSize;
    /** The size of the packed file whose text has this length, and the end of that file. */
    private long wholeSize;

    private byte[] trailer = {};
    private boolean isWhole = true;

    private GzipFile(RandomAccessFile file) {
        this.file = file;
    }

    static GzipFile at(Path path) throws IOException {
        GzipFile gzip = new GzipFile(new RandomAccessFile(path.toFile(), "r"));
        try {
            long size = gzip.file.length();
            gzip.unpacked(size, gzip.skipTo(Long.MAX_VALUE));
            return gzip;
        } catch (InterruptedIOException e) {
            gzip.close();
            throw e;
        } catch (IOException e) {
            gzip.close();
            throw new IOException(path + " is incomplete or damaged: " + e.getMessage(), e);
        }
    }

    @Override
    public int read(long offset, byte[] target, int from, int wanted) throws IOException {
        if (offset >= length() || skipTo(offset) < offset) {
            return 0;
        }
        int count = Math.max(0, text().read(target, from, wanted));
        place += count;
        return count;
    }

    /** Unpacks up to a position, or to the end if that comes first; returns the position reached. */
    private long skipTo(long target) throws IOException {
        if (place > target) {
            rewind();
        }
        while (place < target) {
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException("stopped while unpacking");
            }
            int count = text().read(skipped, 0, (int) Math.min(BUFFER, target - place));
            if (count < 0) {
                break;
            }
            place += count;
        }
        return place;
    }

    private InputStream text() throws IOException {
        InputStream open = text;
        if (open == null) {
            file.seek(0);
            open = new GZIPInputStream(new Unclosed(new FileInputStream(file.getFD())), BUFFER);
            text = open;
        }
        return open;
    }

    private void rewind() throws IOException {
        if (text != null) {
            text.close();
        }
        text = null;
        place = 0;
    }

    @Override
    public long length() throws IOException {
        long size = file.length();
        if (size > seenSize) {
            unpackAgain(size);
        }
        return length;
    }

    private void unpackAgain(long size) throws IOException {
        rewind();
        try {
            // A file that was overwritten holds another text, not more of this one.
            if (Arrays.equals(trailerAt(wholeSize), trailer)) {
                isWhole = false;
                long grown = skipTo(Long.MAX_VALUE);
                if (grown > length) {
                    unpacked(size, grown);
                }
            }
        } catch (InterruptedIOException e) {
            throw e;
        } catch (IOException ignored) {
            // A script still appends to it: when it has grown again, it may be whole.
        }
        rewind();
        seenSize = size;
    }

    private void unpacked(long size, long textLength) throws IOException {
        isWhole = true;
        seenSize = size;
        wholeSize = size;
        length = textLength;
        trailer = trailerAt(size);
    }

    private byte[] trailerAt(long size) throws IOException {
        byte[] bytes = new byte[(int) Math.min(TRAILER, size)];
        file.seek(size - bytes.length);
        file.readFully(bytes);
        return bytes;
    }

    @Override
    public boolean canGrow() {
        return false;
    }

    @Override
    public boolean isWhole() {
        return isWhole;
    }

    @Override
    public void close() throws IOException {
        rewind();
        file.close();
    }

    /** Keeps the file open: closing the unpacker must free its memory, but depwatch unpacks the file again. */
    private static final class Unclosed extends FilterInputStream {
        Unclosed(InputStream in) {
            super(in);
        }

        @Override
        public void close() {
            // The owner closes the file.
        }
    }
}
