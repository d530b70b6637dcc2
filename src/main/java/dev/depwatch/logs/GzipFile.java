package dev.depwatch.logs;

import java.io.FileInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A generation that was packed after its rotation. Opening it unpacks it once from beginning to end, before a caller
 * gets any byte: depwatch never reads half of a file that is damaged or still being written.
 */
final class GzipFile implements OpenFile {
    private static final int BUFFER = 64 * 1024;

    private final RandomAccessFile file;
    private final byte[] skipped = new byte[BUFFER];
    private @Nullable InputStream text;
    private long place;
    private long length = Long.MAX_VALUE;

    private GzipFile(RandomAccessFile file) {
        this.file = file;
    }

    static GzipFile at(Path path) throws IOException {
        GzipFile gzip = new GzipFile(new RandomAccessFile(path.toFile(), "r"));
        try {
            gzip.length = gzip.skipTo(Long.MAX_VALUE);
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
        if (offset >= length || skipTo(offset) < offset) {
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
    public long length() {
        return length;
    }

    @Override
    public boolean canGrow() {
        return false;
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
