package dev.depwatch.cli;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.depwatch.signature.Evidence;
import dev.depwatch.text.JarText;
import dev.depwatch.text.SafeText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A line of a log that may leave the site. What passes is on a list: the words of {@code scan/words.txt}, names built
 * from them ({@code token_rejected}, {@code DeviceEnrollment}), classes of Jamf Pro, of the JDK and of public libraries,
 * Apple's hosts, HTTP statuses, Apple's error numbers and ASCII punctuation. A stand-in such as {@code <host-1>}
 * replaces everything else, so a name that nobody thought of stays at the site.
 */
final class MaskedText {
    private static final int MOST_CHARACTERS = 2_000;

    private static final Set<String> WORDS =
            Set.of(JarText.of("/scan/words.txt").split("\\s+"));

    /** What may have a text of Apple or of Jamf Pro as its value; all other values are replaced. */
    private static final Pattern TELLING_KEY = Pattern.compile("code|detail|error|errorcode|errordescription"
            + "|errormessage|errornumber|message|oauthproblem|oauthproblemadvice|reason|responsebody|responsecode"
            + "|status|statuscode|title");

    private static final String CLASS_NAME = "(?:\\.[a-z][a-z0-9_]*)*(?:\\.[A-Z][\\w$]*)+";

    private static final Pattern TOKEN = Pattern.compile("(?P<url>(?i:https?)://[^\\s\"'<>\\[\\](){}]+)"
            + "|(?P<object>com\\.jamfsoftware" + CLASS_NAME + ")@[0-9a-f]+\\b"
            + "|(?P<email>[^\\s\"'<>\\[\\](){}=,;:]+@[^\\s\"'<>\\[\\](){}=,;:]*)"
            + "|(?P<java>(?:com\\.jamfsoftware|java\\.(?:io|lang|net|nio|security|sql|time|util)|javax\\.(?:crypto|net|security)"
            + "|jdk\\.internal|sun\\.(?:net|nio|security)|com\\.(?:fasterxml\\.jackson|mysql)"
            + "|org\\.(?:apache|bouncycastle|hibernate|springframework))" + CLASS_NAME + ")"
            + "|(?P<exception>[A-Z][A-Za-z]+(?:Exception|Error)\\b)"
            // A time, an IPv6 address, the address of a network card.
            + "|(?P<address>(?:[\\d-]{10}[T ])?[0-9A-Fa-f]{1,4}:(?::|[0-9A-Fa-f]{1,4}:)[0-9A-Fa-f:]*[0-9A-Fa-f](?:[.,]\\d+)?)"
            + "|(?P<key>\\\\*\"?[A-Za-z][\\w.-]*)(?P<is>\\\\*\"\\s*:\\s*|\\s?=\\s?)"
            + "(?P<value>\\\\*\"[^\"]*\"?|'[^']*'?"
            // A name of several words in the text of an object.
            + "|[^\\s,;&\\[\\](){}'\"]+(?: [^\\s,;&\\[\\](){}'\"=:]+){1,4}[,\\])}]"
            + "|[^\\s,;&\\[\\](){}]*)"
            + "|(?P<says>(?i:message|error|reason|detail|response): ?)(?P<said>\"[^\"]*\"|'[^']*')"
            + "|(?P<quoted>\\\\*\"[^\"]*\"|'[^']*')"
            + "|(?P<run>I/O\\b|[\\pL\\pM\\pN_$]+(?:[.'’-][\\pL\\pM\\pN_$]+)*)");

    /** What encloses a text. Quotes in JSON in a JSON string have backslashes before them. */
    private static final Pattern QUOTES = Pattern.compile("(\\\\*[\"']|)(.*?)(\\\\*[\"']|[,\\])}]|)");

    /** Evidence also takes the word after "token:" for a secret; here it is Apple's answer, or it is not on the list. */
    private static final Pattern PASSWORD = Pattern.compile("(?i)pass|pwd|secret|credential");

    private static final Pattern HOST_OF_URL = Pattern.compile("(?i)https?://([a-z.]+)(?:[:/?#]|$)");

    /** An HTTP status or version, or a number of Apple's Apps and Books API. */
    private static final Pattern ANSWER =
            Pattern.compile("20[0-8]|30[0-8]|4[01]\\d|42[1-9]|431|451|50\\d|51[01]|96[0-5]\\d|1\\.[01]");

    /** What comes before an answer; a number after another word is the id of a device, say. */
    private static final Pattern BEFORE_ANSWER = Pattern.compile(
            "(?i)(?:.*(?:[^\\pL\\pM\\pN_ ]|\\b(?:answered|code|error|got|http|http/[\\d.]+|received|response|returned|status|was|with)))? ?");

    private static final int LONGEST_BEFORE_ANSWER = 20;

    private static final Pattern NUMBER_KEY = Pattern.compile("(?:error|response|status)(?:code|number)|status");
    private static final Pattern SHORT_NUMBER = Pattern.compile("-?\\d{1,5}");
    private static final Pattern NO_WORD = Pattern.compile("[^\\pL\\pM\\pN]*");
    private static final Pattern NUMBER = Pattern.compile("\\pN+(?:\\.\\pN+)?");

    private final List<Piece> pieces = new ArrayList<>();

    /** @param standIn what replaces the text: host, word, …; "" if the text itself may be shown */
    private record Piece(String standIn, String text) {}

    /** Numbers the stand-ins of one report: the same text has the same number everywhere. */
    static final class StandIns {
        private final Map<String, Map<String, Integer>> numbers = new HashMap<>();

