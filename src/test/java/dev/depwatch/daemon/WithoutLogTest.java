package dev.depwatch.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.depwatch.demo.DatedRelay;
import dev.depwatch.demo.StrictJamf;
import dev.depwatch.demo.StrictJamf.Access;
import dev.depwatch.status.ScrapeText;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Expiry;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** An instance whose API is all there is, as in Jamf Cloud. Times are minutes from {@link #START}. */
@Timeout(180)
@Execution(ExecutionMode.CONCURRENT)
class WithoutLogTest {
    private static final Instant START = Instant.parse("2026-11-24T14:00:00Z");
    private static final Instance CLOUD = new Instance("cloud");
    private static final AppleId ADMIN = new AppleId("it-admin@example.org");
    private static final String CLIENT_SECRET = "the-client-secret";

    @TempDir
    private Path folder;

    private final HttpClient browser = HttpClient.newHttpClient();
    private final List<String> slackMessages = new CopyOnWriteArrayList<>();
    private volatile Instant now = START;

    @SuppressWarnings("NullAway.Init")
    private HttpServer slack;

    @SuppressWarnings("NullAway.Init")
    private StrictJamf jamf;

    @SuppressWarnings("NullAway.Init")
    private DatedRelay relay;

    @SuppressWarnings("NullAway.Init")
    private Daemon daemon;

    @BeforeEach
    void start() throws Exception {
        slack = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        slack.createContext("/", exchange -> {
            slackMessages.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        slack.start();
        Access access = new Access("client", CLIENT_SECRET, "user", "password", Duration.ofMinutes(1));
        jamf = new StrictJamf(List.of(token(TokenKind.ADE, "1"), token(TokenKind.CONTENT, "7")), access, () -> now);
        relay = new DatedRelay(jamf.url(CLOUD), () -> now);
        Files.writeString(folder.resolve("jamf-secret"), CLIENT_SECRET);
        Files.writeString(
                folder.resolve("slack-webhook"),
                "http://127.0.0.1:" + slack.getAddress().getPort() + "/webhook");
        jamf.sync(now);
        startDaemon();
        soon().untilAsserted(() -> assertThat(get("/-/ready")).isEqualTo("ready\n"));
    }

    private static Token token(TokenKind kind, String id) {
        return new Token(
                new Token.Key(CLOUD, kind, id),
                "Example " + kind.key(),
                Optional.of(ADMIN),
                "Example School",
                "",
                "",
                Optional.of(Expiry.ofDate(LocalDate.of(2027, 6, 1))));
    }

    private void startDaemon() throws Exception {
        Path file = Files.writeString(folder.resolve("depwatch.yml"), """
                listen: 127.0.0.1:0
                stateDirectory: state
                instances:
                  - { name: cloud, jamf: { url: "%s", clientId: client, clientSecretFile: jamf-secret } }
                alerts:
                  groupWait: 0s
                  groupInterval: 0s
                  receivers:
                    - { name: team, slack: { webhookUrlFile: slack-webhook } }
                """.formatted(relay.url()));
        Settings.Loaded settings = Settings.load(file, Map.of(), "host", Instant.now());
        Terminal nobody = new Terminal(new PrintWriter(Writer.nullWriter()), false);
        daemon = Daemon.start(at -> settings, "1.2.3", () -> now, nobody);
    }

    @AfterEach
    void stop() throws Exception {
        stopDaemon();
        relay.close();
        jamf.close();
        slack.stop(0);
    }

    /** Time passes meanwhile: a stop waits for the save after a message, and depwatch saves once a second. */
    private void stopDaemon() {
        now = now.plusSeconds(2);
        daemon.close();
    }

    @Test
    void a_changed_password_is_reported_without_a_cause_and_its_end_is_proven() throws Exception {
        jamf.changePassword(ADMIN);
        syncsAndIsRead(12);
        assertThat(theCase().path("cause").asText()).isEqualTo("sync_failed");
        syncsAndIsRead(14);
        syncsAndIsRead(41.4);
        assertThat(slackMessages).isEmpty();

        syncsAndIsRead(42);

        soon().untilAsserted(() -> assertThat(slackMessages).hasSize(1));
        assertThat(slackMessages.get(0))
                .contains("cloud", "it-admin@example.org", "CONNECTION_ERROR", "and gives no reason")
                .contains("Do not make new tokens before you know");
        a_restart_repeats_no_count_and_no_notification();

        jamf.renewToken(CLOUD, "1", ADMIN);
        syncsAndIsRead(50);
        syncsAndIsRead(52);

        soon().untilAsserted(() -> assertThat(slackMessages).hasSize(2));
        assertThat(slackMessages.get(1)).contains("Resolved after 40 min", "a new token is in place, and it syncs");
        assertThat(cases()).isEmpty();
        assertThat(get("/metrics")).doesNotContain(CLIENT_SECRET).doesNotContain("depwatch_case_open{");
    }

    private void a_restart_repeats_no_count_and_no_notification() throws Exception {
        String id = theCase().path("id").asText();
        stopDaemon();
        startDaemon();
        isRead(43);

        assertThat(theCase().path("id").asText()).isEqualTo(id);
        assertThat(theCase().path("sightings").asLong()).isEqualTo(4);
        assertThat(ScrapeText.parse(get("/metrics")).of("depwatch_failures_total"))
                .isEmpty();
        assertThat(slackMessages).hasSize(1);
    }

    /** Jamf Pro syncs in that minute, and depwatch has read and assessed the result. */
    private void syncsAndIsRead(double minute) throws Exception {
        jamf.sync(minute(minute));
        isRead(minute);
    }

    private void isRead(double minute) {
        now = minute(minute);
        soon().untilAsserted(() -> {
            JsonNode assessment = assessment();
            assertThat(assessment.path("at").asText()).isEqualTo(now.toString());
            assertThat(assessment.path("instances").get(0).path("tokensReadAt").asText())
                    .isEqualTo(now.toString());
        });
    }

    private static Instant minute(double minute) {
        return START.plusMillis(Math.round(minute * 60_000));
    }

    private JsonNode theCase() throws Exception {
        assertThat(cases()).hasSize(1);
        return cases().get(0);
    }

    private JsonNode cases() throws Exception {
        return assessment().path("cases");
    }

    private JsonNode assessment() throws Exception {
        return new ObjectMapper().readTree(get("/api/v1/assessment"));
    }

    private String get(String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + daemon.address().getPort() + path);
        return browser.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                .body();
    }

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(60));
    }
}
