package dev.depwatch.alert;

/**
 * Text of unknown origin, made fit to be read in one line: no longer than a limit, and without what controls a terminal,
 * turns the direction of reading or cannot be seen. Escaping is up to the place it goes.
 */
public final class Plain {
    private static final char REPLACEMENT = '\uFFFD';
    private static final String ELLIPSIS = "…";

    private Plain() {}

    /**
     * The text as one line.
     *
     * @param limit the most UTF-16 units of the result; longer text ends in an ellipsis
     */
    public static String line(String raw, int limit) {
        StringBuilder text = new StringBuilder(Math.min(raw.length(), limit));
        int index = 0;
        while (index < raw.length()) {
            int codePoint = raw.codePointAt(index);
            index += Character.charCount(codePoint);
            int room = limit - text.length() - (index < raw.length() ? ELLIPSIS.length() : 0);
            if (Character.charCount(codePoint) > room) {
                return text.append(ELLIPSIS).toString();
            }
            text.appendCodePoint(readable(codePoint));
        }
        return text.toString().strip();
    }

    private static int readable(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL -> Character.isWhitespace(codePoint) ? ' ' : REPLACEMENT;
            case Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> ' ';
            case Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED -> REPLACEMENT;
            default -> codePoint;
        };
    }
}
