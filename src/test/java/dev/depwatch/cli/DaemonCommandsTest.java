package dev.depwatch.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.depwatch.http.LocalServer;
import dev.depwatch.text.TimeFormat;
import dev.depwatch.token.Instance;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code tokens} and {@code impact} beside a depwatch that runs. It answers with the golden file of {@code
 * /api/v1/assessment}; StoryTest asks the real one.
 */
class DaemonCommandsTest extends UniversityTest {
    private static final String SIGN_IN =
            "Basic " + Base64.getEncoder().encodeToString("reader:s3cret".getBytes(UTF_8));

    @AutoClose
    private final Pages pages = new Pages();

    DaemonCommandsTest() throws IOException {}

    /** Where the pages of a running depwatch are. */
    static final class Pages implements AutoCloseable {
        private final LocalServer server;
        String answer = golden();
        private int status = 200;
        private String authorization = "";

        Pages() throws IOException {
            server = new LocalServer(exchange -> {
                String signedIn = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
                boolean isKnown = authorization.isEmpty() || authorization.equals(signedIn);
                boolean isAssessment = exchange.getRequestURI().getPath().equals("/api/v1/assessment");
                LocalServer.answer(exchange, !isKnown ? 401 : isAssessment ? status : 404, answer);
            });
        }

        int port() {
            return server.port();
        }

        String url() {
            return "http://127.0.0.1:" + port();
        }

        @Override
        public void close() {
            server.close();
        }
    }

    private static String golden() throws IOException {
        return Files.readString(Path.of("src/test/resources/dev/depwatch/status/assessment.golden.json"));
    }

    /** The configuration of a depwatch that listens on this port; its instances are not those of the golden file. */
    private Path listening(int port) throws IOException {
        Path file = university.configuration();
        return Files.writeString(file, Files.readString(file).replace("127.0.0.1:0", "127.0.0.1:" + port));
    }

    /** With a named depwatch no configuration is read. */
    private Typed named(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--daemon", pages.url()));
        return tokens(folder.resolve("there-is-none.yml"), all.toArray(String[]::new));
    }

