package dev.depwatch.cli;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.depwatch.signature.Evidence;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A line of a log that may leave the site. What passes is on a list: the words of {@code scan/words.txt}, names built
 * from them ({@code token_rejected}, {@code DeviceEnrollment}), classes of Jamf Pro and of the JDK, Apple's hosts, HTTP
 * statuses and ASCII punctuation. A stand-in such as {@code <host-1>} replaces everything else, so a name that nobody
 * thought of stays at the site.
 */
final class MaskedText {
    private static final int MOST_CHARACTERS = 2_000;

    private static final Set<String> WORDS = words();

    /** What may have a text of Apple or of Jamf Pro as its value; all other values are replaced. */
    private static final Set<String> TELLING_KEYS = Set.of(
            "code",
            "error",
            "errorcode",
            "errordescription",
            "errormessage",
            "errornumber",
            "message",
            "oauthproblem",
            "oauthproblemadvice",
            "reason",
            "responsebody",
            "responsecode",
            "status",
            "statuscode");

    private static final Pattern TOKEN = Pattern.compile("(?P<url>(?i:https?)://[^\\s\"'<>\\[\\](){}]+)"
            + "|(?P<object>com\\.jamfsoftware\\.[\\w.$]+)@[0-9a-f]+\\b"
            + "|(?P<email>[^\\s\"'<>\\[\\](){}=,;:]+@[^\\s\"'<>\\[\\](){}=,;:]*)"
            + "|(?P<java>(?:com\\.jamfsoftware|java\\.(?:io|lang|net|nio|security|sql|time|util)|javax\\.(?:crypto|net|security)"
            + "|jdk\\.internal|sun\\.(?:net|nio|security)|org\\.apache\\.(?:http|tomcat|catalina))"
            + "(?:\\.[a-z][a-z0-9_]*)*(?:\\.[A-Z][\\w$]*)+)"
            + "|(?P<exception>[A-Z][A-Za-z]+(?:Exception|Error)\\b)"
            + "|(?P<key>\"?[A-Za-z][\\w.-]*)(?P<is>\"\\s*:\\s*|\\s?=\\s?)(?P<value>\"[^\"]*\"?|'[^']*'?|[^\\s,;&\\[\\](){}]*)"
            + "|(?P<quoted>\"[^\"]*\"|'[^']*')"
            + "|(?P<run>[\\pL\\pM\\pN_$]+(?:[.'’-][\\pL\\pM\\pN_$]+)*)");

    private static final Pattern APPLE = Pattern.compile("(?i)https?://((?:[a-z]+\\.)*)apple\\.com(?:[:/?#]|$)");
    private static final Pattern HTTP_STATUS = Pattern.compile("[1-5]\\d\\d");
    private static final Pattern NUMBER = Pattern.compile("\\pN+(?:\\.\\pN+)?");

    private final List<Piece> pieces;

    /**
     * @param standIn what replaces the text: host, word, …; "" if the text itself may be shown
     */
    private record Piece(String standIn, String text) {
        static Piece shown(String text) {
            return new Piece("", text);
        }
    }

    /** Numbers the stand-ins of one report: the same text has the same number everywhere. */
    static final class StandIns {
        private final Map<String, Map<String, Integer>> numbers = new HashMap<>();

        private String of(Piece piece) {
            Map<String, Integer> known = numbers.computeIfAbsent(piece.standIn, first -> new HashMap<>());
            int number = known.computeIfAbsent(piece.text, first -> known.size() + 1);
            return "<" + piece.standIn + "-" + number + ">";
        }
    }

    private MaskedText(List<Piece> pieces) {
        this.pieces = pieces;
    }

    /**
     * @param shown what comes before the line, as it is
     */
    static MaskedText of(String shown, String line) {
        List<Piece> pieces = new ArrayList<>();
        pieces.add(Piece.shown(shown));
        String text = line.length() > MOST_CHARACTERS ? line.substring(0, MOST_CHARACTERS) + " ..." : line;
        mask(Evidence.withoutSecrets(text), pieces);
        return new MaskedText(pieces);
    }

    /** The text with stand-ins that have no numbers: what two records of one form have in common. */
    String form() {
        return pieces.stream()
                .map(piece -> piece.standIn.isEmpty() ? piece.text : "<" + piece.standIn + ">")
                .collect(Collectors.joining());
    }

