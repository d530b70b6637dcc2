package dev.depwatch.config;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Who belongs to a group, by {@code /etc/passwd} and {@code /etc/group}. Knows no user of a directory service.
 *
 * @param users the lines of {@code /etc/passwd}
 * @param groups the lines of {@code /etc/group}
 */
record GroupMembers(List<String> users, List<String> groups) {
    private static final int NAME = 0;
    private static final int NUMBER = 2;
    private static final int GROUP_OF_USER = 3;
    private static final int MEMBERS = 3;

    static GroupMembers ofThisHost() {
        return new GroupMembers(lines(Path.of("/etc/passwd")), lines(Path.of("/etc/group")));
    }

    private static List<String> lines(Path file) {
        try {
            // Read without a charset that can fail: the comments may have any.
            return Files.readAllLines(file, ISO_8859_1);
        } catch (IOException ignored) {
            // As on a system without users: then nobody else is known.
            return List.of();
        }
    }

    /**
     * The names of the users in a group who have no business there.
     *
     * @param owner who owns the file
     * @param self who runs this process. The user with the name of the group counts as the daemon's.
     */
    SortedSet<String> others(int gid, int owner, OptionalInt self) {
        SortedSet<String> names = new TreeSet<>();
        for (String[] group : fields(groups)) {
            if (isNumber(group[NUMBER], gid)) {
                names.addAll(List.of(group[MEMBERS].split(",", -1)));
            }
        }
        for (String[] user : fields(users)) {
            if (isNumber(user[GROUP_OF_USER], gid)) {
                names.add(user[NAME]);
            }
        }
        for (String[] user : fields(users)) {
            if (isNumber(user[NUMBER], FileAccess.ROOT)
                    || isNumber(user[NUMBER], owner)
                    || (self.isPresent() && isNumber(user[NUMBER], self.getAsInt()))) {
                names.remove(user[NAME]);
            }
        }
        names.remove(name(gid));
        names.remove("");
        return names;
    }

    /** The name of a group, or its number if it has none. */
    String name(int gid) {
        return fields(groups).stream()
                .filter(group -> isNumber(group[NUMBER], gid))
                .map(group -> group[NAME])
                .findFirst()
                .orElse(String.valueOf(gid));
    }

    private static List<String[]> fields(List<String> lines) {
        return lines.stream()
                .map(line -> line.split(":", -1))
                .filter(line -> line.length > MEMBERS)
                .toList();
    }

    private static boolean isNumber(String text, int number) {
        return text.equals(String.valueOf(number));
    }
}
