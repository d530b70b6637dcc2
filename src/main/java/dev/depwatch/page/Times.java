package dev.depwatch.page;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/** The form of times: as short as possible today, and how long ago. */
final class Times {
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);
    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT);
    private static final DateTimeFormatter OFFSET = DateTimeFormatter.ofPattern("xxx", Locale.ROOT);

    /** For older times, the hour does not matter. */
    private static final int WEEK = 7;

    private final ZoneId zone;
    private final Instant now;
    private final LocalDate today;

    Times(ZoneId zone, Instant now) {
        this.zone = zone;
        this.now = now;
        this.today = LocalDate.ofInstant(now, zone);
    }

    /**
     * A time on the page.
     *
     * @param machine for {@code datetime}
     * @param shown the time if today, the day and the time within a week, else the day
     * @param ago how long ago
     */
    record Moment(String machine, String shown, String ago) {}

    Moment moment(Instant at) {
        var local = at.atZone(zone);
        LocalDate day = local.toLocalDate();
        String shown = day.equals(today)
                ? CLOCK.format(local)
                : day.isBefore(today.minusDays(WEEK)) ? day.toString() : DAY.format(local);
        return new Moment(at.toString(), shown, ago(at));
    }

    /** An hour, with its begin and its end: 12:00 alone would look like a time within it. */
    Moment hour(Instant begin) {
        Moment from = moment(begin);
        String end = CLOCK.format(begin.plus(Duration.ofHours(1)).atZone(zone));
        return new Moment(from.machine(), from.shown() + "–" + end, from.ago());
    }

    Optional<Moment> moment(Optional<Instant> at) {
        return at.map(this::moment);
    }

    /** The time of today, to the second. */
    String clock(Instant at) {
        return SECONDS.format(at.atZone(zone));
    }

    String day(Instant at) {
        return LocalDate.ofInstant(at, zone).toString();
    }

    /** "Europe/Zurich, +01:00". */
    String zone() {
        return zone.getId() + ", " + offset();
    }

    /** "+01:00". */
    String offset() {
        return OFFSET.format(now.atZone(zone));
    }

    String ago(Instant at) {
        Duration passed = Duration.between(at, now);
        if (passed.toSeconds() < 2) {
            return "just now";
        }
        return period(passed) + " ago";
    }

    /** The two greatest units: precise enough to compare, and short enough for a cell. */
    static String period(Duration duration) {
        if (duration.toMinutes() < 1) {
            return duration.toSeconds() + " s";
        }
        if (duration.toHours() < 1) {
            return duration.toMinutes() + " min";
        }
        if (duration.toDays() < 1) {
            return duration.toHours() + " h"
                    + (duration.toMinutesPart() == 0 ? "" : " " + duration.toMinutesPart() + " min");
        }
        long days = duration.toDays();
        return days
                + (days == 1 ? " day" : " days")
                + (duration.toHoursPart() == 0 || days > 6 ? "" : " " + duration.toHoursPart() + " h");
    }
}
