package dev.depwatch.logs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.depwatch.logs.LogArchive.OldLog;
import dev.depwatch.record.LineReader;
import dev.depwatch.record.LogRecord;
import dev.depwatch.record.RecordAssembler;
import dev.depwatch.record.RecordAssembler.Accept;
import dev.depwatch.record.RecordSearch;
import dev.depwatch.signature.Signatures;
import dev.depwatch.signature.Signatures.Sighting;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Three ways to read a log, one meaning: a search finds the sightings of an archive's records, and a follower its records. */
class ScanFindsWhatRunFindsTest {
    private static final ZoneId ZONE = ZoneId.of("Europe/Zurich");
    private static final int CASES = Integer.getInteger("depwatch.scan.cases", 15);
    private static final long FIRST_SEED = Long.getLong("depwatch.scan.seed", 1);

    /** A short name and a short text, a text of several lines, a text in a further line, and one of other letters. */
    private static final String SITE = """
            - { id: short, cause: bad_request, classes: [Api], literal: no luck, source: s, matches: ["no luck"] }
            - { id: blank, cause: bad_request, classes: [Api], literal: "a b c d", source: s, matches: ["a b c d"] }
            - { id: lines, cause: bad_request, classes: [SiteThing], literal: "one thing\\nand another", source: s,
                matches: ["x\\none thing\\nand another"] }
            - { id: below, cause: service_error, classes: [VppCommService], literal: deep below, pattern: '(?s).*deep below',
                source: s, matches: ["x\\ndeep below"] }
            - { id: letters, cause: token_rejected, classes: [com.example.Zähler], literal: nicht gültig, source: s,
                matches: ["nicht gültig"] }
            """;

    @TempDir
    Path folder;

    private Signatures signatures = Signatures.builtIn();

    @BeforeEach
    void addASitesSignatures() throws Exception {
        Path site = Files.createDirectory(folder.resolve("signatures.d"));
        Files.writeString(site.resolve("site.yml"), SITE);
        signatures = Signatures.withSite(site);
    }

    static LongStream seeds() {
        return LongStream.range(FIRST_SEED, FIRST_SEED + CASES);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void the_same_bytes_are_the_same_sightings_and_records(long seed) throws IOException {
        byte[] log = new GeneratedLog(seed).bytes();

        assertThat(searched(log)).as("seed %d", seed).isEqualTo(sightings(archived(log)));
        // A follower waits for the newline of the last line.
        byte[] ended = Arrays.copyOf(log, log.length + 1);
        ended[log.length] = '\n';
        // Published excerpts are not a live log.
        assertThat(followed(ended)).as("seed %d", seed).isEqualTo(dated(ended)).isNotEmpty();
    }

    @Test
    void the_generated_logs_hold_sightings_of_every_kind() {
        Set<String> found = new HashSet<>();
        for (long seed = 1; seed <= CASES; seed++) {
            searched(new GeneratedLog(seed).bytes()).forEach(sighting -> found.add(sighting.signature()));
        }

        assertThat(found).hasSizeGreaterThan(20).contains("short", "blank", "lines", "below", "letters");
    }

    /** The window ends within the record's date, class, text, lines and last newline, and within that of the next. */
    @Test
    void a_window_may_end_anywhere() {
        String failure = """
                \uFEFF2026-11-24 22:32:43,697 [ERROR] [duledPool-8] [VppCommService           ] - something\r
                \0\0x
                Caused by: java.net.SocketTimeoutException: deep below
                """;
        String next = "2026-11-24 22:32:44,000 [INFO ] [duledPool-8] [PolicyHelper             ] - saved\n";
        String before = "2026-11-24 22:00:00,000 [INFO ] [duledPool-8] [PolicyHelper             ] - ";
        int length = LineReader.WINDOW - failure.length() - next.length();

        for (int shift = 0; shift < failure.length() + next.length() + 3; shift++) {
            String log =
                    before + "x".repeat(100) + "\n" + before + "x".repeat(length + shift - 2 * before.length() - 102)
                            + "\n" + failure + next + next + failure + next;
            byte[] bytes = log.getBytes(StandardCharsets.UTF_8);

            assertThat(searched(bytes))
                    .as("shift %d", shift)
                    .isEqualTo(sightings(archived(bytes)))
                    .hasSize(2);
        }
    }

    private List<Sighting> searched(byte[] log) {
        List<LogRecord> found = new ArrayList<>();
        new RecordSearch(signatures.clues()).read(reader(log), ZONE, found::add);
        return sightings(found);
    }

    private List<Sighting> sightings(List<LogRecord> records) {
        return records.stream()
                .flatMap(record -> signatures.recognise(record).stream())
                .toList();
    }

    private static List<LogRecord> archived(byte[] log) {
        List<LogRecord> records = new ArrayList<>();
        new LogArchive(ZONE, new ByteArrayInputStream(log), bytes -> {})
                .read(new OldLog("-", Optional.empty()), records::add);
        return records;
    }

    private static List<LogRecord> dated(byte[] log) {
        return LogArchive.completed(reader(log), new RecordAssembler(ZONE, Accept.DATED))
                .flatMap(completed -> completed.record().stream())
                .toList();
    }

    private List<LogRecord> followed(byte[] log) throws IOException {
        Path file = Files.write(folder.resolve("JAMFSoftwareServer.log"), log);
        List<LogRecord> records = new ArrayList<>();
        AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
        try (FollowedLog follower = new FollowedLog(
                file,
                List.of(),
                ZONE,
                StartAt.BEGINNING,
                Optional.empty(),
                (record, ordinal, end) -> records.add(record),
                position -> {},
                now::get)) {
            follower.poll();
            now.set(Instant.EPOCH.plus(OpenFile.QUIET));
            follower.poll();
        }
        return records;
    }

    private static LineReader reader(byte[] log) {
        return new LineReader(Channels.newChannel(new ByteArrayInputStream(log)));
    }
}
