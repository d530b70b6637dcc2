package dev.depwatch.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import dev.depwatch.assess.Silence;
import dev.depwatch.demo.SimulatedFleet;
import dev.depwatch.demo.StrictApple;
import dev.depwatch.demo.StrictJamf;
import dev.depwatch.demo.StrictJamf.Access;
import dev.depwatch.http.LocalServer;
import dev.depwatch.notify.alertmanager.FakeAlertmanager;
import dev.depwatch.status.DocumentedMetric;
import dev.depwatch.status.ScrapeText;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Instance;
import dev.depwatch.token.SampleToken;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole daemon: simulated instances of Jamf Pro on one side, its receivers and Prometheus on the other. */
@Order(1)
class DaemonTest {
    private static final AppleId ADMIN = new AppleId("it-admin@example.org");
    private static final AppleId LIBRARIAN = new AppleId("librarian@example.com");
    private static final Instance PHYSICS = new Instance("physics");
    private static final Instance CHEMISTRY = new Instance("chemistry");
    private static final String CLIENT_SECRET = "the-client-secret";
    private static final String WEBHOOK_SECRET = "the-secret-part-of-the-webhook";
    private static final String PING_SECRET = "the-secret-part-of-the-ping";

    @TempDir
    Path folder;

    private final Operator operator = new Operator();
    private final List<String> slackMessages = new CopyOnWriteArrayList<>();
    private final List<String> webhookMessages = new CopyOnWriteArrayList<>();
    private final List<String> pings = new CopyOnWriteArrayList<>();
    private final StringWriter terminal = new StringWriter();
    private LocalServer receivers;
    private FakeAlertmanager alertmanager;
    private StrictJamf jamf;
    private SimulatedFleet fleet;
    private StrictApple apple;
    private Daemon daemon;

    @BeforeEach
    void start() throws Exception {
        receivers = new LocalServer(Map.of(
                "/" + WEBHOOK_SECRET,
                exchange -> take(LocalServer.body(exchange), slackMessages, exchange),
                "/webhook",
                exchange -> take(LocalServer.body(exchange), webhookMessages, exchange),
                "/" + PING_SECRET,
                exchange -> take(exchange.getRequestMethod() + " " + exchange.getRequestURI(), pings, exchange)));
        alertmanager = new FakeAlertmanager(InstantSource.system(), "");
        Access access = new Access("client", CLIENT_SECRET, "user", "password", Duration.ofMinutes(1));
        jamf = new StrictJamf(
                List.of(
                        token(PHYSICS, TokenKind.ADE, ADMIN, "Example University"),
                        besideIt(token(PHYSICS, TokenKind.ADE, LIBRARIAN, "Example University")),
                        token(CHEMISTRY, TokenKind.ADE, ADMIN, "Example University"),
                        token(CHEMISTRY, TokenKind.CONTENT, ADMIN, "Example University"),
                        token(new Instance("library"), TokenKind.ADE, LIBRARIAN, "Example Library")),
                access,
                InstantSource.system());
        fleet = new SimulatedFleet(folder, jamf.simulated(), Duration.ofSeconds(1), InstantSource.system());
        Files.writeString(folder.resolve("jamf-secret"), CLIENT_SECRET + "\n");
        Files.writeString(folder.resolve("slack-webhook"), receivers.uri("/" + WEBHOOK_SECRET) + "\n");
        Files.writeString(folder.resolve("heartbeat"), receivers.uri("/" + PING_SECRET) + "\n");
        apple = new StrictApple(
                new StrictApple.Access("BUSINESSAPI.1", "key-1", "business.api"), InstantSource.system());
        for (String server : List.of("uuid of physics", "another uuid", "uuid of chemistry", "uuid of library")) {
            apple.addServer(server, server, 12);
        }
        fleet.heardBy(apple.simulated());
        Files.writeString(folder.resolve("apple-key"), apple.privateKeyPem());
        fleet.start();
        daemon = operator.start(configuration(), InstantSource.system(), terminal);
    }

    private static Token token(Instance instance, TokenKind kind, AppleId owner, String organization) {
        return SampleToken.of(
                new Token.Key(instance, kind, "1"),
                instance + " " + kind.key(),
                owner.value(),
                organization,
                "server of " + instance,
                "uuid of " + instance,
                LocalDate.now(ZoneOffset.UTC).plusDays(200).toString());
    }

    /** A second token on the same instance, which differs from the first only in its sync states. */
    private static Token besideIt(Token token) {
        return new Token(
                new Token.Key(token.instance(), token.kind(), "2"),
                "beside it",
                token.owner(),
                token.organization(),
                "another server",
                "another uuid",
                token.expiry());
    }

