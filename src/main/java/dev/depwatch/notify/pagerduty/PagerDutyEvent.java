package dev.depwatch.notify.pagerduty;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.depwatch.alert.Alert;
import dev.depwatch.alert.Message;
import dev.depwatch.alert.MessageLimits;
import dev.depwatch.notify.Notification;
import dev.depwatch.notify.NotifyReason;
import dev.depwatch.text.SafeText;
import dev.depwatch.token.Instance;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * One notification as an event of PagerDuty's Events API v2, without its keys. PagerDuty takes 512 KB; the {@link
 * MessageLimits} keep an event below 400 KB, in any script.
 */
final class PagerDutyEvent {
    /** PagerDuty's limit. */
    private static final int SUMMARY = 1024;

    private static final int NAMES = 250;
    private static final int LINK_TEXT = 150;

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private PagerDutyEvent() {}

    static ObjectNode of(Notification notification) {
        Message message = MessageLimits.message(notification.text());
        ObjectNode event = NODES.objectNode()
                .put("event_action", notification.reason() == NotifyReason.RESOLVED ? "resolve" : "trigger");
        event.set("payload", payload(notification.alert(), message));
        event.set("links", links(notification, message));
        return event;
    }

    private static ObjectNode payload(Alert alert, Message message) {
        ObjectNode payload = NODES.objectNode()
                .put("summary", SafeText.line(message.headline(), SUMMARY))
                .put("source", source(alert))
                // Each word is also one of PagerDuty's.
                .put("severity", alert.severity().key())
                .put("timestamp", alert.since().toString())
                .put("group", SafeText.line(alert.subject().name(), NAMES))
                .put("class", alert.remedy().key());
        payload.set("custom_details", details(message));
        return payload;
    }

    private static String source(Alert alert) {
        String instances =
                alert.instances().stream().sorted().map(Instance::name).collect(Collectors.joining(", "));
        return instances.isEmpty() ? "depwatch" : SafeText.line(instances, NAMES);
    }

    /** One text for each part, under its title. */
    private static ObjectNode details(Message message) {
        ObjectNode details = NODES.objectNode();
        lines(details, "Where", message.where().stream().map(Message.Line::text).toList());
        lines(details, "Why", List.of(message.why()));
        lines(details, "Evidence", List.of(message.evidence()));
        lines(
                details,
                "What to do",
                IntStream.range(0, message.steps().size())
                        .mapToObj(i -> (i + 1) + ". " + message.steps().get(i).text())
                        .toList());
        lines(details, "Also check", message.alsoCheck());
        lines(details, "Do not", message.doNot());
        return details;
    }

    private static void lines(ObjectNode details, String title, List<String> lines) {
        String text = String.join("\n", lines);
        if (!text.isEmpty()) {
            details.put(title, text);
        }
    }

    /** Each address once. */
    private static ArrayNode links(Notification notification, Message message) {
        Map<URI, String> texts = new LinkedHashMap<>();
        notification.statusUrl().ifPresent(page -> texts.put(page, "Status page"));
        for (Message.Line step : Stream.concat(message.steps().stream(), message.where().stream())
                .toList()) {
            step.link().ifPresent(link -> texts.putIfAbsent(link, SafeText.line(step.text(), LINK_TEXT)));
        }
        ArrayNode links = NODES.arrayNode();
        texts.forEach((link, text) ->
                links.add(NODES.objectNode().put("href", link.toASCIIString()).put("text", text)));
        return links;
    }
}
