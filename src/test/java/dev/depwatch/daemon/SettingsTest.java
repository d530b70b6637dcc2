package dev.depwatch.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.depwatch.alert.AlertsConfig;
import dev.depwatch.alert.Severity;
import dev.depwatch.alert.email.EmailConfig;
import dev.depwatch.assess.ExpiryConfig;
import dev.depwatch.inventory.fixed.FixedTokenConfig;
import dev.depwatch.logs.StartAt;
import dev.depwatch.token.TokenKind;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
    private static final String SCHOOL = """
            instances:
              - name: school
                logs: /log/school
                tokens: [{ kind: ade, id: 1, name: School }]
            """;

    @TempDir
    private Path folder;

    @Test
    void the_smallest_configuration_is_one_log_and_the_rest_is_as_documented() throws Exception {
        Settings settings = new ConfigFolder(folder).load(SCHOOL).settings();

        assertThat(settings)
                .isEqualTo(new Settings(
                        InetSocketAddress.createUnresolved("127.0.0.1", 19137),
                        Optional.of(Path.of("state")),
                        Duration.ofMillis(250),
                        Duration.ofMinutes(2),
                        List.of(new InstanceSettings(
                                "school",
                                List.of(Path.of("/log/school")),
                                ZoneId.of("Pacific/Chatham"),
                                StartAt.BEGINNING,
                                Optional.empty(),
                                List.of(new FixedTokenConfig(
                                        TokenKind.ADE, "1", "School", "", "", "", "", Optional.empty())))),
                        Optional.empty(),
                        new ExpiryConfig(List.of(
                                Duration.ofDays(60),
                                Duration.ofDays(30),
                                Duration.ofDays(14),
                                Duration.ofDays(7),
                                Duration.ofDays(1))),
                        new AlertsSettings(
                                new AlertsConfig(
                                        Duration.ofSeconds(60), Duration.ofMinutes(5), Duration.ofHours(24), true),
                                List.of())));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                // rule, stateDirectory, $STATE_DIRECTORY, where the state is
                "what the file says comes first             , /a    , /b    , /a",
                "a relative one is beside the file          , a/b   , /b    , FOLDER/a/b",
                "systemd's comes next                       , -     , /b    , /b",
                "of several of systemd's the first is meant , -     , /b:/c , /b",
                "where neither says: where it is started    , -     , -     , state",
                "an empty variable says nothing             , -     , ''    , state",
            })
    void the_state_has_a_place(String rule, String written, String variable, String where) throws Exception {
        Path file = Files.writeString(
                folder.resolve("depwatch.yml"), SCHOOL + (written == null ? "" : "stateDirectory: " + written));
        Map<String, String> environment = variable == null ? Map.of() : Map.of("STATE_DIRECTORY", variable);

        Settings settings = Settings.load(file, environment, "host").settings();

        assertThat(settings.stateDirectory()).as(rule).contains(Path.of(where.replace("FOLDER", folder.toString())));
    }

    @Test
    void values_are_what_is_written() throws Exception {
        ConfigFolder files = ConfigFolder.ofTheExample(folder);

        Settings settings = files.load(ConfigFolder.example()).settings();

        InstanceSettings school = settings.instances().get(0);
        assertThat(school.timeZone()).isEqualTo(ZoneId.of("Europe/Zurich"));
        assertThat(school.jamf().orElseThrow().clientSecret().orElseThrow().reveal())
                .isEqualTo("client-secret-of-school");
        assertThat(school.jamf().orElseThrow().caFile()).contains(folder.resolve("ca.pem"));
        InstanceSettings physics = settings.instances().get(2);
        assertThat(physics.tokens().get(0).expires()).contains(LocalDate.of(2027, 1, 2));
        ReceiverSettings team = settings.alerts().receivers().get(1);
        assertThat(team.minSeverity()).isEqualTo(Severity.WARNING);
        assertThat(team.slack().orElseThrow().webhookUrl().reveal()).startsWith("https://hooks.slack.com/");
        EmailConfig mail = settings.alerts().receivers().get(2).email().orElseThrow();
        assertThat(mail.password().orElseThrow().reveal()).isEqualTo("password-of-depwatch");
        assertThat(mail.to()).containsExactly("it@example.org", "helpdesk@example.org");
        assertThat(settings.toString())
                .doesNotContain("client-secret-of-school", "hooks.slack.com", "password-of-depwatch");
    }

    @Test
    void a_configuration_with_ten_mistakes_shows_ten() throws Exception {
        ConfigFolder files = new ConfigFolder(folder);

        List<String> problems = files.problems(Files.readString(Path.of("src/test/resources/config/ten-mistakes.yml")));

        assertThat(problems)
                .containsExactly(
                        "depwatch.yml:1:1: poll: found 20ms; expected 50ms to 10s",
                        "depwatch.yml:2:1: syncInterval: found \"2 minutes\"; expected a duration such as 250ms, 30s,"
                                + " 2m, 24h or 60d",
                        "depwatch.yml:6:5: instances[0].timeZone: found \"Europe/Zurch\"; expected a time zone such as"
                                + " Europe/Zurich, or host for this host's; did you mean \"Europe/Zurich\"?",
                        "depwatch.yml:7:5: instances[0].jmaf: unknown key; did you mean \"jamf\"? Known keys: name,"
                                + " logs, timeZone, startAt, jamf, tokens",
                        "depwatch.yml:9:5: instances[1].name: \"school\" is the name of another instance; expected one"
                                + " of its own, since it is the identity in metrics and alerts",
                        "depwatch.yml:12:7: instances[1].jamf.url: an address with a slash at the end; expected one"
                                + " such as https://jamf.example.org:8443",
                        "depwatch.yml:14:7: instances[1].jamf.clientSecret: unknown key; did you mean"
                                + " \"clientSecretFile\"? A secret stands in a file of its own. Known keys: url,"
                                + " clientId, clientSecretFile, username, passwordFile, caFile",
                        "depwatch.yml:18:7: alerts.receivers[0].minSeverity: found \"warn\"; expected info or warning"
                                + " or critical; did you mean \"warning\"?",
                        "depwatch.yml:19:16: alerts.receivers[0].slack.webhookUrlFile: no such file, neither in"
                                + " \"FOLDER/credentials\" ($CREDENTIALS_DIRECTORY) nor in \"FOLDER\" (beside the"
                                + " configuration)",
                        "depwatch.yml:20:3: alerts.sendResolved: found \"yes\"; expected true or false");
    }

    static List<Arguments> rules() {
        return List.of(
                rule("something must be watched", "poll: 1s", "instances: no instance to watch; expected at least one"),
                rule(
                        "an instance has a name",
                        "instances: [{ logs: /log/a }]",
                        "instances[0].name: missing; expected a"),
                rule(
                        "a name is not blank",
                        "instances: [{ name: ' ', logs: /log/a }]",
                        "instances[0].name: found 1 cha"),
                rule(
                        "an instance has a log",
                        "instances: [{ name: a }]",
                        "instances[0].logs: missing; expected the path"),
                rule(
                        "an instance known by its API alone comes later",
                        "instances: [{ name: a, jamf: { url: 'https://a', username: u, passwordFile: secret } }]",
                        "(to watch an instance by its API alone comes with a later version)"),
                rule(
                        "a log is followed once, however its path is written",
                        "instances: [{ name: a, logs: /log/a }, { name: b, logs: [/log/b, /log/x/../a] }]",
                        "instances[1].logs: \"/log/a\" is already followed by instance \"a\"; expected each log once"),
                rule(
                        "a log is followed once within an instance",
                        "instances: [{ name: a, logs: [/log/a, /log/a] }]",
                        "instances[0].logs: \"/log/a\" is already followed by instance \"a\""),
                rule(
                        "a token's id is unique within instance and kind",
                        "instances: [{ name: a, logs: /log/a, tokens: [{ kind: ade, id: 1, name: x },"
                                + " { kind: content, id: 1, name: y }, { kind: ade, id: 1, name: z }] }]",
                        "instances[0].tokens[2].id: another ade token of this instance has id \"1\""),
                rule(
                        "a receiver's name is unique",
                        SCHOOL + "alerts: { receivers: [{ name: a, console: {} }, { name: a, console: {} }] }",
                        "alerts.receivers[1].name: \"a\" is the name of another receiver"),
                rule(
                        "a receiver has a protocol",
                        SCHOOL + "alerts: { receivers: [{ name: a }] }",
                        "alerts.receivers[0]: found no protocol; expected exactly one of console, slack, email"),
                rule(
                        "a receiver has one protocol",
                        SCHOOL + "alerts: { receivers: [{ name: a, console: {}, slack: { webhookUrlFile: hook } }] }",
                        "alerts.receivers[0]: found console and slack; expected exactly one of console, slack, email"),
                rule(
                        "a webhook is an address",
                        SCHOOL + "alerts: { receivers: [{ name: a, slack: { webhookUrlFile: secret } }] }",
                        "slack.webhookUrlFile: the file holds not an address; expected Slack's address"),
                rule(
                        "a list is not a map",
                        SCHOOL + "expiry: [60d]",
                        "expiry: found a list; expected a map with the keys warnAt"),
                rule("a map is not a list", "instances: { name: a }", "instances: found a map; expected a list"),
                rule(
                        "a text is not a map",
                        "instances: [school]",
                        "instances[0]: found \"school\"; expected a map with the keys name, logs"),
                rule("steps fall", SCHOOL + "expiry: { warnAt: [7d, 30d] }", "expiry.warnAt[1]: not shorter than the"),
                rule(
                        "there is a step",
                        SCHOOL + "expiry: { warnAt: [] }",
                        "expiry.warnAt: found 0 durations; expected 1"),
                rule(
                        "signatures are in a folder",
                        SCHOOL + "signaturesDirectory: none",
                        "signaturesDirectory: no folder \"FOLDER/none\"; expected one with signature files"),
                rule(
                        "a port is a port",
                        SCHOOL + "listen: localhost:65536",
                        "listen: found \"localhost:65536\"; expected"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void every_rule_is_a_problem_of_its_own(String rule, String text, String problem) throws Exception {
        ConfigFolder files = new ConfigFolder(folder);
        files.credential("secret", "no address");
        files.credential("hook", "https://hooks.slack.com/services/x");

        assertThat(files.problems(text)).as(rule).singleElement().asString().contains(problem);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "webConfigFile: web.yml",
                "enableLifecycle: false",
                "owners: { show: clear }",
                "alerts: { ignore: [] }",
                "alerts: { receivers: [{ name: a, console: {}, pager: {} }] }",
                "alerts: { receivers: [{ name: a, console: { colour: true } }] }"
            })
    void a_key_that_nothing_stands_behind_is_refused(String key) throws Exception {
        assertThat(new ConfigFolder(folder).problems(SCHOOL + key))
                .singleElement()
                .asString()
                .contains(": unknown key");
    }

    @Test
    void a_mistake_does_not_hide_the_rules_that_other_values_break() throws Exception {
        assertThat(new ConfigFolder(folder).problems("""
                                poll: [1s]
                                instances:
                                  - { nmae: a, logs: /log/a }
                                  - { name: b, logs: /log/a, tokens: [{ kind: x, id: 1, name: x }] }
                                  - { name: b, logs: 7.5, startAt: end }
                                """))
                .extracting(problem -> problem.substring(0, problem.indexOf(": ", problem.indexOf(' ') + 1)))
                .containsExactly(
                        "depwatch.yml:1:1: poll",
                        "depwatch.yml:3:7: instances[0].nmae",
                        "depwatch.yml:4:16: instances[1].logs",
                        "depwatch.yml:4:41: instances[1].tokens[0].kind",
                        "depwatch.yml:5:7: instances[2].name");
    }

    @Test
    void an_instance_without_tokens_is_worth_a_warning() throws Exception {
        assertThat(new ConfigFolder(folder).warnings("instances: [{ name: a, logs: /log/a }]"))
                .containsExactly("depwatch.yml:1:13: instances[0]: owners will be unknown: configure jamf or tokens");
    }

    @Test
    void sections_whose_keys_are_all_commented_out_are_their_defaults() throws Exception {
        ConfigFolder files = new ConfigFolder(folder);

        assertThat(files.load(SCHOOL + "expiry:\nalerts:\n  receivers:\n").settings())
                .isEqualTo(files.load(SCHOOL).settings());
    }

    private static Arguments rule(String rule, String text, String problem) {
        return Arguments.of(rule, text, problem);
    }
}
