package dev.depwatch.notify.slack;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.depwatch.alert.Message;
import dev.depwatch.alert.Message.Form;
import dev.depwatch.alert.MessageLimits;
import dev.depwatch.notify.Notification;
import dev.depwatch.text.SafeText;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One notification as Slack shows it: Block Kit, and a {@code text} where blocks cannot appear, such as a notification
 * on a phone. At most nine blocks, one for each section of the message. With the JSON around them, their limits add up to
 * less than 13,000 characters, so that no section's size depends on another.
 *
 * <p>Slack allows 50 blocks, 150 characters in a header and 3,000 in a section
 * (https://docs.slack.dev/reference/block-kit/blocks). It does not document that all blocks of a message together may
 * have about 13,200 characters, structure included (https://github.com/slackapi/bolt-js/issues/2509).
 */
final class SlackMessage {
    /** Without the charset Slack answers with a warning. */
    static final Map<String, String> TYPE = Map.of("Content-Type", "application/json; charset=utf-8");

    private static final int HEADER = 150;
    private static final int TEXT = 500;
    private static final int HEADLINE = 600;
    /** Of a section that has no limit of its own. */
    private static final int SECTION = 1500;

    private static final Map<Form, Integer> LIMITS = Map.of(Form.PLACES, 2800, Form.QUOTE, 1200, Form.STEPS, 2200);

    /** The limit of one line in a list; depwatch's longest step has about 700. */
    private static final int LINE = 1000;

    /** A character that formats text, or it within a word, where it has no effect; a backtick always has one. */
    private static final Pattern FORMATTING = Pattern.compile("[\\p{L}\\p{Nd}][*_~@](?=[\\p{L}\\p{Nd}])|[*_~@`]");

    /** What looks alike and has no effect. */
    private static final Map<String, String> SIMILAR = Map.of("*", "∗", "_", "ˍ", "~", "∼", "`", "ˋ", "@", "＠");

    private static final String FENCE = "```";

    private static final String ELLIPSIS = "…";

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private SlackMessage() {}

    /** @param message the whole text of the notification, or a part of it */
    static ObjectNode of(Notification notification, Message message) {
        String headline = symbol(notification) + " " + message.headline();
        ArrayNode blocks = NODES.arrayNode();
        blocks.add(header(headline));
        blocks.add(context(notification));
        if (plain(headline, HEADLINE).length() > HEADER) {
            blocks.add(section(text(message.headline(), HEADLINE)));
        }
        message.sections().forEach(each -> blocks.add(section(text(each))));
        return NODES.objectNode().put("text", text(headline, TEXT)).set("blocks", blocks);
    }

    private static String symbol(Notification notification) {
        return switch (notification.tone()) {
            case PROVEN -> "✅";
            case OVER -> "⚪";
            case CRITICAL -> "🔴";
            case WARNING -> "🟠";
            case INFO -> "🔵";
        };
    }

    private static ObjectNode header(String headline) {
        ObjectNode text = NODES.objectNode()
                .put("type", "plain_text")
                .put("text", plain(headline, HEADER))
                .put("emoji", false);
        return block("header", "text", text);
    }

    private static ObjectNode context(Notification notification) {
        String page = notification
                .statusUrl()
                .flatMap(address -> link(address, "status page"))
                .map(link -> " · " + link)
                .orElse("");
        ObjectNode text = mrkdwn("depwatch · " + notification.status() + page);
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

    private static String text(Message.Section section) {
        int limit = LIMITS.getOrDefault(section.form(), SECTION);
        String title = "*" + section.heading();
        String first = section.lines().get(0).text();
        return switch (section.form()) {
            case TEXT -> title + ":* " + text(first, limit - title.length() - ":* ".length());
            case QUOTE -> FENCE + code(first, limit - 2 * FENCE.length()) + FENCE;
            case PLACES, LIST, STEPS -> {
                // A line break counts twice, as in JSON.
                List<String> fitting = MessageLimits.fitting(
                        section.marked("• ", (mark, line) -> mark + linked(line)),
                        limit - title.length() - "*".length(),
                        line -> 2 + length(line));
                yield title + "*\n" + String.join("\n", fitting);
            }
        };
    }

    private static String linked(Message.Line line) {
        String link = line.link()
                .flatMap(address -> link(address, "open"))
                .map(open -> " (" + open + ")")
                .orElse("");
        return text(line.text(), LINE) + link;
    }

    /**
     * Text of unknown origin for one line of Slack's markup. {@code & < >} are escaped as Slack documents, so that no
     * mention or link is possible. Slack has no escape for formatting characters or for {@code @here}; where such a
     * character has an effect, a similar one replaces it. Within a word, such as an Apple ID, it stays, except a backtick.
     *
     * @param limit counts the text as it is sent, escaped for Slack and for JSON, and never cuts within an escape
     */
    static String text(String raw, int limit) {
        String plain = SafeText.line(raw, limit);
        String harmless =
                FORMATTING.matcher(plain).replaceAll(found -> SIMILAR.getOrDefault(found.group(), found.group()));
        return escaped(harmless, limit);
    }

    /** For the inside of a code block, where only backticks have an effect. */
    private static String code(String raw, int limit) {
        return escaped(SafeText.line(raw, limit).replace('`', 'ˋ'), limit);
    }

    /** For plain text, where no character has an effect. */
    private static String plain(String raw, int limit) {
        return escaped(SafeText.line(raw, limit), limit);
    }

    /** A link with a text of ours; empty if a browser should not follow it, or if it is too long. */
    static Optional<String> link(URI address, String text) {
        String target = address.toASCIIString().replace("&", "&amp;").replace("|", "%7C");
        return MessageLimits.isSound(address) ? Optional.of("<" + target + "|" + text + ">") : Optional.empty();
    }

    /** The length of an escaped text in JSON, without the quotes around it. */
    private static int length(String escaped) {
        return JsonStringEncoder.getInstance().quoteAsString(escaped).length;
    }

    private static String escaped(String plain, int limit) {
        StringBuilder escaped = new StringBuilder(plain.length());
        int length = 0;
        for (int i = 0; i < plain.length(); ) {
            String next = escape(plain.codePointAt(i));
            i += Character.charCount(plain.codePointAt(i));
            int room = limit - length - (i < plain.length() ? ELLIPSIS.length() : 0);
            if (length(next) > room) {
                return escaped.append(ELLIPSIS).toString();
            }
            escaped.append(next);
            length += length(next);
        }
        return escaped.toString();
    }

    private static String escape(int codePoint) {
        return switch (codePoint) {
            case '&' -> "&amp;";
            case '<' -> "&lt;";
            case '>' -> "&gt;";
            default -> Character.toString(codePoint);
        };
    }
}
