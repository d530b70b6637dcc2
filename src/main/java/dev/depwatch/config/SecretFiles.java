package dev.depwatch.config;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Finds secret files: first systemd's credentials, then beside the configuration, then in the folder {@code
 * credentials} there. That folder has the sources of systemd's credentials, so that a command run by root finds the
 * same secrets as the service. No message repeats the value of the key, since it may be the secret itself; the path of
 * an existing file is no secret.
 *
 * @param credentials the folder {@code $CREDENTIALS_DIRECTORY} of systemd, if set
 * @param beside the folder of the configuration
 */
record SecretFiles(Optional<Path> credentials, Path beside) {
    private static final int MAX_KIB = 64;
    private static final int MEMBERS = 3;
    private static final String CHOWN = "chown USER";

    /** Windows editors begin a file with it. */
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    /**
     * The secret in the file of this name; with the reason in its place if it cannot be used. Where there is no such
     * file yet, it is expected in the folder {@code credentials} beside the configuration.
     *
     * @param hasLines whether it may have several lines
     * @param isPattern whether the name is no secret, since it is a pattern filled with the name of an instance
     * @param warnings takes what the administrator should know about a usable file
     */
    Secret read(String name, boolean hasLines, boolean isPattern, Consumer<String> warnings) {
        Optional<Path> path = path(name);
        if (path.isEmpty()) {
            String found = name.contains("://") ? "found an address" : "not a file name";
            String fault = found + "; expected the name of a file that holds the secret";
            return new Secret("", Optional.empty(), isPattern, Optional.of(fault));
        }
        Path given = path.get();
        return places(given)
                .filter(Files::isRegularFile)
                .findFirst()
                .map(file -> read(file, hasLines, warnings))
                .orElseGet(() -> new Secret(
                        "",
                        Optional.of(beside.resolve("credentials").resolve(given)),
                        isPattern,
                        closed(given).or(() -> Optional.of(missing(given, isPattern)))));
    }

    private Secret read(Path file, boolean hasLines, Consumer<String> warnings) {
        String fault;
        try {
            FileAccess.requireSmall(file, MAX_KIB);
            String text = Files.readString(file);
            boolean isMarked = text.startsWith(BYTE_ORDER_MARK);
            String secret = (isMarked ? text.substring(1) : text).strip();
            if (!secret.isEmpty() && (hasLines || secret.chars().noneMatch(Character::isISOControl))) {
                warning(file, isMarked).ifPresent(warnings);
                return new Secret(secret, Optional.of(file), true, Optional.empty());
            }
            fault = "\"" + file + "\" " + (secret.isEmpty() ? "is empty" : "has more than one line")
                    + "; expected a file with a secret";
        } catch (IOException e) {
            fault = "cannot read \"" + file + "\" (" + FileAccess.whyUnread(e) + ")";
        }
        return new Secret("", Optional.of(file), true, Optional.of(fault));
    }

