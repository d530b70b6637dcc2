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
 * The path of a log, as each poll finds it. Knows when the log is at rest, so that depwatch need not read the file
 * itself. Belongs to the tail's thread.
 */
final class LogPath {
    /** After this time every change shows in a file's time, even on a file system with coarse times. */
    private static final Duration COARSEST_FILE_TIME = Duration.ofSeconds(2);

    private final Path path;
    private final FollowError trouble;
    private final InstantSource clock;

    /** The log's attributes when the tail last read it to its end. */
    private @Nullable BasicFileAttributes seen;

    private Instant unchangedSince = Instant.MAX;
    private boolean atRest;

    LogPath(Path path, FollowError trouble, InstantSource clock) {
        this.path = path;
        this.trouble = trouble;
        this.clock = clock;
    }

    /** The attributes of the file that is there now; null, after reporting why, if depwatch cannot follow it. */
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

    /** Forgets the last poll: the tail now reads another file. */
    void forget() {
        seen = null;
        atRest = false;
    }

    /**
     * Notes that the tail has read all of the log.
     *
     * @param live what the last poll found
     * @param toItsEnd whether the log has not grown since that poll
     */
    void read(BasicFileAttributes live, boolean toItsEnd) {
        Instant now = clock.instant();
        if (seen == null || !isUnchanged(seen, live)) {
            seen = live;
            unchangedSince = now;
        }
        atRest = toItsEnd && Duration.between(unchangedSince, now).compareTo(COARSEST_FILE_TIME) >= 0;
    }

    /** The log as the last poll found it, if the tail has read it to its end and it is at rest. */
    Optional<BasicFileAttributes> atRest() {
        return atRest ? Optional.ofNullable(seen) : Optional.empty();
    }

    /** Polls a log at rest; false if it is no longer at rest. */
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
