package dev.depwatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.depwatch.http.LocalServer;
import dev.depwatch.notify.alertmanager.FakeAlertmanager;
import dev.depwatch.notify.email.Mail;
import dev.depwatch.notify.slack.SimulatedSlack;
import dev.depwatch.notify.slack.SimulatedSlack.Answer;
import dev.depwatch.notify.slack.SimulatedSlack.Post;
import jakarta.mail.internet.MimeMessage;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestAlertCommandTest {
    private static final String RECEIVERS = """
            receivers:
                - { name: terminal, console: {} }
                - { name: team, slack: { webhookUrlFile: webhook } }
                - { name: managers, minSeverity: critical, slack: { webhookUrlFile: webhook } }
            """;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    @AutoClose
    private SimulatedSlack slack;

    @BeforeEach
    void start() throws Exception {
        slack = new SimulatedSlack();
        Files.writeString(folder.resolve("webhook"), slack.webhook().toString());
    }

    @Test
    void each_receiver_gets_a_sample_of_each_of_its_kinds_and_of_its_end() throws Exception {
        int code = executeAll(RECEIVERS);

        assertThat(out.toString().lines().filter(line -> line.contains("delivered")))
                .containsExactly(
                        "terminal: delivered, 16 samples",
                        "team: delivered, 16 samples",
                        "managers: delivered, 8 samples");
        assertThat(code).isZero();
        assertThat(folder.resolve("state")).as("that of a depwatch that runs").doesNotExist();
        assertThat(slack.problems()).isEmpty();
        assertThat(slack.channel()).hasSize(24).allSatisfy(post -> {
            assertThat(post.headline()).matches("\\S+ TEST: .*");
            assertThat(post.message().toString()).contains("This is a test of depwatch");
        });
        assertThat(slack.channel())
                .extracting(Post::headline)
                .anySatisfy(headline -> assertThat(headline).contains("TEST: Resolved after"));
        assertThat(out.toString()).contains("TEST: Apple ID it-admin@example.org: 2 ADE tokens need regenerating");
    }

    @Test
    void every_protocol_sends_samples_that_nobody_mistakes_for_alerts() throws Exception {
        List<JsonNode> posted = new CopyOnWriteArrayList<>();
        List<String> cards = new CopyOnWriteArrayList<>();
        LocalServer bridge = new LocalServer(Map.of(
                "/",
                exchange -> {
                    posted.add(new ObjectMapper().readTree(exchange.getRequestBody()));
                    LocalServer.answer(exchange, 204, "");
                },
                "/teams",
                exchange -> {
                    cards.add(new ObjectMapper()
                            .readTree(exchange.getRequestBody())
                            .toString());
                    LocalServer.answer(exchange, 202, "");
                }));
        Files.writeString(folder.resolve("teams"), bridge.uri("/teams").toString());
        GreenMail mail = Mail.server(ServerSetup.PROTOCOL_SMTP);
        try (FakeAlertmanager alertmanager = new FakeAlertmanager(InstantSource.system(), "")) {
            int code = executeAll("""
                    receivers:
                        - { name: mail, email: { host: 127.0.0.1, port: %d, tls: none, from: depwatch@example.org, to: it@example.org } }
                        - { name: bridge, webhook: { url: "http://127.0.0.1:%d/" } }
                        - { name: channel, teams: { webhookUrlFile: teams } }
                        - { name: alertmanager, alertmanager: { urls: ["%s"] } }
                    """.formatted(mail.getSmtp().getPort(), bridge.port(), alertmanager.url()));

            assertThat(out.toString().lines())
                    .containsExactly(
                            "mail: delivered, 16 samples",
                            "bridge: delivered, 16 samples",
                            "channel: accepted, 16 samples. Teams accepts a message before it shows it: check that Teams"
                                    + " shows it",
                            "alertmanager: delivered, 9 samples");
            assertThat(code).isZero();
            for (MimeMessage message : mail.getReceivedMessages()) {
                assertThat(message.getSubject()).matches("(Re: )?\\[depwatch\\] TEST: .*");
            }
            assertThat(mail.getReceivedMessages()).hasSize(16);
            assertThat(posted)
                    .hasSize(16)
                    .allSatisfy(message ->
                            assertThat(message.path("test").asBoolean()).isTrue());
            assertThat(cards).hasSize(16).allSatisfy(card -> assertThat(card).contains("\"TEST: "));
            assertThat(alertmanager.firing()).hasSize(9).allSatisfy(alert -> {
                assertThat(alert.labels()).containsEntry("test", "true");
                assertThat(alert.annotations().get("summary")).startsWith("TEST: ");
                assertThat(alert.endsAt()).isBefore(Instant.now().plus(Duration.ofMinutes(11)));
            });
        } finally {
            mail.stop();
            bridge.close();
        }
    }

    @Test
    void by_default_each_receiver_gets_one_sample() throws Exception {
        assertThat(execute(RECEIVERS)).isZero();

        assertThat(out.toString().lines().filter(line -> line.contains("delivered")))
                .containsExactly(
                        "terminal: delivered, 1 sample", "team: delivered, 1 sample", "managers: delivered, 1 sample");
        assertThat(slack.channel())
                .extracting(Post::headline)
                .hasSize(2)
                .allSatisfy(headline -> assertThat(headline)
                        .contains("TEST: Apple ID it-admin@example.org: 2 ADE tokens need regenerating"));
    }

    @Test
    void a_kind_can_be_chosen() throws Exception {
        assertThat(execute(RECEIVERS, "--receiver", "team", "--kind", "accept_terms"))
                .isZero();

        assertThat(slack.channel())
                .extracting(Post::headline)
                .singleElement()
                .satisfies(headline -> assertThat(headline).contains("terms"));
    }

    @Test
    void a_kind_below_the_minimum_of_a_receiver_tests_nothing() throws Exception {
        assertThat(execute(RECEIVERS, "--receiver", "managers", "--kind", "relink_server"))
                .isEqualTo(1);

        assertThat(out.toString()).isEqualTo("managers: nothing sent: this kind is below its minSeverity\n");
        assertThat(slack.calls()).isEmpty();
    }

    @Test
    void an_unknown_kind_is_a_wrong_command_line() throws Exception {
        assertThat(execute(RECEIVERS, "--kind", "regenerat")).isEqualTo(2);

        assertThat(err.toString()).contains("'--kind': 'regenerat'", "accept_terms", "did you mean \"regenerate\"?");
    }

    @Test
    void no_end_is_sent_where_none_is_wanted() throws Exception {
        assertThat(executeAll(RECEIVERS + "  sendResolved: false\n", "--receiver", "team"))
                .isZero();

        assertThat(out.toString()).isEqualTo("team: delivered, 8 samples\n");
    }

    @Test
    void a_failing_receiver_gets_a_reason_and_the_others_are_tried() throws Exception {
        slack.answerNext(Answer.of(404, "no_service"));

        int code = executeAll(RECEIVERS, "--receiver", "team", "--receiver", "managers");

        assertThat(out.toString().lines())
                .satisfiesExactly(
                        team -> assertThat(team)
                                .startsWith("team: not delivered: http://127.0.0.1:")
                                .contains("no_service", "create a new incoming webhook"),
                        managers -> assertThat(managers).isEqualTo("managers: delivered, 8 samples"));
        assertThat(code).isEqualTo(1);
        assertThat(slack.calls()).hasSize(1 + 8);
    }

    @Test
    void a_receiver_that_stops_midway_reports_the_number() throws Exception {
        slack.answerNext(Answer.of(200, "ok"));
        slack.answerNext(Answer.of(503, ""));

        assertThat(executeAll(RECEIVERS, "--receiver", "team")).isEqualTo(1);

        assertThat(out.toString()).startsWith("team: not delivered, after 1 sample: http://127.0.0.1:");
    }

    @Test
    void a_pause_that_a_receiver_asks_for_is_kept() throws Exception {
        slack.answerNext(Answer.rateLimited("0"));

        assertThat(executeAll(RECEIVERS, "--receiver", "managers")).isZero();

        assertThat(slack.calls()).hasSize(1 + 8);
    }

    @Test
    void a_pause_that_is_too_long_is_reported() throws Exception {
        slack.answerNext(Answer.rateLimited("3600"));

        assertThat(executeAll(RECEIVERS, "--receiver", "managers")).isEqualTo(1);

        assertThat(out.toString()).contains("it asks for fewer messages");
    }

    @Test
    void the_outcome_is_there_as_json() throws Exception {
        slack.answerNext(Answer.of(404, "no_service"));

        executeAll(RECEIVERS, "--json");

        JsonNode receivers = new ObjectMapper().readTree(out.toString()).path("receivers");
        assertThat(receivers).hasSize(3);
        assertThat(receivers.get(0).toString())
                .isEqualTo("{\"receiver\":\"terminal\",\"good\":true,\"delivered\":16,\"failures\":[]}");
        assertThat(receivers.get(1).at("/failures/0/reason").asText()).isEqualTo("rejected");
        assertThat(err.toString()).contains("TEST: Apple ID");
    }

    @Test
    void without_a_receiver_the_command_says_so() throws Exception {
        assertThat(executeAll("receivers: []\n")).isEqualTo(1);

        assertThat(out.toString()).contains("No receiver is configured", "alerts.receivers");
    }

    @Test
    void an_unknown_receiver_is_a_wrong_command_line() throws Exception {
        assertThat(executeAll(RECEIVERS, "--receiver", "tema")).isEqualTo(2);

        assertThat(err.toString()).contains("No receiver \"tema\" is configured", "terminal, team, managers");
        assertThat(slack.calls()).isEmpty();
    }

    private int executeAll(String alerts, String... options) throws Exception {
        List<String> all = new ArrayList<>(List.of(options));
        all.addAll(List.of("--kind", "all"));
        return execute(alerts, all.toArray(String[]::new));
    }

    private int execute(String alerts, String... options) throws Exception {
        Path file = Files.writeString(folder.resolve("depwatch.yml"), """
                stateDirectory: state
                instances: [{ name: school, logs: a.log, tokens: [{ kind: ade, id: 1, name: a }] }]
                alerts:
                  %s""".formatted(alerts));
        List<String> arguments = new ArrayList<>(List.of("test-alert", "--config", file.toString()));
        arguments.addAll(List.of(options));
        return Depwatch.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments.toArray(String[]::new));
    }
}
