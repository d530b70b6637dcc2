package dev.depwatch.config;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;

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
        rows(groups, NUMBER, gid).forEach(group -> names.addAll(List.of(group[MEMBERS].split(",", -1))));
        rows(users, GROUP_OF_USER, gid).forEach(user -> names.add(user[NAME]));
        IntStream.concat(IntStream.of(FileAccess.ROOT, owner), self.stream())
                .mapToObj(uid -> rows(users, NUMBER, uid))
                .forEach(known -> known.forEach(user -> names.remove(user[NAME])));
        names.remove(name(gid));
        names.remove("");
        return names;
    }

    /** The name of a group, or its number if it has none. */
    String name(int gid) {
        return rows(groups, NUMBER, gid).map(group -> group[NAME]).findFirst().orElse(String.valueOf(gid));
    }

    /** The fields of each line with the id in one of them. */
    private static Stream<String[]> rows(List<String> lines, int field, int id) {
        return lines.stream()
                .map(line -> line.split(":", -1))
                .filter(fields -> fields.length > MEMBERS && fields[field].equals(String.valueOf(id)));
    }
}
