package dev.depwatch.logs;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lists the files beside a log that may be its generations: they are in its folder, and their names begin with its
 * stem. Names decide nothing else. It does not read an unchanged file again. Belongs to the tail's thread.
 */
final class RotatedFiles {
    /** More files than any known rotation keeps; if there are more, only the newest count. */
    private static final int MOST = 1000;

    private static final Logger LOG = LoggerFactory.getLogger(RotatedFiles.class);

    private final Path log;
    private final Path folder;
    private final List<Path> neighbours;
    private final RotationOrder order;
    private Map<Object, RotatedFile> known = Map.of();
    private boolean hadTooMany;

    /** @param neighbours the other followed logs: their generations are not this log's */
    RotatedFiles(Path log, List<Path> neighbours, RotationOrder order) {
        this.log = log.toAbsolutePath();
        this.folder = Objects.requireNonNull(this.log.getParent(), "a log has a folder");
        this.neighbours = neighbours.stream()
                .map(Path::toAbsolutePath)
                .filter(neighbour -> folder.equals(neighbour.getParent()))
                .toList();
        this.order = order;
    }

    /**
     * All generations in the order in which they were written, the log itself last. Empty if the log itself is missing,
     * or if the folder changed during the listing, which may then lack a renamed file.
     *
     * @param wasThereBefore whether a file existed before the generation being read, and so is older
     */
    Optional<List<RotatedFile>> inOrder(Predicate<RotatedFile> wasThereBefore) throws IOException {
        Map<Object, RotatedFile> first = list();
        Map<Object, RotatedFile> read = new HashMap<>();
        for (RotatedFile rotated : first.values()) {
            read.put(rotated.fileKey(), withBeginning(rotated));
        }
        known = read;
        if (!paths(first).equals(paths(list()))) {
            return Optional.empty();
        }
        Optional<RotatedFile> live = read.values().stream().filter(this::isLog).findFirst();
        if (live.isEmpty()) {
            return Optional.empty();
        }
        Map<String, RotatedFile> names =
                read.values().stream().collect(Collectors.toMap(RotatedFile::name, Function.identity()));
        List<RotatedFile> older = read.values().stream()
                .filter(rotated -> !isLog(rotated))
                .filter(rotated -> !isBeingPacked(names.get(rotated.plainName()), rotated))
                .filter(rotated -> !isNewer(rotated, live.get()))
                .toList();
        return Optional.of(order.of(older, live.get(), wasThereBefore));
    }

    /** While a program packs a file, both exist and the packed one is incomplete. */
    private static boolean isBeingPacked(@Nullable RotatedFile plain, RotatedFile rotated) {
        return plain != null
                && !plain.fileKey().equals(rotated.fileKey())
                && (!rotated.isDistinctive() || plain.beginsLike(rotated));
    }

    /**
     * If the log is a link, a program may have created the file that it will lead to next: that is not an older one.
     */
    private boolean isNewer(RotatedFile rotated, RotatedFile live) {
        return live.isDistinctive() && rotated.firstDate().isAfter(live.firstDate()) && Files.isSymbolicLink(log);
    }

    /** The keys of the files that are there now. */
    Set<Object> keys() throws IOException {
        return new HashSet<>(list().keySet());
    }

    /** Whether the file with this key is there now. */
    boolean has(Object fileKey) {
        try {
            return list().containsKey(fileKey);
        } catch (IOException ignored) {
            // Without a listing nothing shows that it is there.
            return false;
        }
    }

    /** The files that are there now except the log itself, in no order. */
    List<RotatedFile> withoutLog() throws IOException {
        List<RotatedFile> all =
                list().values().stream().map(RotatedFile::withBeginning).toList();
        Optional<RotatedFile> live = all.stream().filter(this::isLog).findFirst();
        return all.stream()
                .filter(rotated -> !isLog(rotated))
                .filter(rotated -> live.isEmpty() || !isNewer(rotated, live.get()))
                .toList();
    }

    /** Frees the memory of the last listing. */
    void forget() {
        known = Map.of();
    }

    private RotatedFile withBeginning(RotatedFile rotated) {
        RotatedFile before = known.get(rotated.fileKey());
        return before != null && !before.head().isEmpty() && rotated.isStill(before)
                ? rotated.withBeginningOf(before)
                : rotated.withBeginning();
    }

    private Map<Object, RotatedFile> list() throws IOException {
        Map<Object, RotatedFile> listed = new LinkedHashMap<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, this::isGeneration)) {
            for (Path entry : entries) {
                // A file with two names, as behind a symbolic link, counts once.
                at(entry)
                        .ifPresent(rotated ->
                                listed.merge(rotated.fileKey(), rotated, (one, other) -> isLog(other) ? other : one));
                if (listed.size() > 2 * MOST) {
                    keepNewest(listed);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        keepNewest(listed);
        return listed;
    }

    private void keepNewest(Map<Object, RotatedFile> listed) {
        List<RotatedFile> old = listed.values().stream()
                .filter(rotated -> !isLog(rotated))
                .sorted(Comparator.comparing(RotatedFile::modified).reversed())
                .skip(MOST)
                .toList();
        old.forEach(rotated -> listed.remove(rotated.fileKey()));
        if (!old.isEmpty() && !hadTooMany) {
            hadTooMany = true;
            LOG.warn(
                    "{}: more than {} files beside it may be its rotated files, and depwatch looks only at the newest."
                            + " Remove old ones or move them to another folder",
                    log,
                    MOST);
        }
    }

    private Optional<RotatedFile> at(Path entry) throws IOException {
        try {
            return RotatedFile.at(entry);
        } catch (IOException e) {
            if (!entry.equals(log) && Files.isSymbolicLink(entry)) {
                // A link that leads in a circle is not a generation, and must not hide the others.
                return Optional.empty();
            }
            throw e;
        }
    }

    private static Map<Path, Object> paths(Map<Object, RotatedFile> listed) {
        Map<Path, Object> paths = new HashMap<>();
        listed.forEach((key, rotated) -> paths.put(rotated.path(), key));
        return paths;
    }

    private boolean isLog(RotatedFile rotated) {
        return rotated.path().equals(log);
    }

    /** A file belongs to the log whose stem is the longest that its name starts with. */
    private boolean isGeneration(Path entry) {
        String name = name(entry);
        return startsWithStem(name, stem(log))
                && neighbours.stream()
                        .noneMatch(neighbour -> name.startsWith(name(neighbour))
                                || (stem(neighbour).length() > stem(log).length()
                                        && startsWithStem(name, stem(neighbour))));
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
}
