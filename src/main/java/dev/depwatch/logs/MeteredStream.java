package dev.depwatch.logs;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongConsumer;

/** Tells how many bytes are read of a stream. */
final class MeteredStream extends FilterInputStream {
    private final LongConsumer bytes;

    MeteredStream(InputStream in, LongConsumer bytes) {
        super(in);
        this.bytes = bytes;
    }

    @Override
    public int read() throws IOException {
        int read = in.read();
        bytes.accept(read < 0 ? 0 : 1);
        return read;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int count = in.read(target, offset, length);
        bytes.accept(Math.max(count, 0));
        return count;
    }
}
