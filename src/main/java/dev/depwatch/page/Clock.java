package dev.depwatch.page;

import dev.depwatch.text.TimeFormat;
import dev.depwatch.token.Expiry;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The form of times: as short as possible today, and how long ago. */
final class Clock {
    private static final DateTimeFormatter MINUTES = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT);
    private static final DateTimeFormatter OFFSET = DateTimeFormatter.ofPattern("xxx", Locale.ROOT);

    /** For older times, the hour does not matter. */
    private static final int WEEK = 7;

    private final ZoneId zone;
    private final Instant now;
    private final LocalDate today;

    Clock(ZoneId zone, Instant now) {
        this.zone = zone;
        this.now = now;
        this.today = LocalDate.ofInstant(now, zone);
    }

    /** The time if today, the day and the time within a week, else the day. */
    String shown(Instant at) {
        var local = at.atZone(zone);
        LocalDate day = local.toLocalDate();
        if (day.equals(today)) {
            return MINUTES.format(local);
        }
        return day.isBefore(today.minusDays(WEEK)) ? day.toString() : DAY.format(local);
    }

    /** An hour, with its begin and its end: 12:00 alone would look like a time within it. */
    String hour(Instant begin) {
        return shown(begin)
                + "–"
                + MINUTES.format(begin.plus(Duration.ofHours(1)).atZone(zone));
    }

    /** The time of today, to the second. */
    String time() {
        return new TimeFormat(zone).clock(now);
    }

    /** "Europe/Zurich, +01:00". */
    String zone() {
        return zone.getId() + ", " + offset();
    }

    /** "+01:00". */
    String offset() {
        return OFFSET.format(now.atZone(zone));
    }

    LocalDate day(Expiry expiry) {
        return expiry.day(zone);
    }

    /** "in 7 days". */
    String left(Expiry expiry) {
        if (expiry.isOver(now)) {
            return "over";
        }
        long days = Math.max(0, expiry.daysLeft(now, zone));
        return days == 0 ? "today" : days == 1 ? "tomorrow" : "in " + days + " days";
    }

    String ago(Instant at) {
        Duration passed = Duration.between(at, now);
        if (passed.toSeconds() < 2) {
            return "just now";
        }
        return period(passed) + " ago";
    }

    /** The two greatest units: precise enough to compare, and short enough for a cell. */
    private static String period(Duration passed) {
        if (passed.toMinutes() < 1) {
            return passed.toSeconds() + " s";
        }
        return TimeFormat.period(passed.toDays() < WEEK ? passed : Duration.ofDays(passed.toDays()));
    }
}
