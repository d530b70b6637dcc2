package dev.depwatch.logs;

import java.io.IOException;

/**
 * Which file a position lies in. Content decides; the file key (device and inode) only finds the candidate quickly, for
 * a reboot may change a device number and a gzip changes the inode. It decides alone where nothing has been read yet.
 *
 * @param fileKey the file system's key of the file, "" where it has none
 * @param headLength how many of the text's first bytes {@code headHash} covers, at most 1024
 * @param headHash hash of the text's first bytes
 * @param beforeLength how many bytes before the offset {@code beforeHash} covers, at most 1024
 * @param beforeHash hash of the bytes before the offset
 */
public record Generation(String fileKey, int headLength, String headHash, int beforeLength, String beforeHash) {
    /** A date with milliseconds alone tells no generation from the next one. */
    static final int TELLING = "2026-11-24 22:32:43,697 ".length();

    /** Whether so much was read that content alone finds this generation under another file key. */
    boolean isTelling() {
        return isTelling(headLength);
    }

    static boolean isTelling(int bytes) {
        return bytes >= TELLING;
    }

    /** Whether a text that begins with these bytes, given as characters, may be this generation's. */
    boolean mayBegin(String head) {
        return head.length() >= headLength
                && Sample.of(head.substring(0, headLength)).hash().equals(headHash);
    }

    /** Whether a file still holds, up to the offset, what was read of this generation. */
    boolean isHeldBy(OpenFile file, long offset) throws IOException {
        return file.length() >= offset
                && file.sample(0, headLength).equals(new Sample(headLength, headHash))
                && file.sample(offset - beforeLength, beforeLength).equals(new Sample(beforeLength, beforeHash));
    }
}
