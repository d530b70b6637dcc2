package dev.depwatch.assess;

import java.time.Duration;
import java.util.List;

/**
 * What an administrator decides about judging.
 *
 * @param syncInterval how often this Jamf Pro syncs; every duration of the rules keeps its proportion to it
 * @param warnAt how long before its expiry a token is spoken of; empty: never before
 * @param owners whose tokens there should be
 */
public record Policy(Duration syncInterval, List<Duration> warnAt, SharedAccounts owners) {
    /** Nothing is decided about owners. */
    public Policy(Duration syncInterval, List<Duration> warnAt) {
        this(syncInterval, warnAt, SharedAccounts.NOT_TOLD);
    }

    /** @throws IllegalArgumentException if a duration is not positive */
    public Policy {
        requirePositive("syncInterval", syncInterval);
        warnAt.forEach(step -> requirePositive("warnAt", step));
        warnAt = List.copyOf(warnAt);
    }

    private static void requirePositive(String name, Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException(name + ": expected a duration above zero; found " + duration);
        }
    }
}
