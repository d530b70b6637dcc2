package dev.depwatch.notify.alertmanager;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What depwatch relies on in an Alertmanager: the fake passes it, and a real one passes it in {@code .ci/receivers}.
 */
@Timeout(180)
abstract class AlertmanagerContract {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client = HttpClient.newHttpClient();

    /** Each test has its own alert: older alerts do not matter. */
    private final String name = "Test" + UUID.randomUUID().toString().replace("-", "");

    private final Instant now = Instant.now();

    /** Its address, without the path of the API. */
    abstract URI url();

    /** Lets its clock go on. */
    abstract void pass(Duration time) throws InterruptedException;

    @Test
    void an_alert_is_accepted_unchanged() throws Exception {
        assertThat(post("[" + alert(now.minusSeconds(90), now.plusSeconds(3600), "first") + "]"))
                .isEqualTo(200);

        JsonNode taken = listed().orElseThrow();
        assertThat(taken.path("labels").path("alertname").asText()).isEqualTo(name);
        assertThat(taken.path("annotations").path("summary").asText()).isEqualTo("first\nin two lines");
        assertThat(time(taken, "startsAt")).isEqualTo(millis(now.minusSeconds(90)));
        assertThat(time(taken, "endsAt")).isEqualTo(millis(now.plusSeconds(3600)));
        assertThat(taken.path("generatorURL").asText()).isEqualTo("https://depwatch.example.org/");
    }

    @Test
    void a_label_without_a_value_is_absent() throws Exception {
        post("[" + alert(now, now.plusSeconds(3600), "").replace("\"alertname\"", "\"kind\":\"\",\"alertname\"") + "]");

        assertThat(listed().orElseThrow().path("labels").has("kind")).isFalse();
    }

    @Test
    void a_repeated_alert_replaces_the_previous_one() throws Exception {
        post("[" + alert(now.minusSeconds(90), now.plusSeconds(3600), "first") + "]");
        post("[" + alert(now.minusSeconds(90), now.plusSeconds(3660), "second") + "]");

        assertThat(listed().orElseThrow().path("annotations").path("summary").asText())
                .startsWith("second");
        assertThat(time(listed().orElseThrow(), "endsAt")).isEqualTo(millis(now.plusSeconds(3660)));
    }

    @Test
    void the_earlier_of_two_starts_is_kept() throws Exception {
        post("[" + alert(now.minusSeconds(90), now.plusSeconds(3600), "") + "]");
        post("[" + alert(now.minusSeconds(30), now.plusSeconds(3660), "") + "]");

        assertThat(time(listed().orElseThrow(), "startsAt")).isEqualTo(millis(now.minusSeconds(90)));
    }

    @Test
    void an_end_resolves_the_alert_and_a_later_request_reopens_it() throws Exception {
        post("[" + alert(now.minusSeconds(90), now.plusSeconds(3600), "") + "]");
        post("[" + alert(now.minusSeconds(90), now.minusSeconds(1), "") + "]");
        assertThat(listed()).isEmpty();

        post("[" + alert(now.minusSeconds(90), now.plusSeconds(3660), "") + "]");
        assertThat(listed()).isPresent();
    }

    @Test
    void an_end_in_the_future_takes_effect_when_repeated_later() throws Exception {
        Instant ahead = now.plusSeconds(6);
        post("[" + alert(now.minusSeconds(90), now.plusSeconds(3600), "") + "]");
        post("[" + alert(now.minusSeconds(90), ahead, "") + "]");
        assertThat(time(listed().orElseThrow(), "endsAt")).isEqualTo(millis(now.plusSeconds(3600)));

        pass(Duration.ofSeconds(7));
        post("[" + alert(now.minusSeconds(90), ahead, "") + "]");

        assertThat(listed()).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // rule | the alert next to a valid one | the answer | whether the valid one is accepted
                "An end before the start | {\"labels\":{\"a\":\"b\"},\"startsAt\":\"2026-01-02T00:00:00Z\",\"endsAt\":\"2026-01-01T00:00:00Z\"} | 400 | true",
                "No label | {\"labels\":{}} | 400 | true",
                "A label without a name | {\"labels\":{\"\":\"b\"}} | 400 | true",
                "Missing labels | {\"annotations\":{\"a\":\"b\"}} | 422 | false",
                "A source that is not an address | {\"labels\":{\"a\":\"b\"},\"generatorURL\":\"not an address\"} | 422 | false",
                "An invalid time | {\"labels\":{\"a\":\"b\"},\"startsAt\":\"yesterday\"} | 400 | false",
                "A value that is not text | {\"labels\":{\"a\":1}} | 400 | false",
                "Invalid JSON | {\"labels\": | 400 | false",
            })
    void it_refuses_invalid_alerts_and_accepts_the_others(String rule, String bad, int answer, boolean taken)
            throws Exception {
        String good = alert(now, now.plusSeconds(3600), "");

        assertThat(post("[" + good + "," + bad + "]")).as(rule).isEqualTo(answer);

        assertThat(listed().isPresent()).as(rule).isEqualTo(taken);
    }

    @Test
    void it_accepts_only_json_at_its_address() throws Exception {
        String good = "[" + alert(now, now.plusSeconds(3600), "") + "]";

        assertThat(post(Endpoint.api(url()), "text/plain", good)).isEqualTo(415);
        assertThat(post(Endpoint.api(URI.create(url() + "/elsewhere")), "application/json", good))
                .isEqualTo(404);
        assertThat(listed()).isEmpty();
    }

    private String alert(Instant startsAt, Instant endsAt, String summary) {
        return """
                {"labels":{"alertname":"%s"},"annotations":{"summary":"%s\\nin two lines"},"startsAt":"%s","endsAt":"%s",\
                "generatorURL":"https://depwatch.example.org/"}""".formatted(name, summary, startsAt, endsAt);
    }

    private int post(String alerts) throws Exception {
        return post(Endpoint.api(url()), "application/json", alerts);
    }

    private int post(URI uri, String type, String alerts) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("Content-Type", type)
                .POST(BodyPublishers.ofString(alerts))
                .build();
        return client.send(request, BodyHandlers.discarding()).statusCode();
    }

    /** The alert of this test, if it is active. */
    private Optional<JsonNode> listed() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(Endpoint.api(url())).build();
        for (JsonNode alert :
                JSON.readTree(client.send(request, BodyHandlers.ofString()).body())) {
            if (alert.path("labels").path("alertname").asText().equals(name)) {
                return Optional.of(alert);
            }
        }
        return Optional.empty();
    }

    private static Instant time(JsonNode alert, String field) {
        return millis(Instant.parse(alert.path(field).asText()));
    }

    private static Instant millis(Instant instant) {
        return Instant.ofEpochMilli(instant.toEpochMilli());
    }
}
