package dev.depwatch.notify.pagerduty;

import dev.depwatch.alert.Alert;
import dev.depwatch.alert.Delivered;
import dev.depwatch.config.Secret;
import dev.depwatch.http.Http;
import dev.depwatch.notify.DeliveryException;
import dev.depwatch.notify.HttpPost;
import dev.depwatch.notify.Notification;
import dev.depwatch.notify.Notifier;
import dev.depwatch.text.Sha256;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Triggers an incident for each alert, updates it, and resolves it at the alert's end. */
public final class PagerDutyNotifier implements Notifier {
    private static final URI EVENTS = URI.create("https://events.pagerduty.com/v2/enqueue");
    private static final Pattern DEDUP_KEY = Pattern.compile("[0-9a-f]{32}");

    private final HttpPost post;
    private final Secret routingKey;
    private final String watcher;

    /**
     * @param watcher names this receiver: none with other instances has it, here or at another depwatch. An Apple ID may
     *     have tokens on instances of both, and neither may resolve the other's incident.
     */
    public PagerDutyNotifier(PagerDutyConfig config, Http http, String watcher) {
        this(config, http, watcher, EVENTS);
    }

    PagerDutyNotifier(PagerDutyConfig config, Http http, String watcher, URI events) {
        this.post = new HttpPost(
                http,
                events,
                Http.server(events),
                "PagerDuty has an internal error. If it persists, see https://status.pagerduty.com",
                Map.of());
        this.routingKey = config.routingKey();
        this.watcher = watcher;
    }

    /** Returns the key of the incident, which stays the same if the configuration names another instance first. */
    @Override
    public Optional<String> deliver(Notification notification) throws DeliveryException, InterruptedException {
        String dedupKey = notification
                .before()
                .flatMap(Delivered::handle)
                // The receiver may have had another protocol before.
                .filter(handle -> DEDUP_KEY.matcher(handle).matches())
                .orElseGet(() -> dedupKey(notification));
        byte[] json = PagerDutyEvent.of(notification)
                .put("routing_key", routingKey.reveal())
                .put("dedup_key", dedupKey)
                .toString()
                .getBytes(StandardCharsets.UTF_8);
        post.deliver(
                json,
                notification.at(),
                "expected HTTP 202 as from PagerDuty. Check that routingKeyFile holds the integration key of an Events"
                        + " API v2 integration that still exists; if it does, report this with depwatch's log");
        return Optional.of(dedupKey);
    }

    /** An incident is one alert's, and its end resolves it. */
    @Override
    public boolean joins(Notification heldBack) {
        return false;
    }

    /** A sample has a key of its own: nobody may take the incident of an alert for that of a test. */
    private String dedupKey(Notification notification) {
        Alert alert = notification.alert();
        String identity = String.join(
                "\n",
                watcher,
                Boolean.toString(notification.message().saysTest()),
                alert.remedy().key(),
                alert.subject().name());
        return HexFormat.of().formatHex(Sha256.of(identity), 0, 16);
    }
}