    String text(StandIns standIns) {
        return pieces.stream()
                .map(piece -> piece.standIn.isEmpty() ? piece.text : standIns.of(piece))
                .collect(Collectors.joining());
    }

    private static void mask(String text, List<Piece> pieces) {
        Matcher token = TOKEN.matcher(text);
        int from = 0;
        while (token.find()) {
            pieces.add(Piece.shown(punctuation(text.substring(from, token.start()))));
            from = token.end();
            if (token.group("url") != null) {
                url(token.group(), pieces);
            } else if (token.group("object") != null) {
                pieces.add(Piece.shown(token.group("object") + "@"));
                pieces.add(new Piece("id", token.group()));
            } else if (token.group("email") != null) {
                pieces.add(new Piece("email", token.group()));
            } else if (token.group("java") != null || token.group("exception") != null) {
                pieces.add(Piece.shown(token.group()));
            } else if (token.group("key") != null) {
                mask(token.group("key"), pieces);
                pieces.add(Piece.shown(token.group("is")));
                value(token.group("key"), token.group("value"), pieces);
            } else if (token.group("quoted") != null) {
                quoted(token.group(), pieces);
            } else {
                pieces.add(run(token.group()));
            }
        }
        pieces.add(Piece.shown(punctuation(text.substring(from))));
    }

    private static void url(String url, List<Piece> pieces) {
        Matcher apple = APPLE.matcher(url);
        if (apple.lookingAt() && Stream.of(apple.group(1).split("\\.")).allMatch(MaskedText::isWord)) {
            pieces.add(Piece.shown(apple.group()));
            mask(url.substring(apple.end()), pieces);
        } else {
            pieces.add(new Piece("url", url));
        }
    }

    private static void value(String key, String value, List<Piece> pieces) {
        String name = key.replaceAll("[^A-Za-z]", "").toLowerCase(Locale.ROOT);
        String quote = value.startsWith("\"") || value.startsWith("'") ? value.substring(0, 1) : "";
        String content = value.replace(quote.isEmpty() ? "\n" : quote, "");
        pieces.add(Piece.shown(quote));
        if (TELLING_KEYS.contains(name)) {
            mask(content, pieces);
        } else if (!content.isEmpty()) {
            pieces.add(new Piece("value", content));
        }
        pieces.add(Piece.shown(quote));
    }

    /** Quotes hold names, but also the word that an answer consists of. */
    private static void quoted(String quoted, List<Piece> pieces) {
        String content = quoted.substring(1, quoted.length() - 1);
        boolean shown = content.isEmpty() || isKnown(content);
        pieces.add(shown ? Piece.shown(quoted) : new Piece("text", quoted));
    }

    private static Piece run(String run) {
        if (isKnown(run)) {
            return Piece.shown(run);
        }
        if (NUMBER.matches(run)) {
            return new Piece("number", run);
        }
        if (run.contains(".")) {
            return new Piece("host", run);
        }
        return new Piece(run.codePoints().anyMatch(Character::isDigit) ? "id" : "word", run);
    }

    private static boolean isKnown(String run) {
        if (WORDS.contains(run.toLowerCase(Locale.ROOT)) || HTTP_STATUS.matches(run)) {
            return true;
        }
        // T_C_NOT_SIGNED has single letters; alone, a letter may be an initial.
        return Stream.of(run.split("[_$-]"))
                .allMatch(part -> (run.contains("_") && part.matches("[A-Z]"))
                        || Stream.of(part.split("(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])"))
                                .allMatch(MaskedText::isWord));
    }

    private static boolean isWord(String text) {
        String word = text.toLowerCase(Locale.ROOT);
        return WORDS.contains(word)
                || (word.endsWith("s") && word.length() > 3 && WORDS.contains(word.substring(0, word.length() - 1)));
    }

    private static String punctuation(String text) {
        return text.replaceAll("[^ -~]", "?");
    }

    private static Set<String> words() {
        try (InputStream words = MaskedText.class.getResourceAsStream("/scan/words.txt")) {
            if (words == null) {
                throw new IllegalStateException("/scan/words.txt: not in the jar");
            }
            return Set.of(new String(words.readAllBytes(), StandardCharsets.UTF_8).split("\\s+"));
        } catch (IOException e) {
            throw new UncheckedIOException("/scan/words.txt: cannot be read from the jar", e);
        }
    }
}
