package dev.depwatch.inventory.jamf;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;

/** How far a server's clock is behind this host's, measured by the {@code Date} of its answers. */
public final class ServerClock {
    /** {@code Date} has whole seconds, and an answer takes time: a smaller difference is noise. */
    public static final Duration NOISE = Duration.ofSeconds(3);

    /** Sign-ins and times depend on the clock; a larger difference is more than drift. */
    public static final Duration TOLERANCE = Duration.ofMinutes(1);

    private Duration behind = Duration.ZERO;

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
