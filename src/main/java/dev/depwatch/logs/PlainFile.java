package dev.depwatch.logs;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** A generation that is not packed. */
final class PlainFile implements OpenFile {
    private final RandomAccessFile file;

    private PlainFile(RandomAccessFile file) {
        this.file = file;
    }

    static PlainFile at(Path path) throws IOException {
        PlainFile plain = new PlainFile(new RandomAccessFile(path.toFile(), "r"));
        try {
            byte[] start = new byte[Compression.LENGTH];
            Optional<String> notRead = Compression.notRead(Arrays.copyOf(start, plain.readFully(0, start)));
            if (notRead.isPresent()) {
                throw new IOException(path + " " + notRead.get());
            }
            return plain;
        } catch (IOException e) {
            plain.close();
            throw e;
        }
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
    public boolean isWhole() {
        return true;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
