package dev.depwatch.logs;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** Why a log cannot be followed now, and since when. Written by the tail's thread, read by any. */
final class FollowError {
    private final Path path;
    private final InstantSource clock;
    private volatile Optional<LogStatus.FollowFailure> current = Optional.empty();

    FollowError(Path path, InstantSource clock) {
        this.path = path;
        this.clock = clock;
    }

    Optional<LogStatus.FollowFailure> current() {
        return current;
    }

    void over() {
        current = Optional.empty();
    }

    /** Whether a log can be followed that has these attributes; says so if not. */
    boolean permits(BasicFileAttributes attributes) {
        if (!attributes.isRegularFile()) {
            say(path + ": is no regular file; expected Jamf Pro's JAMFSoftwareServer.log");
        } else if (attributes.fileKey() == null) {
            say(path + ": its file system tells no file from another, so that a rotation could not be seen; depwatch"
                    + " follows logs on Linux and macOS");
        } else {
            return true;
        }
        return false;
    }

    void cannotRead(IOException e) {
        if (e instanceof NoSuchFileException || Files.notExists(path)) {
            say(path + ": no such file; expected Jamf Pro's JAMFSoftwareServer.log there: is the path right, and has"
                    + " Jamf Pro been started?");
        } else if (e instanceof AccessDeniedException || !Files.isReadable(path)) {
            say(path + ": permission denied; let the user that depwatch runs as read the file and list its folder");
        } else {
            say(path + ": cannot be read (" + e.getMessage() + "); depwatch goes on trying");
        }
    }

    private void say(String sentence) {
        Instant since = current.map(LogStatus.FollowFailure::since).orElseGet(clock::instant);
        current = Optional.of(new LogStatus.FollowFailure(sentence, since));
    }
}
