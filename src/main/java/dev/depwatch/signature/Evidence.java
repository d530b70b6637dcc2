package dev.depwatch.signature;

import com.google.re2j.Pattern;
import dev.depwatch.text.SafeText;
import java.util.List;
import java.util.regex.Matcher;

/**
 * Makes text from a log fit to show: short, on one line, without secrets. Others wrote the rest; escape it for the
 * place where it goes.
 */
public final class Evidence {
    private static final int MAX_LENGTH = 300;
    private static final String STARS = "***";

    /**
     * A secret and its replacement; group 1 of the pattern is the part that stays.
     *
     * @param literal what each match contains, empty if that varies; a search for it costs far less than one for the pattern
     */
    private record Mask(String literal, Pattern pattern, String replacement) {
        Mask(String literal, String pattern) {
            this(literal, Pattern.compile(pattern), "$1" + STARS);
        }

        String applied(String text) {
            return text.contains(literal) ? pattern.matcher(text).replaceAll(replacement) : text;
        }
    }

    /** Names of what must not be shown, as part of a longer name; RE2/J tries neighbours that begin alike as one. */
    private static final String NAMES = "(?:(?:access|api)[_-]?key|cookie|credential|nonce|pass(?:w(?:or)?d|phrase)?"
            + "|private[_-]?key|pwd|secret|session|signature|token)";

    /** Between a name and its value: the quote that ends the name, and a separator, both perhaps escaped. */
    private static final String SEPARATOR =
            "(?:\\\\*[\"'`]|%2[27]|&(?:quot|apos|#34|#39);|\\])?\\s*(?::=|[=-]>|[:=]|%3[ad]|&gt;)\\s*";

    /** Without quotes a value ends with the word. A single dash separates header and message. */
    private static final String VALUE =
            "(?:\"(?:\\\\.|[^\"\\\\])*\"?|'(?:\\\\.|[^'\\\\])*'?|\\\\+\"[^\"]*\"?" + "|[^\\s\"'-]\\S*|-\\S+)";

    private static final List<Mask> MASKS = List.of(
            // The whole header: OAuth 1.0a spreads its secrets over several parts of it, and so do cookies.
            new Mask("", "(?i)(\\b(?:(?:proxy-)?authorization|(?:set-)?cookie)[\"']?\\s*[:=]\\s*).+"),
            new Mask("", "(?i)(\\b(?:bearer|basic)\\s+)[\\w.~+/=-]{8,}"),
            // The four parts of a server token, by Apple's prefixes.
            new Mask("_", "(\\b(?:CK|CS|AT|AS)_)\\w{8,}"),
            new Mask("", "(?i)(" + NAMES + "[\\w-]*" + SEPARATOR + ")" + VALUE),
            new Mask("", "(?i)(\\b(?:auth|bearer|basic|jwt)" + SEPARATOR + ")" + VALUE),
            // An option of a command, an element of XML, and one that another element names.
            new Mask("--", "(?i)(--[\\w-]*" + NAMES + "[\\w-]*\\s+)" + VALUE),
            new Mask("<", "(?i)(<(?:[^<>/][^<>]*)?" + NAMES + "(?:[^<>]*[^<>/])?>\\s*)(?:<!\\[CDATA\\[)?[^<\\s][^<]*"),
            new Mask("</", "(?i)(" + NAMES + "[\\w-]*</\\w+>\\s*<\\w+>)[^<]+"),
            // A password may contain a slash.
            new Mask("://", Pattern.compile("(://)(?:[^\\s/@]+|[^\\s/@:]+:[^\\s@]+)@"), "$1" + STARS + "@"),
            // Who knows the address of a webhook may send to it.
            new Mask("://", "(?i)(://(?:hooks?\\.[^\\s/]+|[^\\s/]+/[^\\s]*?webhooks?(?:b2)?)/)[^\\s\"'<>]+"),
            new Mask("xox", "()\\bxox[a-z]-[\\w-]{8,}"),
            new Mask("eyJ", "()\\beyJ[\\w-]{8,}(?:\\.[\\w-]*)*"));

    /**
     * Base64 or hexadecimal text; a shorter word is no secret, and a long class name has no digit in it. The JDK needs at
     * most forty steps for each character of it, and RE2/J more.
     */
    private static final java.util.regex.Pattern ENCODED = java.util.regex.Pattern.compile("[A-Za-z0-9+/_=-]{40,}+");

    private Evidence() {}

    /** The evidence of a record's first line. */
    public static String of(String line) {
        return SafeText.of(withoutSecrets(line), MAX_LENGTH);
    }

    /** The line as clean text of any length; {@code ***} replaces each secret. */
    public static String withoutSecrets(String line) {
        String text = SafeText.of(line);
        for (Mask mask : MASKS) {
            text = mask.applied(text);
        }
        return maskEncoded(text);
    }

    private static String maskEncoded(String text) {
        return ENCODED.matcher(text).replaceAll(word -> {
            boolean hasDigit = word.group().chars().anyMatch(Character::isDigit);
            return hasDigit ? STARS : Matcher.quoteReplacement(word.group());
        });
    }
}
