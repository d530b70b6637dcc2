package dev.depwatch.page;

import dev.depwatch.text.TimeFormat;
import dev.depwatch.token.Expiry;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/** The form of times: as short as possible today, and how long ago. */
record Clock(TimeFormat times, Instant now) {
    /** For older times, the hour does not matter. */
    private static final int WEEK = 7;

    Clock(ZoneId zone, Instant now) {
        this(new TimeFormat(zone), now);
    }

    /** The time if today, the day and the time within a week, else the day. */
    String shown(Instant at) {
        LocalDate day = times.day(at);
        LocalDate today = times.day(now);
        if (day.equals(today)) {
            return times.timeOfDay(at);
        }
        return day.isBefore(today.minusDays(WEEK)) ? day.toString() : day + " " + times.timeOfDay(at);
    }

    /** An hour, with its begin and its end: 12:00 alone would look like a time within it. */
    String hour(Instant begin) {
        return shown(begin) + "–" + times.timeOfDay(begin.plus(Duration.ofHours(1)));
    }

    /** The time of today, to the second. */
    String time() {
        return times.clock(now);
    }

    /** "Europe/Zurich, +01:00". */
    String zone() {
        return times.zone().getId() + ", " + offset();
    }

    /** "+01:00". */
    String offset() {
        return times.offset(now);
    }

    LocalDate day(Expiry expiry) {
        return expiry.day(times.zone());
    }

    /** "in 7 days". */
    String left(Expiry expiry) {
        return expiry.isOver(now) ? "over" : TimeFormat.inDays(expiry.daysLeft(now, times.zone()));
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