    private Path configuration() throws IOException {
        String instances = fleet.logs().entrySet().stream()
                .map(log -> """
                          - { name: %s, logs: "%s", jamf: { url: "%s", clientId: client, clientSecretFile: jamf-secret } }
                        """.formatted(log.getKey(), log.getValue(), jamf.url(log.getKey())))
                .collect(Collectors.joining());
        return Files.writeString(folder.resolve("depwatch.yml"), """
                listen: 127.0.0.1:0
                stateDirectory: state
                poll: 50ms
                syncInterval: 1s
                instances:
                %sowners: { shared: [it-admin@example.org] }
                apple:
                  - name: Example
                    scope: business
                    clientId: BUSINESSAPI.1
                    keyId: key-1
                    privateKeyFile: apple-key
                    url: "%s"
                    tokenUrl: "%s"
                alerts:
                  groupWait: 2s
                  groupInterval: 1s
                  receivers:
                    - { name: terminal, console: {} }
                    - { name: team, minSeverity: warning, slack: { webhookUrlFile: slack-webhook } }
                    - { name: alertmanager, alertmanager: { urls: ["%s"] } }
                    - { name: bridge, webhook: { url: "http://127.0.0.1:%d/webhook" } }
                  heartbeat: { urlFile: heartbeat }
                  silences:
                    - { instance: chemistry, kind: content, until: 2999-12-31, reason: no apps there }
                """.formatted(
                        instances, apple.url(), apple.tokenUrl(), alertmanager.url(), receivers.port()));
    }

    private static void take(String message, List<String> messages, HttpExchange exchange) throws IOException {
        messages.add(message);
        LocalServer.answer(exchange, 200, "");
    }

    @AfterEach
    void stop() {
        daemon.close();
        fleet.close();
        jamf.close();
        apple.close();
        receivers.close();
        alertmanager.close();
    }

    @Test
    void a_changed_password_sends_one_message_and_its_end_another() throws Exception {
        await().until(() -> value("depwatch_account_tokens_to_regenerate") == 0.0);
        await().untilAsserted(() -> assertThat(get("/-/ready")).isEqualTo("ready\n"));

        jamf.changePassword(ADMIN);

        // On a slow machine, depwatch sees one failure long before the other, and each receiver takes its time.
        await().untilAsserted(() -> assertThat(slackText(newest(slackMessages)))
                .contains("it-admin@example.org", "2 ADE tokens", "chemistry", "physics"));
        await().untilAsserted(() -> assertThat(terminal.toString())
                .contains("Apple ID it-admin@example.org: 2 ADE tokens need regenerating"));
        await().until(() -> value("depwatch_account_tokens_to_regenerate") == 2.0);
        await().untilAsserted(() -> assertThat(alertmanager.firing())
                .extracting(alert -> alert.label("apple_id") + " " + alert.label("jamf_instance"))
                .containsExactlyInAnyOrder("it-admin@example.org chemistry", "it-admin@example.org physics"));
        await().untilAsserted(() -> assertThat(newest(webhookMessages))
                .contains("\"appleId\":\"it-admin@example.org\"", "chemistry ade", "physics ade"));
        assertThat(List.of(slackMessages.size(), webhookMessages.size()))
                .as("one message, or a second one where the other failure came late")
                .allMatch(messages -> messages <= 2);
        scraped_and_documented_metrics_match();
        await().untilAsserted(this::the_json_counts_the_failures_of_the_logs);

        jamf.renewToken(PHYSICS, "1", ADMIN);
        jamf.renewToken(CHEMISTRY, "1", ADMIN);

        // On a slow machine, depwatch sees one renewal long before the other, and reports it separately.
        await().untilAsserted(() ->
                assertThat(slackText(newest(slackMessages))).contains("Resolved", "it-admin@example.org"));
        await().untilAsserted(() -> assertThat(alertmanager.firing()).isEmpty());
        // On a slow machine, depwatch may also have reported that it saw little for a while.
        assertThat(alertmanager.held())
                .filteredOn(alert -> alert.label("apple_id").equals(ADMIN.value()))
                .extracting(alert -> alert.annotation("resolved_by"))
                .isNotEmpty()
                .isSubsetOf("replaced", "synced");
        assertThat(value("depwatch_account_tokens_to_regenerate")).isEqualTo(0.0);
        assertThat(get("/-/healthy")).isEqualTo("healthy\n");
        assertThat(pings).isNotEmpty().allMatch(("POST /" + PING_SECRET)::equals);
        int before = pings.size();
        assertThat(daemon.reload()).isEmpty();
        await().untilAsserted(() -> assertThat(pings).hasSizeGreaterThan(before));
        no_output_holds_a_secret();
    }

