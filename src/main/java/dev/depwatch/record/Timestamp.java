package dev.depwatch.record;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The date and time at the start of a line. It makes the line the first line of a record.
 *
 * <p>Jamf Pro's own layouts print {@code 2026-11-24 22:32:43,697}, the same with a {@code T}, or no milliseconds; none
 * prints a zone. Administrators edit layouts. So depwatch also reads {@code 2026/11/24}, {@code 2026.11.24} and {@code
 * 24.11.2026}, brackets around all of it, other separators before the milliseconds, and a zone after them. It does not
 * read a date with the year last and another separator: nobody knows which number is the month.
 *
 * @param offset the printed zone, if it has one meaning; depwatch skips {@code CST}, which has three
 * @param end index of the first character after the timestamp, its zone and its bracket
 */
public record Timestamp(LocalDateTime local, Optional<ZoneOffset> offset, int end) {
    private static final int LENGTH_TO_SECONDS = "2026-11-24 22:32:43".length();
    /**
     * How many characters decide whether a line starts with a timestamp: a bracket, and the character behind it, too.
     */
    static final int DECIDED = 1 + LENGTH_TO_SECONDS + 1;

    private static final String NO_NANOS = "000000000";

    static final String OPENING = "[({<";

    /** In the order of those that they close. */
    static final String CLOSING = "])}>";

    private static final List<String> FORMS =
            List.of("0000-00-00_00:00:00", "0000/00/00_00:00:00", "0000.00.00_00:00:00", "00.00.0000_00:00:00");

    static final int DIVIDER = "2026-11-24".length();

    /**
     * What may follow the seconds: their fraction, and a zone as +01:00, +0100 or +01. Abbreviations as CET, CEST, NZDT
     * and CHADT end in T for "time", and no level does. It looks ahead, since most lines have no zone.
     */
    private static final Pattern REST = Pattern.compile(
            "(?!\\d)(?:[,.:](?<fraction>\\d++))?+(?:(?= ?[A-Z+-]) ?(?:"
                    + "(?:Z|UTC|GMT)?(?<offset>[+-](?:0\\d|1[0-7])(?::?[0-5]\\d)?+)(?!\\d)|(?<utc>Z|UTC|GMT)\\b|[A-Z]{2,4}T\\b))?");

    /** The timestamp at the line's start; empty if there is none or the date does not exist, as 2026-13-45. */
    public static Optional<Timestamp> of(String line) {
        int start = line.isEmpty() || OPENING.indexOf(line.charAt(0)) < 0 ? 0 : 1;
        int seconds = start + LENGTH_TO_SECONDS;
        if (!hasForm(line, start)) {
            return Optional.empty();
        }
        Matcher rest = REST.matcher(line).region(seconds, line.length());
        if (!rest.lookingAt()) {
            return Optional.empty();
        }
        try {
            LocalDateTime local = local(line.substring(start, seconds), rest.group("fraction"));
            Optional<ZoneOffset> offset = Optional.ofNullable(rest.group("offset"))
                    .or(() -> Optional.ofNullable(rest.group("utc")).map(utc -> "Z"))
                    .map(ZoneOffset::of);
            return Optional.of(new Timestamp(local, offset, endOfBracket(line, rest.end())));
        } catch (DateTimeException notInTheCalendar) {
            return Optional.empty();
        }
    }

    private static boolean hasForm(String line, int start) {
        for (String form : FORMS) {
            if (fits(form, line, start)) {
                return " T".indexOf(line.charAt(start + DIVIDER)) >= 0;
            }
        }
        return false;
    }

    /** Whether a text has this form at this place: a 0 stands for any digit, and an underscore for any character. */
    static boolean fits(String form, String text, int start) {
        if (text.length() - start < form.length()) {
            return false;
        }
        for (int at = 0; at < form.length(); at++) {
            char expected = form.charAt(at);
            char found = text.charAt(start + at);
            boolean isDigit = found >= '0' && found <= '9';
            if (expected != '_' && (expected == '0' ? !isDigit : expected != found)) {
                return false;
            }
        }
        return true;
    }

    private static LocalDateTime local(String text, @Nullable String fraction) {
        boolean isDayFirst = text.charAt(2) == '.';
        int year = isDayFirst ? number(text, 6, 10) : number(text, 0, 4);
        return LocalDateTime.of(
                ChronoField.YEAR_OF_ERA.checkValidIntValue(year),
                isDayFirst ? number(text, 3, 5) : number(text, 5, 7),
                isDayFirst ? number(text, 0, 2) : number(text, 8, 10),
                number(text, 11, 13),
                number(text, 14, 16),
                number(text, 17, 19),
                fraction == null ? 0 : number(fraction + NO_NANOS, 0, NO_NANOS.length()));
    }

    private static int number(String digits, int from, int to) {
        return Integer.parseInt(digits, from, to, 10);
    }

    private static int endOfBracket(String line, int end) {
        int bracket = OPENING.indexOf(line.charAt(0));
        boolean isClosed = bracket >= 0 && end < line.length() && line.charAt(end) == CLOSING.charAt(bracket);
        return isClosed ? end + 1 : end;
    }

    /** The date that shows the order of a log's records: in UTC if a zone is printed, because printed dates repeat. */
    public LocalDateTime date() {
        return offset.map(printed -> local.minusSeconds(printed.getTotalSeconds()))
                .orElse(local);
    }

    /**
     * Whether the text at {@code start} begins with a timestamp that {@link #of} reads; false if too few bytes are left
     * to decide.
     */
    static boolean opens(ByteBuffer bytes, int start, int to) {
        int bracket = start < to && OPENING.indexOf(bytes.get(start)) >= 0 ? 1 : 0;
        byte[] decisive = new byte[bracket + LENGTH_TO_SECONDS + 1];
        if (to - start < decisive.length) {
            return false;
        }
        bytes.get(start, decisive);
        return of(new String(decisive, StandardCharsets.ISO_8859_1).replace('\r', ' '))
                .isPresent();
    }
}
