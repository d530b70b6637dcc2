package dev.depwatch.logs;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.Optional;

/**
 * One generation of a log, open for reading, with what identifies it: its first bytes, and its file key while it is
 * open, because the system gives no held inode to another file. Belongs to the tail's thread.
 */
final class OpenLogFile implements Closeable {
    /** How many bytes to search for the first date: a header or the end of a record is shorter. */
    static final int SEARCHED = Checksum.MOST + LineBuffer.MAX_LINE;

    /** How long a line is that holds its whole date, also with a zone. */
    private static final int DATE = "2026-11-24 22:32:43,697 GMT+01:00 ".length();

    private final OpenFile file;
    private final Object fileKey;
    private final String key;
    private byte[] head = {};
    /**
     * Enough of the beginning to identify the file, as listed: a program may truncate the file before the first read.
     */
    private final byte[] listedHead;

    private Checksum headSample = Checksum.of("");
    private final LocalDateTime listedDate;
    /** The date of its first record; {@link LocalDateTime#MIN} while unknown. */
    private LocalDateTime firstDate;

    private String firstDateText;
    /** Whether the search for the first date is over. */
    private boolean searched;

    private LocalDateTime began;
    private String beganText;
    private long largestSize;

    /**
     * Takes over an open file, and closes it at the end.
     *
     * @param length the file's present length
     * @param listed the file as listed
     * @param began the beginning of the newest generation that depwatch has read from
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

    /** Whether this file has the file key of a saved generation. */
    boolean isKey(Fingerprint fingerprint) {
        return key.equals(fingerprint.fileKey());
    }

    /** The first bytes, one character a byte. */
    String head() {
        return new String(head, StandardCharsets.ISO_8859_1);
    }

    /** Whether it begins with the byte order mark of UTF-16, in which depwatch understands no record. */
    boolean isUtf16() {
        return head.length >= 2
                && ((head[0] == (byte) 0xFF && head[1] == (byte) 0xFE)
                        || (head[0] == (byte) 0xFE && head[1] == (byte) 0xFF));
    }

    /** Whether depwatch has read enough to identify it: its first record, or more than comes before a first record. */
    boolean isDistinctive() {
        return searched || (!isLittle() && !firstDate.equals(LocalDateTime.MIN));
    }

    private boolean isLittle() {
        return head.length < Fingerprint.LITTLE;
    }

    /** The date of its first record; {@link LocalDateTime#MIN} while unknown. */
    LocalDateTime firstDate() {
        return firstDate;
    }

    /** The date of its first record, or that of an older generation; {@link LocalDateTime#MIN} if neither is known. */
    LocalDateTime began() {
        return began;
    }

    /** {@link #began} as the checkpoint of every record saves it; "" if unknown. */
    String beganText() {
        return beganText;
    }

    /** The largest size depwatch has seen: after a truncation it shows how much is missing. */
    long largestSize() {
        return largestSize;
    }

    /** Prepares for reading from the middle: takes the first bytes from the file itself. Closes it if that fails. */
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
     * Takes bytes that were just read.
     *
     * @param offset their offset: directly after all earlier ones, or less if they are read again
     */
    void read(long offset, byte[] bytes, int from, int length) throws IOException {
        long known = head.length - offset;
        if (head.length < Checksum.MOST && known >= 0 && known < length) {
            noteHead(bytes, from + (int) known, length - (int) known);
        }
        lookForDate(offset + length);
    }

