package dev.depwatch.status;

/**
 * Text of unknown origin, made fit for a label or an answer: no longer than a limit, and without what no UTF-8 text may
 * hold (half a surrogate pair) or no reader expects (control characters but newline and tab). Escaping is the format's.
 */
final class Printable {
    private static final char REPLACEMENT = '\uFFFD';
    private static final char ELLIPSIS = '…';

    private Printable() {}

    /** @param limit the most UTF-16 units of the result; longer text ends in an ellipsis */
    static String of(String raw, int limit) {
        StringBuilder text = new StringBuilder(Math.min(raw.length(), limit));
        int index = 0;
        while (index < raw.length()) {
            int codePoint = raw.codePointAt(index);
            int left = raw.length() - index;
            int room = limit - text.length();
            if (left > room && Character.charCount(codePoint) >= room) {
                return text.append(ELLIPSIS).toString();
            }
            if (isPrintable(codePoint)) {
                text.appendCodePoint(codePoint);
            } else {
                text.append(REPLACEMENT);
            }
            index += Character.charCount(codePoint);
        }
        return text.toString();
    }

    /** The same, on one line. */
    static String line(String raw, int limit) {
        return of(raw, limit).replace('\n', ' ').replace('\t', ' ');
    }

    private static boolean isPrintable(int codePoint) {
        boolean halfPair = codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
        return !halfPair && (!Character.isISOControl(codePoint) || codePoint == '\n' || codePoint == '\t');
    }
}
