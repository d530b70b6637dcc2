package dev.depwatch.logs;

import dev.depwatch.config.FileAccess;
import dev.depwatch.logs.Position.RecordMark;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.LocalDateTime;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of one log: what its path shows, and what lies beside that and has a name that begins with the log's stem.
 * Names decide nothing else. It does not read an unchanged file again. Belongs to the tail's thread.
 */
final class LogFiles {
    /** More files than any known rotation keeps; if there are more, only the newest count. */
    static final int MOST = 1000;

    private static final Comparator<LogFile> IN_ORDER = Comparator.comparing(LogFile::live)
            .thenComparing(file -> file.first().map(RecordMark::date).orElse(LocalDateTime.MIN))
            .thenComparing(LogFile::modified)
            .thenComparing(LogFile::path);

    private static final Logger LOG = LoggerFactory.getLogger(LogFiles.class);

    private final Path log;
    private final Neighbours neighbours;

    private Map<Object, LogFile> known = Map.of();
    private boolean hadTooMany;
    /** With what the names of its files begin: the log's and, if it is a link, those of the file it leads to. */
    private volatile Set<String> stems = Set.of();
    /** The followed logs in the folder, with this one. */
    private volatile List<Neighbours.Place> besides = List.of();

    /** @param neighbours all followed logs: the files of the others are not this log's */
    LogFiles(Path log, Neighbours neighbours) {
        this.log = log.toAbsolutePath();
        this.neighbours = neighbours;
    }

    /**
     * All files in the order of their first records, the log itself last. depwatch looks beside the file that a link
     * leads to, because that is where it is rotated.
     *
     * @param eachFile runs before each file, since many may take long: each may begin with a long hole
     */
    List<LogFile> list(Runnable eachFile) throws IOException {
        Path real = FileAccess.real(log);
        Map<Object, LogFile> listed = new HashMap<>();
        Optional<LogFile> live = at(real, true);
        live.ifPresent(file -> listed.put(file.key(), file));
        besides = neighbours.in(folder(real));
        stems = Stream.of(log, real).map(LogFiles::stem).collect(Collectors.toUnmodifiableSet());
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder(real), this::isOfLog)) {
            for (Path entry : entries) {
                // The log may have appeared just now. A file with two names counts once.
                at(entry, live.isEmpty() && entry.equals(real)).ifPresent(file -> listed.putIfAbsent(file.key(), file));
                if (listed.size() > 2 * MOST) {
                    keepNewest(listed);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        keepNewest(listed);
        Map<Object, LogFile> read = new HashMap<>();
        for (LogFile file : listed.values()) {
            eachFile.run();
            withText(file).ifPresent(shown -> read.put(shown.key(), shown));
        }
        known = read;
        return read.values().stream().sorted(IN_ORDER).toList();
    }

    /** Empty if the file was renamed just now: the next look finds it under its new name. */
    private Optional<LogFile> withText(LogFile file) throws IOException {
        LogFile before = known.get(file.key());
        // What could not be opened may have got other permissions since.
        if (before != null
                && file.isStill(before)
                && before.failure()
                        .filter(FileSystemException.class::isInstance)
                        .isEmpty()) {
            return Optional.of(before.at(file.path(), file.live()));
        }
        try {
            return Optional.of(file.withText());
        } catch (NoSuchFileException renamed) {
            return Optional.empty();
        } catch (IOException e) {
            if (FileDescriptors.areMissing(e)) {
                throw e;
            }
            return Optional.of(file.failed(e));
        }
    }

    /** Notes that a file cannot be read to its end, until it changes. */
    void failed(LogFile file, IOException e) {
        known.replace(file.key(), file.failed(e));
    }

    /** Notes how long the text of a file is: a packed one does not show that surely. */
    void readToEnd(LogFile file, long length) {
        known.replace(file.key(), file.withLength(length));
    }

    private void keepNewest(Map<Object, LogFile> listed) {
        List<LogFile> old = listed.values().stream()
                .filter(file -> !file.live())
                .sorted(Comparator.comparing(LogFile::modified).reversed())
                .skip(MOST)
                .toList();
        old.forEach(file -> listed.remove(file.key()));
        if (!old.isEmpty() && !hadTooMany) {
            hadTooMany = true;
            LOG.warn(
                    "{}: more than {} files beside it may be its rotated files, and depwatch looks only at the newest."
                            + " Remove old ones or move them to another folder",
                    log,
                    MOST);
        }
    }

    /** The file at a path; empty if there is none. */
    private static Optional<LogFile> at(Path path, boolean live) throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            Object key = attributes.fileKey();
            return attributes.isRegularFile() && key != null
                    ? Optional.of(LogFile.listed(path, attributes, key, live))
                    : Optional.empty();
        } catch (NoSuchFileException renamed) {
            return Optional.empty();
        } catch (IOException e) {
            if (!live && Files.isSymbolicLink(path)) {
                // A link that leads in a circle must not hide the others.
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Whether a file has the name of one of this log. Any thread may ask. */
    boolean isOfLog(Path file) {
        return stems.stream().anyMatch(stem -> isOf(stem, file));
    }

    /** A file belongs to the log whose stem is the longest that its name starts with. */
    private boolean isOf(String stem, Path entry) {
        String name = name(entry);
        return startsWithStem(name, stem)
                && besides.stream()
                        .filter(place -> !place.log().equals(log))
                        .map(Neighbours.Place::path)
                        .noneMatch(neighbour -> name.startsWith(name(neighbour))
                                || (stem(neighbour).length() > stem.length() && startsWithStem(name, stem(neighbour))));
    }

    /** A stem ends at a word: {@code node10.log} does not start with the stem of {@code node1.log}. */
    private static boolean startsWithStem(String name, String stem) {
        return name.startsWith(stem)
                && (name.length() == stem.length() || !Character.isLetterOrDigit(name.charAt(stem.length())));
    }

    private static String stem(Path log) {
        String name = name(log);
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    static Path folder(Path file) {
        return Objects.requireNonNull(file.getParent(), "a log has a folder");
    }
}