    /** Empty if that is no name of a file. */
    private static Optional<Path> path(String name) {
        try {
            return name.isBlank() || name.contains("://") ? Optional.empty() : Optional.of(Path.of(name));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private String missing(Path given, boolean isPattern) {
        if (isPattern) {
            return "no file \"" + beside.resolve("credentials").resolve(given) + "\", nor one of this name in \""
                    + beside
                    + "\"" + credentials.map(folder -> " or \"" + folder + "\"").orElse("")
                    + "; make it, as by `depwatch credentials --write`";
        }
        return given.isAbsolute()
                ? "no such file; expected the path of a file that holds the secret"
                : "no such file, neither in "
                        + credentials
                                .map(folder -> "\"" + folder + "\" ($CREDENTIALS_DIRECTORY)")
                                .orElse("$CREDENTIALS_DIRECTORY (not set)")
                        + " nor in \"" + beside
                        + "\" (beside the configuration) nor in its folder credentials; make it beside the configuration, with"
                        + " mode 0600, for the user that depwatch runs as";
    }

    private Stream<Path> places(Path given) {
        return Stream.concat(credentials.stream(), Stream.of(beside, beside.resolve("credentials")))
                .map(folder -> folder.resolve(given));
    }

    /** Names a folder that hides from this user whether the file is there; empty if none does. */
    private Optional<String> closed(Path given) {
        return places(given)
                .flatMap(place -> Stream.iterate(place.toAbsolutePath(), Objects::nonNull, Path::getParent))
                .filter(folder -> Files.isDirectory(folder) && !Files.isExecutable(folder))
                .findFirst()
                .map(folder -> "permission denied: the user that depwatch runs as must be able to enter the folder \""
                        + folder + "\"");
    }

    private Optional<String> warning(Path file, boolean isMarked) {
        // Nobody else may enter systemd's own folder, whatever the file's mode is.
        String open = credentials.filter(file::startsWith).isPresent()
                ? ""
                : openness(file).orElse("");
        String marked = isMarked
                ? "\"" + file + "\" begins with a byte order mark, which depwatch leaves out; save the file without it"
                : "";
        return joined(marked, open);
    }

    /**
     * A warning if others may read, change or replace the file, which begins with what to do; empty if they may not.
     * Ignores the owner if root runs the check, since the daemon runs as another user.
     */
    static Optional<String> openness(Path file) {
        try {
            Path folder = file.toRealPath().resolveSibling("");
            FileAccess found = FileAccess.of(file);
            FileAccess around = FileAccess.of(folder);
            String group = FileAccess.groupOf(file);
            OptionalInt user = FileAccess.otherThanRoot();
            boolean isShared = found.groupMayRead() && isShared(group, groups());
            String ofFile = remedy(
                    closing(found, isShared, user),
                    file,
                    "others may read or change it (owner " + found.owner() + ", group " + group + ", mode "
                            + found.octal() + ")");
            String ofFolder = remedy(
                    closingFolder(around, user),
                    folder,
                    "others may replace \"" + file + "\" in it (owner " + around.owner() + ", mode " + around.octal()
                            + ")");
            boolean namesUser = (ofFile + ofFolder).contains(CHOWN);
            return joined(ofFile, ofFolder, namesUser ? "USER is the user that depwatch runs as" : "");
        } catch (IOException e) {
            return Optional.of("cannot find who may read \"" + file + "\" (" + FileAccess.reason(e) + ")");
        }
    }

    private static Optional<String> joined(String... remarks) {
        return Stream.of(remarks).filter(remark -> !remark.isEmpty()).reduce((one, other) -> one + "; " + other);
    }

    /** What to run on the path, and why; "" without a command. */
    private static String remedy(List<String> commands, Path path, String found) {
        return commands.stream()
                .map(command -> command + " \"" + path + "\"")
                .reduce((first, second) -> first + " && " + second)
                .map(all -> "run " + all + ": " + found)
                .orElse("");
    }

    /**
     * The commands, without its path, that leave a file to root and one user; none if it is theirs alone.
     *
     * @param isShared whether several users may read it as its group
     * @param user whom depwatch runs as; empty: not known
     */
    static List<String> closing(FileAccess file, boolean isShared, OptionalInt user) {
        if (!isShared
                && !file.othersMayRead()
                && !file.isShared()
                && user.stream().noneMatch(file::isForeignTo)) {
            return List.of();
        }
        // Whoever runs the check need not be whom depwatch runs as.
        return user.equals(OptionalInt.of(file.uid())) ? List.of("chmod 0600") : List.of(CHOWN, "chmod 0600");
    }

    /** The same for its folder, so that no other user replaces the file. */
    static List<String> closingFolder(FileAccess folder, OptionalInt user) {
        return Stream.of(
                        user.stream().anyMatch(folder::isForeignTo) ? CHOWN : "",
                        folder.othersMayWrite() && !folder.isSticky() ? "chmod o-w" : "")
                .filter(command -> !command.isEmpty())
                .toList();
    }

    /**
     * Whether several users may be in the group. A user's own group has that user's name, and lists nobody else.
     *
     * @param groups the lines of {@code /etc/group}; a group that is not there, as in a container, counts as one's own
     */
    static boolean isShared(String group, List<String> groups) {
        return groups.stream()
                .map(line -> line.split(":", -1))
                .filter(fields -> fields.length > MEMBERS && fields[0].equals(group))
                .map(fields -> fields[MEMBERS])
                .anyMatch(members -> !isUser(group) || !(members.isEmpty() || members.equals(group)));
    }

    private static boolean isUser(String name) {
        try {
            FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName(name);
            return true;
        } catch (IOException ignored) {
            return false;
        }
    }

    private static List<String> groups() {
        try {
            // Without a charset that can fail: the comments may have any.
            return Files.readAllLines(Path.of("/etc/group"), ISO_8859_1);
        } catch (IOException ignored) {
            return List.of();
        }
    }
}
