package dev.depwatch.record;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Optional;
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

    private static final int DIVIDER = "2026-11-24".length();
    private static final int FIRST_COLON = "2026-11-24 22".length();
    private static final int SECOND_COLON = "2026-11-24 22:32".length();

    static final String OPENING = "[({<";

    /** In the order of those that they close. */
    static final String CLOSING = "])}>";

    private static final int NANO_DIGITS = 9;
    private static final int MAX_OFFSET_HOURS = 18;

    /** The timestamp at the line's start; empty if there is none or the date does not exist, as 2026-13-45. */
    public static Optional<Timestamp> of(String line) {
        int bracket = line.isEmpty() ? -1 : OPENING.indexOf(line.charAt(0));
        int start = bracket < 0 ? 0 : 1;
        LocalDateTime toSeconds = toSeconds(line, start);
        if (toSeconds == null) {
            return Optional.empty();
        }
        int end = start + LENGTH_TO_SECONDS;
        int nanos = 0;
        if (end < line.length() && ",.:".indexOf(line.charAt(end)) >= 0 && digitAt(line, end + 1)) {
            int digits = digitsFrom(line, end + 1);
            nanos = nanos(line, end + 1, digits);
            end += 1 + digits;
        }
        Timestamp timestamp = withZone(line, toSeconds.withNano(nanos), end);
        return Optional.of(bracket < 0 ? timestamp : timestamp.closedBy(CLOSING.charAt(bracket), line));
    }

    /** The date that shows the order of a log's records: in UTC if a zone is printed, because printed dates repeat. */
    public LocalDateTime date() {
        return offset.map(printed -> local.minusSeconds(printed.getTotalSeconds()))
                .orElse(local);
    }

    /** The date and time at an index of the line; null if there is none. */
    private static @Nullable LocalDateTime toSeconds(String line, int start) {
        if (!has(line, start + FIRST_COLON, ':')
                || !has(line, start + SECOND_COLON, ':')
                || !(has(line, start + DIVIDER, ' ') || has(line, start + DIVIDER, 'T'))
                || digitAt(line, start + LENGTH_TO_SECONDS)) {
            return null;
        }
        LocalDate date = date(line, start);
        int hour = number(line, start + DIVIDER + 1, 2);
        int minute = number(line, start + FIRST_COLON + 1, 2);
        int second = number(line, start + SECOND_COLON + 1, 2);
        if (date == null || !within(hour, 24) || !within(minute, 60) || !within(second, 60)) {
            return null;
        }
        return date.atTime(hour, minute, second);
    }

    /** The date in ten characters; null if there is none. */
    private static @Nullable LocalDate date(String line, int start) {
        if (isSeparated(line, start + 4, start + 7, "-/.")) {
            return date(number(line, start, 4), number(line, start + 5, 2), number(line, start + 8, 2));
        }
        if (isSeparated(line, start + 2, start + 5, ".")) {
            return date(number(line, start + 6, 4), number(line, start + 3, 2), number(line, start, 2));
        }
        return null;
    }

    private static boolean isSeparated(String line, int at, int again, String separators) {
        char separator = line.charAt(at);
        return separators.indexOf(separator) >= 0 && line.charAt(again) == separator;
    }

    private static @Nullable LocalDate date(int year, int month, int day) {
        boolean exists = year >= 1
                && month >= 1
                && month <= 12
                && day >= 1
                && day <= YearMonth.of(year, month).lengthOfMonth();
        return exists ? LocalDate.of(year, month, day) : null;
    }

    private Timestamp closedBy(char closing, String line) {
        return has(line, end, closing) ? new Timestamp(local, offset, end + 1) : this;
    }

    /**
     * Whether the text at {@code start} begins with a timestamp that {@link #of} reads; false if too few bytes are left
     * to decide.
     */
    static boolean opens(ByteBuffer bytes, int start, int to) {
        int bracket = start < to && OPENING.indexOf(bytes.get(start)) >= 0 ? 1 : 0;
        int length = bracket + LENGTH_TO_SECONDS + 1;
        if (to - start < length
                || bytes.get(start + bracket + FIRST_COLON) != ':'
                || bytes.get(start + bracket + SECOND_COLON) != ':') {
            return false;
        }
        byte[] decisive = new byte[length];
        bytes.get(start, decisive);
        String line = new String(decisive, StandardCharsets.ISO_8859_1);
        return toSeconds(line.replace('\r', ' '), bracket) != null;
    }

    private static Timestamp withZone(String line, LocalDateTime local, int end) {
        int at = has(line, end, ' ') ? end + 1 : end;
        int letters = at;
        while (letters < line.length() && line.charAt(letters) >= 'A' && line.charAt(letters) <= 'Z') {
            letters++;
        }
        String name = line.substring(at, letters);
        boolean utc = name.equals("Z") || name.equals("UTC") || name.equals("GMT");
        if (name.isEmpty() || utc) {
            Timestamp numeric = withOffset(line, local, letters);
            if (numeric != null) {
                return numeric;
            }
        }
        if (letters < line.length() && Character.isLetterOrDigit(line.charAt(letters))) {
            return new Timestamp(local, Optional.empty(), end);
        }
        if (utc) {
            return new Timestamp(local, Optional.of(ZoneOffset.UTC), letters);
        }
        // CET, CEST, NZDT, CHADT: such abbreviations end in T for "time", and no level does.
        boolean abbreviation = name.length() >= 3 && name.length() <= 5 && name.endsWith("T");
        return new Timestamp(local, Optional.empty(), abbreviation ? letters : end);
    }

    /** Reads +01:00, +0100 or +01. */
    private static @Nullable Timestamp withOffset(String line, LocalDateTime local, int at) {
        if (!(has(line, at, '+') || has(line, at, '-')) || digitsFrom(line, at + 1) < 2) {
            return null;
        }
        int hours = number(line, at + 1, 2);
        int minutes = 0;
        int end = at + 3;
        int minutesAt = has(line, end, ':') ? end + 1 : end;
        if (digitsFrom(line, minutesAt) >= 2) {
            minutes = number(line, minutesAt, 2);
            end = minutesAt + 2;
        }
        if (digitAt(line, end) || hours >= MAX_OFFSET_HOURS || minutes >= 60) {
            return null;
        }
        int sign = line.charAt(at) == '-' ? -1 : 1;
        return new Timestamp(local, Optional.of(ZoneOffset.ofHoursMinutes(sign * hours, sign * minutes)), end);
    }

    private static boolean has(String line, int at, char expected) {
        return at < line.length() && line.charAt(at) == expected;
    }

    /** Only the ASCII digits: a log prints no others, and Character.isDigit accepts hundreds. */
    private static boolean digitAt(String line, int at) {
        return at < line.length() && line.charAt(at) >= '0' && line.charAt(at) <= '9';
    }

    private static int digitsFrom(String line, int from) {
        int end = from;
        while (digitAt(line, end)) {
            end++;
        }
        return end - from;
    }

    private static boolean within(int value, int limit) {
        return value >= 0 && value < limit;
    }

    /** The number in {@code digits} digits; -1 if one of them is not a digit. */
    private static int number(String line, int from, int digits) {
        int value = 0;
        for (int at = from; at < from + digits; at++) {
            if (!digitAt(line, at)) {
                return -1;
            }
            value = 10 * value + line.charAt(at) - '0';
        }
        return value;
    }

    private static int nanos(String line, int from, int digits) {
        int read = Math.min(digits, NANO_DIGITS);
        int value = number(line, from, read);
        for (int missing = read; missing < NANO_DIGITS; missing++) {
            value *= 10;
        }
        return value;
    }
}
