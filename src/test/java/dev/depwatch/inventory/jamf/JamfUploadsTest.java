package dev.depwatch.inventory.jamf;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.depwatch.config.Secret;
import dev.depwatch.demo.SimulatedLog.Failure;
import dev.depwatch.demo.StrictJamf;
import dev.depwatch.demo.StrictJamf.Privilege;
import dev.depwatch.http.Http;
import dev.depwatch.inventory.jamf.JamfCredentials.ClientCredentials;
import dev.depwatch.inventory.jamf.Trial.Result;
import dev.depwatch.inventory.jamf.UploadException.Effect;
import dev.depwatch.inventory.jamf.UploadException.NextTry;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Instance;
import dev.depwatch.token.SampleToken;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class JamfUploadsTest {
    private static final Instance SCHOOL = new Instance("school");
    private static final AppleId OLD = new AppleId("left@example.org");
    private static final AppleId NEW = new AppleId("mdm@appleid.example.org");
    private static final String CANARY = "Q0FOQVJZ";
    private static final byte[] FILE = CANARY.getBytes(US_ASCII);
    private static final Token.Key ADE = new Token.Key(SCHOOL, TokenKind.ADE, "1");
    private static final Token.Key CONTENT = new Token.Key(SCHOOL, TokenKind.CONTENT, "4");
    private static final String SECRET = "the-client-secret";

    private StrictJamf jamf;
    private ScriptedJamf scripted;

    @BeforeEach
    void start() throws IOException {
        jamf = new StrictJamf(
                List.of(token(ADE), token(CONTENT)),
                new StrictJamf.Access("reader", SECRET, "user", "password", Duration.ofMinutes(5)),
                Instant::now);
        scripted = new ScriptedJamf();
    }

    @AfterEach
    void stop() {
        assertThat(jamf.misuses()).isEmpty();
        jamf.close();
        scripted.close();
    }

    @Test
    void an_uploaded_token_is_in_place_and_syncs_well() throws Exception {
        jamf.download(ADE, NEW, FILE);
        assertThat(failures()).containsExactly(Failure.TOKEN_REPLACED);
        LocalDate before = LocalDate.now(ZoneOffset.UTC);

        Token now = upload(renewer());

        assertThat(now.owner()).contains(NEW);
        assertThat(now.serverUuid()).isEqualTo("UUID-OF-school");
        assertThat(now.expiry().orElseThrow().date().orElseThrow())
                .isBetween(before.plusDays(365), LocalDate.now(ZoneOffset.UTC).plusDays(365));
        assertThat(failures()).isEmpty();
    }

    @Test
    void an_uploaded_content_token_is_in_place() throws Exception {
        jamf.download(CONTENT, NEW, FILE);

        assertThat(renewer().uploadContent("4", FILE).owner()).contains(NEW);
    }

    @Test
    void an_access_token_that_ended_before_its_time_is_fetched_anew() throws Exception {
        jamf.download(ADE, NEW, FILE);
        JamfUploads uploads = renewer();
        uploads.publicKey();
        jamf.forgetAccessTokens();

        assertThat(upload(uploads).owner()).contains(NEW);
    }

    @Test
    void an_upload_needs_no_request_within_the_minute_before_it() throws Exception {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
        try (StrictJamf brief = new StrictJamf(
                List.of(token(ADE)),
                new StrictJamf.Access("reader", SECRET, "user", "password", Duration.ofSeconds(60)),
                now::get)) {
            JamfUploads uploads = uploads(brief.url(SCHOOL), StrictJamf.RENEWER, now::get);
            uploads.trial(Set.of(TokenKind.ADE));
            uploads.publicKey();
            brief.download(ADE, NEW, FILE);

            now.updateAndGet(time -> time.plusSeconds(80));
            assertThat(upload(uploads).owner()).contains(NEW);
            now.updateAndGet(time -> time.plus(Duration.ofMinutes(20)));
            assertThat(uploads.publicKey()).isEmpty();
            assertThat(upload(uploads).owner()).contains(NEW);
        }
    }

    @Test
    void a_client_that_may_upload_is_ready() throws Exception {
        assertThat(renewer().trial(Set.of(TokenKind.ADE, TokenKind.CONTENT)).result())
                .isEqualTo(Result.OK);
        assertThat(jamf.requests(SCHOOL, "PUT /api/v1/device-enrollments/1/upload-token"))
                .isZero();
    }

    @Test
    void a_missing_privilege_is_found_without_an_upload() throws Exception {
        Trial ofReader = uploads(jamf.url(SCHOOL), "reader", Instant::now).trial(Set.of(TokenKind.ADE));
        jamf.deny(SCHOOL, Privilege.UPDATE_LOCATIONS);
        Trial ofContent = renewer().trial(Set.of(TokenKind.CONTENT));

        assertThat(ofReader.result()).isEqualTo(Result.PROBLEM);
        assertThat(ofReader.sentence())
                .contains("API client \"reader\" may not upload", "Update Device Enrollment Program Instances");
        assertThat(ofContent.result()).isEqualTo(Result.PROBLEM);
        assertThat(ofContent.sentence()).contains("privilege \"Update Volume Purchasing Locations\"");
        assertThat(renewer().trial(Set.of(TokenKind.ADE)).result()).isEqualTo(Result.OK);
    }

    @Test
    void a_jamf_pro_that_does_not_answer_is_found_without_an_upload() throws Exception {
        jamf.refuseRequests(SCHOOL);

        Trial trial = renewer().trial(Set.of(TokenKind.ADE));

        assertThat(trial.result()).isEqualTo(Result.PROBLEM);
        assertThat(trial.sentence()).contains("HTTP 503").doesNotContain(SECRET);
    }

    /** A list without the privilege that the reading has used proves nothing. */
    @ParameterizedTest(name = "HTTP {0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            200|{}
            200|[]
            200|not JSON
            200|{"account":{"privilegesBySite":{"-1":["A privilege by another name"]}}}
            403|{}
            404|{}
            500|{}
            """)
    void privileges_that_jamf_pro_does_not_report_are_not_missing(int status, String answer) throws Exception {
        scripted.json("GET /api/v1/auth", status, answer);

        Trial trial = ofScripted().trial(Set.of(TokenKind.ADE));

        assertThat(trial.result()).isEqualTo(Result.WARNING);
        assertThat(trial.sentence())
                .contains("does not report what API client \"reader\" may do", "Update Device Enrollment");
    }

    @Test
    void a_privilege_on_one_site_is_enough() throws Exception {
        scripted.json(
                "GET /api/v1/auth",
                200,
                "{\"account\":{\"privilegesBySite\":{\"1\":[\"Read Device Enrollment Program Instances\"],"
                        + "\"2\":[\"Update Device Enrollment Program Instances\"]}}}");

        assertThat(ofScripted().trial(Set.of(TokenKind.ADE)).result()).isEqualTo(Result.OK);
    }

    @Test
    void a_privilege_that_was_granted_since_needs_a_new_access_token() throws Exception {
        scripted.json("PUT /api/v1/device-enrollments/1/upload-token", 403, "{}");
        JamfUploads uploads = ofScripted();
        for (int i = 0; i < 2; i++) {
            assertThat(refused(uploads)).isNotNull();
        }

        assertThat(scripted.requests().stream().filter("POST /api/oauth/token"::equals))
                .hasSize(2);
    }

    private JamfUploads ofScripted() throws IOException {
        return uploads(scripted.url(), "reader", Instant::now);
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                refusal(
                        "privilege \"Update Device Enrollment Program Instances\"",
                        Effect.NONE,
                        jamf -> jamf.deny(SCHOOL, Privilege.UPDATE_ENROLLMENTS)),
                refusal("cannot read the file", Effect.NOT_KNOWN, jamf -> {}),
                refusal(
                        "if it lasts, look whether Jamf Pro runs",
                        Effect.NOT_KNOWN,
                        jamf -> jamf.refuseRequests(SCHOOL)),
                refusal("ended the connection in the middle", Effect.NOT_KNOWN, jamf -> jamf.goDown(SCHOOL)),
                refusal("the entry is gone", Effect.NONE, jamf -> jamf.undeploy(SCHOOL)));
    }

    private static Arguments refusal(String said, Effect effect, Consumer<StrictJamf> wrong) {
        return Arguments.of(said, effect, wrong);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusals")
    void a_failed_upload_says_why_and_what_became_of_the_token(String said, Effect effect, Consumer<StrictJamf> wrong)
            throws Exception {
        JamfUploads uploads = renewer();
        uploads.publicKey();
        wrong.accept(jamf);

        UploadException refused = refused(uploads);

        assertThat(refused.effect()).isEqualTo(effect);
        assertThat(refused).hasMessageContaining(said).hasNoCause();
        assertThat(refused.getMessage()).doesNotContain(CANARY, SECRET);
    }

    /** Jamf Pro documents 500 for an enrolment token that it cannot use, and 422 for a content token. */
    @ParameterizedTest(name = "HTTP {0}")
    @CsvSource({
        "400, NONE, ANOTHER_FILE, ANOTHER_FILE",
        "401, NONE, CORRECT, CORRECT",
        "403, NONE, WAIT, WAIT",
        "404, NONE, CORRECT, CORRECT",
        "405, NONE, CORRECT, CORRECT",
        "415, NONE, CORRECT, CORRECT",
        "422, NONE, ANOTHER_FILE, ANOTHER_FILE",
        "500, NOT_KNOWN, ANOTHER_FILE, WAIT",
        "502, NOT_KNOWN, WAIT, WAIT",
        "503, NOT_KNOWN, WAIT, WAIT",
        "504, NOT_KNOWN, WAIT, WAIT",
        "418, NOT_KNOWN, CORRECT, CORRECT",
    })
    void only_an_answer_about_the_file_asks_for_another_one(
            int status, Effect effect, NextTry ofEnrollment, NextTry ofContent) throws Exception {
        scripted.json("PUT /api/v1/device-enrollments/1/upload-token", status, "{}");
        scripted.json("PATCH /api/v1/volume-purchasing-locations/1", status, "{}");
        JamfUploads uploads = ofScripted();

        UploadException enrollment = refused(uploads);
        UploadException content = catchThrowableOfType(UploadException.class, () -> uploads.uploadContent("1", FILE));

        assertThat(enrollment.effect()).isEqualTo(effect);
        assertThat(enrollment.nextTry()).isEqualTo(ofEnrollment);
        assertThat(content.effect()).isEqualTo(effect);
        assertThat(content.nextTry()).isEqualTo(ofContent);
    }

    /** What a redirect, a proxy in front, an incomplete answer and Jamf Pro itself ask to correct or to read. */
    @ParameterizedTest(name = "HTTP {0}")
    @CsvSource(delimiter = '|', textBlock = """
            302 | answers with a redirect (HTTP 302), which depwatch does not follow: set the url to Jamf Pro's own address
            401 | rejects at {path} the access token that it has just given to API client "reader" (HTTP 401): check in
            413 | answers HTTP 413 to {path}, which its API does not document: check that the url (https://host:8443/context)
            200 | does not answer {path} as its API documents: check that the url (https://host:8443/context) is Jamf Pro's
            400 | {path} (HTTP 400): refuses the file; see Jamf Pro's JAMFSoftwareServer.log
            500 | {path} (HTTP 500): cannot read the file, or has an error of its own; see Jamf Pro's JAMFSoftwareServer.log
            """)
    void an_answer_that_can_be_corrected_says_what_to_look_at(int status, String said) throws Exception {
        String path = "/api/v1/device-enrollments/1/upload-token";
        scripted.json("PUT " + path, status, "{}");

        assertThat(refused(ofScripted())).hasMessageStartingWith(scripted.url() + " " + said.replace("{path}", path));
    }

    @ParameterizedTest
    @CsvSource({"9, the entry is gone", "../1, an id that cannot be asked for"})
    void an_entry_that_is_not_there_is_said(String id, String said) throws Exception {
        UploadException refused =
                catchThrowableOfType(UploadException.class, () -> renewer().uploadEnrollment(id, "x_smime.p7m", FILE));

        assertThat(refused.effect()).isEqualTo(Effect.NONE);
        assertThat(refused).hasMessageContaining(said);
    }

    @Test
    void the_public_key_is_what_jamf_pro_answers() throws Exception {
        assertThat(renewer().publicKey()).isEmpty();
        jamf.publicKey(SCHOOL, "-----BEGIN CERTIFICATE-----\n");

        assertThat(renewer().publicKey()).contains("-----BEGIN CERTIFICATE-----\n");
    }

    private List<Failure> failures() {
        return List.copyOf(jamf.sync(Instant.now()).values());
    }

    private JamfUploads renewer() throws IOException {
        return uploads(jamf.url(SCHOOL), StrictJamf.RENEWER, Instant::now);
    }

    private static JamfUploads uploads(URI url, String client, InstantSource clock) throws IOException {
        JamfServer server = new JamfServer(url, new ClientCredentials(client, new Secret(SECRET)), Map.of());
        return new JamfUploads(SCHOOL, server, new Http(Duration.ofSeconds(10), Optional.empty()), clock);
    }

    private static Token upload(JamfUploads uploads) throws Exception {
        return uploads.uploadEnrollment("1", "mdm_smime.p7m", FILE);
    }

    private static UploadException refused(JamfUploads uploads) {
        return catchThrowableOfType(UploadException.class, () -> upload(uploads));
    }

    private static Token token(Token.Key key) {
        String server = key.kind() == TokenKind.ADE ? "UUID-OF-" + key.instance() : "";
        return SampleToken.of(
                key, "Example", OLD.value(), "Example", key.kind() == TokenKind.ADE ? "mdm" : "", server, "2027-06-30");
    }
}
