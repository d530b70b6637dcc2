package dev.depwatch.notify.pagerduty;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.depwatch.alert.Alert;
import dev.depwatch.alert.Message;
import dev.depwatch.alert.MessageLimits;
import dev.depwatch.config.Checked;
import dev.depwatch.config.Remarks;
import dev.depwatch.config.Secret;
import dev.depwatch.http.Http;
import dev.depwatch.notify.DeliveryException;
import dev.depwatch.notify.HttpPost;
import dev.depwatch.notify.Notification;
import dev.depwatch.notify.Notification.NotifyReason;
import dev.depwatch.notify.Notifier;
import dev.depwatch.text.SafeText;
import dev.depwatch.token.Instance;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Triggers an incident for each alert, updates it, and resolves it at the alert's end. */
public final class PagerDutyNotifier implements Notifier {
    /**
     * A PagerDuty service.
     *
     * @param routingKey the integration key of its Events API v2 integration
     */
    public record Config(@JsonProperty("routingKeyFile") Secret routingKey) implements Checked {
        private static final Pattern KEY = Pattern.compile("[A-Za-z0-9]{32}");

        @Override
        public void check(Remarks remarks) {
            if (!KEY.matcher(routingKey.reveal()).matches()) {
                remarks.problem(
                        "routingKeyFile",
                        "the file holds no integration key; expected the 32 letters and digits that PagerDuty shows for an"
                                + " Events API v2 integration of a service");
            }
        }
    }

    /** PagerDuty's limit. */
    private static final int SUMMARY = 1024;

    private static final int NAMES = 250;
    private static final int LINK_TEXT = 150;

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final URI EVENTS = URI.create("https://events.pagerduty.com/v2/enqueue");

    private final HttpPost post;
    private final Secret routingKey;
    private final String watcher;

    /**
     * @param watcher names this receiver: none with other instances has it, here or at another depwatch. An Apple ID may
     *     have tokens on instances of both, and neither may resolve the other's incident.
     */
    public PagerDutyNotifier(Config config, Http http, String watcher) {
        this(config, http, watcher, EVENTS);
    }

    PagerDutyNotifier(Config config, Http http, String watcher, URI events) {
        this.post = new HttpPost(http, events, Map.of());
        this.routingKey = config.routingKey();
        this.watcher = watcher;
    }

    /** Returns the key of the incident, which stays the same if the configuration names another instance first. */
    @Override
    public Optional<String> deliver(Notification notification) throws DeliveryException, InterruptedException {
        // A sample has a key of its own: nobody may take the incident of an alert for that of a test.
        String dedupKey =
                notification.key(watcher + "\n" + notification.message().saysTest() + "\n");
        ObjectNode event =
                event(notification).put("routing_key", routingKey.reveal()).put("dedup_key", dedupKey);
        post.deliver(
                event.toString(),
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

    /**
     * One notification as an event of PagerDuty's Events API v2, without its keys. PagerDuty takes 512 KB; the {@link
     * MessageLimits} keep an event below 400 KB, in any script.
     */
    private static ObjectNode event(Notification notification) {
        Message message = MessageLimits.message(notification.atDetail());
        return NODES.objectNode()
                .put("event_action", notification.reason() == NotifyReason.RESOLVED ? "resolve" : "trigger")
                .<ObjectNode>set("payload", payload(notification.alert(), message))
                .set("links", links(notification, message));
    }

    private static ObjectNode payload(Alert alert, Message message) {
        return NODES.objectNode()
                .put("summary", SafeText.line(message.headline(), SUMMARY))
                .put("source", source(alert))
                // Each word is also one of PagerDuty's.
                .put("severity", alert.severity().key())
                .put("timestamp", alert.since().toString())
                .put("group", SafeText.line(alert.subject().name(), NAMES))
                .put("class", alert.remedy().key())
                .set("custom_details", details(message));
    }

    private static String source(Alert alert) {
        String instances =
                alert.instances().stream().sorted().map(Instance::name).collect(Collectors.joining(", "));
        return instances.isEmpty() ? "depwatch" : SafeText.line(instances, NAMES);
    }

    /** One text for each section, under its heading. */
    private static ObjectNode details(Message message) {
        ObjectNode details = NODES.objectNode();
        for (Message.Section section : message.sections()) {
            List<String> lines = section.marked("", (mark, line) -> mark + line.text());
            details.put(section.heading(), String.join("\n", lines));
        }
        return details;
    }

    /** Each address once. */
    private static ArrayNode links(Notification notification, Message message) {
        Map<URI, String> texts = new LinkedHashMap<>();
        notification.statusUrl().ifPresent(page -> texts.put(page, "Status page"));
        Stream.concat(message.steps().stream(), message.where().stream())
                .forEach(step ->
                        step.link().ifPresent(link -> texts.putIfAbsent(link, SafeText.line(step.text(), LINK_TEXT))));
        ArrayNode links = NODES.arrayNode();
        texts.forEach((link, text) ->
                links.add(NODES.objectNode().put("href", link.toASCIIString()).put("text", text)));
        return links;
    }
}
