package dev.depwatch.assess;

import java.time.Duration;
import java.util.List;

/**
 * What an administrator decides about judging and telling.
 *
 * @param syncInterval how often this Jamf Pro syncs; every duration of the rules keeps its proportion to it
 * @param warnAt how long before its expiry a token is spoken of; empty: never before
 * @param silences those that are over included
 * @param owners whose tokens there should be
 */
public record Policy(Duration syncInterval, List<Duration> warnAt, List<Silence> silences, SharedAccounts owners) {
    /** Nothing is silenced, and nothing decided about owners. */
    public Policy(Duration syncInterval, List<Duration> warnAt) {
        this(syncInterval, warnAt, List.of(), SharedAccounts.NOT_TOLD);
    }

    /** @throws IllegalArgumentException if a duration is not positive */
    public Policy {
        requirePositive("syncInterval", syncInterval);
        warnAt.forEach(step -> requirePositive("warnAt", step));
        warnAt = List.copyOf(warnAt);
        silences = List.copyOf(silences);
    }

    private static void requirePositive(String name, Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException(name + ": expected a duration above zero; found " + duration);
        }
    }
}
