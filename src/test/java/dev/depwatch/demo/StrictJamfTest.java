package dev.depwatch.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.depwatch.demo.StrictJamf.Access;
import dev.depwatch.demo.StrictJamf.Privilege;
import dev.depwatch.http.Http;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class StrictJamfTest {
    private static final Instance SCHOOL = new Instance("school");
    private static final Instance PHYSICS = new Instance("physics");
    private static final AppleId ADMIN = new AppleId("it-admin@example.org");
    private static final AppleId OTHER = new AppleId("other@example.org");
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String GOOD_FORM = "grant_type=client_credentials&client_id=id&client_secret=s%2B%3D";

    private Instant now = Instant.parse("2026-11-24T12:00:00Z");
    private StrictJamf jamf = new StrictJamf(List.of(), access(), () -> now);
    private final Http http = new Http(Duration.ofSeconds(10), Optional.empty());

    StrictJamfTest() throws IOException {}

    @BeforeEach
    void start() throws IOException {
        jamf.close();
        jamf = new StrictJamf(
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
    void the_api_lists_older_syncs_first_with_an_offset_without_a_colon() throws Exception {
        jamf.sync(now);
        jamf.changePassword(ADMIN);
        jamf.sync(now.plusSeconds(120));

        JsonNode syncs = json(get(SCHOOL, "/api/v1/device-enrollments/syncs", bearer(SCHOOL)));

        assertThat(syncs).hasSize(4);
        assertThat(syncs.get(1).toString())
                .isEqualTo("{\"syncState\":\"CONNECTION_ERROR\",\"instanceId\":\"1\","
                        + "\"timestamp\":\"2026-11-24T12:02:00.000+0000\"}");
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

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            a page                  | /api/v1/device-enrollments?page=0&page-size=1     | 200
            a page before the first | /api/v1/device-enrollments?page=-1                | 400
            no page                 | /api/v1/device-enrollments?page=x                 | 400
            a page too large        | /api/v1/device-enrollments?page-size=2001         | 400
            a filter                | /api/v1/volume-purchasing-locations?filter=a      | 200
            syncs                   | /api/v1/device-enrollments/syncs                  | 200
            syncs by page           | /api/v1/device-enrollments/syncs?page=0           | 400
            """)
    void a_signed_request_is_answered(String request, String path, int status) throws Exception {
        assertThat(get(SCHOOL, path, bearer(SCHOOL)).status()).as(request).isEqualTo(status);
    }

    // The documented form of the answers. The examples are those of the API reference.

    @Test
    void an_enrolment_token_has_the_fields_of_the_reference() throws Exception {
        JsonNode rows = json(get(SCHOOL, "/api/v1/device-enrollments", bearer(SCHOOL)));

        assertThat(rows.path("totalCount").isInt()).isTrue();
        sameForm(rows.path("results").path(0), """
                {"id":"1","name":"Example Device Enrollment Instance","supervisionIdentityId":"1","siteId":"-1",
                 "serverName":"Acme ASM","serverUuid":"BASD08C11F3C455","adminId":"admin1234",
                 "orgName":"Acme Enterprises","orgEmail":"admin@test.com","orgPhone":"555-0123",
                 "orgAddress":"124 Conch Street, Bikini Bottom, Pacific Ocean","tokenExpirationDate":"2000-10-30"}""");
    }

    @Test
    void a_content_token_has_the_fields_of_the_reference() throws Exception {
        jamf.close();
        jamf = new StrictJamf(
                List.of(SampleToken.of(
                        new Token.Key(SCHOOL, TokenKind.CONTENT, "1"),
                        "Example Location",
                        ADMIN.value(),
                        "Jamf",
                        now.toString())),
                access(),
                () -> now);
        jamf.sync(now);
        jamf.claimElsewhere(SCHOOL, "1");

        JsonNode location = json(get(SCHOOL, "/api/v1/volume-purchasing-locations", bearer(SCHOOL)))
                .path("results")
                .path(0);

        sameForm(location, """
                {"name":"Example Location","totalPurchasedLicenses":1,"totalUsedLicenses":1,"id":"1",
                 "appleId":"testUser@appleId.com","email":"testUser@email.com","organizationName":"Jamf",
                 "tokenExpiration":"2022-04-25T21:09:31.661Z","countryCode":"US","locationName":"Example Location",
                 "clientContextMismatch":false,"automaticallyPopulatePurchasedContent":false,
                 "sendNotificationWhenNoLongerAssigned":false,"autoRegisterManagedUsers":false,"siteId":"1",
                 "siteName":"Example Name","lastSyncTime":"2022-09-25T21:09:31.661Z"}""");
        assertThat(location.path("clientContextMismatch").asBoolean()).isTrue();
    }

    @Test
    void devices_have_the_fields_of_the_reference() throws Exception {
        jamf.assignDevices(SCHOOL, "1", 3);

        JsonNode devices = json(get(SCHOOL, "/api/v1/device-enrollments/1/devices", bearer(SCHOOL)));

        assertThat(devices.path("totalCount").intValue()).isEqualTo(3);
        assertThat(devices.path("results")).hasSize(3);
        sameForm(devices.path("results").path(0), """
                {"id":"1","deviceEnrollmentProgramInstanceId":"1","prestageId":"1","serialNumber":"C02","description":"",
                 "model":"","color":"","assetTag":"","profileStatus":"ASSIGNED","syncState":{},"profileAssignTime":"",
                 "profilePushTime":"","deviceAssignedDate":""}""");
    }

    @Test
    void errors_have_the_form_of_their_endpoint() throws Exception {
        sameForm(
                json(get(SCHOOL, "/api/v1/device-enrollments/9/devices", bearer(SCHOOL))),
                "{\"httpStatus\":404,\"errors\":[{\"code\":\"\",\"field\":null,\"description\":\"\",\"id\":\"0\"}]}");
        sameForm(
                json(send(
                        SCHOOL,
                        "POST",
                        "/api/oauth/token",
                        Map.of("Content-Type", FORM),
                        GOOD_FORM.replace("=id", "=you"))),
                "{\"error\":\"invalid_client\",\"error_description\":\"\",\"error_uri\":\"\"}");
    }

    /** The same fields in any order, each of the same type. */
    private static void sameForm(JsonNode answered, String reference) throws IOException {
        JsonNode expected = new ObjectMapper().readTree(reference);
        assertThat(answered.fieldNames()).toIterable().containsExactlyInAnyOrderElementsOf(expected::fieldNames);
        expected.properties()
                .forEach(field -> assertThat(answered.path(field.getKey()).getNodeType())
                        .as(field.getKey())
                        .isEqualTo(field.getValue().getNodeType()));
    }

    // Requests that differ from the documentation.

    static Stream<Arguments> misuses() {
        String enrollments = "/api/v1/device-enrollments";
        return Stream.of(
                Arguments.of("a method that is not documented", "DELETE", enrollments, true, true, ""),
                Arguments.of("a parameter that is not documented", "GET", enrollments + "?filter=x", true, true, ""),
                Arguments.of("a path that is not documented", "GET", "/api/v2/anything", true, true, ""),
                Arguments.of("no Accept", "GET", enrollments, false, true, ""),
                Arguments.of("no Authorization", "GET", enrollments, true, false, ""),
                Arguments.of("a body where none is documented", "GET", enrollments, true, true, "x=y"),
                Arguments.of("another grant", "POST", "/api/oauth/token", true, true, "grant_type=password"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("misuses")
    void a_misuse_is_recorded_whatever_the_answer(
            String rule, String method, String path, boolean accept, boolean authorization, String body)
            throws Exception {
        Map<String, String> headers = new HashMap<>();
        headers.put("Content-Type", FORM);
        if (accept) {
            headers.put("Accept", "application/json");
        }
        if (authorization) {
            headers.put("Authorization", bearer(SCHOOL));
        }
        int before = jamf.misuses().size();

        send(SCHOOL, method, path, headers, body);

        assertThat(jamf.misuses()).as(rule).hasSize(before + 1);
        assertThat(jamf.misuses()).last().asString().startsWith(method + " " + path.replaceAll("\\?.*", "") + ": ");
    }

    @Test
    void a_documented_request_that_is_rejected_is_no_misuse() throws Exception {
        Map<String, String> json = Map.of("Accept", "application/json", "Authorization", "Bearer over");
        jamf.deny(SCHOOL, Privilege.READ_ENROLLMENTS);
        int before = jamf.misuses().size();

        send(SCHOOL, "GET", "/api/v1/notifications", json, "");
        send(
                SCHOOL,
                "POST",
                "/api/oauth/token",
                Map.of("Accept", "application/json", "Content-Type", FORM),
                GOOD_FORM.replace("=id", "=you"));

        assertThat(jamf.misuses()).hasSize(before);
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

    private static Token.Key key(Instance instance, String id) {
        return new Token.Key(instance, TokenKind.ADE, id);
    }

    private static Token token(Instance instance, String id, AppleId owner, String organization) {
        return SampleToken.of(key(instance, id), "Example", owner.value(), organization, "ASM", "UUID", "2027-06-30");
    }
}
