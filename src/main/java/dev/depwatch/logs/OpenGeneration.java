package dev.depwatch.logs;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.attribute.FileTime;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * One generation of a log, open for reading, with samples of what was read of it: the first bytes and those before the
 * place read up to. They tell a file that was truncated and has grown again from one that has only grown.
 *
 * <p>A {@code RandomAccessFile}, because an interrupt must not close it. Belongs to the tail's thread.
 */
final class OpenGeneration implements Closeable {
    static final int SAMPLE = 1024;

    private final RandomAccessFile file;
    private final String key;
    private byte[] head = {};
    private String headHash = hash("");
    private byte[] before = {};
    private FileTime modified = FileTime.fromMillis(0);
    private long largestSize;

    OpenGeneration(RandomAccessFile file, String key) {
        this.file = file;
        this.key = key;
    }

    RandomAccessFile file() {
        return file;
    }

    String key() {
        return key;
    }

    /** The first bytes, each as one character. */
    String head() {
        return text(head);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    FileTime modified() {
        return modified;
    }

    void modified(FileTime time) {
        modified = time;
    }

    /** The largest size it was ever seen with: what is missing of it after a truncation was there. */
    long largestSize() {
        return largestSize;
    }

    void seen(long size) {
        largestSize = Math.max(largestSize, size);
    }

    /** Notes bytes that were read directly after all that was read before. */
    void read(byte[] bytes) {
        if (head.length < SAMPLE) {
            head = lastOrFirst(head, bytes, true);
            headHash = hash(text(head));
        }
        before = lastOrFirst(before, bytes, false);
    }

    private static byte[] lastOrFirst(byte[] old, byte[] added, boolean first) {
        byte[] all = Arrays.copyOf(old, old.length + added.length);
        System.arraycopy(added, 0, all, old.length, added.length);
        if (all.length <= SAMPLE) {
            return all;
        }
        return first ? Arrays.copyOf(all, SAMPLE) : Arrays.copyOfRange(all, all.length - SAMPLE, all.length);
    }

    /** Takes the samples from the file itself: reading begins in the middle of it. */
    void sample(long offset) throws IOException {
        head = bytesAt(0, (int) Math.min(SAMPLE, offset));
        headHash = hash(text(head));
        int length = (int) Math.min(SAMPLE, offset);
        before = bytesAt(offset - length, length);
    }

    /** Whether the file still holds, up to the place read up to, what was read there. */
    boolean unchangedUpTo(long offset) throws IOException {
        return Arrays.equals(head, bytesAt(0, head.length))
                && Arrays.equals(before, bytesAt(offset - before.length, before.length));
    }

    private byte[] bytesAt(long offset, int length) throws IOException {
        byte[] bytes = new byte[length];
        file.seek(offset);
        int filled = 0;
        while (filled < length) {
            int count = file.read(bytes, filled, length - filled);
            if (count < 0) {
                return Arrays.copyOf(bytes, filled);
            }
            filled += count;
        }
        return bytes;
    }

    /**
     * This generation as it is saved.
     *
     * @param atEndOfRead whether the position to be saved is the place read up to, so that the bytes before it are known
     */
    Generation identity(boolean atEndOfRead) {
        String known = atEndOfRead ? text(before) : "";
        return new Generation(key, head.length, headHash, known.length(), hash(known));
    }

    /** Whether what stood before a saved position stands there now. Takes its samples there. */
    boolean isReadUpTo(Position position) throws IOException {
        sample(position.offset());
        Generation saved = position.generation();
        String known = text(before);
        return saved.beforeLength() == 0
                || (known.length() >= saved.beforeLength()
                        && hash(known.substring(known.length() - saved.beforeLength()))
                                .equals(saved.beforeHash()));
    }

    /** A hash of bytes given as characters, to tell two generations of a log apart; not meant against forgery. */
    static String hash(String bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.getBytes(StandardCharsets.ISO_8859_1));
        return HexFormat.of().toHexDigits(crc.getValue(), 8);
    }

    /** When the first record that begins within these bytes was written; the earliest of times if none does. */
    static LocalDateTime firstDate(String head) {
        return head.lines()
                .map(Timestamp::of)
                .flatMap(Optional::stream)
                .map(Timestamp::local)
                .findFirst()
                .orElse(LocalDateTime.MIN);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
