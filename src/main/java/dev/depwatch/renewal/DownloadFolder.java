package dev.depwatch.renewal;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.io.monitor.FileAlterationListenerAdaptor;
import org.apache.commons.io.monitor.FileAlterationObserver;

/**
 * A folder where a browser saves what it downloads. Only files that are named like tokens of Apple's are looked at, and
 * none in folders below.
 */
public final class DownloadFolder {
    private final FileAlterationObserver observer;
    private final List<Path> arrivals = new ArrayList<>();

    public DownloadFolder(Path folder) throws IOException {
        observer = FileAlterationObserver.builder()
                .setFile(folder.toFile())
                .setFileFilter(file -> !file.isDirectory() && TokenFile.isNamedLikeOne(file.getName()))
                .get();
        observer.addListener(new FileAlterationListenerAdaptor() {
            @Override
            public void onFileCreate(File file) {
                arrivals.add(file.toPath());
            }

            @Override
            public void onFileChange(File file) {
                arrivals.add(file.toPath());
            }
        });
    }

    /** The files that appeared or changed since the last look; at the first look all that are there. */
    public List<Path> arrivals() {
        arrivals.clear();
        observer.checkAndNotify();
        return List.copyOf(arrivals);
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
