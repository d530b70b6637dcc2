package dev.depwatch.inventory.jamf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.depwatch.config.Secret;
import dev.depwatch.demo.StrictJamf;
import dev.depwatch.demo.StrictJamf.Privilege;
import dev.depwatch.http.Http;
import dev.depwatch.http.RawServer;
import dev.depwatch.inventory.ReadException;
import dev.depwatch.inventory.ReadException.Reason;
import dev.depwatch.inventory.TokenSource;
import dev.depwatch.inventory.jamf.JamfCredentials.ClientCredentials;
import dev.depwatch.inventory.jamf.Trial.Result;
import dev.depwatch.inventory.jamf.UploadException.Effect;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Instance;
import dev.depwatch.token.SampleToken;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The same Jamf Pro through the gateway of the Jamf Platform API. */
class JamfGatewayTest extends JamfSourceContract {
    private static final Instance SCHOOL = new Instance("school");
    private static final Instance PHYSICS = new Instance("physics");
    private static final AppleId NEW = new AppleId("mdm@appleid.example.org");
    private static final String SECRET = "the-client-secret";
    private static final byte[] FILE = "Q0FOQVJZ".getBytes(StandardCharsets.US_ASCII);

    private final Instant begun = Instant.now();
    private Duration later = Duration.ZERO;
    private final InstantSource clock = () -> begun.plus(later);
    private final Http http = new Http(Duration.ofSeconds(10), Optional.empty());

    JamfGatewayTest() throws IOException {}

    @Override
    protected TokenSource holding(List<Token> tokens) throws IOException {
        return source(simulated(tokens), tokens.get(0).instance());
    }

    @Override
    protected Map<String, TokenSource> failing() throws IOException {
        StrictJamf jamf = simulated();
        return Map.of(
                "a wrong secret", source(server(jamf.gateway(), SCHOOL, "depwatch", "wrong-" + SECRET)),
                "another client", source(server(jamf.gateway(), SCHOOL, "nobody", SECRET)),
                "an instance that is not granted", source(jamf, new Instance("chemistry")),
                "nobody there", source(server(URI.create("http://127.0.0.1:1"), SCHOOL, "depwatch", SECRET)));
    }

    @Override
    protected Optional<TokenSource> hanging() throws IOException {
        return Optional.of(
                source(server(opened(new RawServer(RawServer.hanging())).uri(""), SCHOOL, "a", SECRET)));
    }

    @Override
    protected List<String> secrets() {
        return List.of(SECRET, "simulated.");
    }

    @Test
    void an_instance_answers_the_same_directly() throws Exception {
        StrictJamf jamf = simulated();
        jamf.sync(begun);
        jamf.leaveTermsUnsigned("Example School");
        jamf.assignDevices(SCHOOL, "1", 7);
        JamfTokenSource direct = source(new JamfServer(jamf.url(SCHOOL), client("depwatch", SECRET), Map.of()));
        JamfTokenSource gateway = source(jamf, SCHOOL);

        assertThat(gateway.read(begun)).isEqualTo(direct.read(begun));
        assertThat(gateway.devices("1")).isEqualTo(direct.devices("1")).isEqualTo(7);
        assertThat(source(jamf, PHYSICS).read(begun).tokens()).hasSize(1);
    }

    @Test
    void an_access_token_lasts_for_fifteen_minutes() throws Exception {
        StrictJamf jamf = simulated();
        JamfTokenSource source = source(jamf, SCHOOL);
        source.read(begun);
        int first = jamf.gatewayRequests();

        later = Duration.ofSeconds(860);
        source.read(clock.instant());
        assertThat(jamf.gatewayRequests())
                .as("without a sign-in, nor the certificate authority")
                .isEqualTo(2 * first - 2);

        later = Duration.ofSeconds(880);
        source.read(clock.instant());
        assertThat(jamf.gatewayRequests()).isEqualTo(3 * first - 3);
    }

    // Errors and their sentences.

    @Test
    void credentials_that_the_gateway_rejects_are_in_jamf_account() throws Exception {
        URI gateway = simulated().gateway();

        assertThat(failure(source(server(gateway, SCHOOL, "nobody", SECRET)), Reason.CREDENTIALS))
                .isEqualTo(
                        gateway + " rejects the client id or client secret of API client \"nobody\" (HTTP 400): check"
                                + " platform, the id, and the secret in its file; check in Jamf Account that the API client"
                                + " is there");
    }

