package dev.depwatch.notify.slack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.depwatch.alert.Message;
import dev.depwatch.alert.MessageLimits;
import dev.depwatch.notify.Notification;
import dev.depwatch.notify.NotifyReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * One notification as Slack shows it: Block Kit, and a {@code text} where blocks cannot appear, such as a notification
 * on a phone. At most nine blocks, one for each part of the message. With the JSON around them, their limits add up to
 * less than 13,000 characters, so that no part's size depends on another.
 *
 * <p>Slack allows 50 blocks, 150 characters in a header and 3,000 in a section
 * (https://docs.slack.dev/reference/block-kit/blocks). It does not document that all blocks of a message together may
 * have about 13,200 characters, structure included (https://github.com/slackapi/bolt-js/issues/2509).
 */
final class SlackMessage {
    private static final int HEADER = 150;
    private static final int TEXT = 500;
    private static final int HEADLINE = 600;
    private static final int WHERE = 2800;
    private static final int WHY = 1500;
    private static final int EVIDENCE = 1200;
    private static final int STEPS = 2200;
    private static final int ALSO_CHECK = 1500;
    private static final int DO_NOT = 1500;

    /** The limit of one line in a list. */
    private static final int ITEM = 500;

    /** The limit of one step; depwatch's longest has about 700. */
    private static final int STEP = 1000;

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private SlackMessage() {}

    /** @param message the whole text of the notification, or a part of it */
    static ObjectNode of(Notification notification, Message message) {
        String headline = symbol(notification) + " " + message.headline();
        ArrayNode blocks = NODES.arrayNode();
        blocks.add(header(headline));
        blocks.add(context(notification));
        if (Mrkdwn.plain(headline, HEADLINE).length() > HEADER) {
            blocks.add(section(Mrkdwn.text(message.headline(), HEADLINE)));
        }
        linked("*Where*", message.where(), number -> "• ", STEP, WHERE).ifPresent(blocks::add);
        if (!message.why().isBlank()) {
            String title = "*Why:* ";
            blocks.add(section(title + Mrkdwn.text(message.why(), WHY - title.length())));
        }
        if (!message.evidence().isBlank()) {
            String fence = "```";
            blocks.add(section(fence + Mrkdwn.code(message.evidence(), EVIDENCE - 2 * fence.length()) + fence));
        }
        linked("*What to do*", message.steps(), number -> number + ". ", STEP, STEPS)
                .ifPresent(blocks::add);
        linked("*Also check*", Message.Line.all(message.alsoCheck()), number -> "• ", ITEM, ALSO_CHECK)
                .ifPresent(blocks::add);
        linked("*Do not*", Message.Line.all(message.doNot()), number -> "• ", ITEM, DO_NOT)
                .ifPresent(blocks::add);

        return message(headline, blocks);
    }

    /** Only the news, for the thread of a complete message. */
    static ObjectNode news(Notification notification) {
        Message message = notification.message();
        String headline = symbol(notification) + " " + message.headline();
        ArrayNode blocks = NODES.arrayNode();
        blocks.add(context(notification));
        blocks.add(section(Mrkdwn.text(headline, HEADLINE)));
        linked("*Where*", message.where(), number -> "• ", STEP, WHERE).ifPresent(blocks::add);
        return message(headline, blocks);
    }

    private static ObjectNode message(String headline, ArrayNode blocks) {
        return NODES.objectNode().put("text", Mrkdwn.text(headline, TEXT)).set("blocks", blocks);
    }

    private static String symbol(Notification notification) {
        if (notification.reason() == NotifyReason.RESOLVED) {
            return notification.isProven() ? "✅" : "⚪";
        }
        return switch (notification.alert().severity()) {
            case CRITICAL -> "🔴";
            case WARNING -> "🟠";
            case INFO -> "🔵";
        };
    }

    private static ObjectNode header(String headline) {
        return block(
                "header",
                "text",
                NODES.objectNode()
                        .put("type", "plain_text")
                        .put("text", Mrkdwn.plain(headline, HEADER))
                        .put("emoji", false));
    }

    private static ObjectNode context(Notification notification) {
        String severity = notification.alert().severity().key();
        String page = notification
                .statusUrl()
                .flatMap(address -> Mrkdwn.link(address, "status page"))
                .map(link -> " · " + link)
                .orElse("");
        ObjectNode text = mrkdwn("depwatch · " + severity + " · " + notification.phrase() + page);
        return block("context", "elements", NODES.arrayNode().add(text));
    }

    private static ObjectNode section(String text) {
        return block("section", "text", mrkdwn(text));
    }

    private static ObjectNode block(String type, String field, JsonNode value) {
        return NODES.objectNode().put("type", type).set(field, value);
    }

    /** Verbatim: Slack turns no text into links or mentions on its own. */
    private static ObjectNode mrkdwn(String text) {
        return NODES.objectNode().put("type", "mrkdwn").put("text", text).put("verbatim", true);
    }

    private static Optional<ObjectNode> linked(
            String title, List<Message.Line> all, IntFunction<String> leads, int each, int limit) {
        List<String> lines = new ArrayList<>();
        for (Message.Line line : all) {
            String link = line.link()
                    .flatMap(address -> Mrkdwn.link(address, "open"))
                    .map(open -> " (" + open + ")")
                    .orElse("");
            lines.add(leads.apply(lines.size() + 1) + Mrkdwn.text(line.text(), each) + link);
        }
        if (lines.isEmpty()) {
            return Optional.empty();
        }
        // A line break counts twice, as in JSON.
        List<String> fitting = MessageLimits.fitting(lines, limit - title.length(), line -> 2 + Mrkdwn.length(line));
        return Optional.of(section(title + "\n" + String.join("\n", fitting)));
    }
}
