package dev.depwatch.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.depwatch.config.FileAccess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Optional;

/**
 * Writes files that hold secrets. The service's group, which is that of the configuration's folder, may read a file
 * that root writes. Only its writer may read any other file.
 *
 * @param group empty unless root writes
 */
record CredentialFiles(Optional<GroupPrincipal> group) {
    static CredentialFiles beside(Path configuration) throws IOException {
        return new CredentialFiles(
                FileAccess.isRoot()
                        ? Optional.of(Files.readAttributes(parent(configuration), PosixFileAttributes.class)
                                .group())
                        : Optional.empty());
    }

    /** Replaces the whole file. Makes its folders if they are missing. */
    void write(Path file, String secret) throws IOException {
        Path folder = parent(file);
        makeFolder(folder);
        Path next = Files.createTempFile(folder, ".credential", "", FileAccess.ownerOnly("rw-------"));
        try {
            Files.write(next, (secret + "\n").getBytes(UTF_8), WRITE, NOFOLLOW_LINKS);
            give(next, "rw-r-----");
            Files.move(next, file, ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(next);
        }
    }

    private void makeFolder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            makeFolder(parent(folder));
            Files.createDirectory(folder, FileAccess.ownerOnly("rwx------"));
            give(folder, "rwxr-x---");
        }
    }

    /** To the group, if there is one. */
    private void give(Path path, String permissions) throws IOException {
        if (group.isPresent()) {
            Files.setAttribute(path, "posix:group", group.get(), NOFOLLOW_LINKS);
            Files.setAttribute(path, "posix:permissions", PosixFilePermissions.fromString(permissions), NOFOLLOW_LINKS);
        }
    }

    private static Path parent(Path file) {
        return Objects.requireNonNullElse(file.toAbsolutePath().normalize().getParent(), Path.of("/"));
    }
}
