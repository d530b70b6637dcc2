package dev.depwatch.cli;

import dev.depwatch.daemon.Settings;
import dev.depwatch.text.TimeFormat;
import dev.depwatch.token.Expiry;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * The zone and the form of the times that commands print. A command that reads the configuration prints them in {@code
 * alerts.timeZone}, as alerts and the page do; every other command prints them in this host's zone.
 */
record ZonedTimes(ZoneId zone) {
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
    private static final DateTimeFormatter OFFSET = DateTimeFormatter.ofPattern("xxx", Locale.ROOT);

    static ZonedTimes of(Settings settings) {
        return new ZonedTimes(settings.alerts().timeZone());
    }

    static ZonedTimes ofThisHost() {
        return new ZonedTimes(ZoneId.systemDefault());
    }

    /** "2026-11-24 22:32 +01:00". */
    String time(Instant at) {
        return new TimeFormat(zone).time(at);
    }

    /** "22:32:43", beside a line that shows the zone. */
    String clock(Instant at) {
        return CLOCK.format(at.atZone(zone));
    }

    LocalDate day(Instant at) {
        return LocalDate.ofInstant(at, zone);
    }

    /** Jamf Pro's date, or the time that it states in this zone. */
    String expiry(Expiry expiry) {
        return expiry.date().map(LocalDate::toString).orElseGet(() -> time(expiry.at()));
    }

    /** "Times are in Europe/Zurich, +01:00.": with the offset that holds now. */
    String legend(Instant now) {
        String offset = OFFSET.format(now.atZone(zone));
        return "Times are in " + (zone instanceof ZoneOffset ? "" : zone.getId() + ", ") + offset + ".";
    }
}
