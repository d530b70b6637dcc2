package dev.depwatch.logs;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/**
 * A hash of up to 1 KiB of a file. Distinguishes two generations of a log; does not protect against forgery.
 *
 * @param length how many bytes it covers
 */
record Checksum(int length, String hash) {
    /** This many bytes distinguish one text from another. */
    static final int MOST = 1024;

    static Checksum of(byte[] bytes, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, length);
        return new Checksum(length, HexFormat.of().toHexDigits(crc.getValue(), 8));
    }

    /** @param bytes one character a byte */
    static Checksum of(String bytes) {
        return of(bytes.getBytes(StandardCharsets.ISO_8859_1), 0, bytes.length());
    }
}
