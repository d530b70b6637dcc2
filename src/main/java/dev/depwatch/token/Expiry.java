package dev.depwatch.token;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

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

    public static Expiry ofDate(LocalDate date) {
        return new Expiry(date.plusDays(1).atStartOfDay(LAST_ZONE).toInstant(), date.toString());
    }

    public static Expiry ofInstant(Instant instant) {
        return new Expiry(instant, instant.toString());
    }

    public boolean isOver(Instant now) {
        return !now.isBefore(at);
    }
}
