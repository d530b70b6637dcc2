package dev.depwatch.torture;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import dev.depwatch.writer.RotatingLog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;

/** Written byte by byte, in pieces that end anywhere, and rotated as logrotate and administrators' scripts do. */
final class PlainLog implements RotatingLog {
    /** What becomes of the file when it is full. */
    enum Rotation {
        /** Renamed, and a new one is there at once. */
        RENAME,
        /** Renamed; for a while there is none, and the renamed file is still written to. */
        RENAME_WITH_A_GAP,
        /** Renamed; an empty one is there at once, and the renamed file is still written to for a while. */
        CREATE,
        /** Copied, and emptied a little later; nothing is written between. */
        COPY_AND_TRUNCATE
    }

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss,SSS", Locale.ROOT);
    /** How many writes long a rotation is not finished. */
    private static final int LINGERS = 4;

    private final Path file;
    private final long maxBytes;
    private final int backups;
    private final Rotation rotation;
    private final Random random;
    private final ByteArrayOutputStream held = new ByteArrayOutputStream();
    private FileChannel channel;
    private int lingering;
    private long rotations;

    PlainLog(Path file, long maxBytes, int backups, Rotation rotation, Random random) throws IOException {
        this.file = file;
        this.maxBytes = maxBytes;
        this.backups = backups;
        this.rotation = rotation;
        this.random = random;
        this.channel = opened();
    }

    private FileChannel opened() throws IOException {
        return FileChannel.open(file, CREATE, APPEND);
    }

    @Override
    public void write(String level, String className, String text, Optional<Exception> thrown) throws IOException {
        held.writeBytes(record(level, className, text, thrown).getBytes(UTF_8));
        if (lingering > 0 && --lingering == 0) {
            finishRotation();
        }
        if (lingering > 0 && rotation == Rotation.COPY_AND_TRUNCATE) {
            return;
        }
        pour(random.nextInt(4) == 0 ? random.nextInt(held.size() + 1) : held.size());
        if (lingering == 0 && channel.size() >= maxBytes) {
            pour(held.size());
            rotate();
        }
    }

    private static String record(String level, String className, String text, Optional<Exception> thrown) {
        StringWriter trace = new StringWriter();
        thrown.ifPresent(exception -> exception.printStackTrace(new PrintWriter(trace)));
        String thread = Thread.currentThread().getName();
        return "%s [%-5s] [%-11s] [%-25s] - %s%n%s"
                .formatted(
                        DATE.format(LocalDateTime.now(ZoneId.systemDefault())),
                        level,
                        thread.substring(Math.max(0, thread.length() - 11)),
                        className,
                        text,
                        trace);
    }

    /** Writes so many of the bytes that are held. */
    private void pour(int count) throws IOException {
        byte[] bytes = held.toByteArray();
        ByteBuffer poured = ByteBuffer.wrap(bytes, 0, count);
        while (poured.hasRemaining()) {
            channel.write(poured);
        }
        held.reset();
        held.write(bytes, count, bytes.length - count);
    }

    private void rotate() throws IOException {
        for (int number = backups - 1; number > 0; number--) {
            if (Files.exists(backup(number))) {
                Files.move(backup(number), backup(number + 1), REPLACE_EXISTING);
            }
        }
        rotations++;
        if (rotation == Rotation.COPY_AND_TRUNCATE) {
            Files.copy(file, backup(1));
        } else {
            Files.move(file, backup(1));
        }
        if (rotation == Rotation.CREATE) {
            Files.createFile(file);
        }
        lingering = rotation == Rotation.RENAME ? 0 : random.nextInt(LINGERS);
        if (lingering == 0) {
            finishRotation();
        }
    }

    private void finishRotation() throws IOException {
        if (rotation == Rotation.COPY_AND_TRUNCATE) {
            channel.truncate(0);
            return;
        }
        // Half a line is finished where it was begun.
        pour(held.size());
        channel.close();
        channel = opened();
    }

    private Path backup(int number) {
        return file.resolveSibling(file.getFileName() + "." + number);
    }

    @Override
    public void flush() throws IOException {
        if (lingering > 0) {
            lingering = 0;
            finishRotation();
        }
        pour(held.size());
    }

    @Override
    public long rotations() {
        return rotations;
    }

    @Override
    public boolean isRotating() {
        return lingering > 0;
    }

    @Override
    public void close() throws IOException {
        flush();
        channel.close();
    }
}
