package dev.depwatch.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.depwatch.record.LogRecord;
import dev.depwatch.token.Instance;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two ways to read a file, one meaning: the same bytes are the same records. */
class ScanReadsWhatTheTailReadsTest {
    private static final ZoneId ZONE = ZoneId.of("Europe/Zurich");

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void the_same_bytes_are_the_same_records(long seed) throws IOException {
        Path log = Files.write(folder.resolve("JAMFSoftwareServer.log"), anything(new Random(seed)));

        List<LogRecord> followed = followed(log);

        assertThat(scanned(log)).as("seed %d", seed).isEqualTo(followed).isNotEmpty();
    }

    @Test
    void a_byte_order_mark_hides_no_record() throws IOException {
        Path log = Files.writeString(folder.resolve("JAMFSoftwareServer.log"), """
                \uFEFF2026-11-24 10:00:00,000 [ERROR] [duledPool-8] [ntInstanceSyncCommService] - the first
                2026-11-24 11:00:00,000 [INFO ] [duledPool-8] [ntInstanceSyncCommService] - the last
                """);

        List<LogRecord> followed = followed(log);

        assertThat(scanned(log)).isEqualTo(followed).hasSize(2).allMatch(LogRecord::understood);
    }

    private static List<LogRecord> scanned(Path log) {
        LogArchive logArchive = new LogArchive(ZONE, InputStream.nullInputStream(), bytes -> {});
        List<LogRecord> records = new ArrayList<>();
        logArchive.read(new LogArchive.OldLog(log.toString(), Optional.of(log)), records::add);
        return records;
    }

    private static List<LogRecord> followed(Path log) {
        List<LogRecord> records = new CopyOnWriteArrayList<>();
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        LogTail.Plan plan = new LogTail.Plan(
                new LogName(new Instance("school"), log.toString()),
                log,
                List.of(),
                ZONE,
                StartAt.BEGINNING,
                "tail-school-1");
        try (FolderWatch watch = new FolderWatch(Duration.ofMillis(10));
                LogTail tail = new LogTail(
                        plan,
                        Optional::empty,
                        (record, place, end) -> record.ifPresent(records::add),
                        watch,
                        InstantSource.system(),
                        meters,
                        meters.counter("restarts"))) {
            watch.start();
            tail.start();
            await().until(() ->
                    records.stream().anyMatch(record -> record.header().endsWith("the last")));
        }
        return records;
    }

    private static byte[] anything(Random random) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int line = 0; line < 300; line++) {
            byte[] content = switch (random.nextInt(8)) {
                case 0, 1, 2 ->
                    text("2026-11-24 10:%02d:%02d,%03d [ERROR] [duledPool-8] [ntInstanceSyncCommService] - %d"
                            .formatted(line / 60, line % 60, random.nextInt(1000), line));
                case 3 -> text("2026-11-24T10:%02d:%02d,000 [INFO ] x".formatted(line / 60, line % 60));
                case 4 -> text("\tat some.frame\rwith a carriage return");
                case 5 -> text("é".repeat(random.nextInt(70_000)));
                case 6 ->
                    random.ints(random.nextInt(200), 0, 256)
                            .filter(value -> value != '\n')
                            .collect(ByteArrayOutputStream::new, ByteArrayOutputStream::write, (a, b) -> {})
                            .toByteArray();
                default -> text("Caused by: java.net.SocketTimeoutException: Read timed out");
            };
            bytes.writeBytes(content);
            bytes.writeBytes(text(random.nextBoolean() ? "\r\n" : "\n"));
        }
        bytes.writeBytes(
                text("2026-11-24 11:00:00,000 [INFO ] [duledPool-8] [ntInstanceSyncCommService] - the last\n"));
        return bytes.toByteArray();
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
