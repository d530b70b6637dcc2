package dev.depwatch.text;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The form of times and durations in sentences, the same in every text. */
public record TimeFormat(ZoneId zone) {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm xxx", Locale.ROOT);
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
    private static final DateTimeFormatter OFFSET = DateTimeFormatter.ofPattern("xxx", Locale.ROOT);
    private static final DateTimeFormatter TIME_OF_DAY = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);

    /** "2026-11-24 22:32 +01:00". */
    public String time(Instant at) {
        return TIME.format(at.atZone(zone));
    }

    /** The same, or "22:32" on the day of the other time, unless the clocks were changed in between. */
    public String timeAfter(Instant other, Instant at) {
        return day(at).equals(day(other)) && offset(at).equals(offset(other)) ? timeOfDay(at) : time(at);
    }

    /** "22:32". */
    public String timeOfDay(Instant at) {
        return TIME_OF_DAY.format(at.atZone(zone));
    }

    /** "22:32:43", beside a line that shows the zone. */
    public String clock(Instant at) {
        return CLOCK.format(at.atZone(zone));
    }

    public LocalDate day(Instant at) {
        return LocalDate.ofInstant(at, zone);
    }

    /** "Times are in Europe/Zurich, +01:00.": with the offset that holds now. */
    public String legend(Instant now) {
        return "Times are in " + (zone instanceof ZoneOffset ? "" : zone.getId() + ", ") + offset(now) + ".";
    }

    /** "+01:00". */
    public String offset(Instant now) {
        return OFFSET.format(now.atZone(zone));
    }

    /** "today", "tomorrow" or "in 7 days"; a day that is over here may last elsewhere. */
    public static String inDays(long days) {
        return days < 0 ? "any time now" : days == 0 ? "today" : days == 1 ? "tomorrow" : "in " + days + " days";
    }

    /** "119 minutes", "47 hours" or "2 days": in one unit, by these words for them. */
    public static String rounded(Duration duration, String minutes, String hours, String days) {
        return duration.toHours() < 2
                ? duration.toMinutes() + " " + minutes
                : duration.toDays() < 2 ? duration.toHours() + " " + hours : duration.toDays() + " " + days;
    }

    /** "2 h 5 min": the two greatest units. */
    public static String period(Duration duration) {
        if (duration.toMinutes() < 1) {
            return "less than a minute";
        }
        String minutes = duration.toMinutesPart() == 0 ? "" : " " + duration.toMinutesPart() + " min";
        String hours = duration.toHoursPart() == 0 ? "" : " " + duration.toHoursPart() + " h";
        if (duration.toDays() == 0) {
            return (hours + minutes).strip();
        }
        return duration.toDays() + (duration.toDays() == 1 ? " day" : " days") + hours;
    }
}
