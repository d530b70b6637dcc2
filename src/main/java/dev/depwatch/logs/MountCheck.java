package dev.depwatch.logs;

import dev.depwatch.config.FileAccess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Checks whether somebody moved or removed a log's folder. A sandbox or a container holds the folder itself, not its
 * name, so the process never sees a folder that replaces it. Linux shows the present name of the held folder ({@code
 * proc_pid_mountinfo(5)}); other systems do not. No system shows that a symbolic link now leads to another folder.
 * Belongs to the tail's thread.
 */
final class MountCheck {
    static final Path MOUNTS = Path.of("/proc/self/mountinfo");

    private static final Duration LOOK_EVERY = Duration.ofSeconds(30);

    private final Path log;
    private final Path mounts;
    private final Optional<Mount> held;
    private Instant lookedAt;
    private Optional<String> trouble = Optional.empty();

    /**
     * One mount.
     *
     * @param id the same while it is mounted, and then another one's
     * @param root the mounted folder, by its present name in its own file system
     * @param point where it is mounted
     */
    private record Mount(String id, String root, String point) {
        static Stream<Mount> of(String line) {
            String[] fields = line.split(" ", 6);
            return fields.length < 6
                    ? Stream.of()
                    : Stream.of(new Mount(fields[0], fields[3], fields[4].replace("\\040", " ")));
        }

        boolean isAbove(Path file) {
            return point.equals("/") || (file + "/").startsWith(point + "/");
        }
    }

    /** @param mounts the file {@link #MOUNTS} */
    MountCheck(Path log, Path mounts, Instant now) {
        this.log = log.toAbsolutePath().normalize();
        this.mounts = mounts;
        this.lookedAt = now;
        this.held = held();
    }

    /** Why depwatch does not see what Jamf Pro writes to the log; empty if it does. Checks twice a minute. */
    Optional<String> trouble(Instant now) {
        if (Duration.between(lookedAt, now).abs().compareTo(LOOK_EVERY) >= 0) {
            lookedAt = now;
            trouble = isMoved()
                    ? Optional.of(log
                            + ": its folder was moved away or removed, and this process cannot see a folder that"
                            + " replaced it; restart depwatch")
                    : Optional.empty();
        }
        return trouble;
    }

    /**
     * The mount that the log is in: the last of several at one point. Empty for a whole file system, which has no other
     * name.
     */
    private Optional<Mount> held() {
        Path real = FileAccess.real(log);
        return mounted()
                .filter(mount -> mount.isAbove(real))
                .reduce((one, other) -> other.point().length() >= one.point().length() ? other : one)
                .filter(mount -> !mount.root().equals("/"));
    }

    private boolean isMoved() {
        return held.isPresent()
                && mounted()
                        .anyMatch(mount -> mount.id().equals(held.get().id())
                                && mount.point().equals(held.get().point())
                                && !mount.root().equals(held.get().root()));
    }

    private Stream<Mount> mounted() {
        try {
            // Not every name on a host is text.
            return new String(Files.readAllBytes(mounts), StandardCharsets.UTF_8)
                    .lines()
                    .flatMap(Mount::of);
        } catch (IOException isNotLinux) {
            return Stream.of();
        }
    }
}
