package dev.depwatch.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.depwatch.FileNames;
import dev.depwatch.alert.Severity;
import dev.depwatch.assess.Silence;
import dev.depwatch.config.ConfigRule;
import dev.depwatch.notify.alertmanager.AlertmanagerConfig;
import dev.depwatch.notify.email.EmailConfig;
import dev.depwatch.token.Instance;
import dev.depwatch.token.TokenKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SettingsTest {
    private static final String SCHOOL = """
            instances:
              - name: school
                logs: /log/school
                tokens: [{ kind: ade, id: 1, name: School }]
            """;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                // rule, stateDirectory, $STATE_DIRECTORY, where the state is
                "what the file says comes first             , /a    , /b    , /a",
                "a relative one is beside the file          , a/b   , /b    , FOLDER/a/b",
                "systemd's comes next                       , -     , /b    , /b",
                "the first of several of systemd's is used    , -     , /b:/c , /b",
                "without either: where depwatch was started   , -     , -     , state",
                "an empty variable counts as unset            , -     , ''    , state",
            })
    void the_state_directory_is_chosen(String rule, String written, String variable, String where) throws Exception {
        Path file = Files.writeString(
                folder.resolve("depwatch.yml"), SCHOOL + (written == null ? "" : "stateDirectory: " + written));
        Map<String, String> environment = variable == null ? Map.of() : Map.of("STATE_DIRECTORY", variable);

        Settings settings =
                Settings.load(file, environment, "host", ConfigFolder.NOW).settings();

        assertThat(settings.stateDirectory()).as(rule).contains(Path.of(where.replace("FOLDER", folder.toString())));
    }

    @Test
    void values_are_as_written() throws Exception {
        ConfigFolder files = ConfigFolder.ofTheExample(folder);

        Settings settings = files.load(ConfigFolder.example()).settings();

        InstanceSettings school = settings.instances().get(0);
        assertThat(school.timeZone()).isEqualTo(ZoneId.of("Europe/Zurich"));
        assertThat(school.jamf().orElseThrow().clientSecret().orElseThrow().reveal())
                .isEqualTo("client-secret-of-school");
        assertThat(school.jamf().orElseThrow().caFile()).contains(folder.resolve("ca.pem"));
        InstanceSettings physics = settings.instances().get(2);
        assertThat(physics.tokens().get(0).expires()).contains(LocalDate.of(2027, 1, 2));
        ReceiverSettings team = receiver(settings, "team");
        assertThat(team.minSeverity()).isEqualTo(Severity.WARNING);
        assertThat(team.slack().orElseThrow().webhookUrl().orElseThrow().reveal())
                .startsWith("https://hooks.slack.com/");
        EmailConfig mail = receiver(settings, "mail").email().orElseThrow();
        assertThat(mail.password().orElseThrow().reveal()).isEqualTo("password-of-depwatch");
        assertThat(mail.to()).containsExactly("it@example.org", "helpdesk@example.org");
        AlertmanagerConfig alertmanager =
                receiver(settings, "alertmanager").alertmanager().orElseThrow();
        assertThat(alertmanager.externalLabels()).containsExactly(Map.entry("site", "zh"));
        assertThat(alertmanager.server().headers().get("Authorization")).startsWith("Basic ");
        assertThat(settings.toString())
                .doesNotContain(
                        "client-secret-of-school",
                        "hooks.slack.com",
                        "xoxb",
                        "password-of-depwatch",
                        "password-of-alertmanager",
                        "0123456789abcdef0123456789ABCDEF",
                        "s1gn4tur3",
                        "bearer-token-of-the-bridge",
                        "key-of-the-signature");
    }

    private static ReceiverSettings receiver(Settings settings, String name) {
        return settings.alerts().receivers().stream()
                .filter(receiver -> receiver.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void ten_mistakes_are_ten_problems() throws Exception {
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
                                + " formerName, logs, timeZone, startAt, jamf, tokens, pushCertificate",
                        "depwatch.yml:9:5: instances[1].name: \"school\" is the name of another instance; expected a unique"
                                + " name, since it is the identity in metrics and alerts",
                        "depwatch.yml:12:7: instances[1].jamf.url: an address with a slash at the end; expected one"
                                + " such as https://jamf.example.org:8443",
                        "depwatch.yml:14:7: instances[1].jamf.clientSecret: unknown key; did you mean"
                                + " \"clientSecretFile\"? A secret belongs in its own file. Known keys: url,"
                                + " platform, environment, tenant, clientId, clientIdFile, clientSecretFile, username,"
                                + " passwordFile, caFile, gsx, allowPlainHttp",
                        "depwatch.yml:18:7: alerts.receivers[0].minSeverity: found \"warn\"; expected info or warning"
                                + " or critical; did you mean \"warning\"?",
                        "depwatch.yml:19:16: alerts.receivers[0].slack.webhookUrlFile: no such file, neither in"
                                + " \"FOLDER/credentials\" ($CREDENTIALS_DIRECTORY) nor in \"FOLDER\" (beside the"
                                + " configuration) nor in its folder credentials; make it beside the"
                                + " configuration, with mode 0600, for the user that depwatch runs as",
                        "depwatch.yml:20:3: alerts.sendResolved: found \"yes\"; expected true or false");
    }

    static Stream<ConfigRule> rules() {
        return ConfigRule.in("""
            something must be watched
              poll: 1s => instances: no instance to watch; expected at least one
            an instance has a name
              instances: [{ logs: /log/a }] => instances[0].name: missing; expected a
            a name is not blank
              instances: [{ name: ' ', logs: /log/a }] => instances[0].name: found 0 cha
            nor where another rule asks for it
              instances: [{ name: '', logs: /log/a, pushCertificate: { expires: 2026-12-24 } }]
              => instances[0].name: found 0 characters; expected 1 to 200
              alerts: { receivers: [{ name: a, console: {} }] }
            an instance has a log or an API
              instances: [{ name: a }]
              => instances[0]: neither logs nor jamf, so depwatch cannot monitor it; expected logs
            tokens that are only written here never fail by themselves
              instances: [{ name: a, tokens: [{ kind: ade, id: 1, name: x }] }]
              => instances[0]: neither logs nor jamf, so depwatch cannot monitor it; expected logs
            a log is followed once, however its path is written
              instances: [{ name: a, logs: /log/a }, { name: b, logs: [/log/b, /log/x/../a] }]
              => instances[1].logs: "/log/a" is already followed as "/log/a" by instance "a"; expected each log once
            a log is followed once within an instance, and another mistake does not hide that
              instances: [{ nmae: a, logs: [/log/a, /log/a] }]
              => instances[0].nmae: unknown key; did you mean "name"?
              => instances[0].logs: "/log/a" is already followed as "/log/a" by instance
            a file is followed once, whatever it is called
              instances: [{ name: a, logs: [/usr/local/jss/log] }, { name: b, logs: /usr/local/jss/link }]
              => instances[1].logs: "FOLDER/usr/local/jss/link" is already followed as "FOLDER/usr/local/jss/log" \
                    by instance "a"; expected each log once
            a rotated file is no log of its own
              instances: [{ name: a, logs: [/log/a.log.1, /log/a.log] }]
              => instances[0].logs: "/log/a.log.1" is named like a rotated file of "/log/a.log"; expected no rotated \
                    files, since depwatch finds them
            a folder may be called like another log
              instances: [{ name: a, logs: [/log/a, /log/a-school/a.log] }]
              alerts: { receivers: [{ name: a, console: {} }] }
              => only a warning: depwatch.yml:1:13: instances[0]: owners will be unknown
            a token's id is unique within instance and kind
              instances: [{ name: a, logs: /log/a, tokens: [{ kind: ade, id: 1, name: x }, { kind: content, id: 1, \
                    name: y }, { kind: ade, id: 1, name: z }] }]
              => instances[0].tokens[2].id: another ade token of this instance has id "1"
            a certificate is no token of a list
              instances: [{ name: a, logs: /log/a, tokens: [{ kind: push, id: 1, name: x }] }]
              => instances[0].tokens[0].kind: found "push", a certificate; expected ade or content. The push \
                    certificate of an instance stands under pushCertificate, beside tokens
            a map is not a list
              instances: { name: a } => instances: found a map; expected a list
            a text is not a map
              instances: [school] => instances[0]: found "school"; expected a map with the keys name, formerName, logs
            a template is one mistake at most
              discover: [school] => discover[0]: found "school"; expected a map
            a log can be read again
              instances: [{ name: school, logs: '-', tokens: [{ kind: ade, id: 1, name: School }] }]
              => instances[0].logs: found "-"; expected a file
            an instance's owners are known
              instances: [{ name: a, logs: /log/a }]
              => depwatch.yml:1:13: instances[0]: owners will be unknown: configure jamf or tokens
            an instance that no receiver gets is a warning
              instances: [{ name: school, logs: /log/school, tokens: [{ kind: ade, id: 1, name: School }] }, \
                    { name: lab, jamf: { url: 'https://a', clientId: a, clientSecretFile: token } }]
              alerts: { receivers: [{ name: a, console: {}, instances: [school] }] }
              => alerts.receivers: no receiver is notified of the instance "lab"
            an instance follows the log of one file
              instances: [{ name: all, logs: '/usr/local/jss/logs/*/JAMFSoftwareServer.log' }]
              => instances[0].logs: found the pattern "FOLDER/usr/local/jss/logs/*/JAMFSoftwareServer.log"; expected \
                    the path of one file. To follow the logs of all folders that match, move the pattern to discover
            a former name is one that no instance has
              instances: [{ name: a, formerName: a, logs: /log/a }, { name: b, formerName: a, logs: /log/b }]
              => instances[0].formerName: found "a"; expected the previous name of the instance, or no formerName
              => instances[1].formerName: "a" is the name of another instance; expected a name that no instance has
            it is the former name of one, and what it is called now must be named
              instances: [{ name: c, formerName: z, logs: /log/c }, { name: d, formerName: z, logs: /log/d }]
              alerts: { silences: [{ instance: z, until: 2027-01-31, reason: gone }], receivers: [ \
                    { name: a, console: {}, instances: [z, d] }, { name: b, console: {}, instances: [z, c, d] }] }
              => instances[1].formerName: "z" is the former name of another instance, too; expected each once
              => silences[0].instance: no instance is called "z"; expected the name of one
              => alerts.receivers[0].instances[0]: "z" is called "c" now: add this name. If this receiver must not \
                    get it any more, remove "z"; if no name is left, remove the receiver: an empty list means all. \
                    In both cases its open alerts get no end
            each renamed instance that leaves a pattern is a warning
              defaults: { tokens: [{ kind: ade, id: 1, name: x }] }
              instances: [{ name: acme-lab, logs: /log/a }, { name: globex, formerName: acme-prod, logs: /log/b }, \
                    { name: initech, formerName: acme-test, logs: /log/c }]
              alerts: { receivers: [{ name: all, console: {} }, { name: acme, console: {}, instances: ['acme*'] }] }
              => receivers[1].instances[0]: "acme-prod" is called "globex" now: add this name, or this receiver gets \
                    no end of its open alerts
              => receivers[1].instances[0]: "acme-test" is called "initech" now: add this name
            a silence of a folder that is gone is a warning
              discover: [{ name: '{context}', logs: /usr/local/jss/*/log, tokens: [{ kind: ade, id: 1, name: x }] }]
              alerts: { silences: [{ instance: lab, until: 2027-01-31, reason: gone }] }
              => only a warning: depwatch.yml:2:24: alerts.silences[0].instance: no instance is called "lab" now; \
                    if it is gone for good, remove this entry
            a mistake in what all instances have in common is one
              instances: [{ name: a, logs: /log/a }, { name: b, logs: /log/b }]; defaults: { timeZone: Mars }
              => depwatch.yml:2:13: defaults.timeZone: found "Mars"; expected a time zone such
            given: instances: [{ name: school, logs: /log/school, tokens: [{ kind: ade, id: 1, name: School }] }]
            a receiver's name is unique
              alerts: { receivers: [{ name: a, console: {} }, { name: a, console: {} }] }
              => alerts.receivers[1].name: "a" is the name of another receiver
            a receiver has a protocol
              alerts: { receivers: [{ name: a }] }
              => alerts.receivers[0]: found no protocol; expected exactly one of console, slack
            what is silenced is watched
              alerts: { silences: [{ instance: lab, until: 2027-01-31, reason: gone }] }
              => alerts.silences[0].instance: no instance is called "lab"; expected the name of one that is
            nothing is silenced for ever
              alerts: { silences: [{ instance: school, reason: gone }] }
              => alerts.silences[0].until: missing; expected a date such as 2027-01-02
            a day has one after it
              alerts: { silences: [{ instance: school, until: '+999999999-12-31', reason: x }] }
              => alerts.silences[0].until: found "+999999999-12-31"; expected a date such as 2027-01-02
            nothing is silenced without a reason
              alerts: { silences: [{ instance: school, until: 2027-01-31, reason: ' ' }] }
              => alerts.silences[0].reason: found ""; expected a text
            a silence that has ended is a warning
              alerts: { timeZone: Europe/Zurich, silences: [{ instance: school, until: 2026-11-23, reason: gone }, \
                    { instance: school, until: 2026-11-24, reason: ends tonight }] }
              => only a warning: depwatch.yml:2:67: alerts.silences[0].until: this silence has ended, and depwatch \
                    sends alerts again; remove it or set a later day
            a token has an id
              alerts: { silences: [{ instance: school, token: '', until: 2027-01-31, reason: x }] }
              => alerts.silences[0].token: found ""; expected a text
            the page of all receivers is an address
              alerts: { statusUrl: depwatch }
              => alerts.statusUrl: not an http or https address; expected one such as https://depwatch.example.org
            what all instances have in common is a map
              defaults: [school] => defaults: found a list; expected a map
            a name is each instance's own
              defaults: { name: all }
              => defaults.name: found in defaults; expected in each instance, since it is its identity
            a placeholder exists
              defaults: { jamf: { url: 'https://{context}.jamfcloud.com', clientId: a, clientSecretFile: token } }
              => defaults.jamf.url: unknown placeholder {context}; known are host, name
            steps fall
              expiry: { warnAt: [7d, 30d] } => expiry.warnAt[1]: not shorter than the
            there is a step
              expiry: { warnAt: [] } => expiry.warnAt: found 0 durations; expected 1
            a pattern of accounts is not blank
              owners: { shared: ['*@appleid.example.org', ' '] }
              => owners.shared[1]: found ""; expected a text
            signatures are in a folder
              signaturesDirectory: none
              => signaturesDirectory: no folder "FOLDER/none"; expected one with signature files
            a port is a port
              listen: localhost:65536 => listen: found "localhost:65536"; expected
            owners are shown as they are
              owners: { show: clear } => owners.show: unknown key
            a heartbeat has an address
              alerts: { heartbeat: { urlFile: secret } }
              => alerts.heartbeat.urlFile: the file holds not an address; expected the address to ping
            who reads the address of a heartbeat can ping as depwatch
              alerts: { heartbeat: { urlFile: plain } } => alerts.heartbeat.urlFile: the address travels unencrypted
            no service takes more than a ping a minute
              alerts: { heartbeat: { urlFile: hook, every: 10s } }
              => alerts.heartbeat.every: found 10s; expected 1m to 1h
            no receiver has the name of the heartbeat
              alerts: { heartbeat: { urlFile: hook }, receivers: [{ name: heartbeat, console: {} }] }
              => alerts.heartbeat: found beside a receiver of this name; expected another name
            """);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void every_violated_rule_is_a_problem(ConfigRule rule) throws Exception {
        rule.check(files().problems(rule.text()));
    }

    static Stream<ConfigRule> rulesOfReceivers() {
        return ConfigRule.in("""
            a receiver has one protocol
              console: {}, slack: { webhookUrlFile: hook }
              => alerts.receivers[0]: found console and slack; expected exactly one of
            a webhook is an address
              slack: { webhookUrlFile: secret }
              => slack.webhookUrlFile: the file holds not an address; expected Slack's address
            Slack has a way in
              slack: {}
              => alerts.receivers[0].slack: found neither a webhook nor a bot; expected either webhookUrlFile,
            and not two
              slack: { webhookUrlFile: hook, botTokenFile: bot, channel: C012345 }
              => alerts.receivers[0].slack: found a webhook and a bot; expected either webhookUrlFile, or
            a bot has a channel
              slack: { botTokenFile: bot } => alerts.receivers[0].slack.channel: missing; expected beside botTokenFile
            a channel has a bot
              slack: { channel: C012345 } => alerts.receivers[0].slack.botTokenFile: missing; expected beside channel
            a channel is named by its id
              slack: { botTokenFile: bot, channel: '#it' }
              => slack.channel: found "#it"; expected a channel's id such as C012345
            a bot's token is a bot's
              slack: { botTokenFile: secret, channel: C012345 }
              => slack.botTokenFile: the file holds no bot's token; expected the Bot User OAuth Token
            there is an Alertmanager
              alertmanager: { urls: [] } => alertmanager.urls: found no address; expected at least one
            an Alertmanager is an address
              alertmanager: { urls: ['http://am:9093', 'am2:9093'] }
              => alertmanager.urls[1]: not an http or https address; expected one such as https://alertm
            its address has no credentials
              alertmanager: { urls: ['http://me:pw@am:9093'] }
              => alertmanager.urls[0]: an address with user information before the host; expected
            its address may have a path, but not that of the API
              alertmanager: { urls: ['http://h/alertmanager', 'http://am:9093/api/v2/alerts'] }
              => alertmanager.urls[1]: an address with the path of an API, which depwatch adds itself
            its address has no query
              alertmanager: { urls: ['http://am:9093?a=b'] } => alertmanager.urls[0]: an address with a query (?…)
            an Alertmanager is named once
              alertmanager: { urls: ['http://am:9093', 'http://am:9093/'] }
              => alertmanager.urls[1]: found twice; expected each Alertmanager once
            a label has a label's name
              alertmanager: { urls: ['http://am:9093'], externalLabels: { site-name: zh } }
              => alertmanager.externalLabels.site-name: not a label's name; expected letters, digits and _
            labels of two underscores are Prometheus's own
              alertmanager: { urls: ['http://am:9093'], externalLabels: { __site: zh } }
              => alertmanager.externalLabels.__site: not a label's name
            an external label is none of depwatch's
              alertmanager: { urls: ['http://am:9093'], externalLabels: { severity: high } }
              => alertmanager.externalLabels.severity: a label that depwatch sets itself
            a label has a value
              alertmanager: { urls: ['http://am:9093'], externalLabels: { site: ' ' } }
              => alertmanager.externalLabels.site: found ""; expected a text
            an alert is not stale at once
              alertmanager: { urls: ['http://am:9093'], staleAfter: 1m }
              => alertmanager.staleAfter: found 1m; expected 10m to 1d
            the page is an address
              alertmanager: { urls: ['http://am:9093'], statusUrl: depwatch }
              => alertmanager.statusUrl: not an http or https address
            a user has a password
              alertmanager: { urls: ['https://am:9093'], username: me }
              => alertmanager.passwordFile: missing; expected beside username
            a password has a user
              alertmanager: { urls: ['https://am:9093'], passwordFile: secret }
              => alertmanager.username: missing; expected beside passwordFile
            there is one way to sign in
              alertmanager: { urls: ['https://am'], username: me, passwordFile: secret, bearerTokenFile: token }
              => alertmanager.bearerTokenFile: found beside a username or a password; expected one way
            a bearer token is a token
              alertmanager: { urls: ['https://am'], bearerTokenFile: secret }
              => alertmanager.bearerTokenFile: the file has a character that is invalid in a token
            basic authentication has no colon in its user
              alertmanager: { urls: ['https://am'], username: 'a:b', passwordFile: secret }
              => alertmanager.username: found one with a colon
            an authority's file can be read
              alertmanager: { urls: ['https://am'], caFile: none.pem }
              => alertmanager.caFile: cannot read "FOLDER/none.pem" (no such file); expected a PEM file
            credentials cannot be read on the way
              alertmanager: { urls: ['http://am:9093'], bearerTokenFile: token }
              => alertmanager.urls[0]: the credentials would travel unencrypted; expected https, or allowPlainHttp
            a webhook has an address
              webhook: {} => webhook: found none of url and urlFile; expected one of them
            a webhook has one address
              webhook: { url: 'https://a', urlFile: hook }
              => webhook: found both of url and urlFile; expected one of them
            a webhook's address is one
              webhook: { url: 'ftp://a' }
              => webhook.url: not an http or https address; expected one such as https://bridge
            a webhook's secret address is one
              webhook: { urlFile: secret }
              => webhook.urlFile: the file holds not an address; expected one such as https://bridge
            an address with a query is often a secret
              webhook: { url: 'https://a?sig=b' } => webhook.url: an address with a query (?…) is often a secret
            a webhook that can be read on the way is worth a warning
              webhook: { url: 'http://a' } => webhook.url: messages travel unencrypted; use https
            what signs in to a webhook cannot be read on the way
              webhook: { url: 'http://a', bearerTokenFile: token }
              => webhook.url: the credentials would travel unencrypted; expected https, or allowPlainHttp
            a webhook's secret address cannot be read on the way
              webhook: { urlFile: plain }
              => webhook.urlFile: the file holds an address that would travel unencrypted, and everybody who has it
            PagerDuty's integration key has 32 letters and digits
              pagerduty: { routingKeyFile: hook }
              => pagerduty.routingKeyFile: the file holds no integration key; expected the 32 letters and digits
            a protocol is one of those
              console: {}, carrier: {} => carrier: unknown key
            a protocol has its own keys
              console: { colour: true } => colour: unknown key
            Teams has an address that nobody can read on the way
              teams: { webhookUrlFile: plain }
              => teams.webhookUrlFile: the file holds an address that is not https; expected the address that
            a pattern of a receiver is not blank
              console: {}, instances: ['*', '']
              => receivers[0].instances[1]: found ""; expected a text
            a quiet time has times
              console: {}, quiet: [{ from: late, to: '07:00' }]
              => receivers[0].quiet[0].from: found "late"; expected a time such as 07:30
            it ends
              console: {}, quiet: [{ from: '07:00', to: '07:00' }]
              => receivers[0].quiet[0].to: found the time of from on every day, which never ends; expected another time
            it ends, though a day is written twice
              console: {}, quiet: [{ from: 07:00, to: 07:00, days: [sunday, sunday, monday, tuesday, wednesday, thursday, friday, saturday] }]
              => receivers[0].quiet[0].to: found the time of from on every day, which never ends; expected another time
            Alertmanager has quiet times of its own
              alertmanager: { urls: ['http://localhost'] }, quiet: [{ from: 19:00, to: 07:00 }]
              => receivers[0].quiet: found beside alertmanager; expected mute_time_intervals
            a summary is for people
              alertmanager: { urls: ['http://localhost'] }, summary: weekly
              => receivers[0].summary: found beside alertmanager; expected beside a protocol that people read
            what no instance matches is a warning
              console: {}, instances: ['*', 'lab*']
              => only a warning: depwatch.yml:5:64: alerts.receivers[0].instances[1]: matches no instance
            so is an instance of which a receiver gets some tokens alone
              console: {}, owners: ['*']
              => only receivers with owners are notified of the instance "school": nobody is if its log or API cannot be read, its built-in CA ends,
            """);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rulesOfReceivers")
    void every_violated_rule_of_a_receiver_is_a_problem(ConfigRule rule) throws Exception {
        rule.check(files().problems(SCHOOL + "alerts: { receivers: [{ name: a, " + rule.text() + " }] }"));
    }

    private ConfigFolder files() throws IOException {
        ConfigFolder files = new ConfigFolder(folder);
        files.credential("secret", "no address");
        files.credential("bot", "xoxb-a-bots-token");
        files.credential("hook", "https://hooks.slack.com/services/x");
        Files.createSymbolicLink(folder.resolve("usr/local/jss/link"), files.file("usr/local/jss/log", ""));
        files.credential("token", "t0ken.x");
        files.credential("plain", "http://a/hook");
        files.file("usr/local/jss/biology/log", "");
        return files;
    }

    @Test
    void a_token_that_is_silenced_without_its_kind_is_an_ade_token() throws Exception {
        Settings settings = new ConfigFolder(folder)
                .load(SCHOOL + "alerts: { timeZone: Europe/Zurich, silences: [{ instance: school, token: 1,"
                        + " until: 2027-01-31, reason: gone }] }")
                .settings();

        assertThat(settings.alerts().appliedSilences())
                .containsExactly(new Silence(
                        new Instance("school"),
                        Optional.of(TokenKind.ADE),
                        Optional.of("1"),
                        LocalDate.of(2027, 1, 31),
                        Instant.parse("2027-01-31T23:00:00Z"),
                        "gone",
                        Optional.empty()));
    }

    @Test
    void sections_whose_keys_are_all_commented_out_are_their_defaults() throws Exception {
        ConfigFolder files = new ConfigFolder(folder);

        assertThat(files.load(SCHOOL + "expiry:\nalerts:\n  receivers:\n").settings())
                .isEqualTo(files.load(SCHOOL).settings());
    }

    @Test
    void a_log_may_be_called_anything() throws Exception {
        String name = "\ud83d\ude00.log";
        FileNames.assumeAnyHolds(name);

        assertThat(new ConfigFolder(folder)
                        .load("instances: [{ name: a, logs: ['/log/a%s', '/log/b%s'], tokens: [] }]"
                                .formatted(name, name))
                        .settings()
                        .instances()
                        .get(0)
                        .logs())
                .hasSize(2);
    }
}
