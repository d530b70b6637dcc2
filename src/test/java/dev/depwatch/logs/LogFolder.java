package dev.depwatch.logs;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;

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

    /** Logrotate's copytruncate. */
    void copyAndTruncate() {
        run(() -> {
            Files.copy(log, backup(1), StandardCopyOption.REPLACE_EXISTING);
            Files.write(log, new byte[0], StandardOpenOption.TRUNCATE_EXISTING);
        });
    }

    /** Logrotate's copytruncate with a chain: renames the older copies first. */
    void renameBackupsCopyAndTruncate() {
        shiftBackups();
        copyAndTruncate();
    }

    /** Begins a copy that holds only this much so far; {@link #endCopyAndTruncate} completes it. */
    void renameBackupsAndBeginCopy(String text) {
        shiftBackups();
        appendToBackup(1, text);
    }

    void endCopyAndTruncate() {
        run(() -> Files.write(backup(1), Files.readAllBytes(log)));
        truncate();
    }

    /** What logrotate and log4j2 do with a renamed file in the background: first this, then {@link #removePlain}. */
    void pack(int index) {
        writePacked(index, 1);
    }

    /** A packed file that is still being written, or was cut by a full disk. */
    void packHalf(int index) {
        writePacked(index, 2);
    }

    private void writePacked(int index, int divisor) {
        run(() -> {
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
                gzip.write(Files.readAllBytes(backup(index)));
            }
            byte[] bytes = packed.toByteArray();
            Files.write(packed(index), Arrays.copyOf(bytes, bytes.length / divisor));
            Files.setLastModifiedTime(packed(index), Files.getLastModifiedTime(backup(index)));
        });
    }

    void removePlain(int index) {
        run(() -> Files.delete(backup(index)));
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
