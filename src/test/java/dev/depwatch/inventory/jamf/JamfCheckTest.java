package dev.depwatch.inventory.jamf;

import static dev.depwatch.token.SampleToken.key;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpsConfigurator;
import dev.depwatch.config.Secret;
import dev.depwatch.demo.StrictJamf;
import dev.depwatch.demo.StrictJamf.Privilege;
import dev.depwatch.http.Certificates;
import dev.depwatch.http.Http;
import dev.depwatch.http.LocalServer;
import dev.depwatch.inventory.jamf.Trial.Result;
import dev.depwatch.token.Instance;
import dev.depwatch.token.SampleToken;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JamfCheckTest {
    private static final Instance SCHOOL = new Instance("school");
    private static final String CLIENT_SECRET = "the-client-secret";
    private static final StrictJamf.Access ACCESS =
            new StrictJamf.Access("1979ca82", CLIENT_SECRET, "reader", "password", Duration.ofMinutes(5));

    @TempDir
    Path folder;

    private StrictJamf jamf;
    private Duration ahead = Duration.ZERO;

    @BeforeEach
    void start() throws IOException {
        jamf = new StrictJamf(
                List.of(held(TokenKind.ADE, "1"), held(TokenKind.ADE, "2"), held(TokenKind.CONTENT, "1")),
                ACCESS,
                Instant::now);
        jamf.sync(Instant.now());
    }

    @AfterEach
    void stop() {
        assertThat(jamf.misuses()).isEmpty();
        jamf.close();
    }

    @Test
    void a_complete_instance_passes_every_trial() throws Exception {
        List<Trial> trials = trials();

        assertThat(trials).extracting(Trial::result).containsOnly(Result.OK);
        assertThat(trials)
                .extracting(trial -> trial.subject() + ": " + trial.sentence())
                .containsExactly(
                        "connection: " + jamf.url(SCHOOL) + " answers, without TLS",
                        "credentials: API client \"1979ca82\" is signed in",
                        "version: Jamf Pro 11.32.0",
                        "ADE tokens: 2 ADE tokens, with the privilege \"Read Device Enrollment Program Instances\"",
                        "ADE syncs: sync states of 2 tokens, with the privilege \"Read Device Enrollment Program Instances\"",
                        "content tokens: 1 content token, with the privilege \"Read Volume Purchasing Locations\"",
                        "notifications: 0 notifications; depwatch will find unsigned terms in them",
                        "built-in CA: Jamf Pro gives no date of it",
                        "clock: same as this host's");
        assertThat(jamf.requests(SCHOOL, "POST /api/oauth/token")).isEqualTo(1);
    }

    @Test
    void all_missing_privileges_are_reported_at_once() throws Exception {
        jamf.deny(SCHOOL, Privilege.READ_ENROLLMENTS);
        jamf.deny(SCHOOL, Privilege.READ_LOCATIONS);

        assertThat(trials().stream().filter(trial -> trial.result() == Result.PROBLEM))
                .extracting(Trial::subject)
                .containsExactly("ADE tokens", "ADE syncs", "content tokens");
        assertThat(sentence("content tokens"))
                .endsWith("(HTTP 403): give its role the privilege \"Read Volume Purchasing Locations\"");
    }

    @Test
    void rejected_credentials_end_the_trials() throws Exception {
        List<Trial> trials = check(jamf.url(SCHOOL), "wrong").trials();

        assertThat(trials).extracting(Trial::subject).containsExactly("connection", "credentials");
        assertThat(trials).extracting(Trial::result).containsExactly(Result.OK, Result.PROBLEM);
        assertThat(trials.get(1).sentence()).contains("check the id, and the secret in its file");
        assertThat(jamf.requests(SCHOOL, "POST /api/oauth/token")).isEqualTo(1);
    }

    @Test
    void without_a_connection_nothing_else_is_tried() throws Exception {
        jamf.goDown(SCHOOL);

        assertThat(trials()).extracting(Trial::subject).containsExactly("connection");
        assertThat(trials()).extracting(Trial::result).containsExactly(Result.PROBLEM);
    }

    @Test
    void another_servers_address_is_no_connection() throws Exception {
        jamf.hideBehindSignOn(SCHOOL);

        assertThat(sentence("connection")).contains("answered with incomplete or invalid JSON");
    }

    @ParameterizedTest
    @CsvSource({
        "notifications, notifications, 403, (HTTP 403): its role lacks a privilege",
        // The daemon then asks for the sync of each token.
        "ADE syncs, device-enrollments/syncs, 404, and with its context; depwatch asks for the sync of each token instead",
    })
    void what_the_daemon_can_do_without_is_a_warning(String subject, String path, int status, String end)
            throws Exception {
        try (ScriptedJamf scripted = new ScriptedJamf()) {
            scripted.json("GET /api/v1/" + path, status, "{}");

            Trial trial = trial(check(scripted.url(), CLIENT_SECRET).trials(), subject);

            assertThat(trial.result()).isEqualTo(Result.WARNING);
            assertThat(trial.sentence()).endsWith(end);
        }
    }

    @Test
    void the_list_of_syncs_is_needed_for_many_tokens() throws Exception {
        String rows = IntStream.rangeClosed(1, 51)
                .mapToObj("{\"id\":\"%d\"}"::formatted)
                .collect(joining(","));
        try (ScriptedJamf scripted = new ScriptedJamf()) {
            scripted.json("GET /api/v1/device-enrollments", 200, "{\"totalCount\":51,\"results\":[" + rows + "]}")
                    .json("GET /api/v1/device-enrollments/syncs", 404, "{}");

            assertThat(trial(check(scripted.url(), CLIENT_SECRET).trials(), "ADE syncs")
                            .result())
                    .isEqualTo(Result.PROBLEM);
        }
    }

    @ParameterizedTest(name = "{0} of {2}")
    @CsvSource(quoteCharacter = '`', textBlock = """
            tokenExpirationDate, ADE tokens,     /api/v1/device-enrollments,            `{"totalCount":1,"results":[{"id":"1","tokenExpirationDate":"next spring"}]}`
            timestamp,           ADE syncs,      /api/v1/device-enrollments/syncs,      `[{"instanceId":"1","syncState":"X","timestamp":"next spring"}]`
            tokenExpiration,     content tokens, /api/v1/volume-purchasing-locations,   `{"totalCount":1,"results":[{"id":"1","tokenExpiration":"next spring"}]}`
            lastSyncTime,        content tokens, /api/v1/volume-purchasing-locations,   `{"totalCount":1,"results":[{"id":"1","lastSyncTime":"next spring"}]}`
            """)
    void an_unreadable_value_is_a_problem(String field, String subject, String path, String body) throws Exception {
        try (ScriptedJamf scripted = new ScriptedJamf()) {
            scripted.json("GET " + path, 200, body);

            Trial trial = trial(check(scripted.url(), CLIENT_SECRET).trials(), subject);

            assertThat(trial.result()).isEqualTo(Result.PROBLEM);
            assertThat(trial.sentence())
                    .isEqualTo(scripted.url() + " gives " + field
                            + " in an unknown form, \"next spring\"; report it with the version of"
                            + " Jamf Pro");
        }
    }

    @Test
    void a_clock_difference_beyond_drift_is_a_warning() throws Exception {
        ahead = Duration.ofSeconds(-30);
        assertThat(trial(trials(), "clock").result()).isEqualTo(Result.OK);
        assertThat(sentence("clock")).matches("[1-4]\\d s ahead of this host's");

        ahead = Duration.ofHours(2);
        assertThat(trial(trials(), "clock").result()).isEqualTo(Result.WARNING);
        assertThat(sentence("clock")).matches("7[12]\\d\\d s behind this host's: .*");
    }

    @Test
    void a_certificate_near_its_end_is_a_warning() throws Exception {
        Certificates.Identity near = new Certificates(folder).signed("localhost", -1, 10);
        Certificates.Identity far = new Certificates(folder).signed("localhost", -1, 100);

        Trial renewSoon = overTls(near, ZoneOffset.UTC);
        Trial good = overTls(far, ZoneOffset.UTC);

        assertThat(renewSoon.result()).isEqualTo(Result.WARNING);
        assertThat(renewSoon.sentence())
                .matches("https://localhost:\\d+ answers with the certificate of CN=.*, signed by CN=.*, which ends on"
                        + " \\d{4}-\\d\\d-\\d\\d: renew it there");
        assertThat(good.result()).isEqualTo(Result.OK);
    }

    @ParameterizedTest
    @ValueSource(strings = {"+18:00", "-18:00"})
    void a_certificate_ends_on_a_day_in_the_zone_of_the_configuration(String zone) throws Exception {
        Certificates.Identity identity = new Certificates(folder).signed("localhost", -1, 10);
        KeyStore keys = identity.keys();
        X509Certificate certificate =
                (X509Certificate) keys.getCertificate(keys.aliases().nextElement());

        assertThat(overTls(identity, ZoneId.of(zone)).sentence())
                .contains("which ends on "
                        + LocalDate.ofInstant(certificate.getNotAfter().toInstant(), ZoneId.of(zone)));
    }

    @Test
    void no_sentence_holds_a_secret() throws Exception {
        List<Trial> refused = check(jamf.url(SCHOOL), "wrong-" + CLIENT_SECRET).trials();
        jamf.fail(SCHOOL);
        List<Trial> failing = trials();

        assertThat(refused).noneMatch(trial -> trial.sentence().contains(CLIENT_SECRET));
        assertThat(failing).noneMatch(trial -> trial.sentence().contains(CLIENT_SECRET));
    }

    /** The first trial of a server with the same answer to every request. */
    private static Trial overTls(Certificates.Identity identity, ZoneId zone) throws Exception {
        HttpHandler answer =
                exchange -> LocalServer.answer(exchange, 200, "{\"access_token\":\"b3arer\",\"expires_in\":300}");
        try (LocalServer https =
                new LocalServer(Map.of("/", answer), Optional.of(new HttpsConfigurator(identity.server())))) {
            Http http = new Http(Duration.ofSeconds(10), Optional.of(identity.pem()));
            JamfServer server = new JamfServer(https.uri(""), credentials(CLIENT_SECRET), Map.of());
            return new JamfCheck(server, false, http, zone, Instant::now)
                    .trials()
                    .get(0);
        }
    }

    private String sentence(String subject) throws Exception {
        return trial(trials(), subject).sentence();
    }

    private static Trial trial(List<Trial> trials, String subject) {
        return trials.stream()
                .filter(trial -> trial.subject().equals(subject))
                .findFirst()
                .orElseThrow();
    }

    private List<Trial> trials() throws Exception {
        return check(jamf.url(SCHOOL), CLIENT_SECRET).trials();
    }

    private JamfCheck check(URI url, String secret) throws IOException {
        return new JamfCheck(
                new JamfServer(url, credentials(secret), Map.of()),
                false,
                new Http(Duration.ofSeconds(10), Optional.empty()),
                ZoneOffset.UTC,
                () -> Instant.now().plus(ahead));
    }

    private static JamfCredentials credentials(String secret) {
        return new JamfCredentials.ClientCredentials("1979ca82", new Secret(secret));
    }

    private static Token held(TokenKind kind, String id) {
        return SampleToken.of(
                key("school", kind, id), "Example", "it-admin@example.org", "Example School", "ASM", "UUID", "");
    }
}
