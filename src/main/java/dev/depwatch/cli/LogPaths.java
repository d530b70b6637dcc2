package dev.depwatch.cli;

import static java.util.Comparator.comparing;
import static java.util.function.BinaryOperator.minBy;
import static java.util.stream.Collectors.toMap;

import dev.depwatch.config.FileAccess;
import dev.depwatch.logs.LogArchive.OldLog;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/** Finds the logs that the paths of a command line mean. */
final class LogPaths {
    private static final String STANDARD_INPUT = "-";

    /** JSSAccess.log and JAMFChangeManagement.log, beside JAMFSoftwareServer.log, hold no such records. */
    private static final String NAME = "JAMFSoftwareServer";

    private static final Pattern PATTERN = Pattern.compile("[*?\\[{]");

    private LogPaths() {}

    /**
     * The logs that a path means, in no order: a file or pipe itself, or the files in a folder and in the folders
     * directly in it. If no such file exists, any part of the path may be a pattern as a shell expands it; it matches
     * files and folders, and one without a log is skipped if another has one.
     *
     * @throws IOException if there is no log
     */
    static List<OldLog> find(String path) throws IOException {
        if (path.equals(STANDARD_INPUT)) {
            return List.of(new OldLog("standard input", Optional.empty()));
        }
        try {
            Path file = Path.of(path);
            boolean isPattern = !Files.exists(file, LinkOption.NOFOLLOW_LINKS)
                    && PATTERN.matcher(path).find();
            List<OldLog> logs = new ArrayList<>();
            List<Path> matches = isPattern ? matches(file) : List.of(file);
            for (Path match : matches) {
                logs.addAll(under(match));
            }
            if (logs.isEmpty()) {
                String none = "holds no " + NAME + ".log, and neither do its folders";
                throw new FileSystemException(path, null, matches.isEmpty() ? "nothing matches" : none);
            }
            return logs;
        } catch (InvalidPathException e) {
            throw new FileSystemException(path, null, "is not a path: " + e.getReason());
        } catch (PatternSyntaxException ignored) {
            // The name of a file that does not exist and has brackets.
            throw new NoSuchFileException(path);
        }
    }

    /** The existing paths that match a path with patterns, and the folders in which nobody can say what matches. */
    private static List<Path> matches(Path pattern) throws IOException {
        Path root = pattern.getRoot();
        List<Path> matches = List.of(root == null ? Path.of("") : root);
        List<Path> closed = new ArrayList<>();
        for (Path part : pattern) {
            boolean isPattern = PATTERN.matcher(part.toString()).find();
            List<Path> further = new ArrayList<>();
            for (Path folder : matches) {
                if (isClosed(folder) && (isPattern || !Files.isExecutable(folder))) {
                    closed.add(folder);
                } else if (!isPattern) {
                    further.add(folder.resolve(part));
                } else if (Files.isDirectory(folder)) {
                    further.addAll(FileAccess.listed(folder, part.toString()));
                }
            }
            matches = further;
        }
        // No pipe: depwatch might wait forever for the other end.
        return Stream.concat(matches.stream(), closed.stream())
                .filter(match -> Files.isRegularFile(match) || Files.isDirectory(match))
                .toList();
    }

    /** Whether it is a folder that this user may not list: reading it as a log says so. */
    private static boolean isClosed(Path path) {
        return Files.isDirectory(path) && !Files.isReadable(path);
    }

    private static List<OldLog> under(Path file) throws IOException {
        if (!Files.isDirectory(file) || isClosed(file)) {
            return List.of(log(file));
        }
        List<OldLog> logs = new ArrayList<>(in(file));
        for (Path folder : FileAccess.listed(file, "*")) {
            // Several web apps of one Tomcat write their logs to one folder per instance.
            if (Files.isDirectory(folder)) {
                logs.addAll(in(folder));
            }
        }
        return logs;
    }

    private static List<OldLog> in(Path folder) throws IOException {
        return isClosed(folder)
                ? List.of(log(folder))
                : FileAccess.listed(folder, NAME + "*.log*").stream()
                        .filter(Files::isRegularFile)
                        .map(LogPaths::log)
                        .toList();
    }

    private static OldLog log(Path file) {
        return new OldLog(file.toString(), Optional.of(file));
    }

    /**
     * These logs, each once; those of one folder in the order in which they were written last: rotation may number files
     * either way.
     */
    static List<OldLog> inOrder(List<OldLog> logs) {
        // Read once: a file that is packed meanwhile must not upset the order.
        Map<OldLog, Instant> modified = logs.stream()
                .collect(toMap(log -> log.path().map(FileAccess::real), log -> log, minBy(comparing(OldLog::name))))
                .values()
                .stream()
                .collect(toMap(log -> log, OldLog::modified));
        return modified.keySet().stream()
                .sorted(comparing(LogPaths::folder).thenComparing(modified::get).thenComparing(OldLog::name))
                .toList();
    }

    private static Path folder(OldLog log) {
        return log.path().map(Path::toAbsolutePath).map(Path::getParent).orElse(Path.of(""));
    }
}
