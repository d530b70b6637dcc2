package dev.depwatch.logs;

import dev.depwatch.config.FileAccess;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/** Why depwatch cannot follow a log, as a sentence for the administrator that names the log. */
final class FollowError {
    private FollowError() {}

    /** What keeps depwatch from following the log now; empty if nothing does. */
    static Optional<String> now(Path log) {
        try {
            return of(log, Files.readAttributes(log, BasicFileAttributes.class));
        } catch (IOException e) {
            return Optional.of(of(log, e));
        }
    }

    /** What keeps depwatch from following a log with these attributes; empty if nothing does. */
    static Optional<String> of(Path log, BasicFileAttributes attributes) {
        if (!attributes.isRegularFile()) {
            return Optional.of(log + ": is not a regular file; expected Jamf Pro's JAMFSoftwareServer.log");
        }
        return attributes.fileKey() == null
                ? Optional.of(log + ": depwatch cannot notice a rotation on this file system. It follows logs on Linux"
                        + " and macOS.")
                : Optional.empty();
    }

    static String of(Path log, IOException e) {
        if (FileDescriptors.areMissing(e)) {
            return log + ": cannot be opened, since depwatch has too many open files; raise the limit (LimitNOFILE of"
                    + " the service, or ulimit -n) and restart depwatch";
        }
        if (e instanceof NoSuchFileException || Files.notExists(log)) {
            return log + ": no such file. Check the path, and that Jamf Pro has started.";
        }
        if (e instanceof AccessDeniedException || (Files.exists(log) && !Files.isReadable(log))) {
            return log + ": permission denied; let the user that depwatch runs as read the file and list its folder";
        }
        return log + ": cannot be read (" + FileAccess.reason(e) + "); depwatch keeps trying";
    }
}
