package dev.depwatch.config;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * Who owns a file or folder and who may use it, by its POSIX mode; ignores access control lists.
 *
 * @param uid the owner's number
 * @param owner the owner's name, or the number again if there is no name
 * @param mode the permissions with the sticky bit, as {@code chmod} takes them
 */
public record FileAccess(int uid, String owner, int mode) {
    private static final int ROOT = 0;
    private static final int STICKY = 01000;
    private static final int GROUP_READ = 0040;
    private static final int GROUP_WRITE = 0020;
    private static final int OTHERS_READ = 0004;
    private static final int OTHERS_WRITE = 0002;
    private static final int PERMISSIONS = 07777;

    /**
     * The access of the link's target.
     *
     * @throws IOException if its attributes are unreadable
     */
    public static FileAccess of(Path path) throws IOException {
        Map<String, Object> found = Files.readAttributes(path, "unix:uid,owner,mode");
        return new FileAccess(
                number(found, "uid"), String.valueOf(found.get("owner")), number(found, "mode") & PERMISSIONS);
    }

    /** The name of the file's group, or the number if it has no name. */
    static String groupOf(Path path) throws IOException {
        return String.valueOf(Files.getAttribute(path, "unix:group"));
    }

    private static int number(Map<String, Object> attributes, String name) {
        return (Integer) Objects.requireNonNull(attributes.get(name));
    }

    /** The number of the user that this process runs as; empty on a system without {@code /proc}. */
    public static OptionalInt ownUid() {
        // Java's own class for it (UnixSystem of 17) returns 0 for a user without an entry in passwd, as in a
        // container.
        try {
            return OptionalInt.of(FileAccess.of(Path.of("/proc/self")).uid());
        } catch (IOException | UnsupportedOperationException ignored) {
            return OptionalInt.empty();
        }
    }

    public static boolean isRoot() {
        return ownUid().equals(OptionalInt.of(ROOT));
    }

    /** As {@link #ownUid}; empty also for root, who only looks after what another user runs. */
    public static OptionalInt otherThanRoot() {
        return ownUid().stream().filter(uid -> uid != ROOT).findFirst();
    }

    /** Whether the owner is neither root, who may do everything, nor this user. */
    public boolean isForeignTo(int user) {
        return uid != ROOT && uid != user;
    }

    boolean groupMayRead() {
        return (mode & GROUP_READ) != 0;
    }

    boolean othersMayRead() {
        return (mode & OTHERS_READ) != 0;
    }

    /** Whether everybody may write it. */
    public boolean othersMayWrite() {
        return (mode & OTHERS_WRITE) != 0;
    }

    /** Whether anybody but the owner may write it. */
    public boolean isShared() {
        return (mode & (GROUP_WRITE | OTHERS_WRITE)) != 0;
    }

    /** Whether everybody may remove and replace only their own files in this folder, as in {@code /tmp}. */
    boolean isSticky() {
        return (mode & STICKY) != 0;
    }

    /** The owner in words: name and number. */
    public String who() {
        return "user \"" + owner + "\" (uid " + uid + ")";
    }

    /** The mode as {@code chmod} takes it: four octal digits. */
    public String octal() {
        return "%04o".formatted(mode);
    }

    /**
     * Checks a file before somebody reads it whole.
     *
     * @throws IOException with a {@linkplain #reason reason} if there is none, or if it could block its reader forever or
     *     fill the memory
     */
    public static void requireSmall(Path file, int maxKib) throws IOException {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new IOException("not a file");
        }
        if (Files.size(file) > maxKib * 1024L) {
            throw new IOException("larger than " + maxKib + " KiB");
        }
    }

    /** What the folder has with such a name, in any order. */
    public static List<Path> listed(Path folder, String glob) throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> listing = Files.newDirectoryStream(folder, glob)) {
            listing.forEach(found::add);
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return found;
    }

    /** The file to which links lead; the path itself if that is unknown. */
    public static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException unknown) {
            return path;
        }
    }

    /** Why a file could not be read, in the administrator's words and without its name. */
    public static String reason(IOException failure) {
        if (failure instanceof NoSuchFileException) {
            return "no such file";
        }
        // The second: to make a folder where a file is.
        if (failure instanceof NotDirectoryException || failure instanceof FileAlreadyExistsException) {
            return "not a folder";
        }
        if (failure instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (failure instanceof CharacterCodingException) {
            return "not UTF-8 text";
        }
        if (failure instanceof EOFException) {
            return "it ends too early";
        }
        // Without a reason, the message of such an exception is the name of the file.
        String why = failure instanceof FileSystemException unusual ? unusual.getReason() : failure.getMessage();
        return Objects.requireNonNullElse(why, failure.getClass().getSimpleName());
    }

    /** As {@link #reason}, and what to do if this user may not read a file that depwatch needs. */
    public static String whyUnread(IOException failure) {
        boolean isDenied = failure instanceof AccessDeniedException;
        return reason(failure)
                + (isDenied ? "; let the user that depwatch runs as read it; only commands may run as root" : "");
    }

    /** For a new file or folder, with permissions such as {@code rw-------}. */
    public static FileAttribute<?> ownerOnly(String permissions) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
    }
}
