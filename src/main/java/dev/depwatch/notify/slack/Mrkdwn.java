package dev.depwatch.notify.slack;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.depwatch.config.WebAddress;
import dev.depwatch.text.SafeText;
import java.net.URI;
import java.util.Optional;

/**
 * Text of unknown origin for Slack's markup. {@code & < >} are escaped as Slack documents, so that no mention or link
 * is possible. Slack has no escape for formatting characters or for {@code @here}; where such a character has an
 * effect, a similar one replaces it. Within a word, such as an Apple ID, it stays, except a backtick.
 *
 * <p>Every limit counts the text as it is sent, escaped for Slack and for JSON, and never cuts within an escape.
 */
final class Mrkdwn {
    private static final String ELLIPSIS = "…";
    private static final int MAX_LINK = 500;

    private Mrkdwn() {}

    /** For one line of formatted text. */
    static String text(String raw, int limit) {
        String plain = SafeText.line(raw, limit);
        StringBuilder text = new StringBuilder();
        boolean within = false;
        for (int i = 0; i < plain.length(); ) {
            int codePoint = plain.codePointAt(i);
            i += Character.charCount(codePoint);
            boolean joins = within && i < plain.length() && Character.isLetterOrDigit(plain.codePointAt(i));
            text.appendCodePoint(joins && codePoint != '`' ? codePoint : harmless(codePoint));
            within = Character.isLetterOrDigit(codePoint);
        }
        return escaped(text.toString(), limit);
    }

    /** For the inside of a code block, where only backticks have an effect. */
    static String code(String raw, int limit) {
        return escaped(SafeText.line(raw, limit).replace('`', 'ˋ'), limit);
    }

    /** For plain text, where no character has an effect. */
    static String plain(String raw, int limit) {
        return escaped(SafeText.line(raw, limit), limit);
    }

    /** A link with a text of ours; empty if a browser should not follow it, or if it is too long. */
    static Optional<String> link(URI address, String text) {
        String target = address.toASCIIString().replace("&", "&amp;").replace("|", "%7C");
        boolean sound = WebAddress.isWeb(address) && target.length() <= MAX_LINK;
        return sound ? Optional.of("<" + target + "|" + text + ">") : Optional.empty();
    }

    private static int harmless(int codePoint) {
        return switch (codePoint) {
            case '*' -> '∗';
            case '_' -> 'ˍ';
            case '~' -> '∼';
            case '`' -> 'ˋ';
            case '@' -> '＠';
            default -> codePoint;
        };
    }

    /** The length of an escaped text in JSON, without the quotes around it. */
    static int length(String escaped) {
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
