package dev.depwatch.logs;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/**
 * Up to 1 KiB of a file's bytes as a hash, to tell two generations of a log apart; not meant against forgery.
 *
 * @param length how many bytes it covers
 */
record Checksum(int length, String hash) {
    /** As many bytes as tell one text from another. */
    static final int MOST = 1024;

    static Checksum of(byte[] bytes, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, length);
        return new Checksum(length, HexFormat.of().toHexDigits(crc.getValue(), 8));
    }

    /** @param bytes each as one character */
    static Checksum of(String bytes) {
        return of(bytes.getBytes(StandardCharsets.ISO_8859_1), 0, bytes.length());
    }
}