    @Test
    void tokens_come_from_the_running_depwatch() throws Exception {
        Typed tokens = tokens(listening(pages.port()));

        assertThat(tokens.err()).isEmpty();
        assertThat(tokens.out().lines())
                .anyMatch(line ->
                        line.matches("failing +physics +ade +it-admin@example.org +2027-01-02 .* regenerate .*"))
                .anyMatch(line -> line.matches("failing +terms +ade +board@example.org .* accept_terms .*"))
                .anyMatch(line ->
                        line.matches("suspect +twins +ade +lab@example.org .* identify \\(one of several\\) .*"))
                .anyMatch(line -> line.matches("at_risk +physics +content .*"))
                .anyMatch(line -> line.matches(
                        "failing +terms +push +board@example.org +2026-11-20 +-4 +com.apple.* {9,}renew_certificate *"))
                .anyMatch(line -> line.matches("not read +closed +HTTP 401; check clientId and clientSecretFile"));
        assertThat(tokens.text()).contains("From the depwatch that runs, at 2026-11-24 14:30 +00:00; it read Jamf Pro");

        pages.answer = pages.answer.replace("\"tokensFrom\" : \"jamf\"", "\"tokensFrom\" : \"configured\"");
        assertThat(named().text()).doesNotContain("it read Jamf Pro", "--now");
        assertThat(university.jamf().requests(new Instance("law"), "POST /api/oauth/token"))
                .isZero();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    one kind                       | --kind push           | 1 | 1
                    kinds with a comma             | --kind PUSH,content   | 2 | 1
                    none of this kind              | --kind gsx            | 0 | 0
                    a healthy one with a remedy    | --kind content        | 1 | 1
                    a failure, its token not known | --instance blind      | 0 | 1
                    a failure of another kind      | --instance blind --kind gsx | 0 | 0
                    """)
    void options_select_tokens(String rule, String options, int count, int code) {
        pages.answer = pages.answer
                .replaceAll("\"failure\" : \"HTTP.*\"", "\"failure\" : null")
                .replace("\"tokensFrom\" : \"none\"", "\"tokensFrom\" : \"jamf\"")
                .replace("\"tokensReadAt\" : null", "\"tokensReadAt\" : \"2026-11-24T14:29:20Z\"")
                .replaceAll(
                        "at_risk(\"[^}]*\"remedy\" : )null,(\\s+\"certainty\" : )null",
                        "healthy$1\"investigate\",$2\"certain\"");

        assertThat(named((options + " --format csv").split(" ")).out().lines())
                .as(rule)
                .hasSize(1 + count);
        assertThat(named((options + " --exit-code").split(" ")).code()).as(rule).isEqualTo(code);
    }

    @Test
    void the_troubles_of_one_instance_are_also_those_of_organisations() throws Exception {
        pages.answer = golden().replaceFirst("(\"troubles\" : \\[\\s+\\{\\s+\"instance\" : )\"closed\"", "$1\"\"");

        assertThat(named("--instance", "blind", "--json").json().path("troubles"))
                .hasSize(1);
    }

    @Test
    void times_are_in_the_configured_zone_and_the_zone_is_shown() throws Exception {
        Path file = listening(pages.port());
        Files.writeString(file, Files.readString(file).replace("timeZone: UTC", "timeZone: Asia/Tokyo"));

        assertThat(tokens(file).text())
                .contains("Times are in Asia/Tokyo, +09:00.")
                .contains("From the depwatch that runs, at 2026-11-24 23:30 +09:00;");
        assertThat(impact(file, "it-admin@example.org").text()).endsWith("Times are in Asia/Tokyo, +09:00. ");
    }

    @Test
    void times_are_in_the_zone_of_this_host_where_no_configuration_is_read() {
        TimeFormat times = new TimeFormat(ZoneId.of("America/New_York"));
        Surroundings host =
                new Surroundings(InputStream.nullInputStream(), Map.of(), false, University.CLOCK, times, false);

        assertThat(Typed.command(host, "tokens", folder.resolve("none.yml"), "--daemon", pages.url())
                        .text())
                .contains("Times are in America/New_York, -05:00.")
                .contains("at 2026-11-24 09:30 -05:00;");
    }

    @Test
    void apples_report_is_shown_if_the_daemon_has_it() throws Exception {
        pages.answer = golden().replaceFirst(
                        "\"lastConnectedAt\" : null,\\s+\"serverStatus\" : null",
                        "\"lastConnectedAt\" : \"2026-11-24T14:20:00Z\", \"serverStatus\" : \"ACTIVE\"")
                .replace(
                        "\"apple\" : [ ]",
                        "\"apple\" : [ {\"organization\" : \"Example\", \"scope\" : \"business\","
                                + "\"servers\" : 2, \"serversOfTokens\" : 1,"
                                + "\"accountsFailure\" : \"the accounts of owners cannot be read: no permission\","
                                + "\"unwatched\" : [ {\"id\" : \"1\", \"name\" : \"Another product\", \"devices\" : 7} ],"
                                + "\"accounts\" : [ {\"appleId\" : \"it-admin@example.org\", \"status\" : \"LOCKED\","
                                + " \"since\" : \"2026-11-24T14:10:00Z\"} ]} ]");

        Typed tokens = tokens(listening(pages.port()));

        assertThat(tokens.out().lines().findFirst().orElseThrow()).contains(" SYNCED ", " CONNECTED ");
        assertThat(tokens.out()).contains("10 min ago");
        assertThat(tokens.text())
                .contains(
                        "At Apple, the server \"Another product\" of Example has 7 devices and belongs to no token here.")
                .contains("Apple's API of Example: the accounts of owners cannot be read: no permission");
        assertThat(impact(listening(pages.port()), "it-admin@example.org").text())
                .contains("Apple reports this account as LOCKED, since 2026-11-24 14:10 +00:00 or before. ");
        assertThat(impact(listening(pages.port()), "it-admin@example.org", "--json")
                        .out())
                .contains("\"accountStatus\" : \"Apple reports this account as LOCKED");
    }

    @Test
    void the_devices_of_a_found_instance_are_unknown_without_its_secret() throws Exception {
        Path file = university.discovering();
        Files.writeString(
                file,
                Files.readString(file)
                        .replace("127.0.0.1:0", "127.0.0.1:" + pages.port())
                        .replace("jamf-secret", "\"jamf-{context}\""));

        assertThat(impact(file, "it-admin@example.org").text())
                .contains("Number of devices not known: no file \"", "jamf-physics\"");
    }

    @Test
    void an_instance_that_the_daemon_does_not_watch_is_a_row() throws Exception {
        Typed tokens = tokens(listening(pages.port()), "--instance", "law");

        assertThat(tokens.code()).isEqualTo(1);
        assertThat(tokens.out())
                .contains("not read  law       the running depwatch does not watch it yet: reload depwatch\n")
                .contains("0 tokens on 1 instance;")
                .doesNotContain("school");
    }

    @Test
    void an_instance_without_a_reading_is_a_row() {
        pages.answer = document(
                "", "", "{\"instance\": \"law\", \"tokensFrom\": \"jamf\", \"tokensReadAt\": null, \"gaps\": {}}");

        assertThat(named().out()).contains("its tokens are not read yet: try again in a minute");
        assertThat(named().code()).isEqualTo(1);
    }

    @Test
    void json_has_the_answer_for_the_named_instances() throws Exception {
        JsonNode whole = new ObjectMapper().readTree(golden());
        JsonNode all = named("--json").json();
        JsonNode school = named("--json", "--instance", "school").json();

        assertThat(all).isEqualTo(whole);
        for (String rows : List.of("tokens", "findings", "cases", "logs", "instances")) {
            assertThat(school.path(rows))
                    .as(rows)
                    .isNotEmpty()
                    .allMatch(row -> row.path("instance").asText().equals("school"));
        }
        assertThat(named("--instance", "shcool").err())
                .startsWith("No instance \"shcool\" is known to this depwatch; did you mean \"school\"?");
    }

    @Test
    void jamf_pro_is_asked_without_a_daemon_and_with_now() throws Exception {
        for (Typed asked : List.of(tokens(listening(9)), tokens(listening(pages.port()), "--now"))) {
            assertThat(asked.err()).isEmpty();
            assertThat(asked.text())
                    .contains("10 tokens on 8 instances: 1 expired, 1 expiring, 8 healthy.")
                    .contains(", without a log: a token that Apple refuses may look healthy until its next sync. ");
        }
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            503 | x                              | has just started
            404 | x                              | this is the address of a depwatch
            200 | <html>                         | no assessment of version 1
            200 | {"version": 2, "at": "2026-11-24T14:30:00Z"} | no assessment of version 1
            """)
    void without_the_daemons_answer_jamf_pro_is_asked(int status, String body, String why) throws Exception {
        pages.status = status;
        pages.answer = body;

        Typed tokens = tokens(listening(pages.port()));
        Typed named = named();

        assertThat(tokens.err())
                .startsWith("Cannot ask the depwatch that runs here: http://127.0.0.1:" + pages.port()
                        + " answers HTTP " + status + ": ")
                .contains(
                        why,
                        " (address, password and caFile: see --daemon and --daemon-access)\nAsking Jamf Pro instead, which does not know the reasons that only a log has.\n");
        assertThat(tokens.out()).contains("10 tokens on 8 instances:");
        assertThat(named.code()).isEqualTo(1);
        assertThat(named.out()).isEmpty();
        assertThat(named.err()).contains(why);
    }

