package dev.depwatch.logs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.apache.commons.io.IOUtils;

/** How a file is packed or encoded, by its first bytes. */
enum Compression {
    GZIP("packed with gzip", "gzip -dc", "\u001f\u008b"),
    XZ("packed with xz", "xz -dc", "\u00fd7zXZ"),
    BZIP2("packed with bzip2", "bzip2 -dc", "BZh"),
    ZSTANDARD("packed with zstd", "zstd -dc", "(\u00b5/\u00fd"),
    ZIP("packed with zip", "unzip -p", "PK\u0003\u0004"),
    /** PowerShell writes it. */
    UTF_16("in UTF-16", "iconv -f UTF-16 -t UTF-8", "\u00ff\u00fe"),
    UTF_16_BIG_ENDIAN("in UTF-16", "iconv -f UTF-16 -t UTF-8", "\u00fe\u00ff");

    /** How many of the first bytes depwatch checks. */
    private static final int LENGTH = 6;

    /** The JDK keeps a direct buffer of this size for each thread. */
    private static final int BUFFER = 8 * 1024;

    private final String how;
    private final String command;
    /** One character a byte. */
    private final String magic;

    Compression(String how, String command, String magic) {
        this.how = how;
        this.command = command;
        this.magic = magic;
    }

    /**
     * The channel's text, unpacked if it is packed with gzip.
     *
     * @throws IOException if it is packed with another tool, or in UTF-16; the message is a sentence that says what to do
     */
    static ReadableByteChannel unpacked(ReadableByteChannel raw) throws IOException {
        byte[] start = new byte[LENGTH];
        ByteBuffer read = ByteBuffer.wrap(start);
        // A pipe may give one byte at a time.
        IOUtils.read(raw, read);
        ReadableByteChannel whole = new Prefixed(read.flip(), raw);
        Optional<Compression> compression = of(start);
        if (compression.isEmpty()) {
            return whole;
        }
        if (compression.get() == GZIP) {
            return Channels.newChannel(new GZIPInputStream(Channels.newInputStream(whole), BUFFER));
        }
        throw new IOException(compression.get().notRead());
    }

    /** Whether the text of {@link #unpacked} was packed. */
    static boolean isUnpacked(ReadableByteChannel text) {
        return !(text instanceof Prefixed);
    }

    private String notRead() {
        return "is %s, which depwatch does not read; run %s FILE | depwatch scan -".formatted(how, command);
    }

    private static Optional<Compression> of(byte[] start) {
        String text = new String(start, StandardCharsets.ISO_8859_1);
        return Arrays.stream(values())
                .filter(compression -> text.startsWith(compression.magic))
                .findFirst();
    }

    /** Puts the bytes already read back before the rest of the channel: nobody can rewind a pipe. */
    private record Prefixed(ByteBuffer start, ReadableByteChannel rest) implements ReadableByteChannel {
        @Override
        public int read(ByteBuffer target) throws IOException {
            if (!start.hasRemaining()) {
                return rest.read(target);
            }
            int count = Math.min(start.remaining(), target.remaining());
            target.put(start.slice().limit(count));
            start.position(start.position() + count);
            return count;
        }

        @Override
        public boolean isOpen() {
            return rest.isOpen();
        }

        @Override
        public void close() throws IOException {
            rest.close();
        }
    }
}
