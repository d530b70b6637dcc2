package dev.depwatch.logs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.function.LongConsumer;

/** Reports the number of bytes of each read. */
record MeteredChannel(ReadableByteChannel in, LongConsumer bytes) implements ReadableByteChannel {
    @Override
    public int read(ByteBuffer target) throws IOException {
        int count = in.read(target);
        bytes.accept(Math.max(count, 0));
        return count;
    }

    @Override
    public boolean isOpen() {
        return in.isOpen();
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
