package dev.depwatch.inventory.jamf;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.Optional;

/** A server's times, and how far its clock is behind this host's, measured by the {@code Date} of its answers. */
public final class ServerClock {
    /** {@code Date} has whole seconds, and an answer takes time: a smaller difference is noise. */
    public static final Duration NOISE = Duration.ofSeconds(3);

    /** Sign-ins and times depend on the clock; a larger difference is more than drift. */
    public static final Duration TOLERANCE = Duration.ofMinutes(1);

    /**
     * Sync times have {@code +0000} in the reference of Jamf Pro's API. They have no offset in a fixture of Jamf's own
     * client, which treats them as UTC (Jamf-Concepts/jamf-cli, pro_overview.go). Other times have {@code Z}.
     */
    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .appendPattern("['T'][' ']")
            .append(DateTimeFormatter.ISO_LOCAL_TIME)
            .appendPattern("[XXX][XX][X]")
            .parseDefaulting(ChronoField.OFFSET_SECONDS, 0)
            .toFormatter(Locale.ROOT);

    private static final int FIRST_YEAR = 2000;
    private static final int LAST_YEAR = 2200;

    private Duration behind = Duration.ZERO;

    /** A time in an answer; empty if there is none. */
    public static Optional<Instant> time(String text) {
        try {
            Instant time = Instant.from(TIME.parse(text));
            return isSane(time.atZone(ZoneOffset.UTC).getYear()) ? Optional.of(time) : Optional.empty();
        } catch (DateTimeException ignored) {
            // Counts as no time: the rest of the row still counts.
            return Optional.empty();
        }
    }

    /** Any other year is wrong and could overflow computations. */
    static boolean isSane(int year) {
        return FIRST_YEAR <= year && year <= LAST_YEAR;
    }

    /** Keeps the known difference while the new one differs by noise only, so that corrected times do not jitter. */
    public void observe(String header, Instant received) {
        try {
            Instant sent = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(header));
            Duration measured = Duration.between(sent, received);
            if (measured.minus(behind).abs().compareTo(NOISE) > 0) {
                behind = measured.abs().compareTo(NOISE) > 0 ? measured : Duration.ZERO;
            }
        } catch (DateTimeException ignored) {
            // An invalid header proves nothing, so the known difference stays.
        }
    }

    public Duration behind() {
        return behind;
    }

    /** A server time on this host's clock. */
    public Instant here(Instant there) {
        return there.plus(behind);
    }
}
