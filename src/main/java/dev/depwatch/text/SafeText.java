package dev.depwatch.text;

import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.regex.Pattern;

/**
 * Cleans text from outside: from logs, APIs, the configuration, names of files and folders. The result is one line
 * without hidden characters. Escape it for the place where it goes.
 *
 * <p>The rule uses the general category of a character (Unicode Standard, 4.5) and Default_Ignorable_Code_Point
 * (Unicode Character Database, DerivedCoreProperties.txt):
 * <ul>
 * <li>White space of any kind becomes a space: Zs, Zl, Zp, controls such as tab and newline, and the blank U+2800.
 * <li>Joiners (U+200C, U+200D), variation selectors and tags are dropped: they choose a form of the characters beside
 * them, as in emoji, and the text reads the same without them.
 * <li>Other invisible or undefined characters become U+FFFD: Cc, Cf, Cs, Co, Cn and default ignorable. So nothing is
 * hidden, and a name with such a character never looks like the name without it.
 * <li>At most eight combining marks stay on one character: as many as the longest stack of letters in use, Tibetan
 * ཧྐྵྨླྺྼྻྂ, has. Further marks become U+FFFD; a flood of them would cover the lines above and below.
 * <li>Everything else stays.
 * </ul>
 *
 * <p>Cleaning cleaned text changes nothing. Plain ASCII is not copied.
 */
public final class SafeText {
    private static final int REPLACEMENT = 0xFFFD;
    private static final int MOST_MARKS = 8;
    private static final String ELLIPSIS = "…";

    /** The first character that is not its own NFC or can join the previous one (DerivedNormalizationProps.txt). */
    private static final char FIRST_NOT_NORMAL = 0x300;

    /**
     * A pattern of {@code java.util.regex} for one character that is a space or not {@linkplain #isShown shown}, for
     * callers that replace by pattern.
     */
    public static final String NOT_SHOWN = "[\\pC\\pZ\\u2800\\u034F\\u115F\\u1160\\u17B4\\u17B5\\u180B-\\u180F\\u3164"
            + "\\uFE00-\\uFE0F\\uFFA0\\uD834\\uDD59\\uDB40\\uDD00-\\uDB40\\uDDEF]";

    private static final Pattern HIDDEN = Pattern.compile(NOT_SHOWN);

    private SafeText() {}

    /** The text as one line of the same length or shorter. */
    public static String of(String raw) {
        return of(raw, Integer.MAX_VALUE);
    }

    /**
     * The text as one line.
     *
     * @param limit the most UTF-16 units of the result; longer text ends in an ellipsis
     */
    public static String of(String raw, int limit) {
        return raw.length() <= limit && raw.chars().allMatch(SafeText::isPlain) ? raw : cleaned(raw, limit);
    }

    /** The text as one line, without white space at its ends. */
    public static String line(String raw, int limit) {
        return of(raw, limit).strip();
    }

    /**
     * The text as a name for comparison: a {@link #line} in Unicode's normal form C, so that equal names have equal
     * characters.
     */
    public static String name(String raw) {
        String line = line(raw, Integer.MAX_VALUE);
        if (line.chars().allMatch(unit -> unit < FIRST_NOT_NORMAL)) {
            return line;
        }
        // The normal form of one mark may be two.
        return of(Normalizer.normalize(line, Form.NFC));
    }

    /** Whether the character stays in a text. */
    public static boolean isShown(int character) {
        return shown(character) == character;
    }

    private static boolean isPlain(int character) {
        return character >= ' ' && character < 0x7F;
    }

    private static String cleaned(String raw, int limit) {
        StringBuilder text = new StringBuilder(Math.min(raw.length(), limit));
        int marks = 0;
        for (int i = 0; i < raw.length(); ) {
            int character = raw.codePointAt(i);
            i += Character.charCount(character);
            if (choosesForm(character)) {
                continue;
            }
            int shown = shown(character);
            marks = isMark(shown) ? marks + 1 : 0;
            if (marks > MOST_MARKS) {
                shown = REPLACEMENT;
            }
            if (Character.charCount(shown) > limit - text.length()) {
                int end = text.length() < Math.max(limit, 1) ? text.length() : text.offsetByCodePoints(limit, -1);
                return text.substring(0, end) + ELLIPSIS;
            }
            text.appendCodePoint(shown);
        }
        return text.toString();
    }

    private static int shown(int character) {
        if (isPlain(character)) {
            return character;
        }
        return isSpace(character) ? ' ' : isHidden(character) ? REPLACEMENT : character;
    }

    private static boolean isSpace(int character) {
        return Character.isWhitespace(character)
                || Character.isSpaceChar(character)
                || character == 0x85
                || character == 0x2800;
    }

    private static boolean isHidden(int character) {
        return HIDDEN.matcher(Character.toString(character)).matches();
    }

    /** Joiners, variation selectors, and tags, which select a flag such as that of England. */
    private static boolean choosesForm(int character) {
        return character == 0x200C
                || character == 0x200D
                || (character >= 0x180B && character <= 0x180F)
                || (character >= 0xFE00 && character <= 0xFE0F)
                || (character >= 0xE0020 && character <= 0xE007F)
                || (character >= 0xE0100 && character <= 0xE01EF);
    }

    /** Whether it stands on the character before it and takes no room of its own. */
    private static boolean isMark(int character) {
        int type = Character.getType(character);
        return type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK;
    }
}
