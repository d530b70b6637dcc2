package dev.depwatch.logs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.LocalDateTime;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * A file beside a log that may be one of its generations, as it was when it was listed.
 *
 * @param packed whether it is packed by gzip, or is going to be
 * @param head the first bytes of its text, at most {@link Checksum#MOST}, each as one character; "" if they cannot be read
 * @param firstDate when its first record was written; the earliest of times if that is not known
 */
record RotatedFile(
        Path path, Object fileKey, FileTime modified, long size, boolean packed, String head, LocalDateTime firstDate) {
    private static final int MAGIC = 0x1f8b;

    /** What stands at a path; empty if it is no file, or gone again. Names say what is packed before its first byte. */
    static Optional<RotatedFile> at(Path path) throws IOException {
        BasicFileAttributes attributes;
        try {
            attributes = Files.readAttributes(path, BasicFileAttributes.class);
        } catch (NoSuchFileException ignored) {
            // Renamed or removed between the listing and the look: the next listing shows what it became.
            return Optional.empty();
        }
        Object fileKey = attributes.fileKey();
        if (!attributes.isRegularFile() || fileKey == null) {
            return Optional.empty();
        }
        return Optional.of(new RotatedFile(
                path,
                fileKey,
                attributes.lastModifiedTime(),
                attributes.size(),
                Compression.GZIP.isNamedBy(path.toString()),
                "",
                LocalDateTime.MIN));
    }

    /** Whether this is the same file as one listed before, and unchanged: its beginning need not be read again. */
    boolean isStill(RotatedFile before) {
        return fileKey.equals(before.fileKey) && size == before.size && modified.equals(before.modified);
    }

    RotatedFile withBeginningOf(RotatedFile before) {
        return new RotatedFile(path, fileKey, modified, size, before.packed, before.head, before.firstDate);
    }

    /**
     * Whether content identifies this generation. Every generation may begin with the same header, or with the NUL bytes
     * that a program leaves which does not append after a truncation: only the first record's date differs.
     */
    boolean isDistinctive() {
        return !firstDate.equals(LocalDateTime.MIN);
    }

    /** The first record's date as it is saved; "" if it is not known. */
    String dateText() {
        return isDistinctive() ? firstDate.toString() : "";
    }

    /** Whether this is the generation that another file was, under whatever key and name, packed or not. */
    boolean beginsLike(RotatedFile before) {
        return before.isDistinctive() && firstDate.equals(before.firstDate) && head.startsWith(before.head);
    }

    /** Whether there is nothing to read in it: a packed file has bytes all the same. */
    boolean isEmpty() {
        return size == 0 || (packed && head.isEmpty());
    }

    /**
     * Whether another file may hold all that this one did, whatever its key and name: copied, packed or grown. The date of
     * one that ended in the middle of it may have been another so far, and adds nothing to a beginning that is all there is.
     */
    boolean mayBecome(RotatedFile other) {
        boolean isAllInHead = head.length() < Checksum.MOST;
        return other.head.startsWith(head)
                && (isAllInHead || firstDate.equals(LocalDateTime.MIN) || firstDate.equals(other.firstDate))
                && (other.packed || other.size >= size);
    }

    /**
     * With the beginning of its text, as far as that can be read: one that cannot is met when its turn comes. Without it
     * where another file, or less of this one, is at the path by then: what was read may be the beginning of that.
     */
    RotatedFile withBeginning() {
        RotatedFile read = read();
        try {
            return at(path).filter(now -> now.fileKey.equals(fileKey) && now.size >= size)
                    .map(still -> read)
                    .orElse(this);
        } catch (IOException ignored) {
            return this;
        }
    }

    private RotatedFile read() {
        try (InputStream raw = Files.newInputStream(path)) {
            byte[] magic = raw.readNBytes(2);
            boolean gzip = magic.length == 2 && ((magic[0] & 0xff) << Byte.SIZE | (magic[1] & 0xff)) == MAGIC;
            if (!gzip) {
                return packed ? this : withText(false, characters(magic), raw);
            }
        } catch (IOException ignored) {
            return this;
        }
        try (InputStream text = new GZIPInputStream(Files.newInputStream(path), Checksum.MOST)) {
            return withText(true, "", text);
        } catch (IOException ignored) {
            return new RotatedFile(path, fileKey, modified, size, true, head, firstDate);
        }
    }

    private RotatedFile withText(boolean isPacked, String start, InputStream text) throws IOException {
        String begin = start + characters(text.readNBytes(Checksum.MOST - start.length()));
        Optional<LocalDateTime> date = OpenLogFile.firstDate(begin);
        if (date.isEmpty() && begin.length() == Checksum.MOST) {
            // A file that begins with the end of a long record.
            date = OpenLogFile.firstDate(begin + characters(text.readNBytes(LineBuffer.MAX_LINE)));
        }
        return new RotatedFile(path, fileKey, modified, size, isPacked, begin, date.orElse(LocalDateTime.MIN));
    }

    private static String characters(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    String name() {
        return String.valueOf(path.getFileName());
    }

    /** The name without the ending of what is packed. */
    String plainName() {
        return Compression.plainName(name());
    }

    /**
     * Whether this holds no more than a part of what was read of a generation: a copy that was made before all of it was
     * there. A file of which only the first few bytes are written yet is none.
     */
    boolean isPartOf(OpenLogFile generation, long offset) {
        return head.length() >= Fingerprint.LITTLE
                && size < offset
                && (!isDistinctive() || firstDate.equals(generation.firstDate()))
                && generation.head().startsWith(head);
    }

    /** Whether this may be the same text, written anew from its beginning and not yet up to the place that was read. */
    boolean mayBecome(Checkpoint read) {
        return size < read.offset()
                && (!isDistinctive() || dateText().equals(read.generation().firstDate()))
                && read.generation().beginsLike(this);
    }
}
