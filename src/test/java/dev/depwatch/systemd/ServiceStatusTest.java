package dev.depwatch.systemd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What systemd receives: a program in place of systemd-notify writes its arguments down. */
class ServiceStatusTest {
    private static final Duration WATCHDOG = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    private Instant now = Instant.parse("2026-11-25T14:00:00Z");
    private volatile Optional<String> notReady = Optional.of("still reading the backlog of /log");
    private List<String> troubles = List.of();
    private volatile String summary = "all is well";
    private Duration pause = Duration.ZERO;

    @SuppressWarnings("NullAway.Init")
    private Path program;

    @SuppressWarnings("NullAway.Init")
    private ServiceStatus status;

    @BeforeEach
    void listen() throws IOException {
        program = Files.writeString(
                folder.resolve("systemd-notify"),
                "#!/bin/sh\nfor each; do printf '%s\\n' \"$each\"; done >>\"$0.heard\"\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        status = status(Optional.of(WATCHDOG));
    }

    private ServiceStatus status(Optional<Duration> watchdog) {
        return new ServiceStatus(
                new NotifySocket(program.toString(), watchdog),
                () -> notReady,
                at -> troubles,
                () -> summary,
                () -> now);
    }

    @Test
    void a_long_start_extends_its_timeout_and_reports_ready_once() throws Exception {
        assertThat(step())
                .containsExactly(
                        "EXTEND_TIMEOUT_USEC=30000000",
                        "STATUS=starting: still reading the backlog of /log",
                        "WATCHDOG=1");
        assertThat(pause).isEqualTo(Duration.ofSeconds(1));

        notReady = Optional.empty();
        assertThat(step()).containsExactly("READY=1", "STATUS=all is well", "WATCHDOG=1");
        assertThat(pause).isEqualTo(Duration.ofSeconds(10));

        notReady = Optional.of("a log is read again after a reload");
        assertThat(step()).as("ready is for good").containsExactly("STATUS=all is well", "WATCHDOG=1");
    }

    @Test
    void what_is_new_is_shown_when_it_is_woken_and_not_by_the_next_beat() throws Exception {
        notReady = Optional.empty();
        try (ServiceStatus beatsOnceAnHour = status(Optional.of(Duration.ofHours(3)))) {
            beatsOnceAnHour.start();
            await().untilAsserted(() -> assertThat(heard()).contains("STATUS=all is well"));

            summary = "the configuration was not taken";
            beatsOnceAnHour.wake();

            await().untilAsserted(() -> assertThat(heard()).contains("STATUS=the configuration was not taken"));
        }
    }

    @Test
    void the_watchdog_hears_nothing_while_a_part_makes_no_progress() throws Exception {
        notReady = Optional.empty();
        step();

        troubles = List.of("assess: stuck");
        assertThat(step()).containsExactly("STATUS=all is well");

        troubles = List.of();
        assertThat(step()).containsExactly("STATUS=all is well", "WATCHDOG=1");
    }

    @Test
    void without_a_watchdog_the_status_alone_is_sent() throws Exception {
        status = status(Optional.empty());
        notReady = Optional.empty();

        assertThat(step()).containsExactly("READY=1", "STATUS=all is well");
        summary = "one Apple ID's tokens need regenerating";
        assertThat(step()).containsExactly("STATUS=one Apple ID's tokens need regenerating");
    }

    @Test
    void a_status_is_one_line_and_adds_no_assignment() throws Exception {
        notReady = Optional.empty();
        summary = "x\nMAINPID=1\n" + "y".repeat(1000);

        assertThat(step()).containsExactly("READY=1", "STATUS=x MAINPID=1 " + "y".repeat(387) + "…", "WATCHDOG=1");
    }

    @Test
    void a_failed_notification_is_sent_again() throws Exception {
        notReady = Optional.empty();
        Path elsewhere = Files.move(program, folder.resolve("elsewhere"));
        assertThat(step()).isEmpty();

        Files.move(elsewhere, program);
        assertThat(step()).containsExactly("READY=1", "STATUS=all is well", "WATCHDOG=1");
    }

    @Test
    void a_stop_is_reported() throws Exception {
        status.start();

        status.close();

        assertThat(heard()).endsWith("STOPPING=1", "STATUS=stopping");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            nothing listens                              | ''    | ''       | false |
            systemd listens                              | /run  | ''       | true  |
            its watchdog expects signs of life           | /run  | 30000000 | true  | PT30S
            a malformed period is none                   | /run  | soon     | true  |
            a period of zero is none                     | /run  | 0        | true  |
            """)
    void the_environment_names_the_socket_and_the_watchdog(
            String rule, String socket, String micros, boolean listens, Duration watchdog) {
        Map<String, String> environment = new java.util.HashMap<>(Map.of("NOTIFY_SOCKET", socket));
        if (!micros.isEmpty()) {
            environment.put("WATCHDOG_USEC", micros);
        }

        Optional<NotifySocket> found = NotifySocket.in(environment);

        assertThat(found.isPresent()).as(rule).isEqualTo(listens);
        assertThat(found.flatMap(NotifySocket::watchdog)).as(rule).isEqualTo(Optional.ofNullable(watchdog));
    }

    private List<String> step() throws Exception {
        Files.deleteIfExists(folder.resolve("systemd-notify.heard"));
        pause = status.step(now);
        return heard();
    }

    private List<String> heard() throws IOException {
        Path heard = folder.resolve("systemd-notify.heard");
        return Files.exists(heard) ? Files.readAllLines(heard) : List.of();
    }
}