    @Test
    void how_to_sign_in_stands_in_a_file() throws Exception {
        pages.authorization = SIGN_IN;
        Files.writeString(folder.resolve("password"), "s3cret");
        Path access = Files.writeString(folder.resolve("access.yml"), "username: reader\npasswordFile: password\n");

        assertThat(named().err())
                .contains("HTTP 401: it requires a name and a password (--daemon-access), or rejects these")
                .doesNotContain("s3cret");
        assertThat(named("--daemon-access", access.toString()).out()).contains("failing");
        assertThat(tokens(listening(pages.port()), "--daemon-access", access.toString())
                        .err())
                .isEmpty();
    }

    /** An answer without findings. */
    private static String document(String accounts, String tokens, String instances) {
        return """
                {"version": 1, "at": "2026-11-24T14:30:00Z", "accounts": [%s], "tokens": [%s], "findings": [], "cases": [],
                 "instances": [%s], "logs": [], "sharedServers": [], "troubles": [], "silences": [], "apple": []}""".formatted(accounts, tokens, instances);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tokens", "tokens --json", "tokens --expiring-within=60d", "impact"})
    void no_answer_ends_a_command_by_a_fault(String command) {
        String row = """
                {"instance": "a", "kind": "ade", "id": "1", "name": "\u009b31mx", "appleId": "a@example.org",
                 "organization": "", "serverName": "", "serverUuid": "", "health": "failing",
                 "expires": "x", "expiresAt": "+1000000000-12-31T00:00:00Z", "lastSyncAt": "-1000000000-01-01T00:00:00Z",
                 "silencedUntil": "+1000000000-12-31T00:00:00Z"}""";
        pages.answer = document("", row + "," + row, "{\"instance\": \"a\", \"tokensFrom\": \"jamf\", \"gaps\": {}}");
        List<String> line = new ArrayList<>(List.of(command.split(" ")));

        Typed answer = line.remove(0).equals("impact")
                ? impact(folder.resolve("none.yml"), "a@example.org", "--daemon", pages.url())
                : named(line.toArray(String[]::new));

        assertThat(answer.code()).isEqualTo(1);
        assertThat(answer.err()).isEmpty();
        assertThat(answer.out()).isNotEmpty().doesNotContain("\u009b");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--daemon http://127.0.0.1:9 --now",
                "--daemon http://127.0.0.1:9 --prometheus http://127.0.0.1:9",
                "--prometheus http://127.0.0.1:9 --now",
                "--prometheus http://127.0.0.1:9 --daemon-access access.yml",
                "--prometheus-access access.yml",
            })
    void only_one_can_be_asked(String options) {
        assertThat(tokens(folder.resolve("none.yml"), options.split(" ")).code())
                .isEqualTo(2);
    }

