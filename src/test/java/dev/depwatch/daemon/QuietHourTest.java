package dev.depwatch.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import dev.depwatch.CapturedLog;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** While nothing happens, depwatch logs nothing; the clock runs a thousand times as fast. */
@Isolated
class QuietHourTest {
    private static final Duration HOUR = Duration.ofHours(1);

    @TempDir
    private Path folder;

    @AutoClose
    private final CapturedLog log = new CapturedLog("dev.depwatch", Level.INFO);

    @Test
    void nothing_is_logged_in_a_quiet_hour() throws Exception {
        Files.writeString(folder.resolve("school.log"), "");
        Path file = Files.writeString(folder.resolve("depwatch.yml"), """
                listen: 127.0.0.1:0
                stateDirectory: state
                instances:
                  - name: school
                    logs: school.log
                    tokens: [{ kind: ade, id: "1", name: School, owner: it-admin@example.org }]
                alerts:
                  receivers: [{ name: terminal, console: {} }]
                """);
        Instant begin = Instant.now();
        InstantSource clock =
                () -> begin.plus(Duration.between(begin, Instant.now()).multipliedBy(1_000));

        try (Daemon daemon = new Operator().start(file, clock, Writer.nullWriter())) {
            await().until(() -> daemon.health().notReady().get().isEmpty());
            // With a log, nobody waits for the tokens.
            await().untilAsserted(() -> assertThat(log.messages()).contains("school: tokens read: 1"));
            log.events().clear();
            Instant quietSince = clock.instant();
            await().until(() -> clock.instant().isAfter(quietSince.plus(HOUR)));
            assertThat(log.messages()).isEmpty();

            daemon.reload();
        }
        assertThat(log.messages()).as("what it would have heard").isNotEmpty();
    }
}