        private String of(Piece piece) {
            Map<String, Integer> known = numbers.computeIfAbsent(piece.standIn, first -> new HashMap<>());
            int number = known.computeIfAbsent(piece.text, first -> known.size() + 1);
            return "<" + piece.standIn + "-" + number + ">";
        }
    }

    /** @param shown what comes before the line, as it is */
    MaskedText(String shown, String line) {
        show(shown);
        String text = line.length() > MOST_CHARACTERS ? line.substring(0, MOST_CHARACTERS) + " ..." : line;
        mask(PASSWORD.matcher(text).find() ? Evidence.withoutSecrets(text) : SafeText.of(text));
    }

    private void show(String text) {
        pieces.add(new Piece("", text));
    }

    private void replace(String standIn, String text) {
        pieces.add(new Piece(standIn, text));
    }

    /** What two records of one form have in common: a name may have one word or several. */
    String form() {
        return pieces.stream()
                .map(piece -> piece.standIn.isEmpty() ? piece.text : "<>")
                .collect(Collectors.joining())
                .replaceAll("<>(?:[ .,'&/-]*<>)+", "<>");
    }

    String text(StandIns standIns) {
        return pieces.stream()
                .map(piece -> piece.standIn.isEmpty() ? piece.text : standIns.of(piece))
                .collect(Collectors.joining());
    }

    private void mask(String text) {
        Matcher token = TOKEN.matcher(text);
        int from = 0;
        while (token.find()) {
            show(punctuation(text.substring(from, token.start())));
            from = token.end();
            if (token.group("url") != null) {
                url(token.group());
            } else if (token.group("object") != null) {
                show(token.group("object") + "@");
                replace("id", token.group());
            } else if (token.group("address") != null) {
                replace("id", token.group());
            } else if (token.group("email") != null) {
                replace("email", token.group());
            } else if (token.group("java") != null || token.group("exception") != null) {
                show(token.group());
            } else if (token.group("key") != null) {
                mask(token.group("key"));
                show(token.group("is"));
                value(token.group("key"), token.group("value"));
            } else if (token.group("says") != null) {
                show(token.group("says"));
                value("message", token.group("said"));
            } else if (token.group("quoted") != null) {
                quoted(token.group());
            } else if (ANSWER.matches(token.group()) && isAfterItsName(text, token.start())) {
                show(token.group());
            } else {
                run(token.group());
            }
        }
        show(punctuation(text.substring(from)));
    }

    private void url(String url) {
        Matcher host = HOST_OF_URL.matcher(url);
        if (host.lookingAt() && isOfApple(host.group(1))) {
            show(host.group());
            mask(url.substring(host.end()));
        } else {
            replace("url", url);
        }
    }

    private void value(String key, String value) {
        String name = key.replaceAll("[^A-Za-z]", "").toLowerCase(Locale.ROOT);
        boolean telling = TELLING_KEY.matches(name);
        inQuotes(value, content -> {
            boolean number = NUMBER_KEY.matches(name) && SHORT_NUMBER.matches(content);
            if (number || content.isEmpty()) {
                show(content);
            } else if (telling) {
                mask(content);
            } else {
                replace("value", content);
            }
        });
    }

    /** Quotes hold names, but also the word that an answer consists of. */
    private void quoted(String quoted) {
        inQuotes(quoted, content -> {
            if (content.startsWith("http") || NO_WORD.matches(content)) {
                mask(content);
            } else if (isKnown(content)) {
                show(content);
            } else {
                replace("text", content);
            }
        });
    }

    private void inQuotes(String text, Consumer<String> addContent) {
        Matcher quotes = QUOTES.matcher(text);
        if (!quotes.matches()) {
            throw new IllegalStateException("text on more than one line");
        }
        show(quotes.group(1));
        addContent.accept(quotes.group(2));
        show(quotes.group(3));
    }

    private static boolean isAfterItsName(String text, int number) {
        return BEFORE_ANSWER.matches(text.substring(Math.max(0, number - LONGEST_BEFORE_ANSWER), number));
    }

    private void run(String run) {
        if (isKnown(run)) {
            show(run);
        } else if (NUMBER.matches(run)) {
            replace("number", run);
        } else if (run.contains(".")) {
            replace("host", run);
        } else {
            replace(run.codePoints().anyMatch(Character::isDigit) ? "id" : "word", run);
        }
    }

    private static boolean isKnown(String run) {
        if (WORDS.contains(run.toLowerCase(Locale.ROOT)) || isOfApple(run)) {
            return true;
        }
        // T_C_NOT_SIGNED has single letters; alone, a letter may be an initial.
        return Stream.of(run.split("[_$]"))
                .allMatch(part -> (run.contains("_") && part.matches("[A-Z]"))
                        || Stream.of(part.split("(?<=[a-z])(?=[A-Z])|(?<=[A-Z]{2})(?=[A-Z][a-z])"))
                                .allMatch(MaskedText::isWord));
    }

    private static boolean isOfApple(String host) {
        return ("." + host.toLowerCase(Locale.ROOT)).endsWith(".apple.com")
                && Stream.of(host.split("\\.")).allMatch(MaskedText::isWord);
    }

    private static boolean isWord(String text) {
        String word = text.toLowerCase(Locale.ROOT);
        return WORDS.contains(word) || (word.length() > 3 && WORDS.contains(word.replaceFirst("'?s$", "")));
    }

    private static String punctuation(String text) {
        return text.replaceAll("[^ -~]", "?");
    }
}
