package dev.depwatch.logs;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;

/** A generation as it was written. */
final class PlainFile implements OpenFile {
    private final RandomAccessFile file;

    PlainFile(Path path) throws IOException {
        file = new RandomAccessFile(path.toFile(), "r");
    }

    @Override
    public int read(long offset, byte[] target, int from, int length) throws IOException {
        file.seek(offset);
        return Math.max(0, file.read(target, from, length));
    }

    @Override
    public long length() throws IOException {
        return file.length();
    }

    @Override
    public boolean canGrow() {
        return true;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
