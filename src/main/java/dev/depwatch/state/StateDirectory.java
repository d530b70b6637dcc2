package dev.depwatch.state;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.depwatch.config.FileAccess;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.apache.commons.io.FileUtils;
import org.apache.commons.io.IOUtils;
import org.apache.commons.io.function.IOConsumer;
import org.apache.commons.io.function.IORunnable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder of the state, for one process at a time. Only its owner may read it, and a write has reached the disk when
 * the method returns. A folder that fails now may work later; each write tries again. Used by one thread at a time.
 */
public final class StateDirectory implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StateDirectory.class);

    private static final String LOCK = "depwatch.lock";
    private static final String TEMPORARY = ".tmp";

    /** Enough to see what happened, and too few to fill a disk. */
    private static final int KEPT_ASIDE = 5;

    private static final DateTimeFormatter IN_A_NAME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final Path path;
    private @Nullable FileChannel lock;
    private @Nullable Object lockKey;

    private StateDirectory(Path path) {
        this.path = path;
    }

    /** The folder is unsafe or in use. */
    private static final class RefusedException extends IOException {
        RefusedException(String sentence) {
            super(sentence);
        }
    }

    /**
     * Locks the folder, and creates it if it is missing. Accepts a folder that does not work yet: then writing fails.
     *
     * @throws IOException with a sentence for the administrator if another process uses the folder or another user
     *     could change it
     */
    public static StateDirectory open(Path path) throws IOException {
        StateDirectory directory = new StateDirectory(path.toAbsolutePath().normalize());
        try {
            directory.prepare();
        } catch (RefusedException e) {
            directory.close();
            throw e;
        } catch (IOException unusable) {
            LOG.debug("{} cannot be used yet", path, unusable);
        }
        return directory;
    }

    /**
     * Why {@link #open} would reject an existing folder, as a sentence for the administrator; empty if it would not.
     *
     * @param user the number of the user that depwatch runs as; empty: ignores the owner
     */
    public static Optional<String> unsafe(Path path, OptionalInt user) {
        try {
            return unsafe(path, FileAccess.of(path), user);
        } catch (IOException ignored) {
            // It is missing or does not work: not a question of safety.
            return Optional.empty();
        }
    }

    static Optional<String> unsafe(Path path, FileAccess found, OptionalInt user) {
        if (user.isPresent() && found.isForeignTo(user.getAsInt())) {
            return Optional.of("Run this as the user that depwatch runs as; if that is uid " + user.getAsInt()
                    + ", run chown " + user.getAsInt() + " \"" + path + "\", or set stateDirectory: the state directory"
                    + " belongs to " + found.who() + ", who could change what depwatch knows.");
        }
        if (found.isShared()) {
            return Optional.of("Run chmod go-w \"" + path + "\", or set stateDirectory to a folder in it that does not"
                    + " exist yet: the state directory has mode " + found.octal()
                    + ", so others could change what depwatch knows.");
        }
        return Optional.empty();
    }

    public Path path() {
        return path;
    }

    public Path file(String name) {
        return path.resolve(name);
    }

    /**
     * Opens a file to read. Follows no link, and opens no pipe or device, which could block the reader or never end.
     *
     * @throws NoSuchFileException if there is no file
     */
    public InputStream read(String name) throws IOException {
        Path file = file(name);
        if (!isPlain(file)) {
            throw new FileSystemException(file.toString(), null, "expected a plain file");
        }
        return Files.newInputStream(file, NOFOLLOW_LINKS);
    }

    static boolean isPlain(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class, NOFOLLOW_LINKS)
                .isRegularFile();
    }

    /** Why a write failed, as a sentence for the administrator. */
    public String sentence(IOException e) {
        if (e instanceof RefusedException) {
            return String.valueOf(e.getMessage());
        }
        return "\"" + path + "\" cannot be written by user \"" + System.getProperty("user.name") + "\": "
                + FileAccess.reason(e)
                + (e instanceof FileSystemException at && at.getFile() != null ? " (" + at.getFile() + ")" : "")
                + ". It must be a folder that this user owns, on a disk with free space. Correct that, or set"
                + " stateDirectory to another folder.";
    }

    /** Replaces a file atomically: whatever happens, it has either its old or all of its new content. */
    public void replace(String name, IOConsumer<OutputStream> content) throws IOException {
        replace(name, content, () -> {});
    }

    /** @param before runs once all of the new content is on the disk */
    void replace(String name, IOConsumer<OutputStream> content, IORunnable before) throws IOException {
        prepare();
        Path temporary = file(name + TEMPORARY);
        Files.deleteIfExists(temporary);
        create(temporary, content);
        before.run();
        Files.move(temporary, file(name), StandardCopyOption.ATOMIC_MOVE);
        syncFolder();
    }

    /** Makes a new file, which has reached the disk when this returns; none if that fails. */
    static void create(Path file, IOConsumer<OutputStream> content) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, Set.of(CREATE_NEW, WRITE), FileAccess.ownerOnly("rw-------"))) {
            try {
                OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel));
                content.accept(out);
                out.flush();
                channel.force(true);
            } catch (IOException | RuntimeException e) {
                FileUtils.deleteQuietly(file.toFile());
                throw e;
            }
        }
    }

    /** Adds whole lines to a file. */
    public void append(String name, byte[] lines) throws IOException {
        prepare();
        if (Files.exists(file(name), NOFOLLOW_LINKS) && !isPlain(file(name))) {
            throw new FileSystemException(file(name).toString(), null, "expected a plain file");
        }
        try (FileChannel channel = FileChannel.open(
                file(name), Set.of(CREATE, READ, WRITE, NOFOLLOW_LINKS), FileAccess.ownerOnly("rw-------"))) {
            boolean isNew = channel.size() == 0;
            append(channel, lines);
            channel.force(true);
            if (isNew) {
                syncFolder();
            }
        }
    }

    /** Adds whole lines at the end of a file. If a crash left half a line there, that line ends there. */
    public static void append(FileChannel file, byte[] lines) throws IOException {
        ByteBuffer last = ByteBuffer.wrap(new byte[] {'\n'});
        file.read(last, Math.max(0, file.size() - 1));
        OutputStream out = Channels.newOutputStream(file.position(file.size()));
        if (last.get(0) != '\n') {
            out.write('\n');
        }
        out.write(lines);
    }

    /**
     * Keeps an unusable file under another name, and the newest few of the earlier ones.
     *
     * @param why a word for the name
     */
    Path setAside(String name, String why, Instant now) throws IOException {
        prepare();
        String prefix = name + "." + why + "-";
        Path aside = file(prefix + IN_A_NAME.format(now));
        Files.move(file(name), aside, StandardCopyOption.ATOMIC_MOVE);
        List<Path> kept = FileAccess.listed(path, prefix + "*");
        // Names sort by time.
        kept.sort(Comparator.reverseOrder());
        for (Path old : kept.subList(Math.min(KEPT_ASIDE, kept.size()), kept.size())) {
            Files.deleteIfExists(old);
        }
        return aside;
    }

    /** Makes sure that the folder exists and is locked: it may have vanished since the last time. */
    private void prepare() throws IOException {
        // Checked first, since createDirectories of Java 17 rejects a link to a folder.
        if (!Files.isDirectory(path)) {
            Files.createDirectories(path, FileAccess.ownerOnly("rwx------"));
        }
        Path file = file(LOCK);
        if (lock != null && Files.exists(file) && Objects.equals(lockKey, key(file))) {
            return;
        }
        close();
        Optional<String> unsafe = unsafe(path, FileAccess.ownUid());
        if (unsafe.isPresent()) {
            throw new RefusedException(unsafe.get());
        }
        if (Files.exists(file, NOFOLLOW_LINKS) && !isPlain(file)) {
            throw new RefusedException("\"" + file + "\" is no plain file, so depwatch cannot lock it. Remove it.");
        }
        FileChannel channel =
                FileChannel.open(file, Set.of(CREATE, WRITE, NOFOLLOW_LINKS), FileAccess.ownerOnly("rw-------"));
        boolean isFree = true;
        try {
            isFree = channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            isFree = false;
        } catch (IOException e) {
            LOG.warn(
                    "{}: the file system cannot lock ({}); make sure that no other depwatch uses it",
                    path,
                    FileAccess.reason(e));
        }
        if (!isFree) {
            channel.close();
            throw new RefusedException("The state directory \"" + path
                    + "\" is in use by another depwatch, and each would overwrite the other's state. Stop the other one,"
                    + " or give this one its own stateDirectory.");
        }
        lock = channel;
        lockKey = key(file);
    }

    private static @Nullable Object key(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }

    private void syncFolder() {
        try (FileChannel folder = FileChannel.open(path, READ)) {
            folder.force(true);
        } catch (IOException ignored) {
            // Some file systems cannot. The file itself is safe; after a power cut, at worst the former file is there.
        }
    }

    /** Releases the folder for another process. */
    @Override
    public void close() {
        // Nothing was written through it; the lock ends with the process at the latest.
        IOUtils.closeQuietly(lock);
        lock = null;
    }
}