    /** Searches beyond the kept first bytes: a header may be longer. */
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
            // If the file begins with a header or the end of a long record, its first date comes later.
            begins(listedDate);
        }
    }

    /**
     * Whether the file still holds what depwatch has read of it.
     *
     * @param offset how far it is read
     * @param before the bytes before that offset
     */
    boolean stillHolds(long offset, Checksum before) throws IOException {
        largestSize = Math.max(largestSize, file.length());
        return !file.canGrow() || identity(offset, before).isHeldBy(file, offset);
    }

    /** Whether a file begins with the first bytes of this one, as far as it reaches. */
    boolean beginsLike(OpenFile other) throws IOException {
        byte[] first = new byte[(int) Math.min(head.length, other.length())];
        return first.length > 0
                && other.readFully(0, first) == first.length
                && Arrays.equals(first, Arrays.copyOf(head, first.length));
    }

    /** Whether another file holds this one's first bytes after an offset, because somebody appended this one to it. */
    boolean isAppendedTo(OpenFile other, long offset) throws IOException {
        if (isLittle() || firstDate.equals(LocalDateTime.MIN)) {
            return false;
        }
        byte[] bytes = new byte[LineBuffer.MAX_LINE];
        for (long from = offset; true; from += bytes.length - head.length) {
            int length = other.readFully(from, bytes);
            for (int at = 0; at + head.length <= length; at++) {
                if (Arrays.equals(bytes, at, at + head.length, head, 0, head.length)) {
                    return true;
                }
            }
            if (length < bytes.length) {
                return false;
            }
        }
    }

    /**
     * The fingerprint to save with an offset. A copy may lack what was read beyond the offset, so the fingerprint
     * covers no more than that, or than the {@link Fingerprint#LITTLE} bytes that identify a beginning.
     */
    Fingerprint identity(long offset, Checksum before) {
        byte[] known = head.length < listedHead.length ? listedHead : head;
        int length = (int) Math.min(known.length, Math.max(offset, Fingerprint.LITTLE));
        Checksum first = length == headSample.length() ? headSample : Checksum.of(known, 0, length);
        return new Fingerprint(key, first.length(), first.hash(), before.length(), before.hash(), firstDateText);
    }

    /** The date of the last record; empty if it is too long to find its first line. */
    Optional<LocalDateTime> lastDate() throws IOException {
        long length = file.length();
        byte[] end = new byte[(int) Math.min(SEARCHED, length)];
        String text = new String(end, 0, file.readFully(length - end.length, end), StandardCharsets.ISO_8859_1);
        // The first line may be the rest of one.
        return text.lines()
                .skip(end.length < length ? 1 : 0)
                .flatMap(line -> Timestamp.of(textOf(line)).stream())
                .map(Timestamp::date)
                .reduce((one, next) -> next);
    }

    /**
     * The date of the first record that begins within these bytes. A date that ends
     * with the bytes does not count: it may be incomplete.
     */
    static Optional<LocalDateTime> firstDate(String head) {
        return firstLine(head).map(Checkpoint.LastRecord::date);
    }

    /** Identifies the first line of the first record that begins within these bytes, as far as they reach. */
    static Optional<Checkpoint.LastRecord> firstLine(String head) {
        int start = 0;
        while (start < head.length()) {
            int newline = head.indexOf('\n', start);
            int end = newline < 0 ? head.length() : newline + 1;
            String line = head.substring(start, end);
            String text = textOf(line);
            Optional<Timestamp> timestamp = Timestamp.of(text).filter(date -> newline >= 0 || isWhole(date, text));
            if (timestamp.isPresent()) {
                Checksum checksum = Checksum.of(line.substring(Math.max(0, line.length() - Checksum.MOST)));
                return Optional.of(
                        new Checkpoint.LastRecord(timestamp.get().date(), checksum.length(), checksum.hash()));
            }
            start = end;
        }
        return Optional.empty();
    }

    private static String textOf(String line) {
        byte[] bytes = line.getBytes(StandardCharsets.ISO_8859_1);
        return line.substring(LineReader.textStart(ByteBuffer.wrap(bytes), 0, bytes.length));
    }

    /** Whether further characters cannot change the date of a line without its end. */
    private static boolean isWhole(Timestamp date, String text) {
        String rest = text.substring(date.end()).stripLeading();
        boolean mayBeZone = rest.isEmpty() || rest.charAt(0) == '+' || Character.isLetterOrDigit(rest.charAt(0));
        return text.length() >= DATE || (text.length() >= Fingerprint.LITTLE && !mayBeZone && rest.charAt(0) != '-');
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException ignored) {
            // A failed close loses nothing: the file is open for reading only.
        }
    }
}
