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

/** Why depwatch cannot follow a log now, and since when. The tail's thread writes it; any thread may read it. */
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

    /** Whether depwatch can follow a log with these attributes; reports the reason if not. */
    boolean permits(BasicFileAttributes attributes) {
        if (!attributes.isRegularFile()) {
            report(path + ": is not a regular file; expected Jamf Pro's JAMFSoftwareServer.log");
        } else if (attributes.fileKey() == null) {
            report(path + ": its file system gives files no key, so depwatch could not notice a rotation; depwatch"
                    + " follows logs on Linux and macOS");
        } else {
            return true;
        }
        return false;
    }

    void isNotThere() {
        try {
            if (permits(Files.readAttributes(path, BasicFileAttributes.class))) {
                over();
            }
        } catch (IOException e) {
            cannotRead(e);
        }
    }

    void cannotRead(IOException e) {
        if (FileDescriptors.areMissing(e)) {
            report(path + ": cannot be opened, since depwatch has too many open files; raise the limit (LimitNOFILE of"
                    + " the service, or ulimit -n) and restart depwatch");
        } else if (e instanceof NoSuchFileException || Files.notExists(path)) {
            report(path + ": no such file; expected Jamf Pro's JAMFSoftwareServer.log there: is the path right, and has"
                    + " Jamf Pro been started?");
        } else if (e instanceof AccessDeniedException || !Files.isReadable(path)) {
            report(path + ": permission denied; let the user that depwatch runs as read the file and list its folder");
        } else {
            report(path + ": cannot be read (" + e.getMessage() + "); depwatch keeps trying");
        }
    }

    private void report(String sentence) {
        Instant since = current.map(LogStatus.FollowFailure::since).orElseGet(clock::instant);
        current = Optional.of(new LogStatus.FollowFailure(sentence, since));
    }
}
