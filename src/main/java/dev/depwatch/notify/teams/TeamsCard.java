package dev.depwatch.notify.teams;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.depwatch.alert.Alert;
import dev.depwatch.alert.Message;
import dev.depwatch.config.WebAddress;
import dev.depwatch.notify.Notification;
import dev.depwatch.notify.NotifyReason;
import dev.depwatch.text.SafeText;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * One notification as an Adaptive Card 1.2, which every Teams shows. The steps are hidden until somebody opens them.
 *
 * <p>Text is in a {@code RichTextBlock}, where no character has an effect. The clients of Teams disagree on the escapes
 * of a {@code TextBlock} (https://github.com/MicrosoftDocs/msteams-docs/issues/5793), so only links of depwatch are in
 * one: those in a {@code RichTextBlock} do not work everywhere (https://github.com/microsoft/AdaptiveCards/issues/9100).
 */
final class TeamsCard {
    /**
     * Teams refuses 28 KB, counted after the workflow has written the card in its own way: 24,453 bytes became 28,897
     * (https://github.com/MicrosoftDocs/msteams-docs/issues/11274).
     */
    private static final int MAX_BYTES = 20_000;

    private static final int MAX_LINES = 40;

    /** Lists are cut to this length before texts are. The longest that must stay whole has three lines. */
    private static final int MIN_LINES = 5;

    private static final int MAX_TEXT = 2000;
    private static final int MAX_LINK = 500;
    private static final String HIDDEN = "hidden";
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** In ASCII: however the workflow writes other characters, no card becomes much longer. */
    private static final ObjectWriter WRITER = JsonMapper.builder()
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .build()
            .writer();

    private final Notification notification;
    private final int maxLines;
    private final int maxText;

    private TeamsCard(Notification notification, int maxLines, int maxText) {
        this.notification = notification;
        this.maxLines = maxLines;
        this.maxText = maxText;
    }

    /** The request: the complete message, or as much of it as Teams accepts. */
    static byte[] json(Notification notification) {
        int lines = MAX_LINES;
        int text = MAX_TEXT;
        byte[] json = new TeamsCard(notification, lines, text).json();
        while (json.length > MAX_BYTES) {
            if (lines > MIN_LINES) {
                lines /= 2;
            } else {
                text /= 2;
            }
            json = new TeamsCard(notification, lines, text).json();
        }
        return json;
    }

    private byte[] json() {
        ObjectNode attachment = NODES.objectNode()
                .put("contentType", "application/vnd.microsoft.card.adaptive")
                .putNull("contentUrl")
                .set("content", card());
        try {
            return WRITER.writeValueAsBytes(NODES.objectNode()
                    .put("type", "message")
                    .set("attachments", NODES.arrayNode().add(attachment)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot write texts as JSON", e);
        }
    }

    private ObjectNode card() {
        Message message = notification.message();
        Message shown = notification.update();
        boolean isBrief = !shown.steps().equals(message.steps());
        List<ObjectNode> body = new ArrayList<>(List.of(title(message.headline())));
        body.addAll(part("Where", shown.where(), where -> linked("• " + where.text(), where)));
        body.addAll(part("Why", present(shown.why()), this::line));
        body.addAll(isBrief ? steps("In brief", shown.steps()) : List.of());
        body.addAll(part("Do not", shown.doNot(), this::bullet));

        List<Message.Line> steps = message.steps();
        List<ObjectNode> hidden = new ArrayList<>(steps("What to do", steps));
        hidden.addAll(part("Why", isBrief ? present(message.why()) : List.of(), this::line));
        hidden.addAll(part("Also check", message.alsoCheck(), this::bullet));
        hidden.addAll(part("Evidence", present(message.evidence()), this::line));
        List<ObjectNode> actions = new ArrayList<>();
        if (!hidden.isEmpty()) {
            body.add(container(hidden).put("id", HIDDEN).put("isVisible", false));
            actions.add(element("Action.ToggleVisibility")
                    .put("title", steps.isEmpty() ? "Details" : "What to do")
                    .set("targetElements", NODES.arrayNode().add(HIDDEN)));
        }
        notification.statusUrl().filter(TeamsCard::isSound).ifPresent(page -> actions.add(button("Status page", page)));
        actions.addAll(buttons(steps));

        ObjectNode card = element("AdaptiveCard")
                .put("$schema", "http://adaptivecards.io/schemas/adaptive-card.json")
                .put("version", "1.2");
        card.set("body", array(body));
        card.set("actions", array(actions));
        return card.set("msteams", NODES.objectNode().put("width", "Full"));
    }

    /** The first line is the same in all messages about the alert. */
    private ObjectNode title(String headline) {
        Alert alert = notification.alert();
        String was = notification.reason() == NotifyReason.RESOLVED ? "was " : "";
        return container(List.of(
                        text(run(alert.subject().name()
                                        + (notification.reason() == NotifyReason.SUMMARY
                                                ? ""
                                                : " · " + alert.remedy().words()))
                                .put("size", "Small")),
                        text(run(headline).put("size", "Medium").put("weight", "Bolder")),
                        text(run(was + alert.severity().key() + " · " + notification.phrase())
                                .put("size", "Small"))))
                .put("style", style())
                .put("bleed", true);
    }

    private String style() {
        if (notification.reason() == NotifyReason.RESOLVED) {
            return notification.isProven() ? "good" : "emphasis";
        }
        return switch (notification.alert().severity()) {
            case CRITICAL -> "attention";
            case WARNING -> "warning";
            case INFO -> "accent";
        };
    }

    /** A heading, and as many lines as fit; empty if there are no items. */
    private <T> List<ObjectNode> part(String heading, List<T> items, Function<T, ObjectNode> line) {
        if (items.isEmpty()) {
            return List.of();
        }
        List<ObjectNode> part = new ArrayList<>(List.of(text(run(heading).put("weight", "Bolder"))));
        items.stream().limit(maxLines).map(line).forEach(part::add);
        if (items.size() > maxLines) {
            part.add(line("… and " + (items.size() - maxLines) + " more"));
        }
        return part;
    }

    private static List<String> present(String text) {
        return text.isBlank() ? List.of() : List.of(text);
    }

    private List<ObjectNode> steps(String heading, List<Message.Line> steps) {
        List<Integer> places = IntStream.range(0, steps.size()).boxed().toList();
        return part(
                heading,
                places,
                place -> linked(place + 1 + ". " + steps.get(place).text(), steps.get(place)));
    }

    private ObjectNode linked(String text, Message.Line of) {
        ObjectNode line = line(text);
        return of.link()
                .filter(TeamsCard::isSound)
                .map(link -> beside(line, link))
                .orElse(line);
    }

    private static ObjectNode beside(ObjectNode line, URI link) {
        String target = link.toASCIIString().replace("(", "%28").replace(")", "%29");
        ObjectNode open = element("TextBlock").put("text", "[open](" + target + ")");
        ObjectNode columns = element("ColumnSet").put("spacing", "Small");
        return columns.set("columns", array(List.of(column("stretch", line), column("auto", open))));
    }

    private static ObjectNode column(String width, ObjectNode item) {
        return element("Column").put("width", width).set("items", array(List.of(item)));
    }

    /** To Apple, and to Jamf Pro if all steps there are on one page. */
    private static List<ObjectNode> buttons(List<Message.Line> steps) {
        List<URI> links = steps.stream()
                .flatMap(step -> step.link().stream())
                .filter(TeamsCard::isSound)
                .distinct()
                .toList();
        List<URI> atJamf = links.stream().filter(link -> !isAtApple(link)).toList();
        return Stream.concat(
                        links.stream().filter(TeamsCard::isAtApple).limit(1).map(link -> button("Apple", link)),
                        atJamf.stream().filter(link -> atJamf.size() == 1).map(link -> button("Jamf Pro", link)))
                .toList();
    }

    private static boolean isAtApple(URI link) {
        return String.valueOf(link.getHost()).endsWith(".apple.com");
    }

    private static boolean isSound(URI link) {
        return WebAddress.isWeb(link) && link.toASCIIString().length() <= MAX_LINK;
    }

    private static ObjectNode button(String title, URI link) {
        return element("Action.OpenUrl").put("title", title).put("url", link.toASCIIString());
    }

    private ObjectNode bullet(String text) {
        return line("• " + text);
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
