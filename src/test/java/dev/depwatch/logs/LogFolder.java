package dev.depwatch.logs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** A log and its folder, with the verbs of a program that writes and rotates it. */
final class LogFolder {
    private static final int BACKUPS = 10;

    private final Path log;

    LogFolder(Path folder) {
        log = folder.resolve("JAMFSoftwareServer.log");
    }

    Path log() {
        return log;
    }

    void append(String text) {
        appendTo(log, text);
    }

    void appendToBackup(int index, String text) {
        appendTo(backup(index), text);
    }

    private static void appendTo(Path file, String text) {
        run(() -> Files.writeString(
                file, text, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
    }

    /** Log4j 1's chain: {@code .log} becomes {@code .1}, {@code .1} becomes {@code .2}, and the last is deleted. */
    void rename() {
        shiftBackups();
        run(() -> Files.move(log, backup(1)));
    }

    private void shiftBackups() {
        run(() -> {
            Files.deleteIfExists(backup(BACKUPS));
            Files.deleteIfExists(packed(BACKUPS));
            for (int index = BACKUPS - 1; index > 0; index--) {
                if (Files.exists(backup(index))) {
                    Files.move(backup(index), backup(index + 1));
                }
                if (Files.exists(packed(index))) {
                    Files.move(packed(index), packed(index + 1));
                }
            }
        });
    }

    /** Logrotate's copytruncate with a chain: renames the older copies first. */
    void renameBackupsCopyAndTruncate() {
        shiftBackups();
        run(() -> Files.copy(log, backup(1), StandardCopyOption.REPLACE_EXISTING));
        truncate();
    }

    /** Begins a copy that holds only this much so far. */
    void renameBackupsAndBeginCopy(String text) {
        shiftBackups();
        appendToBackup(1, text);
    }

    Path packed(int index) {
        return log.resolveSibling(log.getFileName() + "." + index + ".gz");
    }

    void truncate() {
        run(() -> Files.write(log, new byte[0], StandardOpenOption.TRUNCATE_EXISTING));
    }

    void delete() {
        run(() -> Files.delete(log));
    }

    Path backup(int index) {
        return log.resolveSibling(log.getFileName() + "." + index);
    }

    private interface FileAction {
        void run() throws IOException;
    }

    private static void run(FileAction action) {
        try {
            action.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
