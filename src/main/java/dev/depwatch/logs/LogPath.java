package dev.depwatch.logs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The path of a log, as one look after the other finds it. Knows when nothing happens there, so that the file itself need
 * not be looked into. Belongs to the tail's thread.
 */
final class LogPath {
    /** After this time every change shows in a file's time, however coarsely a file system counts it. */
    private static final Duration COARSEST_FILE_TIME = Duration.ofSeconds(2);

    private final Path path;
    private final FollowError trouble;
    private final InstantSource clock;

    /** The log as it was found when it was last read to its end, and since when it is unchanged. */
    private @Nullable BasicFileAttributes seen;

    private Instant unchangedSince = Instant.MAX;
    private boolean atRest;

    LogPath(Path path, FollowError trouble, InstantSource clock) {
        this.path = path;
        this.trouble = trouble;
        this.clock = clock;
    }

    /** What stands there now; null if that cannot be followed, which is said. */
    @Nullable
    BasicFileAttributes look() {
        try {
            BasicFileAttributes attributes = attributes();
            if (trouble.permits(attributes)) {
                return attributes;
            }
        } catch (IOException e) {
            trouble.cannotRead(e);
        }
        return null;
    }

    private BasicFileAttributes attributes() throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class);
    }

    /** Something else is read from now on. */
    void forget() {
        seen = null;
        atRest = false;
    }

    /**
     * All of the log is read.
     *
     * @param live what the last look found
     * @param toItsEnd whether it has not grown since that look
     */
    void read(BasicFileAttributes live, boolean toItsEnd) {
        Instant now = clock.instant();
        if (seen == null || !isUnchanged(seen, live)) {
            seen = live;
            unchangedSince = now;
        }
        atRest = toItsEnd && Duration.between(unchangedSince, now).compareTo(COARSEST_FILE_TIME) >= 0;
    }

    /** The log as the last look found it, if it is read to its end and nothing happens in it. */
    Optional<BasicFileAttributes> atRest() {
        return atRest ? Optional.ofNullable(seen) : Optional.empty();
    }

    /** Looks at a log at rest; false if it is at rest no more. */
    boolean isStillAtRest() throws IOException {
        BasicFileAttributes known = seen;
        if (!atRest || known == null) {
            return false;
        }
        atRest = false;
        atRest = isUnchanged(known, attributes());
        return atRest;
    }

    static boolean isUnchanged(BasicFileAttributes known, BasicFileAttributes now) {
        return now.size() == known.size()
                && now.lastModifiedTime().equals(known.lastModifiedTime())
                && known.fileKey().equals(now.fileKey());
    }
}
