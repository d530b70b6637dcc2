package dev.depwatch.renewal;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.io.monitor.FileEntry;

/**
 * A folder where a browser saves what it downloads. Only files that are named like tokens of Apple's are looked at, and
 * none in folders below.
 */
public final class DownloadFolder {
    private final File folder;

    /** Those of the last look. */
    private final Map<File, FileEntry> files = new HashMap<>();

    public DownloadFolder(Path folder) {
        this.folder = folder.toFile();
    }

    /** The files that appeared or changed since the last look; at the first look all that are there. */
    public List<Path> arrivals() {
        File[] found = folder.listFiles(file -> !file.isDirectory() && TokenFile.isNamedLikeOne(file.getName()));
        List<File> present = found == null ? List.of() : List.of(found);
        files.keySet().retainAll(present);
        return present.stream()
                .filter(file -> files.computeIfAbsent(file, FileEntry::new).refresh(file))
                .sorted()
                .map(File::toPath)
                .toList();
    }

    /**
     * Looks whether files can be found there.
     *
     * @throws IOException with a sentence for the user if not
     */
    public static void check(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new IOException(folder + ": " + (Files.exists(folder) ? "no folder" : "no such folder")
                    + "; expected the one where the browser saves downloads");
        }
        if (!Files.isReadable(folder)) {
            throw new IOException(folder + ": this user may not list it");
        }
    }
}
