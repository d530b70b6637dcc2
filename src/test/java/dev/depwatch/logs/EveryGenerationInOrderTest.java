package dev.depwatch.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Following a log through all its rotations gives the same records as a plain reading of all its files, oldest first.
 * The bytes are arbitrary: hostile lines, lines too long to keep, carriage returns, records of many lines.
 */
class EveryGenerationInOrderTest {
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss,SSS").withZone(ZoneOffset.UTC);
    private static final int GENERATIONS = 8;

    @TempDir
    Path folder;

    private Instant now = Instant.parse("2026-11-24T10:00:00Z");

    private static LongStream seeds() {
        Long seed = Long.getLong("depwatch.generations.seed");
        return seed == null ? LongStream.rangeClosed(1, 40) : LongStream.of(seed);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void following_reads_what_a_plain_reading_of_all_files_reads(long seed) throws IOException {
        Random random = new Random(seed);
        List<LogRecord> followed = new ArrayList<>();
        List<Checkpoint> checkpoints = new ArrayList<>();
        LogTail.Listener listener = (record, before, end) -> {
            record.ifPresent(followed::add);
            checkpoints.add(end);
        };
        FollowedLog tail = new FollowedLog(log(), Optional.empty(), listener, () -> now);
        for (int generation = 0; generation < GENERATIONS; generation++) {
            int writes = 1 + random.nextInt(3);
            for (int write = 0; write < writes; write++) {
                append(lines(random, generation + "." + write));
                if (generation == 0 || random.nextBoolean()) {
                    poll(tail, 1 + random.nextInt(3));
                }
            }
            if (generation > 0 && random.nextInt(3) == 0) {
                // First let a quiet poll complete the record: a record being written belongs to the life that began it.
                poll(tail, 20);
                tail.close();
                tail = new FollowedLog(
                        log(), Optional.of(checkpoints.get(checkpoints.size() - 1)), listener, () -> now);
            }
            if (generation < GENERATIONS - 1) {
                rotate(generation, random.nextInt(3) == 0);
            }
        }
        poll(tail, 20);
        tail.close();

        assertThat(tail.gaps()).as("gaps of seed %d", seed).isZero();
        assertThat(followed).as("seed %d", seed).isEqualTo(plainlyRead()).isNotEmpty();
    }

    private void poll(FollowedLog tail, int times) {
        for (int poll = 0; poll < times; poll++) {
            now = now.plusMillis(250);
            tail.poll();
        }
    }

    private List<LogRecord> plainlyRead() throws IOException {
        LogArchive logArchive = new LogArchive(ZoneOffset.UTC, InputStream.nullInputStream(), bytes -> {});
        List<LogRecord> records = new ArrayList<>();
        for (LogArchive.OldLog found : logArchive.inOrder(logArchive.find(folder.toString()))) {
            logArchive.read(found, records::add);
        }
        return records;
    }

    private Path log() {
        return folder.resolve("JAMFSoftwareServer.log");
    }

    private void append(byte[] bytes) throws IOException {
        try (OutputStream out = Files.newOutputStream(log(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            out.write(bytes);
        }
        Files.setLastModifiedTime(log(), FileTime.from(now));
    }

    private void rotate(int generation, boolean gzip) throws IOException {
        now = now.plus(Duration.ofMillis(1));
        Path away = folder.resolve("JAMFSoftwareServer.log." + (GENERATIONS - generation));
        Files.move(log(), away);
        if (gzip) {
            Path packed = folder.resolve(away.getFileName() + ".gz");
            try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
                Files.copy(away, out);
            }
            Files.delete(away);
        }
    }

    /** Some lines. The first begins a record, so a quiet poll between two writes cannot cut one in two. */
    private byte[] lines(Random random, String name) {
        StringBuilder text = new StringBuilder();
        int count = 1 + random.nextInt(30);
        for (int line = 0; line < count; line++) {
            now = now.plusMillis(1 + random.nextInt(20));
            String date = DATE.format(now);
            text.append(
                    switch (line == 0 ? 0 : random.nextInt(9)) {
                        case 0, 1 -> date + " [ERROR] [duledPool-8] [ntInstanceSyncCommService] - " + name + "." + line;
                        case 2 -> date.replace(' ', 'T') + " [INFO ] x " + name + "." + line;
                        case 3 -> "\tat some.frame\rwith a carriage return";
                        case 4 -> "é".repeat(random.nextInt(random.nextInt(6) == 0 ? 70_000 : 300));
                        case 5 ->
                            "[" + date + "] WARN some.Class " + "\u0001\u001b[31m\ufffd".repeat(random.nextInt(9));
                        case 6 -> "2026-11-24 not a date";
                        case 7 -> "";
                        default -> "Caused by: java.net.SocketTimeoutException: Read timed out";
                    });
            text.append(random.nextBoolean() ? "\r\n" : "\n");
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