    @Test
    void the_401_of_the_gateway_has_several_reasons() throws Exception {
        StrictJamf jamf = simulated();

        assertThat(failure(source(jamf, new Instance("chemistry")), Reason.CREDENTIALS))
                .isEqualTo(jamf.gateway() + " rejects at /pro/v1/device-enrollments the access token that it has just"
                        + " given to API client \"depwatch\" (HTTP 401): check environment or tenant"
                        + " (environment-of-chemistry); check in Jamf Account that the API client is of this region, and"
                        + " that Jamf Pro is granted to it");
    }

    @Test
    void a_missing_permission_has_its_name() throws Exception {
        StrictJamf jamf = simulated();
        jamf.deny(SCHOOL, Privilege.READ_ENROLLMENTS);

        assertThat(failure(source(jamf, SCHOOL), Reason.PRIVILEGE))
                .endsWith("read /pro/v1/device-enrollments (HTTP 403): give it in Jamf Account the permission"
                        + " \"device-enrollment-program-instances:read\"");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            GET /pro/v1/device-enrollments | 404 | has no /pro/v1/device-enrollments (HTTP 404): check platform, and \
                environment or tenant
            POST /auth/token               | 404 | has no /auth/token (HTTP 404): check platform, and environment or \
                tenant
            POST /auth/token               | 302 | which depwatch does not follow: find the proxy that sends it
            GET /pro/v1/device-enrollments | 500 | answers HTTP 500 to /pro/v1/device-enrollments: if it \
                lasts, check Jamf's system status, and whether Jamf Pro answers at its own address
            """)
    void an_odd_answer_says_what_to_check(String endpoint, int status, String sentence) throws Exception {
        try (ScriptedJamf scripted = new ScriptedJamf()) {
            scripted.json("POST /auth/token", 200, "{\"access_token\":\"b3arer\",\"expires_in\":900}");
            scripted.json(endpoint, status, "{}");

            Reason reason = status < 500 ? Reason.ANSWER : Reason.UNAVAILABLE;
            assertThat(failure(source(server(scripted.url(), SCHOOL, "depwatch", SECRET)), reason))
                    .endsWith(sentence.replaceAll(" +", " "));
        }
    }

    // The limit of requests.

    @Test
    void a_limit_that_resets_soon_delays_a_reading() throws Exception {
        StrictJamf jamf = simulated();
        JamfTokenSource source = source(jamf, SCHOOL);
        source.read(begun);
        source.read(begun);
        int twice = jamf.gatewayRequests();
        source.read(begun);
        int usual = jamf.gatewayRequests() - twice;

        jamf.limitNextRequest("0");

        assertThat(source.read(begun).tokens()).hasSize(2);
        assertThat(jamf.gatewayRequests()).isEqualTo(twice + usual + usual + 1);
    }

    @Test
    void nobody_asks_for_a_client_whose_limit_resets_late() throws Exception {
        StrictJamf jamf = simulated();
        source(jamf, SCHOOL).read(begun);
        jamf.limitNextRequest("30");
        int before = jamf.gatewayRequests();

        String sentence = failure(source(jamf, SCHOOL), Reason.UNAVAILABLE);
        assertThat(sentence)
                .isEqualTo(jamf.gateway()
                        + " asks for fewer requests (HTTP 429): if it lasts, find what else uses API"
                        + " client \"depwatch\"");
        assertThat(failure(source(jamf, PHYSICS), Reason.UNAVAILABLE)).isEqualTo(sentence);
        assertThat(jamf.gatewayRequests()).isEqualTo(before + 1);

        // Another client has a limit of its own.
        source(server(jamf.gateway(), PHYSICS, StrictJamf.RENEWER, SECRET)).read(begun);
        later = Duration.ofSeconds(31);
        assertThat(source(jamf, PHYSICS).read(clock.instant()).tokens()).hasSize(1);
    }

    @Test
    void a_reading_sleeps_until_then_unless_it_is_interrupted() throws Exception {
        StrictJamf jamf = simulated();
        jamf.limitNextRequest("9");
        JamfTokenSource source = source(jamf, SCHOOL);
        FutureTask<Object> reading = new FutureTask<>(() -> source.read(begun));
        Thread reader = new Thread(reading, "reader");
        reader.start();
        await().until(() -> Stream.of(reader.getStackTrace())
                .anyMatch(frame -> frame.getMethodName().startsWith("sleep")));

        reader.interrupt();

        assertThat(catchThrowableOfType(ExecutionException.class, reading::get))
                .hasCauseInstanceOf(InterruptedException.class);
        assertThat(jamf.gatewayRequests()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "30"})
    void an_upload_waits_for_the_limit_or_changes_nothing(String reset) throws Exception {
        StrictJamf jamf = simulated();
        jamf.download(new Token.Key(SCHOOL, TokenKind.ADE, "1"), NEW, FILE);
        JamfUploads uploads = uploads(jamf, StrictJamf.RENEWER);
        uploads.publicKey();
        jamf.limitNextRequest(reset);

        if (reset.equals("0")) {
            assertThat(uploads.uploadEnrollment("1", "mdm_smime.p7m", FILE).owner())
                    .contains(NEW);
        } else {
            UploadException refused = catchThrowableOfType(
                    UploadException.class, () -> uploads.uploadEnrollment("1", "mdm_smime.p7m", FILE));
            assertThat(refused.effect()).isEqualTo(Effect.NONE);
            assertThat(refused.nextTry()).isEqualTo(UploadException.NextTry.WAIT);
        }
    }

    // The commands.

    @Test
    void a_check_names_the_permissions() throws Exception {
        StrictJamf jamf = simulated();
        JamfServer server = server(jamf.gateway(), SCHOOL, "depwatch", SECRET);

        List<Trial> trials = new JamfCheck(server, false, http, ZoneOffset.UTC, clock).trials();

        assertThat(trials).extracting(Trial::result).containsOnly(Result.OK);
        assertThat(trials)
                .extracting(Trial::sentence)
                .contains(
                        jamf.gateway() + " answers, without TLS",
                        "Jamf Pro 11.32.0",
                        "1 ADE token, with the permission \"device-enrollment-program-instances:read\"",
                        "1 content token, with the permission \"volume-purchasing-locations:read\"");
    }

    @Test
    void what_a_client_may_update_shows_at_the_first_upload() throws Exception {
        StrictJamf jamf = simulated();
        Trial trial = uploads(jamf, "depwatch").trial(Set.of(TokenKind.ADE, TokenKind.CONTENT));

        UploadException refused = catchThrowableOfType(
                UploadException.class, () -> uploads(jamf, "depwatch").uploadContent("1", FILE));

        assertThat(trial)
                .isEqualTo(new Trial(
                        "upload",
                        Result.WARNING,
                        jamf.gateway()
                                + " does not report what API client \"depwatch\" may do. Check that it has in Jamf"
                                + " Account the permission that stands for \"Update Device Enrollment Program Instances\""
                                + " and \"Update Volume Purchasing Locations\" (its name is not public)"));
        assertThat(refused.effect()).isEqualTo(Effect.NONE);
        assertThat(refused)
                .hasMessageEndingWith(
                        "/pro/v1/volume-purchasing-locations/1 (HTTP 403): API client \"depwatch\" may not"
                                + " update it; give it in Jamf Account the permission that stands for \"Update Volume Purchasing"
                                + " Locations\" (its name is not public)");
    }

    private String failure(TokenSource source, Reason reason) {
        ReadException failure = catchThrowableOfType(ReadException.class, () -> source.read(begun));
        assertThat(failure.reason()).isEqualTo(reason);
        return failure.getMessage();
    }

    private StrictJamf simulated() throws IOException {
        return simulated(
                List.of(token(SCHOOL, TokenKind.ADE), token(SCHOOL, TokenKind.CONTENT), token(PHYSICS, TokenKind.ADE)));
    }

    private StrictJamf simulated(List<Token> tokens) throws IOException {
        return opened(new StrictJamf(
                tokens, new StrictJamf.Access("depwatch", SECRET, "user", "password", Duration.ofMinutes(5)), clock));
    }

    private JamfTokenSource source(StrictJamf jamf, Instance instance) {
        return source(server(jamf.gateway(), instance, "depwatch", SECRET));
    }

    private JamfTokenSource source(JamfServer server) {
        return new JamfTokenSource(SCHOOL, server, false, http, clock);
    }

    private JamfUploads uploads(StrictJamf jamf, String client) {
        return new JamfUploads(SCHOOL, server(jamf.gateway(), SCHOOL, client, SECRET), http, clock);
    }

    private static JamfServer server(URI gateway, Instance instance, String client, String secret) {
        return new JamfServer(
                gateway, client(client, secret), Map.of("X-Environment-Id", StrictJamf.environment(instance)));
    }

    private static ClientCredentials client(String id, String secret) {
        return new ClientCredentials(id, new Secret(secret));
    }

    private static Token token(Instance instance, TokenKind kind) {
        return SampleToken.of(
                new Token.Key(instance, kind, "1"),
                "Example",
                "it-admin@example.org",
                "Example School",
                kind == TokenKind.ADE ? "ASM" : "",
                kind == TokenKind.ADE ? "UUID" : "",
                "");
    }
}
