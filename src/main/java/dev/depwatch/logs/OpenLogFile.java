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
final class OpenLogFile implements Closeable {
    /** After so many bytes no date is looked for: a header or the end of a record is shorter. */
    static final int SEARCHED = Checksum.MOST + LineBuffer.MAX_LINE;

    private final OpenFile file;
    private final Object fileKey;
    private final String key;
    private byte[] head = {};
    /** What makes the beginning tell, as it was when the file was chosen: it may be truncated before a byte of it is read. */
    private final byte[] listedHead;

    private Checksum headSample = Checksum.of("");
    private final LocalDateTime listedDate;
    /** When its first record was written; the earliest of times while none is known. */
    private LocalDateTime firstDate;

    private String firstDateText;
    /** No date is looked for any more. */
    private boolean searched;

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
    OpenLogFile(OpenFile file, long length, RotatedFile listed, LocalDateTime began) {
        this.file = file;
        this.largestSize = length;
        this.fileKey = listed.fileKey();
        this.key = fileKey.toString();
        this.listedDate = listed.firstDate();
        this.listedHead = listed.head()
                .substring(0, Math.min(listed.head().length(), Fingerprint.LITTLE))
                .getBytes(StandardCharsets.ISO_8859_1);
        this.firstDate = listedDate;
        this.firstDateText = text(firstDate);
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

    /** Whether this is the very file that a generation was saved of. */
    boolean isKey(Fingerprint fingerprint) {
        return key.equals(fingerprint.fileKey());
    }

    /** The first bytes, each as one character. */
    String head() {
        return new String(head, StandardCharsets.ISO_8859_1);
    }

    /** Whether so much was read of it that it differs from any other: its first record, or more than comes before one. */
    boolean isDistinctive() {
        return searched || (!isLittle() && !firstDate.equals(LocalDateTime.MIN));
    }

    private boolean isLittle() {
        return head.length < Fingerprint.LITTLE;
    }

    /** When its first record was written; the earliest of times while none is known. */
    LocalDateTime firstDate() {
        return firstDate;
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
            byte[] first = new byte[(int) Math.min(Checksum.MOST, offset)];
            int length = file.readFully(0, first);
            head = new byte[0];
            noteHead(first, 0, length);
            lookForDate(offset);
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
    void read(long offset, byte[] bytes, int from, int length) throws IOException {
        long known = head.length - offset;
        if (head.length < Checksum.MOST && known >= 0 && known < length) {
            noteHead(bytes, from + (int) known, length - (int) known);
        }
        lookForDate(offset + length);
    }

    /** A header may be longer than the first bytes that are kept. */
    private void lookForDate(long readTo) throws IOException {
        if (searched || head.length < Checksum.MOST) {
            return;
        }
        if (firstDate.equals(LocalDateTime.MIN)) {
            byte[] beginning = new byte[(int) Math.min(SEARCHED, readTo)];
            int length = file.readFully(0, beginning);
            firstDate(new String(beginning, 0, length, StandardCharsets.ISO_8859_1))
                    .ifPresent(this::begins);
        }
        searched = readTo >= SEARCHED;
    }

    private void begins(LocalDateTime date) {
        firstDate = date;
        firstDateText = text(date);
        began = date;
        beganText = firstDateText;
    }

    private void noteHead(byte[] bytes, int from, int length) {
        int old = head.length;
        head = Arrays.copyOf(head, Math.min(Checksum.MOST, old + length));
        System.arraycopy(bytes, from, head, old, head.length - old);
        headSample = Checksum.of(head, 0, head.length);
        Optional<LocalDateTime> date = firstDate(head());
        if (date.isPresent()) {
            begins(date.get());
        } else if (head.length == Checksum.MOST && !listedDate.equals(LocalDateTime.MIN)) {
            // One that begins with a header, or with the end of a long record, has its first date further on.
            begins(listedDate);
        }
    }

    /**
     * Whether the file still holds what was read of it.
     *
     * @param offset the place read up to
     * @param before what stood before it
     */
    boolean stillHolds(long offset, Checksum before) throws IOException {
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

    /** Whether all that is known of this one's beginning stands at a place of a file that this was appended to. */
    boolean isAppendedTo(OpenFile other, long offset) throws IOException {
        return !isLittle()
                && !firstDate.equals(LocalDateTime.MIN)
                && other.checksum(offset, head.length).equals(headSample);
    }

    /**
     * This generation as it is saved with a place. What was read beyond that may be in no copy of it, so that no more of it
     * is asked for than makes the beginning tell.
     */
    Fingerprint identity(long offset, Checksum before) {
        byte[] known = head.length < listedHead.length ? listedHead : head;
        int length = (int) Math.min(known.length, Math.max(offset, Fingerprint.LITTLE));
        Checksum first = length == headSample.length() ? headSample : Checksum.of(known, 0, length);
        return new Fingerprint(key, first.length(), first.hash(), before.length(), before.hash(), firstDateText);
    }

    /**
     * When the first record that begins within these bytes was written; it may begin behind a hole of NUL bytes. A date
     * that ends with the bytes is none yet: it may go on.
     */
    static Optional<LocalDateTime> firstDate(String head) {
        return firstLine(head).map(Checkpoint.LastRecord::date);
    }

    /** The first line of the first record that begins within these bytes, as far as they reach. */
    static Optional<Checkpoint.LastRecord> firstLine(String head) {
        int start = 0;
        while (start < head.length()) {
            int newline = head.indexOf('\n', start);
            int end = newline < 0 ? head.length() : newline + 1;
            String line = head.substring(start, end);
            String text = line.replace("\0", "");
            Optional<Timestamp> timestamp =
                    newline < 0 && text.length() < Fingerprint.LITTLE ? Optional.empty() : Timestamp.of(text);
            if (timestamp.isPresent()) {
                Checksum checksum = Checksum.of(line.substring(Math.max(0, line.length() - Checksum.MOST)));
                return Optional.of(
                        new Checkpoint.LastRecord(timestamp.get().local(), checksum.length(), checksum.hash()));
            }
            start = end;
        }
        return Optional.empty();
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
