package dev.depwatch.logs;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.io.IOException;

/**
 * Identifies the file of a position. Content decides: the date of the first record and the first bytes. Both, because
 * each generation may begin with the same header. The file key (device and inode) only finds the candidate quickly: a
 * reboot may change a device number, and gzip changes the inode. It decides alone if nothing has been read yet.
 *
 * @param fileKey the file system's key of the file; "" if it has none
 * @param headLength how many of the text's first bytes {@code headHash} covers, at most 1024
 * @param headHash hash of the text's first bytes
 * @param beforeLength how many bytes before the offset {@code beforeHash} covers, at most 1024
 * @param beforeHash hash of the bytes before the offset
 * @param firstDate the date of the first record, as in {@code 2026-11-24T22:32:43.697}; "" while none has been read
 */
public record Fingerprint(
        String fileKey,
        int headLength,
        String headHash,
        int beforeLength,
        String beforeHash,
        @JsonSetter(nulls = Nulls.AS_EMPTY) String firstDate) {
    /**
     * A file with fewer bytes than a date with milliseconds holds no record, so depwatch reads it again from its
     * beginning.
     */
    static final int LITTLE = "2026-11-24 22:32:43,697 ".length();

    public Fingerprint(String fileKey, int headLength, String headHash, int beforeLength, String beforeHash) {
        this(fileKey, headLength, headHash, beforeLength, beforeHash, "");
    }

    /** Whether content alone finds this generation under another file key. */
    boolean isDistinctive() {
        return !firstDate.isEmpty();
    }

    /** Whether so little of the text is known that another one may begin with it. */
    boolean isLittle() {
        return headLength < LITTLE;
    }

    /** Whether a text with this beginning may be this generation, of which less may have been read. */
    boolean mayBegin(RotatedFile rotated) {
        return !isOther(rotated) && rotated.head().length() >= headLength && beginsLike(rotated);
    }

    /**
     * Whether a text begins with another record: the file system may have given the key to a new file with the same
     * header.
     */
    boolean isOther(RotatedFile rotated) {
        return isDistinctive() && !firstDate.equals(rotated.dateText());
    }

    /** Whether this text begins like this generation, whose first record is known. */
    boolean begins(String text) {
        return isDistinctive()
                && text.length() >= headLength
                && Checksum.of(text.substring(0, headLength)).hash().equals(headHash);
    }

    /** Whether a text has these first bytes, as far as it goes. */
    boolean beginsLike(RotatedFile rotated) {
        return rotated.head().length() < headLength
                || Checksum.of(rotated.head().substring(0, headLength)).hash().equals(headHash);
    }

    /** Whether a file still holds, up to the offset, what was read of this generation. */
    boolean isHeldBy(OpenFile file, long offset) throws IOException {
        return file.length() >= offset
                && file.checksum(0, headLength).equals(new Checksum(headLength, headHash))
                && file.checksum(offset - beforeLength, beforeLength).equals(new Checksum(beforeLength, beforeHash));
    }
}
