package dev.depwatch.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.depwatch.demo.StrictJamf.Access;
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
