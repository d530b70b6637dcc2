package dev.depwatch.notify.alertmanager;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.depwatch.config.Checked;
import dev.depwatch.config.Remarks;
import dev.depwatch.http.HttpConfig;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One Alertmanager, or all of a cluster.
 *
 * @param urls every one gets every alert: Alertmanagers do not forward alerts to each other, only what they have
 *     notified
 * @param externalLabels added to every alert
 * @param staleAfter how long after depwatch's last request an Alertmanager resolves an alert
 * @param statusUrl where people reach depwatch's own page: Alertmanager calls it the source of an alert
 * @param server how depwatch signs in to each of them
 */
public record AlertmanagerConfig(
        List<URI> urls,
        @JsonProperty(defaultValue = "{}") Map<String, String> externalLabels,
        @JsonProperty(defaultValue = "1h") Duration staleAfter,
        Optional<URI> statusUrl,
        @JsonUnwrapped HttpConfig server)
        implements Checked {
    /** Twice the longest pause after a failure: a short outage must not resolve alerts. */
    private static final Duration MIN_STALE_AFTER = Duration.ofMinutes(10);

    /** Prometheus's rule: names that begin with two underscores are its own. */
    private static final Pattern LABEL = Pattern.compile("(?!__)[a-zA-Z_][a-zA-Z0-9_]*");

    private static final String EXPECTED_URL = "one such as https://alertmanager.example.org:9093";

    /**
     * The same for samples. The label {@code test="true"} marks them, since many templates show only labels. They
     * resolve by themselves soon, since an Alertmanager sends no end of an alert that ended before its first
     * notification.
     */
    public AlertmanagerConfig ofATest() {
        Map<String, String> labels = new HashMap<>(externalLabels);
        labels.put("test", "true");
        return new AlertmanagerConfig(urls, labels, MIN_STALE_AFTER, statusUrl, server);
    }

    /** The same with this address of the status page, unless it has one of its own. */
    public AlertmanagerConfig withStatusUrl(Optional<URI> ofAll) {
        return new AlertmanagerConfig(urls, externalLabels, staleAfter, statusUrl.or(() -> ofAll), server);
    }

    @Override
    public void check(Remarks remarks) {
        if (urls.isEmpty()) {
            remarks.problem("urls", "found no address; expected at least one");
        }
        Set<URI> found = new HashSet<>();
        for (int i = 0; i < urls.size(); i++) {
            String key = "urls[" + i + "]";
            checkUrl(key, urls.get(i), remarks);
            if (!found.add(Endpoint.api(urls.get(i)))) {
                remarks.problem(key, "found twice; expected each Alertmanager once");
            }
        }
        checkLabels(remarks);
        remarks.between("staleAfter", staleAfter, MIN_STALE_AFTER, Duration.ofHours(24));
        statusUrl.ifPresent(url -> remarks.address("statusUrl", url, "one such as https://depwatch.example.org"));
    }

    private void checkUrl(String key, URI url, Remarks remarks) {
        remarks.address(key, url, EXPECTED_URL).ifPresent(address -> {
            if (url.getRawQuery() != null) {
                remarks.problem(key, "an address with a query (?…); expected " + EXPECTED_URL);
            } else if ((url.getRawPath() + "/").contains("/api/")) {
                remarks.problem(
                        key,
                        "an address with the path of an API, which depwatch adds itself; expected it without /api/…");
            } else {
                server.refusalOf(address).ifPresent(sentence -> remarks.problem(key, sentence));
            }
        });
    }

    private void checkLabels(Remarks remarks) {
        externalLabels.forEach((name, value) -> {
            String key = "externalLabels." + name;
            if (!LABEL.matcher(name).matches()) {
                remarks.problem(
                        key, "not a label's name; expected letters, digits and _, no digit first, and no __ first");
            } else if (Labels.OWN.contains(name)) {
                remarks.problem(key, "a label that depwatch sets itself; expected another name");
            }
            // Alertmanager drops a label without a value.
            remarks.notBlank(key, value);
        });
    }
}
