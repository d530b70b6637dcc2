package dev.depwatch.notify.alertmanager;

import static org.assertj.core.api.Assertions.assertThat;

import dev.depwatch.config.Secret;
import dev.depwatch.http.Http;
import dev.depwatch.http.HttpConfig;
import dev.depwatch.notify.DeliveryException.Reason;
import dev.depwatch.notify.HttpNotifierContract;
import dev.depwatch.notify.Notifier;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An Alertmanager may answer like any receiver over HTTP. */
class EndpointTest extends HttpNotifierContract {
    private static final String SECRET = "s3cretS3cret";

    @Override
    protected Notifier notifier(URI server, Http http) {
        AlertmanagerConfig config = new AlertmanagerConfig(
                List.of(server),
                Map.of(),
                Duration.ofHours(1),
                Optional.empty(),
                new HttpConfig(
                        Optional.empty(), Optional.empty(), Optional.of(new Secret(SECRET)), Optional.empty(), false));
        Endpoint endpoint = new Endpoint(server, config, http);
        return notification -> {
            AlertEntry entry = new AlertEntry(
                    new Labels(new TreeMap<>(
                            Map.of("alertname", "DepwatchTokenNeedsRegenerating", "jamf_instance", "school"))),
                    notification.alert(),
                    Optional.empty(),
                    Optional.empty(),
                    notification.at());
            String text = notification.message().headline()
                    + notification.statusUrl().map(URI::toString).orElse("");
            String json = "\"" + text + "\"";
            endpoint.send(List.of(entry), json, notification.at());
            return Optional.empty();
        };
    }

    @Override
    protected List<String> secrets() {
        return List.of(SECRET, "Bearer");
    }

    @ParameterizedTest
    @CsvSource({
        "401, Check or give username and passwordFile",
        "403, Check or give username and passwordFile",
        "302, Check that the address and its path are those of Alertmanager",
        "404, Check that the address and its path are those of Alertmanager",
        "413, Unless a proxy's limit is the cause"
    })
    void a_refusal_says_what_to_do(int answer, String expected) throws Exception {
        status = answer;

        assertThat(failure().reason()).isEqualTo(Reason.REJECTED);
        assertThat(failure()).hasMessageContaining("HTTP " + answer).hasMessageContaining(expected);
    }

    @Test
    void the_api_path_follows_the_address_with_or_without_a_slash() {
        assertThat(List.of("http://am:9093", "http://am:9093/", "https://h/prefix", "https://h/prefix//"))
                .extracting(url -> Endpoint.api(URI.create(url)).toString())
                .containsExactly(
                        "http://am:9093/api/v2/alerts",
                        "http://am:9093/api/v2/alerts",
                        "https://h/prefix/api/v2/alerts",
                        "https://h/prefix/api/v2/alerts");
    }
}
