package dev.depwatch.logs;

import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.Optional;

/**
 * One generation of a log, open for reading, with what tells it from any other: its file key while it is open, since an
 * inode that is held is not given to another file, and its first bytes. Belongs to the tail's thread.
 */
final class OpenGeneration implements Closeable {
    private final OpenFile file;
    private final Object fileKey;
    private final String key;
    private byte[] head = {};
    /** What makes the beginning tell, as it was when the file was chosen: it may be truncated before a byte of it is read. */
    private final byte[] listedHead;

    private Sample headSample = Sample.of("");
    private final LocalDateTime listedDate;
    private LocalDateTime began;
    private String beganText;
    private long largestSize;

    /**
     * Takes over an open file.
     *
     * @param length how long it is now
     * @param listed the file as it was listed
     * @param began when the newest generation began of which anything was read
     */
    OpenGeneration(OpenFile file, long length, Sibling listed, LocalDateTime began) {
        this.file = file;
        this.largestSize = length;
        this.fileKey = listed.fileKey();
        this.key = fileKey.toString();
        this.listedDate = listed.firstDate();
        this.listedHead = listed.head()
                .substring(0, Math.min(listed.head().length(), Generation.TELLING))
                .getBytes(StandardCharsets.ISO_8859_1);
        this.began = began;
        this.beganText = text(began);
    }

    private static String text(LocalDateTime began) {
        return began.equals(LocalDateTime.MIN) ? "" : began.toString();
    }

    OpenFile file() {
        return file;
    }

    Object fileKey() {
        return fileKey;
    }

    /** The first bytes, each as one character. */
    String head() {
        return new String(head, StandardCharsets.ISO_8859_1);
    }

    /** Whether so much was read of it that content alone finds it again. */
    boolean isTelling() {
        return Generation.isTelling(head.length);
    }

    /** When its first record was written, or one of an older generation; the earliest of times if none is known. */
    LocalDateTime began() {
        return began;
    }

    /** The same as it is saved, with every record; "" if it is not known. */
    String beganText() {
        return beganText;
    }

    /** The largest size it was ever seen with: what is missing of it after a truncation was there. */
    long largestSize() {
        return largestSize;
    }

    /** Takes the first bytes from the file itself: reading begins in the middle of it. Closed if that fails. */
    void beginAt(long offset) throws IOException {
        try {
            byte[] first = new byte[(int) Math.min(Sample.MOST, offset)];
            int length = file.readFully(0, first);
            head = new byte[0];
            noteHead(first, 0, length);
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /**
     * Notes bytes that were read.
     *
     * @param offset where they stand: directly after all that was read before, or earlier if they are read again
     */
    void read(long offset, byte[] bytes, int from, int length) {
        long known = head.length - offset;
        if (head.length < Sample.MOST && known >= 0 && known < length) {
            noteHead(bytes, from + (int) known, length - (int) known);
        }
    }

    private void noteHead(byte[] bytes, int from, int length) {
        int old = head.length;
        head = Arrays.copyOf(head, Math.min(Sample.MOST, old + length));
        System.arraycopy(bytes, from, head, old, head.length - old);
        headSample = Sample.of(head, 0, head.length);
        if (Generation.isTelling(head.length)) {
            // One that begins with the end of a long record has its first date further on.
            began = firstDate(head())
                    .orElse(head.length < Sample.MOST || listedDate.equals(LocalDateTime.MIN) ? began : listedDate);
            beganText = text(began);
        }
    }

    /**
     * Whether the file still holds what was read of it.
     *
     * @param offset the place read up to
     * @param before what stood before it
     */
    boolean stillHolds(long offset, Sample before) throws IOException {
        largestSize = Math.max(largestSize, file.length());
        return !file.canGrow() || identity(offset, before).isHeldBy(file, offset);
    }

    /** Whether a file holds the first bytes of this one, or those of them that it has room for. */
    boolean beginsLike(OpenFile other) throws IOException {
        byte[] first = new byte[(int) Math.min(head.length, other.length())];
        return first.length > 0
                && other.readFully(0, first) == first.length
                && Arrays.equals(first, Arrays.copyOf(head, first.length));
    }

    /**
     * This generation as it is saved with a place. What was read beyond that may be in no copy of it, so that no more of it
     * is asked for than makes the beginning tell.
     */
    Generation identity(long offset, Sample before) {
        byte[] known = head.length < listedHead.length ? listedHead : head;
        int length = (int) Math.min(known.length, Math.max(offset, Generation.TELLING));
        Sample first = length == headSample.length() ? headSample : Sample.of(known, 0, length);
        return new Generation(key, first.length(), first.hash(), before.length(), before.hash());
    }

    /** When the first record that begins within these bytes was written; it may begin behind a hole of NUL bytes. */
    static Optional<LocalDateTime> firstDate(String head) {
        return head.lines()
                .map(line -> Timestamp.of(line.replace("\0", "")))
                .flatMap(Optional::stream)
                .map(Timestamp::local)
                .findFirst();
    }

    /** Nothing can be lost by a failed close: it is open for reading only. */
    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException ignored) {
            // See above.
        }
    }
}
