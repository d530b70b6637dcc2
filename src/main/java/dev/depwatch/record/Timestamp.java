package dev.depwatch.record;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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
    private static final String OPENING = "[({<";
    private static final String CLOSING = "])}>";

    private static final Pattern WRITTEN = Pattern.compile("(?<bracket>[\\[({<]?)"
            + "(?<date>\\d{4}(?<divider>[-/.])\\d\\d\\k<divider>\\d\\d|\\d\\d\\.\\d\\d\\.\\d{4})"
            + "[ T](?<time>\\d\\d:\\d\\d:\\d\\d)(?!\\d)(?:[,.:](?<fraction>\\d{1,9})\\d*+)?"
            // An offset, or a name, which no letter follows: CET, CEST, NZDT, CHADT end in T for "time", and no level
            // does.
            + "(?: ?(?:(?:Z|UTC|GMT)?(?<offset>[+-](?:0\\d|1[0-7])(?::?[0-5]\\d)?+)(?!\\d|:\\d\\d)"
            + "|(?:(?<utc>Z|UTC|GMT)|[A-Z]{2,4}T)(?![\\p{L}\\p{Nd}])))?");

    /** The timestamp at the line's start; empty if there is none or the date does not exist, as 2026-13-45. */
    public static Optional<Timestamp> of(String line) {
        Matcher found = WRITTEN.matcher(line);
        if (!found.lookingAt()) {
            return Optional.empty();
        }
        try {
            int bracket = found.group("bracket").isEmpty() ? -1 : OPENING.indexOf(line.charAt(0));
            boolean closed = bracket >= 0 && line.startsWith(CLOSING.substring(bracket, bracket + 1), found.end());
            return Optional.of(new Timestamp(local(found), offset(found), found.end() + (closed ? 1 : 0)));
        } catch (DateTimeException noSuchDate) {
            return Optional.empty();
        }
    }

    private static LocalDateTime local(Matcher found) {
        String date = found.group("date");
        boolean yearFirst = found.group("divider") != null;
        String time = found.group("time");
        String fraction = found.group("fraction");
        return LocalDateTime.of(
                number(date, yearFirst ? 0 : 6, 4),
                number(date, yearFirst ? 5 : 3, 2),
                number(date, yearFirst ? 8 : 0, 2),
                number(time, 0, 2),
                number(time, 3, 2),
                number(time, 6, 2),
                fraction == null ? 0 : Integer.parseInt((fraction + "00000000").substring(0, 9)));
    }

    private static int number(String text, int from, int digits) {
        return Integer.parseInt(text, from, from + digits, 10);
    }

    private static Optional<ZoneOffset> offset(Matcher found) {
        return found.group("utc") != null
                ? Optional.of(ZoneOffset.UTC)
                : Optional.ofNullable(found.group("offset")).map(ZoneOffset::of);
    }

    /** The date that shows the order of a log's records: in UTC if a zone is printed, because printed dates repeat. */
    public LocalDateTime date() {
        return offset.map(printed -> local.minusSeconds(printed.getTotalSeconds()))
                .orElse(local);
    }
}
