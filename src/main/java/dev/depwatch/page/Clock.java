package dev.depwatch.page;

import dev.depwatch.text.TimeFormat;
import dev.depwatch.token.Expiry;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;

/** The form of times: as short as possible today, and how long ago. */
record Clock(TimeFormat times, Instant now) {
    /** The time if today, else the day and the time. */
    String shown(Instant at) {
        LocalDate day = times.day(at);
        return (day.equals(times.day(now)) ? "" : day + " ") + times.timeOfDay(at);
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
        return passed.toMinutes() < 1 ? "just now" : TimeFormat.period(passed) + " ago";
    }
}
