package dev.depwatch.token;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * When a token ends. Jamf Pro gives an instant for content tokens and a date without a zone for ADE tokens; such a date
 * counts as over only when it is over everywhere, so that nobody is called a day early.
 *
 * @param at the first instant at which the token has surely ended
 * @param shown what to show a person: the date or the instant as Jamf Pro gave it
 */
public record Expiry(Instant at, String shown) {
    /** The last zone on Earth to end a day. */
    private static final ZoneOffset LAST_ZONE = ZoneOffset.ofHours(-12);

    /** From the beginning of a day in UTC to its end in the last zone. */
    private static final Duration A_DAY_AND_ITS_ZONES = Duration.ofHours(36);

    public static Expiry ofDate(LocalDate date) {
        return new Expiry(date.plusDays(1).atStartOfDay(LAST_ZONE).toInstant(), date.toString());
    }

    public static Expiry ofInstant(Instant instant) {
        return new Expiry(instant, instant.toString());
    }

    /**
     * When it may end already: of a date, the beginning of that day by UTC, which is how Apple's tokens have it. A warning
     * has to come before, as an end is told only after {@link #at}.
     */
    public Instant earliest() {
        return shown.indexOf('T') < 0 ? at.minus(A_DAY_AND_ITS_ZONES) : at;
    }

    /** The date, if Jamf Pro gave one; empty of an instant. */
    public Optional<LocalDate> date() {
        try {
            return Optional.of(LocalDate.parse(shown));
        } catch (DateTimeParseException isAnInstant) {
            return Optional.empty();
        }
    }

    /** The day it ends on: as Jamf Pro gave it or, of an instant, in the zone of the reader. */
    public LocalDate day(ZoneId zone) {
        return date().orElseGet(() -> LocalDate.ofInstant(at, zone));
    }

    /** How many days are left by the calendar, as a person counts; negative once it has passed. */
    public long daysLeft(Instant now, ZoneId zone) {
        return ChronoUnit.DAYS.between(LocalDate.ofInstant(now, zone), day(zone));
    }

    public boolean isOver(Instant now) {
        return !now.isBefore(at);
    }
}
