package dev.depwatch.logs;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** How a file is packed, by its first bytes. */
enum Packing {
    GZIP("gzip", "gzip -dc", "\u001f\u008b"),
    XZ("xz", "xz -dc", "\u00fd7zXZ"),
    BZIP2("bzip2", "bzip2 -dc", "BZh"),
    ZSTANDARD("zstd", "zstd -dc", "(\u00b5/\u00fd"),
    ZIP("zip", "unzip -p", "PK\u0003\u0004");

    private static final int LENGTH = 6;
    private static final int BUFFER = 64 * 1024;

    private final String tool;
    private final String command;
    /** One character a byte. */
    private final String magic;

    Packing(String tool, String command, String magic) {
        this.tool = tool;
        this.command = command;
        this.magic = magic;
    }

    /**
     * The stream's text, unpacked if it is packed by gzip.
     *
     * @throws IOException if it is packed by something else, with a sentence that says what to do
     */
    static InputStream unpacked(InputStream raw) throws IOException {
        byte[] start = raw.readNBytes(LENGTH);
        PushbackInputStream in = new PushbackInputStream(raw, LENGTH);
        in.unread(start);
        Optional<Packing> packing = of(start);
        if (packing.isEmpty()) {
            return in;
        }
        if (packing.get() == GZIP) {
            return new GZIPInputStream(in, BUFFER);
        }
        throw new IOException("is packed by %s, which is not read; unpack it: %s FILE | depwatch scan %s"
                .formatted(packing.get().tool, packing.get().command, OldLogs.STANDARD_INPUT));
    }

    private static Optional<Packing> of(byte[] start) {
        String text = new String(start, StandardCharsets.ISO_8859_1);
        return Arrays.stream(values())
                .filter(packing -> text.startsWith(packing.magic))
                .findFirst();
    }
}
