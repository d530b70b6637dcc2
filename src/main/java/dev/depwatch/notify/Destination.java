package dev.depwatch.notify;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * One destination of a receiver: the result of its last delivery, and how long to wait after a failure: one second at first, doubled with each failure in a row, up to five
 * minutes. A random part is subtracted each time, so that receivers which failed together are not retried together.
 */
final class Destination {
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration MAX = Duration.ofMinutes(5);

    /** The longest wait that a receiver can ask for: an alert that is an hour late is bad enough. */
    private static final Duration MAX_ASKED = Duration.ofHours(1);

    private final RandomGenerator random;
    private Duration next = FIRST;
    private Duration pause = Duration.ZERO;
    private Instant failedAt = Instant.EPOCH;
    private Optional<String> lastFailure = Optional.empty();

    Destination(RandomGenerator random) {
        this.random = random;
    }

    boolean accepts(Instant now) {
        return NotificationRules.hasPassed(pause, failedAt, now);
    }

    /** Why its last delivery failed; empty if it did not. */
    Optional<String> lastFailure() {
        return lastFailure;
    }

    void failed(DeliveryException failure, Instant now) {
        lastFailure = Optional.of(failure.getMessage());
        if (failure.isRetryable()) {
            Duration own = next.minus(Duration.ofMillis(random.nextLong(next.toMillis() / 2 + 1)));
            Duration asked = failure.retryAfter().orElse(Duration.ZERO);
            pause = Collections.max(List.of(own, Collections.min(List.of(asked, MAX_ASKED))));
            failedAt = now;
            next = Collections.min(List.of(next.multipliedBy(2), MAX));
        }
    }

    void succeeded() {
        lastFailure = Optional.empty();
        next = FIRST;
        pause = Duration.ZERO;
    }
}
