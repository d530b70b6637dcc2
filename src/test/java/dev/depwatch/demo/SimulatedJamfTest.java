package dev.depwatch.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.depwatch.demo.SimulatedJamf.Access;
import dev.depwatch.demo.SimulatedJamf.Privilege;
import dev.depwatch.demo.SyncOutcome.Failure;
import dev.depwatch.http.Http;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Expiry;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SimulatedJamfTest {
    private static final Instance SCHOOL = new Instance("school");
    private static final Instance PHYSICS = new Instance("physics");
    private static final AppleId ADMIN = new AppleId("it-admin@example.org");
    private static final AppleId OTHER = new AppleId("other@example.org");
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String GOOD_FORM = "grant_type=client_credentials&client_id=id&client_secret=s%2B%3D";

    private Instant now = Instant.parse("2026-11-24T12:00:00Z");
    private SimulatedJamf jamf = new SimulatedJamf(List.of(), access(), () -> now);
    private final Http http = new Http(Duration.ofSeconds(10), Optional.empty());

    SimulatedJamfTest() throws IOException {}

    @BeforeEach
    void start() throws IOException {
        jamf.close();
        jamf = new SimulatedJamf(
                List.of(
                        token(SCHOOL, "1", ADMIN, "Example"),
                        token(SCHOOL, "2", OTHER, "Example"),
                        token(PHYSICS, "1", ADMIN, "Physics")),
                access(),
                () -> now);
    }

    @AfterEach
    void stop() {
        jamf.close();
    }

    @Test
    void a_changed_password_breaks_every_token_of_that_apple_id_and_no_other() {
        jamf.changePassword(ADMIN);

        assertThat(jamf.sync(now))
                .containsExactly(
                        outcome(SCHOOL, "1", Failure.PASSWORD_CHANGED),
                        new SyncOutcome(key(SCHOOL, "2"), Optional.empty()),
                        outcome(PHYSICS, "1", Failure.PASSWORD_CHANGED));
    }

    @Test
    void unsigned_terms_break_the_tokens_of_that_organization_until_they_are_accepted() {
        jamf.leaveTermsUnsigned("Physics");
        assertThat(failures()).containsExactly(outcome(PHYSICS, "1", Failure.TERMS_NOT_SIGNED));

        jamf.acceptTerms("Physics");
        assertThat(failures()).isEmpty();
    }

    @Test
    void a_renewed_token_syncs_well_for_a_year() {
        jamf.changePassword(ADMIN);

        jamf.renewToken(SCHOOL, "1", OTHER);
        assertThat(failures()).containsExactly(outcome(PHYSICS, "1", Failure.PASSWORD_CHANGED));

        now = now.plus(Duration.ofDays(370));
        assertThat(failures()).contains(outcome(SCHOOL, "1", Failure.TOKEN_EXPIRED));
    }

    @Test
    void the_api_tells_syncs_older_before_newer_and_with_an_offset_without_a_colon() throws Exception {
        jamf.sync(now);
        jamf.changePassword(ADMIN);
        jamf.sync(now.plusSeconds(120));

        JsonNode syncs = json(get(SCHOOL, "/api/v1/device-enrollments/syncs", bearer(SCHOOL)));

        assertThat(syncs).hasSize(4);
        assertThat(syncs.get(1).toString())
                .isEqualTo("{\"syncState\":\"CONNECTION_ERROR\",\"instanceId\":\"1\","
                        + "\"timestamp\":\"2026-11-24T12:02:00.000+0000\"}");
    }

    @Test
    void the_latest_sync_of_a_token_is_one_object_and_404_before_the_first() throws Exception {
        String latest = "/api/v1/device-enrollments/1/syncs/latest";
        assertThat(get(SCHOOL, latest, bearer(SCHOOL)).status()).isEqualTo(404);

        jamf.sync(now);
        jamf.sync(now.plusSeconds(120));

        assertThat(get(SCHOOL, latest, bearer(SCHOOL)).body())
                .isEqualTo("{\"syncState\":\"SIMULATED_GOOD_SYNC\",\"instanceId\":\"1\","
                        + "\"timestamp\":\"2026-11-24T12:02:00.000+0000\"}");
        assertThat(get(SCHOOL, latest + "?page=0", bearer(SCHOOL)).status()).isEqualTo(400);
        assertThat(get(SCHOOL, "/api/v1/device-enrollments/7/syncs/latest", bearer(SCHOOL))
                        .status())
                .isEqualTo(404);
    }

    static Stream<Arguments> signIns() {
        return Stream.of(
                Arguments.of("the documented request", "POST", FORM, GOOD_FORM, 200),
                Arguments.of("another method", "PUT", FORM, GOOD_FORM, 405),
                Arguments.of("another content type", "POST", "application/json", GOOD_FORM, 415),
                Arguments.of("no grant type", "POST", FORM, "client_id=id&client_secret=s%2B%3D", 400),
                Arguments.of("a secret that is not encoded", "POST", FORM, GOOD_FORM.replace("%2B%3D", "+="), 400),
                Arguments.of("another client", "POST", FORM, GOOD_FORM.replace("=id", "=you"), 400));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("signIns")
    void an_access_token_is_given_for(String request, String method, String type, String form, int status)
            throws Exception {
        for (String path : new String[] {"/api/oauth/token", "/api/v1/oauth/token"}) {
            assertThat(send(SCHOOL, method, path, Map.of("Content-Type", type), form)
                            .status())
                    .as(request)
                    .isEqualTo(status);
        }
    }

    static Stream<Arguments> requests() {
        return Stream.of(
                Arguments.of("a page", "GET", "/api/v1/device-enrollments?page=0&page-size=1", 200),
                Arguments.of("a page before the first", "GET", "/api/v1/device-enrollments?page=-1", 400),
                Arguments.of("no page", "GET", "/api/v1/device-enrollments?page=x", 400),
                Arguments.of("a page too large", "GET", "/api/v1/device-enrollments?page-size=2001", 400),
                Arguments.of("a filter where none is", "GET", "/api/v1/device-enrollments?filter=a", 400),
                Arguments.of("a filter", "GET", "/api/v1/volume-purchasing-locations?filter=a", 200),
                Arguments.of("syncs", "GET", "/api/v1/device-enrollments/syncs", 200),
                Arguments.of("syncs by page", "GET", "/api/v1/device-enrollments/syncs?page=0", 400),
                Arguments.of("another method", "POST", "/api/v1/notifications", 405),
                Arguments.of("another path", "GET", "/api/v2/notifications", 404));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("requests")
    void a_signed_request_is_answered(String request, String method, String path, int status) throws Exception {
        assertThat(send(SCHOOL, method, path, Map.of("Authorization", bearer(SCHOOL)), "")
                        .status())
                .as(request)
                .isEqualTo(status);
    }

    @Test
    void a_request_is_refused_unless_its_token_is_of_this_instance_and_alive() throws Exception {
        String path = "/api/v1/device-enrollments";
        String bearer = bearer(SCHOOL);

        assertThat(get(SCHOOL, path, bearer).status()).isEqualTo(200);
        assertThat(get(PHYSICS, path, bearer).status()).isEqualTo(401);
        assertThat(get(SCHOOL, path, "Bearer other").status()).isEqualTo(401);
        now = now.plusSeconds(60);
        assertThat(get(SCHOOL, path, bearer).status()).isEqualTo(401);
        assertThat(jamf.requests(SCHOOL, "GET " + path)).isEqualTo(3);
    }

    @Test
    void a_denied_privilege_is_403_and_a_wrong_context_is_tomcats_own_404() throws Exception {
        jamf.deny(SCHOOL, Privilege.READ_ENROLLMENTS);

        assertThat(json(get(SCHOOL, "/api/v1/device-enrollments", bearer(SCHOOL)))
                        .path("httpStatus")
                        .asInt())
                .isEqualTo(403);
        assertThat(get(SCHOOL, "/api/v1/volume-purchasing-locations", bearer(SCHOOL))
                        .status())
                .isEqualTo(200);
        URI wrong = jamf.url(SCHOOL).resolve("/elsewhere/api/oauth/token");
        assertThat(http.send("POST", wrong, Map.of(), new byte[0], 10_000).body())
                .startsWith("<!doctype html>");
    }

    private List<SyncOutcome> failures() {
        return jamf.sync(now).stream()
                .filter(outcome -> outcome.failure().isPresent())
                .toList();
    }

    private String bearer(Instance instance) throws Exception {
        Http.Response answer = send(instance, "POST", "/api/oauth/token", Map.of("Content-Type", FORM), GOOD_FORM);
        return "Bearer " + json(answer).path("access_token").asText();
    }

    private Http.Response get(Instance instance, String path, String authorization) throws Exception {
        return send(instance, "GET", path, Map.of("Authorization", authorization), "");
    }

    private Http.Response send(Instance instance, String method, String path, Map<String, String> headers, String body)
            throws Exception {
        URI uri = URI.create(jamf.url(instance) + path);
        return http.send(method, uri, headers, body.getBytes(StandardCharsets.UTF_8), 100_000);
    }

    private static JsonNode json(Http.Response response) throws IOException {
        return new ObjectMapper().readTree(response.body());
    }

    private static Access access() {
        return new Access("id", "s+=", "user", "password", Duration.ofMinutes(1));
    }

    private static SyncOutcome outcome(Instance instance, String id, Failure failure) {
        return new SyncOutcome(key(instance, id), Optional.of(failure));
    }

    private static Token.Key key(Instance instance, String id) {
        return new Token.Key(instance, TokenKind.ADE, id);
    }

    private static Token token(Instance instance, String id, AppleId owner, String organization) {
        return new Token(
                key(instance, id),
                "Example",
                Optional.of(owner),
                organization,
                "ASM",
                "UUID",
                Optional.of(Expiry.ofDate(LocalDate.parse("2027-06-30"))));
    }
}
