package dev.depwatch.token;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/**
 * When a token ends. Jamf Pro gives an instant for content tokens and a date without a zone for ADE tokens. Such a date
 * counts as over once it is over everywhere, so that no alert comes a day early.
 *
 * @param at the first instant at which the token has surely ended
 * @param shown what to show a person: the date or the instant from Jamf Pro
 */
public record Expiry(Instant at, String shown) {
    private static final Duration URGENT = Duration.ofDays(7);

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
     * The earliest possible end. For a date: the beginning of that day in UTC, which Apple's tokens use. A warning must
     * come before it, because depwatch reports an end only after {@link #at}.
     */
    public Instant earliest() {
        return shown.indexOf('T') < 0 ? at.minus(A_DAY_AND_ITS_ZONES) : at;
    }

    /**
     * Since when one must be warned of the end; empty if that is not yet.
     *
     * @param steps how long before {@link #earliest} a warning comes
     */
    public Optional<Instant> warnsSince(Collection<Duration> steps, Instant now) {
        return steps.stream()
                .map(earliest()::minus)
                .min(Comparator.naturalOrder())
                .filter(warning -> !warning.isAfter(now));
    }

    /** Whether somebody must act this week, or should have. */
    public boolean isUrgent(Instant now) {
        return !earliest().isAfter(now.plus(URGENT));
    }

    /** The date, if Jamf Pro gave one; empty for an instant. */
    public Optional<LocalDate> date() {
        try {
            return Optional.of(LocalDate.parse(shown));
        } catch (DateTimeParseException isAnInstant) {
            return Optional.empty();
        }
    }

    /** The day on which it ends: Jamf Pro's date, or the instant's day in the reader's zone. */
    public LocalDate day(ZoneId zone) {
        return date().orElseGet(() -> LocalDate.ofInstant(at, zone));
    }

    /** The number of days left by the calendar, as a person counts; negative once it has passed. */
    public long daysLeft(Instant now, ZoneId zone) {
        return ChronoUnit.DAYS.between(LocalDate.ofInstant(now, zone), day(zone));
    }

    public boolean isOver(Instant now) {
        return !now.isBefore(at);
    }
}
