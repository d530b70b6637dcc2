package dev.depwatch.notify.teams;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toSet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.depwatch.alert.Alert;
import dev.depwatch.alert.Message;
import dev.depwatch.alert.Message.Form;
import dev.depwatch.alert.MessageLimits;
import dev.depwatch.notify.Notification;
import dev.depwatch.notify.Notification.NotifyReason;
import dev.depwatch.text.Phrase;
import dev.depwatch.text.SafeText;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * One notification as an Adaptive Card 1.2, which every Teams shows. What it does not show of the whole text is behind
 * a button.
 *
 * <p>Text is in a {@code RichTextBlock}, where no character has an effect. The clients of Teams disagree on the escapes
 * of a {@code TextBlock} (https://github.com/MicrosoftDocs/msteams-docs/issues/5793), so only links of depwatch are in
 * one: those in a {@code RichTextBlock} do not work everywhere (https://github.com/microsoft/AdaptiveCards/issues/9100).
 */
record TeamsCard(Notification notification, int maxLines, int maxText) {
    /**
     * Teams refuses 28 KB, counted after the workflow has written the card in its own way: 24,453 bytes became 28,897
     * (https://github.com/MicrosoftDocs/msteams-docs/issues/11274).
     */
    private static final int MAX_BYTES = 20_000;

    private static final int MAX_LINES = 40;

    /** Lists are cut to this length before texts are. The longest that must stay whole has three lines. */
    private static final int MIN_LINES = 5;

    private static final int MAX_TEXT = 2000;
    private static final String REST = "rest";
    private static final String ALL_STEPS = "All steps";
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** In ASCII, one byte a character: however the workflow writes other characters, no card becomes much longer. */
    private static final ObjectWriter WRITER = JsonMapper.builder()
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .build()
            .writer();

    /** The request: the complete message, or as much of it as Teams accepts. */
    static String json(Notification notification) {
        TeamsCard card = new TeamsCard(notification, MAX_LINES, MAX_TEXT);
        String json = card.json();
        while (json.length() > MAX_BYTES) {
            card = card.maxLines > MIN_LINES
                    ? new TeamsCard(notification, card.maxLines / 2, MAX_TEXT)
                    : new TeamsCard(notification, card.maxLines, card.maxText / 2);
            json = card.json();
        }
        return json;
    }

    private String json() {
        ObjectNode attachment = NODES.objectNode()
                .put("contentType", "application/vnd.microsoft.card.adaptive")
                .putNull("contentUrl")
                .set("content", card());
        try {
            return WRITER.writeValueAsString(NODES.objectNode()
                    .put("type", "message")
                    .set("attachments", NODES.arrayNode().add(attachment)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot write texts as JSON", e);
        }
    }

    private ObjectNode card() {
        Message whole = notification.message();
        Message shown = notification.asNextMessage();
        List<ObjectNode> body = new ArrayList<>(List.of(title(shown.headline())));
        shown.sections().forEach(section -> body.addAll(section(section)));

        List<ObjectNode> buttons = new ArrayList<>();
        List<ObjectNode> rest = whole.sections().stream()
                .filter(section -> !shown.sections().contains(section))
                .map(section -> section.form() == Form.STEPS
                        ? new Message.Section(ALL_STEPS, section.form(), section.lines())
                        : section)
                .flatMap(section -> section(section).stream())
                .toList();
        if (!rest.isEmpty()) {
            body.add(container(rest).put("id", REST).put("isVisible", false));
            buttons.add(element("Action.ToggleVisibility")
                    .put("title", shown.steps().equals(whole.steps()) ? "More" : ALL_STEPS)
                    .set("targetElements", NODES.arrayNode().add(REST)));
        }
        notification
                .statusUrl()
                .filter(MessageLimits::isSound)
                .ifPresent(page -> buttons.add(button("Status page", page)));
        buttons.addAll(buttons(whole));

        return element("AdaptiveCard")
                .put("$schema", "http://adaptivecards.io/schemas/adaptive-card.json")
                .put("version", "1.2")
                .<ObjectNode>set("body", array(body))
                .<ObjectNode>set("actions", array(buttons))
                .set("msteams", NODES.objectNode().put("width", "Full"));
    }

    /** The first line is the same in all messages about the alert. */
    private ObjectNode title(String headline) {
        Alert alert = notification.alert();
        return container(List.of(
                        text(run(alert.subject().name()
                                        + (notification.reason() == NotifyReason.SUMMARY
                                                ? ""
                                                : " · " + alert.remedy().words()))
                                .put("size", "Small")),
                        text(run(headline).put("size", "Medium").put("weight", "Bolder")),
                        text(run(notification.status()).put("size", "Small"))))
                .put("style", style())
                .put("bleed", true);
    }

    private String style() {
        return switch (notification.tone()) {
            case PROVEN -> "good";
            case OVER -> "emphasis";
            case CRITICAL -> "attention";
            case WARNING -> "warning";
            case INFO -> "accent";
        };
    }

    /** A heading, and as many lines as fit. */
    private List<ObjectNode> section(Message.Section section) {
        List<ObjectNode> all = section.marked("• ", (mark, line) -> line(mark + line.text(), line.link()));
        List<ObjectNode> shown =
                new ArrayList<>(List.of(text(run(section.heading()).put("weight", "Bolder"))));
        shown.addAll(Phrase.shortened(all, maxLines, more -> line("… and " + more + " more")));
        return shown;
    }

    private ObjectNode line(String marked, Optional<URI> address) {
        ObjectNode text = line(marked);
        return address.filter(MessageLimits::isSound)
                .map(link -> beside(text, link))
                .orElse(text);
    }

    private static ObjectNode beside(ObjectNode line, URI link) {
        String target = link.toASCIIString().replace("(", "%28").replace(")", "%29");
        ObjectNode open = element("TextBlock").put("text", "[" + site(link) + "](" + target + ")");
        ObjectNode columns = element("ColumnSet").put("spacing", "Small");
        return columns.set("columns", array(List.of(column("stretch", line), column("auto", open))));
    }

    private static ObjectNode column(String width, ObjectNode item) {
        return element("Column").put("width", width).set("items", array(List.of(item)));
    }

    /** To each site where all of the message is on one page; otherwise each line has its link. */
    private static List<ObjectNode> buttons(Message message) {
        Map<String, Set<URI>> pages = Stream.concat(message.steps().stream(), message.where().stream())
                .flatMap(line -> line.link().stream())
                .filter(MessageLimits::isSound)
                .collect(groupingBy(TeamsCard::site, TreeMap::new, toSet()));
        return pages.entrySet().stream()
                .filter(site -> site.getValue().size() == 1)
                .map(site -> button(site.getKey(), site.getValue().iterator().next()))
                .toList();
    }

    private static String site(URI link) {
        return String.valueOf(link.getHost()).endsWith(".apple.com") ? "Apple" : "Jamf Pro";
    }

    private static ObjectNode button(String title, URI link) {
        return element("Action.OpenUrl").put("title", title).put("url", link.toASCIIString());
    }

    private ObjectNode line(String text) {
        return text(run(text)).put("spacing", "Small");
    }

    private ObjectNode run(String text) {
        return element("TextRun").put("text", SafeText.line(text, maxText));
    }

    private static ObjectNode text(ObjectNode run) {
        return element("RichTextBlock").set("inlines", array(List.of(run)));
    }

    private static ObjectNode container(List<ObjectNode> items) {
        return element("Container").set("items", array(items));
    }

    private static ObjectNode element(String type) {
        return NODES.objectNode().put("type", type);
    }

    private static ArrayNode array(List<ObjectNode> nodes) {
        return NODES.arrayNode().addAll(nodes);
    }
}
