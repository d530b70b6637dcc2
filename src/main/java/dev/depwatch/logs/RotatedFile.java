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
 * A file beside a log that may be one of its generations, as listed.
 *
 * @param packed whether it is packed with gzip, or will be
 * @param head the first bytes of its text, at most {@link Checksum#MOST}, one character a byte; "" if depwatch cannot
 *     read them
 * @param firstDate the date of its first record; {@link LocalDateTime#MIN} if unknown
 */
record RotatedFile(
        Path path, Object fileKey, FileTime modified, long size, boolean packed, String head, LocalDateTime firstDate) {
    private static final int MAGIC = 0x1f8b;

    /**
     * The file at a path; empty if it is not a file, or gone. The name shows whether it is packed while it is empty.
     */
    static Optional<RotatedFile> at(Path path) throws IOException {
        BasicFileAttributes attributes;
        try {
            attributes = Files.readAttributes(path, BasicFileAttributes.class);
        } catch (NoSuchFileException ignored) {
            // Renamed or removed since the listing: the next listing shows where it is.
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

    /** Whether this file is unchanged since an earlier listing, so that depwatch need not read its beginning again. */
    boolean isStill(RotatedFile before) {
        return fileKey.equals(before.fileKey) && size == before.size && modified.equals(before.modified);
    }

    RotatedFile withBeginningOf(RotatedFile before) {
        return new RotatedFile(path, fileKey, modified, size, before.packed, before.head, before.firstDate);
    }

    /**
     * Whether its content identifies this generation. Every generation may begin with the same header, or with the NUL
     * bytes of a program that does not append after a truncation: only the first record's date differs.
     */
    boolean isDistinctive() {
        return !firstDate.equals(LocalDateTime.MIN);
    }

    /**
     * Whether the NUL bytes that a program leaves after a truncation hide the first record. All such files begin alike,
     * so that depwatch may take one for another.
     */
    boolean isBeginningHidden() {
        return !isDistinctive()
                && head.length() == Checksum.MOST
                && head.chars().allMatch(character -> character == 0);
    }

    /** The first record's date as a fingerprint saves it; "" if unknown. */
    String dateText() {
        return isDistinctive() ? firstDate.toString() : "";
    }

    /** Whether this is the generation that another file was, under any key and name, packed or not. */
    boolean beginsLike(RotatedFile before) {
        return before.isDistinctive() && firstDate.equals(before.firstDate) && head.startsWith(before.head);
    }

    /** Whether it holds no text; a packed file without text still has bytes. */
    boolean isEmpty() {
        return size == 0 || (packed && head.isEmpty());
    }

    /**
     * Whether another file, under any key and name, may hold all that this one did: copied, packed or grown. If {@code
     * head} is the whole text, the dates do not count: this file may end in the middle of a date, which then reads
     * differently.
     */
    boolean mayBecome(RotatedFile other) {
        boolean isAllInHead = head.length() < Checksum.MOST;
        return other.head.startsWith(head)
                && (isAllInHead || firstDate.equals(LocalDateTime.MIN) || firstDate.equals(other.firstDate))
                && (other.packed || other.size >= size);
    }

    /**
     * This file with the beginning of its text. Returns it without one if the text cannot be read: the tracker handles
     * that when the file is next. Does so, too, if the path now shows another file, or less of this one: what it read
     * may be the beginning of that.
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
            // The file may begin with the end of a long record.
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

    /** The name before the file was packed. */
    String plainName() {
        return Compression.plainName(name());
    }

    /**
     * Whether this holds only a part of what depwatch has read of a generation: a copy made before the rest was
     * written. A file with only its first few bytes does not count.
     */
    boolean isPartOf(OpenLogFile generation, long offset) {
        return head.length() >= Fingerprint.LITTLE
                && size < offset
                && (!isDistinctive() || firstDate.equals(generation.firstDate()))
                && generation.head().startsWith(head);
    }

    /** Whether this may be the same text, rewritten from its beginning but not yet as far as depwatch has read. */
    boolean mayBecome(Checkpoint read) {
        return size < read.offset()
                && (!isDistinctive() || dateText().equals(read.generation().firstDate()))
                && read.generation().beginsLike(this);
    }
}