    @Test
    void a_silence_by_command_ends_an_alert_without_a_reload() throws Exception {
        ZoneId zone = ZoneId.systemDefault();
        CommandedSilences command = new CommandedSilences(folder.resolve("state"));
        Silence.Config silence = new Silence.Config(
                "library",
                Optional.empty(),
                Optional.of("1"),
                LocalDate.now(zone).plusDays(7),
                "being taken down",
                Optional.of("anna"));
        jamf.leaveTermsUnsigned("Example Library");
        await().untilAsserted(() -> assertThat(slackMessages).isNotEmpty());

        command.put(silence, zone, Instant.now());

        await().untilAsserted(() -> assertThat(slackText(newest(slackMessages))).contains("being taken down"));
        assertThat(get("/")).contains("being taken down");
        assertThat(get("/api/v1/assessment")).contains("being taken down");
        assertThat(scrape().of("depwatch_token_silenced_until_timestamp_seconds"))
                .extracting(sample -> sample.label("jamf_instance"))
                .contains("library");
        assertThat(scrape().of("depwatch_alerts")).isEmpty();

        assertThat(command.end(silence, zone, Instant.now())).isTrue();

        await().untilAsserted(() -> assertThat(slackText(newest(slackMessages)))
                .contains("Example Library")
                .doesNotContain("being taken down"));
    }

    @Test
    void a_damaged_file_of_silences_is_unhealthy_and_silences_go_on() throws Exception {
        Path file = Files.writeString(folder.resolve("state/silences.json"), "{");

        await().untilAsserted(
                        () -> assertThat(get("/-/healthy")).contains("\"" + file + "\" cannot be used", "Remove it"));

        Files.delete(file);
        await().untilAsserted(() -> assertThat(get("/-/healthy")).isEqualTo("healthy\n"));
    }

    private void scraped_and_documented_metrics_match() throws Exception {
        Set<DocumentedMetric> documented = DocumentedMetric.in(Files.readString(Path.of("docs/metrics.md")));
        ScrapeText scrape = scrape();
        Set<DocumentedMetric> scraped = scrape.metrics();

        assertThat(scrape.helps().keySet()).isEqualTo(scrape.types().keySet());
        assertThat(documented).containsAll(scraped);
        assertThat(DocumentedMetric.names(scraped)).containsAll(DocumentedMetric.names(documented));
    }

    private void the_json_counts_the_failures_of_the_logs() throws Exception {
        JsonNode cases = new ObjectMapper().readTree(get("/api/v1/assessment")).path("cases");

        assertThat(cases).hasSize(2).allSatisfy(one -> {
            assertThat(one.path("sightings").asLong()).isGreaterThan(1);
            assertThat(one.path("firstLoggedAt").asText())
                    .isLessThan(one.path("lastLoggedAt").asText());
        });
    }

    private void no_output_holds_a_secret() throws Exception {
        String[] key = apple.privateKeyPem().lines().toArray(String[]::new);
        assertThat(List.of(get("/metrics"), get("/api/v1/assessment"), get("/"), terminal.toString()))
                .allSatisfy(output -> assertThat(output)
                        .doesNotContain(CLIENT_SECRET, WEBHOOK_SECRET, PING_SECRET)
                        .doesNotContain(key));
        assertThat(slackMessages)
                .allSatisfy(output -> assertThat(output).doesNotContain(CLIENT_SECRET, WEBHOOK_SECRET, PING_SECRET));
        assertThat(folder.resolve("state/state.json"))
                .content()
                .contains("chemistry")
                .contains("Example", "uuid of physics")
                .doesNotContain(CLIENT_SECRET, WEBHOOK_SECRET, PING_SECRET)
                .doesNotContain(key);
    }

    private static String newest(List<String> messages) {
        assertThat(messages).isNotEmpty();
        return messages.get(messages.size() - 1);
    }

    private static String slackText(String message) throws IOException {
        return new ObjectMapper().readTree(message).toString();
    }

    /** The value of it-admin's sample; negative if there is none. */
    private double value(String metric) throws Exception {
        return scrape().of(metric).stream()
                .filter(sample -> sample.label("apple_id").equals(ADMIN.value()))
                .mapToDouble(ScrapeText.Sample::value)
                .findFirst()
                .orElse(-1);
    }

    private ScrapeText scrape() throws Exception {
        return ScrapeText.parse(get("/metrics"));
    }

    private String get(String path) throws Exception {
        return operator.get(daemon, path);
    }
}
