package dev.depwatch.renewal;

import dev.depwatch.config.FileAccess;
import dev.depwatch.text.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HexFormat;

/** Reads the contents of a file, which are a secret, if this user should upload it. */
final class TokenContents {
    /** A file of Apple's has some four kilobytes. */
    static final int MAX_BYTES = 64 * 1024;

    private TokenContents() {}

    /**
     * Reads a file. No link is followed: a file of this name could lead anywhere.
     *
     * @param name of the file, for a person
     * @throws RefusedFileException if this user should not upload it
     */
    static byte[] read(Path path, String name) throws RefusedFileException {
        try {
            if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
                throw RefusedFileException.of(
                        name,
                        Files.exists(path, LinkOption.NOFOLLOW_LINKS) ? "no file, but a folder or a link" : "gone");
            }
            checkOwner(path, name);
            try (InputStream in = Files.newInputStream(path, LinkOption.NOFOLLOW_LINKS)) {
                byte[] bytes = in.readNBytes(MAX_BYTES + 1);
                if (bytes.length > MAX_BYTES) {
                    throw RefusedFileException.of(
                            name, "larger than " + MAX_BYTES / 1024 + " KiB; a token of Apple's has a few");
                }
                return bytes;
            }
        } catch (IOException e) {
            throw RefusedFileException.of(name, "cannot be read by this user");
        }
    }

    /** Whoever may put a file into the folder could have Jamf Pro take a token of his own. */
    private static void checkOwner(Path path, String name) throws IOException, RefusedFileException {
        FileAccess access = FileAccess.of(path);
        if (access.isForeignTo(FileAccess.ownUid().orElse(access.uid()))) {
            throw RefusedFileException.of(
                    name,
                    "belongs to " + access.who() + "; expected a file that you saved. If you know where it comes"
                            + " from, copy it to a file of your own");
        }
        if (access.othersMayWrite()) {
            throw RefusedFileException.of(
                    name,
                    "everybody may write it (mode " + access.octal()
                            + "); expected a file that you alone may write. If nobody changed it, take the right away:"
                            + " chmod o-w");
        }
    }

    static String sha256(byte[] bytes) {
        return HexFormat.of().formatHex(Sha256.of(bytes));
    }
}
