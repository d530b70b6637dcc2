package dev.depwatch.logs;

import dev.depwatch.config.FileAccess;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The followed logs: none of them is a rotated file of another. All tails share one, since there may be hundreds of
 * logs, and each asks about all the others.
 */
public final class Neighbours {
    private final Map<Path, List<Place>> byFolder;

    /** A path that shows a log: its own or, if that is a link, where it leads. */
    record Place(Path log, Path path) {}

    public Neighbours(List<Path> logs) {
        byFolder = logs.stream()
                .map(Path::toAbsolutePath)
                .flatMap(log -> Stream.of(log, FileAccess.real(log)).map(path -> new Place(log, path)))
                .collect(Collectors.groupingBy(place -> LogFiles.folder(place.path())));
    }

    /** Those in a folder. */
    List<Place> in(Path folder) {
        return byFolder.getOrDefault(folder, List.of());
    }
}
