package dev.depwatch.logs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
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
    private final Path folder;
    private final Path mounts;
    private String seen;
    private Optional<Mount> held;
    private Instant lookedAt;
    private Optional<LogStatus.FollowFailure> failure = Optional.empty();

    /**
     * One mount.
     *
     * @param id the same while it is mounted
     * @param root the mounted folder, by its present name in its own file system
     * @param point where it is mounted; not a {@link Path}, because Java does not accept every name on a host
     */
    private record Mount(String id, String root, String point) {
        static Stream<Mount> of(String line) {
            String[] fields = line.split(" ", 6);
            return fields.length < 6 ? Stream.of() : Stream.of(new Mount(fields[0], fields[3], unescaped(fields[4])));
        }

        boolean isAbove(String file) {
            return point.equals("/") || (file + "/").startsWith(point + "/");
        }

        private static String unescaped(String name) {
            return name.replace("\\040", " ")
                    .replace("\\011", "\t")
                    .replace("\\012", "\n")
                    .replace("\\134", "\\");
        }
    }

    /** @param mounts the file {@link #MOUNTS} */
    MountCheck(Path log, Path mounts, Instant now) {
        this.log = log.toAbsolutePath().normalize();
        this.folder = Objects.requireNonNull(this.log.getParent(), "a log has a folder");
        this.mounts = mounts;
        this.lookedAt = now;
        this.seen = seen();
        this.held = held();
    }

    /** Why depwatch does not see what Jamf Pro writes to the log; empty if it does. Checks twice a minute. */
    Optional<LogStatus.FollowFailure> trouble(Instant now) {
        if (Duration.between(lookedAt, now).abs().compareTo(LOOK_EVERY) >= 0) {
            lookedAt = now;
            String seenNow = seen();
            if (!seenNow.equals(seen)) {
                // The process no longer holds the old folder.
                seen = seenNow;
                held = held();
            }
            failure = isMoved()
                    ? failure.or(() -> Optional.of(new LogStatus.FollowFailure(sentence(), now)))
                    : Optional.empty();
        }
        return failure;
    }

    /** The folder that the path leads to. */
    private String seen() {
        try {
            return String.valueOf(
                    Files.readAttributes(folder, BasicFileAttributes.class).fileKey());
        } catch (IOException isNotThere) {
            return "";
        }
    }

    /**
     * The mount that the log is in: the last of several at one point. Empty for a whole file system, which has no other
     * name.
     */
    private Optional<Mount> held() {
        String real = inBytes(real().toString());
        return mounted().stream()
                .filter(mount -> mount.isAbove(real))
                .reduce((one, other) -> other.point().length() >= one.point().length() ? other : one)
                .filter(mount -> !mount.root().equals("/"));
    }

    private Path real() {
        try {
            return folder.toRealPath().resolve(folder.relativize(log));
        } catch (IOException isNotThere) {
            return log;
        }
    }

    private boolean isMoved() {
        return held.isPresent()
                && mounted().stream()
                        .anyMatch(mount -> mount.id().equals(held.get().id())
                                && mount.point().equals(held.get().point())
                                && !mount.root().equals(held.get().root()));
    }

    private String sentence() {
        return log
                + ": its folder was moved away or removed, and this process cannot see a folder that replaced it; restart"
                + " depwatch";
    }

    /** One character a byte, like the names of mounts: not every name on a host is text. */
    private static String inBytes(String name) {
        return new String(name.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private List<Mount> mounted() {
        try {
            return Files.readAllLines(mounts, StandardCharsets.ISO_8859_1).stream()
                    .flatMap(Mount::of)
                    .toList();
        } catch (IOException isNotLinux) {
            return List.of();
        }
    }
}
