package dev.depwatch.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.depwatch.demo.SimulatedLog.Failure;
import dev.depwatch.demo.SimulatedLog.Form;
import dev.depwatch.record.LogRecord;
import dev.depwatch.record.RecordAssembler;
import dev.depwatch.signature.Signatures;
import dev.depwatch.signature.Signatures.Sighting;
import dev.depwatch.token.Cause;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The simulated log matches the signatures. */
class SimulatedLogTest {
    private static final ZoneId ZONE = ZoneId.of("Europe/Zurich");
    private static final Instant NOW = Instant.parse("2026-11-24T21:32:43Z");

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "A, PASSWORD_CHANGED, OAUTH_REFRESH_FAILED, SPACED",
        "B, PASSWORD_CHANGED, FORBIDDEN, ISO",
        "C, PASSWORD_CHANGED, FORBIDDEN, CONTAINER",
        "A, TERMS_NOT_SIGNED, TERMS_NOT_SIGNED, SPACED",
        "B, TOKEN_EXPIRED, TOKEN_EXPIRED, ISO",
        "C, TOKEN_EXPIRED, TOKEN_EXPIRED, CONTAINER",
        "A, SERVICE_ERROR, OAUTH_REFRESH_FAILED, SPACED",
        "B, SERVICE_ERROR, SERVICE_ERROR, ISO",
        "C, SERVICE_ERROR, SERVICE_ERROR, CONTAINER",
    })
    void a_failure_is_recognized_in_every_form(Form form, Failure failure, Cause cause, LogRecord.Layout layout)
            throws IOException {
        Path file = folder.resolve("JAMFSoftwareServer.log");
        new SimulatedLog(file, form, ZONE, 1_000_000).failed(failure, NOW);

        LogRecord record = onlyRecord(file);

        assertThat(record.layout()).isEqualTo(layout);
        assertThat(record.loggedAt()).isEqualTo(NOW);
        assertThat(Signatures.builtIn().recognise(record)).map(Sighting::cause).contains(cause);
    }

    @ParameterizedTest
    @CsvSource({"A", "B", "C"})
    void chatter_is_parsed_and_no_sighting(Form form) throws IOException {
        Path file = folder.resolve("JAMFSoftwareServer.log");
        new SimulatedLog(file, form, ZONE, 1_000_000).chatter(NOW);

        LogRecord record = onlyRecord(file);

        assertThat(record.understood()).isTrue();
        assertThat(Signatures.builtIn().recognise(record)).isEmpty();
    }

    @Test
    void the_log_rotates_by_size_into_at_most_eleven_files() throws IOException {
        SimulatedLog log = new SimulatedLog(folder.resolve("JAMFSoftwareServer.log"), Form.A, ZONE, 200);
        for (int record = 0; record < 100; record++) {
            log.chatter(NOW);
        }

        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .contains("JAMFSoftwareServer.log.1", "JAMFSoftwareServer.log.10")
                    .hasSizeBetween(10, 11);
        }
    }

    private static LogRecord onlyRecord(Path file) throws IOException {
        RecordAssembler assembler = new RecordAssembler(ZONE, RecordAssembler.Accept.DATED);
        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSize(1);
        assembler.line(lines.get(0), lines.get(0).length() + 1);
        Optional<LogRecord> record = assembler.finish().flatMap(RecordAssembler.Completed::record);
        assertThat(record).isPresent();
        return record.orElseThrow();
    }
}
