package dev.depwatch.cli;

import dev.depwatch.config.Durations;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;

/**
 * A range of time.
 *
 * @param since its first instant
 * @param until the first instant after it
 */
record TimeRange(Instant since, Instant until) {
    static final String EXPECTED =
            "a date such as 2026-11-24, a time such as 2026-11-24T22:30 or 2026-11-24T21:30:00Z, or how long ago, such as 7d"
                    + " or 36h";

    boolean contains(Instant time) {
        return !time.isBefore(since) && time.isBefore(until);
    }

    /**
     * The instant of a time, of the beginning of a date, or of a duration before now.
     *
     * @param daysLater than a date
     */
    static Instant time(String text, ZoneId zone, Instant now, int daysLater) {
        try {
            if (text.matches("[0-9]+[a-z]+")) {
                return now.minus(Durations.read(text));
            }
            if (text.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}")) {
                return LocalDate.parse(text)
                        .plusDays(daysLater)
                        .atStartOfDay(zone)
                        .toInstant();
            }
            TemporalAccessor time = DateTimeFormatter.ISO_DATE_TIME.parseBest(
                    text.replace(' ', 'T'), ZonedDateTime::from, LocalDateTime::from);
            return time instanceof ZonedDateTime zoned
                    ? zoned.toInstant()
                    : LocalDateTime.from(time).atZone(zone).toInstant();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("not a time", e);
        }
    }
}
