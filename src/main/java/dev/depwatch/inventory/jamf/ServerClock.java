package dev.depwatch.inventory.jamf;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;

/** By how much a server's clock is behind this host's, learned from the {@code Date} of its answers. */
final class ServerClock {
    /** {@code Date} has whole seconds, and an answer takes its time: less than this is no difference. */
    static final Duration NOISE = Duration.ofSeconds(3);

    private Duration behind = Duration.ZERO;

    /** Keeps what is known as long as the new value differs by noise only, so that corrected times do not jitter. */
    void observe(String date, Instant received) {
        try {
            Instant sent = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date));
            Duration measured = Duration.between(sent, received);
            if (measured.minus(behind).abs().compareTo(NOISE) > 0) {
                behind = measured.abs().compareTo(NOISE) > 0 ? measured : Duration.ZERO;
            }
        } catch (DateTimeException ignored) {
            // A header that is no date tells nothing, and what was known stays true.
        }
    }

    Duration behind() {
        return behind;
    }

    /** The server's time as this host's clock would have shown it. */
    Instant here(Instant there) {
        return there.plus(behind);
    }
}