    @Test
    void a_host_that_nobody_knows_is_named() {
        // No host has a name with so many letters, and no DNS is asked for it.
        String daemon = "http://" + "n".repeat(64) + ":19137";

        Typed tokens = tokens(folder.resolve("none.yml"), "--daemon", daemon);

        assertThat(tokens.code()).isEqualTo(1);
        assertThat(tokens.err()).startsWith("Nobody answers at " + daemon + ": check the address");
    }

    @Test
    void impact_begins_with_the_push_certificate_that_only_this_account_renews() {
        Typed impact = impact(folder.resolve("there-is-none.yml"), "board@example.org", "--daemon", pages.url());

        assertThat(impact.out().lines().filter(line -> line.startsWith("terms ")))
                .satisfiesExactly(
                        push -> assertThat(push).matches("terms +push +com.apple.* 2026-11-20 +failing"),
                        ade -> assertThat(ade).matches("terms +ade +\\? +ADE of terms .*"));
        assertThat(impact.text()).contains("What stops • Push certificate (APNs): only this Apple ID can renew it");
    }

    @Test
    void impact_asks_it_for_the_tokens_and_jamf_pro_for_the_devices() throws Exception {
        String jamf = university.jamf().url(new Instance("law")).toString();
        pages.answer = document("""
                {"appleId": "it-admin@example.org", "tokens": 1, "tokensToRegenerate": 1, "tokensSuspect": 0,
                 "personalOwner": true}""", """
                {"instance": "law", "kind": "ade", "id": "1", "name": "law devices", "appleId": "it-admin@example.org",
                 "organization": "", "serverName": "mdm-law", "serverUuid": "", "health": "failing",
                 "remedy": "regenerate", "certainty": "certain"}""", """
                {"instance": "law", "jamfUrl": "%s", "tokensFrom": "jamf", "tokensReadAt": "2026-11-24T14:20:00Z",
                 "gaps": {}}""".formatted(jamf));

        Typed impact = impact(listening(pages.port()), "it-admin@example.org");

        assertThat(impact.text())
                .startsWith("Apple ID it-admin@example.org: 1 ADE token on law depends on")
                .contains("103 devices depend on the ADE token.")
                .contains(jamf)
                .contains("arts: the running depwatch does not watch it yet: reload depwatch");
        assertThat(impact.out().lines()).anyMatch(line -> line.matches("law +ade +103 +law devices .* failing"));
    }
}
