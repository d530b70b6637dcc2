package dev.depwatch.config;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toList;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.depwatch.text.SafeText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A mistake in a configuration file, or something worth a warning. Safe to print: control characters are escaped, and
 * it contains no secret.
 *
 * @param file the file, as the administrator named it
 * @param line the line of the problem, from 1; 0 for the file as a whole
 * @param column the column, from 1
 * @param path the place as a path of keys, such as {@code instances[0].jamf.url}; "" for the whole file
 * @param sentence what is wrong, what was found and what is expected
 */
public record Problem(String file, int line, int column, String path, String sentence) {
    private static final int MAX_PATH = 200;
    /** So many of one kind are shown one by one. */
    private static final int FEW = 3;

    private static final Pattern QUOTED = Pattern.compile("\"[^\"]*\"");
    private static final int MAX_SENTENCE = 1_000;
    /** A bcrypt hash, wherever somebody wrote one by mistake. */
    private static final Pattern HASH = Pattern.compile("\\$2[abxy]?\\$\\S*");
    /** Without a blank after the colon a value, perhaps a secret, is a part of the key. */
    private static final Pattern VALUE_IN_KEY = Pattern.compile("(?s)([:=\\s]).+");

    public Problem {
        file = printable(file, MAX_SENTENCE);
        path = printable(withoutHash(VALUE_IN_KEY.matcher(path).replaceFirst("$1…")), MAX_PATH);
        sentence = printable(withoutHash(sentence), MAX_SENTENCE);
    }

    /** Of a file as a whole, or of what else a name stands for. */
    public static Problem of(String file, String sentence) {
        return new Problem(file, 0, 0, "", sentence);
    }

    /** The form that editors and terminals turn into a link: {@code file:line:column: path: sentence}. */
    @JsonValue
    @Override
    public String toString() {
        return file + (line == 0 ? "" : ":" + line + ":" + column) + ": " + (path.isEmpty() ? "" : path + ": ")
                + sentence;
    }

    /**
     * The problems with one in place of many of a kind: of those whose sentences differ only in what they quote, the
     * first, with the number of the others.
     */
    public static List<Problem> oneOfEachKind(List<Problem> all) {
        Map<String, List<Problem>> kinds = all.stream()
                .collect(groupingBy(
                        problem -> QUOTED.matcher(problem.sentence).replaceAll(""), LinkedHashMap::new, toList()));
        return kinds.values().stream()
                .flatMap(kind -> kind.size() <= FEW
                        ? kind.stream()
                        : Stream.of(kind.get(0).withMore(kind.size() - 1)))
                .toList();
    }

    private Problem withMore(int others) {
        String more = " (and " + others + " more of this kind: depwatch check --all lists them)";
        return new Problem(file, line, column, path, sentence + more);
    }

    private static String withoutHash(String text) {
        return HASH.matcher(text).replaceAll("(a hash)");
    }

    /** The text with the code of each invisible character, since that may be the mistake. */
    private static String printable(String text, int limit) {
        String printable = text.codePoints()
                .limit(limit)
                .mapToObj(character ->
                        SafeText.isShown(character) ? Character.toString(character) : "\\u%04x".formatted(character))
                .collect(joining());
        return text.codePointCount(0, text.length()) > limit ? printable + "…" : printable;
    }
}
