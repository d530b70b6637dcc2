package dev.depwatch.renewal;

import dev.depwatch.config.FileAccess;
import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.commons.io.monitor.FileAlterationListenerAdaptor;
import org.apache.commons.io.monitor.FileAlterationMonitor;
import org.apache.commons.io.monitor.FileAlterationObserver;

/**
 * A folder where a browser saves what it downloads. Only files that are named like tokens of Apple's are looked at, and
 * none in folders below. Owns the thread {@code renew-watch}, of Commons IO's monitor.
 */
public final class DownloadFolder implements Closeable {
    /** Two seconds are promised from the arrival to the upload; most of that is left for the upload. */
    private static final Duration LOOK_EVERY = Duration.ofMillis(200);

    /** More than anybody downloads; a folder with more of them is the wrong one. */
    private static final int MAX_FILES = 1_000;

    private final FileAlterationMonitor monitor;

    private DownloadFolder(FileAlterationMonitor monitor) {
        this.monitor = monitor;
    }

    /**
     * Watches from now on. What is there already is no arrival.
     *
     * @param arrivals given each file that appears or changes, by the thread of the monitor; must be quick
     * @throws IOException with a sentence for the user if it cannot be watched
     */
    public static DownloadFolder watch(Path folder, Consumer<Path> arrivals) throws IOException {
        check(folder);
        try {
            FileAlterationObserver observer = FileAlterationObserver.builder()
                    .setFile(folder.toFile())
                    .setFileFilter(file -> !file.isDirectory() && TokenFile.isNamedLikeOne(file.getName()))
                    .get();
            observer.addListener(new FileAlterationListenerAdaptor() {
                @Override
                public void onFileCreate(File file) {
                    arrivals.accept(file.toPath());
                }

                @Override
                public void onFileChange(File file) {
                    arrivals.accept(file.toPath());
                }
            });
            FileAlterationMonitor monitor = new FileAlterationMonitor(LOOK_EVERY.toMillis(), observer);
            monitor.setThreadFactory(task -> {
                Thread thread = new Thread(task, "renew-watch");
                thread.setDaemon(true);
                return thread;
            });
            monitor.start();
            return new DownloadFolder(monitor);
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            // As Commons IO declares it.
            throw new IOException(folder + ": cannot be watched", e);
        }
    }

    /**
     * The files that are there, by name.
     *
     * @throws IOException with a sentence for the user
     */
    public static List<Path> list(Path folder) throws IOException {
        check(folder);
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> found = files.filter(file -> {
                        String name = String.valueOf(file.getFileName());
                        return TokenFile.isNamedLikeOne(name) || TokenFile.isUnfinished(name);
                    })
                    .limit(MAX_FILES + 1)
                    .sorted()
                    .toList();
            if (found.size() > MAX_FILES) {
                throw new IOException(folder + ": more than " + MAX_FILES
                        + " files that are named like tokens; expected the folder where the browser saves downloads");
            }
            return found;
        }
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

    /**
     * Who besides this user may put files there, as a sentence.
     *
     * @return empty if nobody may, except root
     */
    public static Optional<String> others(Path folder) throws IOException {
        Optional<FileAccess> found = FileAccess.of(folder);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        FileAccess access = found.get();
        if (access.isForeignTo(FileAccess.ownUid().orElse(access.uid()))) {
            return Optional.of(folder + " belongs to " + access.who() + ", who can put files there");
        }
        if (access.othersMayWrite()) {
            return Optional.of(folder + ": everybody may put files there (mode " + access.octal() + ")");
        }
        String group =
                Files.readAttributes(folder, PosixFileAttributes.class).group().getName();
        // Many systems give each user a group of that name, and let it write.
        return access.isShared() && !group.equals(access.owner())
                ? Optional.of(
                        folder + ": the group \"" + group + "\" may put files there (mode " + access.octal() + ")")
                : Optional.empty();
    }

    @Override
    public void close() {
        try {
            monitor.stop(1_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            // As Commons IO declares it; it is stopped before, or stops at its next look.
            throw new IllegalStateException("the watch of a folder does not stop", e);
        }
    }
}
