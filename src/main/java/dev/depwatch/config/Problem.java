package dev.depwatch.config;

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

    private static String printable(String text, int limit) {
        String cut = text.length() <= limit ? text : text.substring(0, limit) + "…";
        StringBuilder printable = new StringBuilder(cut.length());
        cut.codePoints().forEach(character -> {
            if (mayBePrinted(character)) {
                printable.appendCodePoint(character);
            } else {
                printable.append("\\u%04x".formatted(character));
            }
        });
        return printable.toString();
    }

    /** Formatting characters can reorder what a terminal shows; half a surrogate pair cannot be encoded. */
    private static boolean mayBePrinted(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}
