package dev.depwatch.notify;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * How long to wait after a failed delivery: one second at first, doubled with each failure in a row, up to five
 * minutes. A random part is subtracted each time, so that receivers which failed together are not retried together.
 */
final class Backoff {
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration MAX = Duration.ofMinutes(5);

    /** The longest wait that a receiver can ask for: an alert that is an hour late is bad enough. */
    private static final Duration MAX_ASKED = Duration.ofHours(1);

    private final RandomGenerator random;
    private Duration next = FIRST;
    private Duration pause = Duration.ZERO;
    private Instant failedAt = Instant.EPOCH;

    Backoff(RandomGenerator random) {
        this.random = random;
    }

    boolean isOver(Instant now) {
        return NotificationRules.hasPassed(pause, failedAt, now);
    }

    /** @param asked the least wait that the receiver asks for */
    void failed(Optional<Duration> asked, Instant now) {
        Duration own = next.minus(Duration.ofMillis(random.nextLong(next.toMillis() / 2 + 1)));
        Duration bounded =
                asked.map(a -> a.compareTo(MAX_ASKED) > 0 ? MAX_ASKED : a).orElse(Duration.ZERO);
        pause = bounded.compareTo(own) > 0 ? bounded : own;
        failedAt = now;
        next = next.multipliedBy(2).compareTo(MAX) > 0 ? MAX : next.multipliedBy(2);
    }

    void succeeded() {
        next = FIRST;
        pause = Duration.ZERO;
    }
}
