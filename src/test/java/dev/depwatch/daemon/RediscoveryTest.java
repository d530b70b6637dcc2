package dev.depwatch.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import dev.depwatch.CapturedLog;
import dev.depwatch.config.ConfigException;
import dev.depwatch.config.Problem;
import dev.depwatch.demo.SimulatedLog;
import dev.depwatch.demo.SimulatedLog.Failure;
import dev.depwatch.demo.SimulatedLog.Form;
import dev.depwatch.http.Certificates;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Contexts that come while depwatch runs. */
@Timeout(120)
class RediscoveryTest {
    @TempDir
    private Path folder;

    private final Operator operator = new Operator();
    private Path file = Path.of("");

    @AutoClose
    private Daemon daemon;

    @BeforeEach
    void start_with_one_context() throws Exception {
        log("physics");
        file = Files.writeString(folder.resolve("depwatch.yml"), """
                listen: 127.0.0.1:0
                stateDirectory: state
                poll: 50ms
                discover:
                  - name: "{context}"
                    logs: LOGS/*/JAMFSoftwareServer.log
                    jamf: { url: "http://127.0.0.1:9/{context}", clientIdFile: "client-{context}", clientSecretFile: "secret-{context}" }
                """.replace(
                        "LOGS", folder.resolve("logs").toString()));
        daemon = operator.start(file, InstantSource.system(), Writer.nullWriter());
    }

    @Test
    void a_new_context_is_followed_without_a_restart() throws Exception {
        failing("physics");
        await().untilAsserted(() -> assertThat(get("/api/v1/assessment")).contains("\"oauth_refresh_failed\""));
        failing("biology");

        daemon.discover();

        assertThat(daemon.instances()).isEqualTo(2);
        await().untilAsserted(() -> assertThat(get("/metrics"))
                .contains(
                        "depwatch_case_open{cause=\"oauth_refresh_failed\",jamf_instance=\"biology\"} 1",
                        "depwatch_case_open{cause=\"oauth_refresh_failed\",jamf_instance=\"physics\"} 1",
                        "depwatch_failures_total{cause=\"oauth_refresh_failed\",jamf_instance=\"physics\"} 1"));
    }

    @Test
    void a_folder_with_an_odd_name_and_one_that_is_gone_change_nothing() throws Exception {
        log("old copy");
        Files.move(folder.resolve("logs/physics"), folder.resolve("physics"));

        daemon.discover();

        assertThat(daemon.instances()).isEqualTo(1);
        assertThat(get("/metrics")).contains("jamf_instance=\"physics\"").doesNotContain("old copy");
    }

    @Test
    void a_renamed_folder_takes_the_place_of_the_former_one() throws Exception {
        failing("physics");
        Files.writeString(file, "    contexts: { biology: { formerName: physics } }\n", StandardOpenOption.APPEND);
        assertThat(daemon.reload()).isEmpty();
        await().untilAsserted(() -> assertThat(get("/api/v1/assessment")).contains("\"sightings\" : 1,"));
        Files.move(folder.resolve("logs/physics"), folder.resolve("logs/biology"));
        failing("biology");

        try (CapturedLog log = new CapturedLog(Daemon.class.getName(), Level.INFO)) {
            daemon.discover();
            assertThat(daemon.reload()).isEmpty();

            assertThat(log.messagesOfThisThread())
                    .contains("biology continues the history of physics (formerName)")
                    .noneMatch(message -> message.contains("has no effect"));
        }
        await().untilAsserted(() -> assertThat(get("/api/v1/assessment")).contains("\"sightings\" : 2,"));
        assertThat(daemon.instances()).isEqualTo(1);
        assertThat(get("/metrics"))
                .contains("depwatch_failures_total{cause=\"oauth_refresh_failed\",jamf_instance=\"biology\"} 1")
                .doesNotContain("physics");
    }

    @Test
    void credentials_that_come_later_are_used() throws Exception {
        await().untilAsserted(() -> assertThat(get("/api/v1/assessment"))
                .contains("no file \\\"" + folder.resolve("credentials/client-physics")));
        Files.createDirectories(folder.resolve("credentials"));
        Files.writeString(folder.resolve("credentials/client-physics"), "id");
        Files.writeString(folder.resolve("credentials/secret-physics"), "secret");

        daemon.discover();

        await().untilAsserted(() ->
                assertThat(get("/api/v1/assessment")).contains("127.0.0.1:9").doesNotContain("client-physics"));
    }

    @Test
    void a_lost_file_that_ends_the_search_is_shown_until_it_is_back() throws Exception {
        Path hook = Files.writeString(folder.resolve("credentials-hook"), "https://hooks.slack.com/services/x");
        Files.writeString(
                file,
                "alerts: { receivers: [{ name: team, slack: { webhookUrlFile: " + hook + " } }] }\n",
                StandardOpenOption.APPEND);
        assertThat(daemon.reload()).isEmpty();
        Path lost = Files.move(hook, folder.resolve("lost"));
        log("biology");

        daemon.discover();

        assertThat(daemon.instances()).isEqualTo(1);
        assertThat(daemon.summary()).endsWith("; depwatch does not look for new contexts: see the log, then reload");
        assertThat(get("/metrics")).contains("depwatch_config_last_reload_successful 0");

        Files.move(lost, hook);
        daemon.discover();

        assertThat(daemon.summary()).startsWith("instances: 2; ").doesNotContain("contexts");
        assertThat(get("/metrics")).contains("depwatch_config_last_reload_successful 1");
    }

    @Test
    void a_search_that_ends_after_a_reload_says_nothing_of_what_is_in_force() throws Exception {
        daemon.close();
        daemon = operator.start(
                at -> {
                    Settings.Loaded read = Settings.load(file, Map.of(), "host", at);
                    return new Settings.Loaded(read.settings(), read.warnings(), Optional.of(later -> {
                        daemon.reload();
                        throw new ConfigException(List.of(new Problem(file + " of " + at, 0, 1, "", "lost")));
                    }));
                },
                InstantSource.system(),
                Writer.nullWriter());

        daemon.discover();

        assertThat(daemon.summary()).doesNotContain("contexts");
    }

    @Test
    void what_else_is_changed_in_the_file_waits_for_the_reload() throws Exception {
        Files.writeString(file, "nonsense: true");
        log("biology");

        daemon.discover();

        assertThat(daemon.instances()).isEqualTo(2);
        assertThat(daemon.reload()).isNotEmpty();
    }

    @Test
    void a_find_does_not_hide_that_only_a_restart_adds_tls() throws Exception {
        Path web = Files.writeString(folder.resolve("web.yml"), "{}");
        Files.writeString(file, "webConfigFile: web.yml\n", StandardOpenOption.APPEND);
        assertThat(daemon.reload()).isEmpty();
        Certificates certificates = new Certificates(folder);
        Files.writeString(web, certificates.webConfiguration(certificates.selfSigned("localhost")));
        log("biology");

        daemon.discover();

        assertThat(daemon.reload()).singleElement().asString().contains("restart depwatch");
    }

    private void failing(String context) throws IOException {
        new SimulatedLog(log(context), Form.A, ZoneId.systemDefault(), Long.MAX_VALUE)
                .failed(Failure.PASSWORD_CHANGED, Instant.now());
    }

    private Path log(String context) throws IOException {
        Path log = folder.resolve("logs").resolve(context).resolve("JAMFSoftwareServer.log");
        Files.createDirectories(log.getParent());
        return Files.writeString(log, "", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private String get(String path) throws IOException, InterruptedException {
        return operator.get(daemon, path);
    }
}
