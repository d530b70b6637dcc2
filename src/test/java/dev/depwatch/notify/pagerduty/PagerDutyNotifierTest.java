package dev.depwatch.notify.pagerduty;

import static dev.depwatch.alert.SampleAlerts.HOSTILE;
import static dev.depwatch.alert.SampleAlerts.notification;
import static dev.depwatch.alert.SampleAlerts.saying;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.depwatch.alert.Alert;
import dev.depwatch.alert.SampleAlerts;
import dev.depwatch.alert.Severity;
import dev.depwatch.config.Secret;
import dev.depwatch.http.Http;
import dev.depwatch.notify.HttpNotifierContract;
import dev.depwatch.notify.Notification;
import dev.depwatch.notify.Notification.NotifyReason;
import dev.depwatch.notify.Notifier;
import dev.depwatch.token.Remedy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PagerDutyNotifierTest extends HttpNotifierContract {
    private static final String KEY = "0123456789abcdefABCDEF0123456789";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** PagerDuty's limit of one event. */
    private static final int MOST_BYTES = 512_000;

    private String watcher = "school";

    @Override
    protected Notifier notifier(URI server, Http http) {
        return new PagerDutyNotifier(new PagerDutyNotifier.Config(new Secret(KEY)), http, watcher, server);
    }

    @Override
    protected List<String> secrets() {
        return List.of(KEY);
    }

    private JsonNode posted() throws Exception {
        return JSON.readTree(taken().get(taken().size() - 1));
    }

    private JsonNode post(Notification notification) throws Exception {
        notifier().deliver(notification);
        return posted();
    }

    @Test
    void an_alert_is_one_incident_from_its_first_message_to_its_end() throws Exception {
        Notifier notifier = notifier();
        Optional<String> handle =
                notifier.deliver(SampleAlerts.withPage(SampleAlerts.opened(), "https://depwatch.example.org"));
        JsonNode opened = posted();
        assertThat(opened.path("routing_key").asText()).isEqualTo(KEY);
        assertThat(opened.path("event_action").asText()).isEqualTo("trigger");
        assertThat(opened.path("dedup_key").asText()).matches("[0-9a-f]{32}").isEqualTo(handle.orElseThrow());
        assertThat(opened.at("/payload/source").asText()).isEqualTo("physics, school");
        assertThat(opened.at("/payload/severity").asText()).isEqualTo("critical");
        assertThat(opened.at("/payload/timestamp").asText()).isEqualTo("2026-11-24T13:23:00Z");
        assertThat(opened.at("/payload/group").asText()).isEqualTo("Apple ID it-admin@example.org");
        assertThat(opened.at("/payload/class").asText()).isEqualTo("regenerate");
        assertThat(opened.at("/payload/custom_details/Where").asText().lines()).hasSize(2);
        assertThat(opened.at("/payload/custom_details/What to do").asText())
                .contains("\n2. Upload it to school.\n3. Wait two minutes");
        assertThat(opened.at("/payload/custom_details/Do not").asText()).startsWith("Do not download");
        assertThat(opened.path("links").findValuesAsText("href"))
                .containsExactly(
                        "https://depwatch.example.org",
                        "https://business.apple.com/",
                        "https://school.example.org:8443/deviceEnrollmentProgramInstances.html?a=1&b=2");

        notifier.deliver(notification(NotifyReason.CHANGED, SampleAlerts.passwordChanged()));
        assertThat(posted().path("event_action").asText()).isEqualTo("trigger");
        assertThat(posted().path("dedup_key")).isEqualTo(opened.path("dedup_key"));

        notifier.deliver(notification(NotifyReason.RESOLVED, SampleAlerts.ended()));
        assertThat(posted().path("event_action").asText()).isEqualTo("resolve");
        assertThat(posted().path("dedup_key")).isEqualTo(opened.path("dedup_key"));
    }

    @Test
    void another_alert_another_depwatch_and_a_sample_have_incidents_of_their_own() throws Exception {
        String key = post(SampleAlerts.opened()).path("dedup_key").asText();
        Alert other = SampleAlerts.alert(Remedy.RENEW, Severity.WARNING, "30d", "school");

        assertThat(post(SampleAlerts.first(other, SampleAlerts.BEGAN))
                        .path("dedup_key")
                        .asText())
                .isNotEqualTo(key);
        assertThat(post(notification(NotifyReason.OPENED, saying("TEST: a sample", 1)))
                        .path("dedup_key")
                        .asText())
                .isNotEqualTo(key);

        watcher = "another-school";
        assertThat(post(SampleAlerts.opened()).path("dedup_key").asText()).isNotEqualTo(key);
    }

    /** The key was made when another instance was the first of the configuration. */
    @Test
    void an_incident_keeps_its_key() throws Exception {
        Notification opened = SampleAlerts.opened();
        Optional<String> key = Optional.of("abcdefabcdefabcdefabcdefabcdef01");
        assertThat(post(SampleAlerts.later(NotifyReason.CHANGED, opened, opened.message(), key, opened.at()))
                        .path("dedup_key")
                        .asText())
                .isEqualTo(key.orElseThrow());
    }

    @Test
    void an_alert_without_an_instance_has_a_source() throws Exception {
        Alert alert = SampleAlerts.alert(Remedy.INVESTIGATE, Severity.INFO, "certain");

        JsonNode payload = post(SampleAlerts.first(alert, SampleAlerts.BEGAN)).path("payload");

        assertThat(payload.path("source").asText()).isEqualTo("depwatch");
        assertThat(payload.path("severity").asText()).isEqualTo("info");
    }

    @Test
    void every_severity_is_one_of_pagerduty() {
        assertThat(Stream.of(Severity.values()).map(Severity::key))
                .isSubsetOf(Set.of("critical", "error", "warning", "info"));
    }

    @Test
    void an_event_of_any_text_is_bounded() throws Exception {
        for (String text :
                Stream.concat(HOSTILE.stream(), Stream.of("\"\\", "語")).toList()) {
            JsonNode event = post(notification(NotifyReason.CHANGED, saying(text.repeat(2000), 300)));

            assertThat(taken().get(taken().size() - 1).getBytes(StandardCharsets.UTF_8))
                    .hasSizeLessThan(MOST_BYTES);
            assertThat(event.at("/payload/summary").asText().length()).isLessThanOrEqualTo(1024);
        }
    }

    @Test
    void a_refusal_says_what_to_do() throws Exception {
        status = 400;
        body = "{\"status\":\"invalid event\",\"errors\":[\"no such routing_key " + KEY + "\"]}";

        assertThat(failure()).hasMessageContaining("Check that routingKeyFile holds the integration key");
    }
}
