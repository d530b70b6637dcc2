package dev.depwatch.logs;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The date and time a line starts with, which is what makes it the first line of a record.
 *
 * <p>Jamf Pro's own layouts print {@code 2026-11-24 22:32:43,697}, the same with a {@code T}, or no milliseconds; none
 * prints a zone. Administrators edit layouts, so a point before the milliseconds and a zone after them are read too.
 *
 * @param offset the zone, where one is printed that has one meaning; {@code CST} has three, and is passed over
 * @param end index of the first character after the timestamp and its zone
 */
record Timestamp(LocalDateTime local, Optional<ZoneOffset> offset, int end) {
    private static final int LENGTH_TO_SECONDS = "2026-11-24 22:32:43".length();
    /** After so many characters it is decided whether a line starts with a timestamp. */
    static final int DECIDED = LENGTH_TO_SECONDS + 1;

    private static final int NANO_DIGITS = 9;
    private static final int MAX_OFFSET_HOURS = 18;

    /** The timestamp at the line's start; empty if there is none or if it is no date, such as 2026-13-45. */
    static Optional<Timestamp> of(String line) {
        if (line.length() < LENGTH_TO_SECONDS
                || !has(line, 4, '-')
                || !has(line, 7, '-')
                || !(has(line, 10, ' ') || has(line, 10, 'T'))
                || !has(line, 13, ':')
                || !has(line, 16, ':')) {
            return Optional.empty();
        }
        int year = number(line, 0, 4);
        int month = number(line, 5, 2);
        int day = number(line, 8, 2);
        int hour = number(line, 11, 2);
        int minute = number(line, 14, 2);
        int second = number(line, 17, 2);
        if (year < 1
                || month < 1
                || month > 12
                || day < 1
                || day > YearMonth.of(year, month).lengthOfMonth()
                || !within(hour, 24)
                || !within(minute, 60)
                || !within(second, 60)
                || digitAt(line, LENGTH_TO_SECONDS)) {
            return Optional.empty();
        }
        int end = LENGTH_TO_SECONDS;
        int nanos = 0;
        if ((has(line, end, ',') || has(line, end, '.')) && digitAt(line, end + 1)) {
            int digits = digitsFrom(line, end + 1);
            nanos = nanos(line, end + 1, digits);
            end += 1 + digits;
        }
        LocalDateTime local = LocalDateTime.of(year, month, day, hour, minute, second, nanos);
        return Optional.of(withZone(line, local, end));
    }

    /**
     * Whether the line that begins at {@code from}, after any NUL bytes, starts with a timestamp, as {@link #of} says; false
     * where fewer than {@link #DECIDED} bytes are left.
     */
    static boolean opens(ByteBuffer bytes, int from, int to) {
        int start = from;
        while (start < to && bytes.get(start) == 0) {
            start++;
        }
        if (to - start < DECIDED
                || bytes.get(start + 4) != '-'
                || bytes.get(start + 7) != '-'
                || bytes.get(start + 13) != ':'
                || bytes.get(start + 16) != ':') {
            return false;
        }
        byte[] decisive = new byte[DECIDED];
        bytes.get(start, decisive);
        String line = new String(decisive, StandardCharsets.ISO_8859_1);
        return of(line.replace('\r', ' ')).isPresent();
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
        // CET, CEST, NZDT, CHADT: every abbreviation of this kind ends in T for "time", and no level does.
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

    /** The number that {@code digits} digits make; -1 if one of them is none. */
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
