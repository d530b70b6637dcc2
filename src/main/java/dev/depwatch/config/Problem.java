package dev.depwatch.config;

import dev.depwatch.text.SafeText;
import java.util.regex.Pattern;

/**
 * One thing that is wrong, or worth a warning, in a configuration file. Safe to print: control characters are escaped
 * and no secret is in it.
 *
 * @param file the file, as it was named
 * @param line the line it is about, from 1; 0 if it is about the file as a whole
 * @param column the column, from 1
 * @param path the place as a path of keys, such as {@code instances[0].jamf.url}; "" for the whole file
 * @param sentence what is wrong, what was found and what is expected
 */
public record Problem(String file, int line, int column, String path, String sentence) {
    private static final int MAX_PATH = 200;
    private static final int MAX_SENTENCE = 1_000;
    /** As bcrypt writes one, wherever it was written by mistake. */
    private static final Pattern HASH = Pattern.compile("\\$2[abxy]?\\$\\S*");

    public Problem {
        file = printable(file, MAX_SENTENCE);
        path = printable(withoutHash(path), MAX_PATH);
        sentence = printable(withoutHash(sentence), MAX_SENTENCE);
    }

    /** In the form that editors and terminals turn into a link: {@code file:line:column: path: sentence}. */
    @Override
    public String toString() {
        return file + (line == 0 ? "" : ":" + line + ":" + column) + ": " + (path.isEmpty() ? "" : path + ": ")
                + sentence;
    }

    private static String withoutHash(String text) {
        return HASH.matcher(text).replaceAll("(a hash)");
    }

    /** The text with the code of each character that would not show: here it is the fault. */
    private static String printable(String text, int limit) {
        StringBuilder printable = new StringBuilder(Math.min(text.length(), limit));
        text.codePoints().limit(limit).forEach(character -> {
            if (SafeText.isShown(character)) {
                printable.appendCodePoint(character);
            } else {
                printable.append("\\u%04x".formatted(character));
            }
        });
        return text.codePointCount(0, text.length()) > limit
                ? printable.append('…').toString()
                : printable.toString();
    }
}
