package dev.depwatch.assess;

import java.time.Duration;
import java.util.List;

/**
 * What an administrator decides about judging and telling.
 *
 * @param syncInterval how often this Jamf Pro syncs; every duration of the rules keeps its proportion to it
 * @param warnAt how long before its expiry a token is spoken of; empty: never before
 * @param ignores what nobody is to be told of, those that are over included
 */
public record Policy(Duration syncInterval, List<Duration> warnAt, List<Ignore> ignores) {
    /** @throws IllegalArgumentException if a duration is not positive */
    public Policy {
        requirePositive("syncInterval", syncInterval);
        warnAt.forEach(step -> requirePositive("warnAt", step));
        warnAt = List.copyOf(warnAt);
        ignores = List.copyOf(ignores);
    }

    private static void requirePositive(String name, Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException(name + ": expected a duration above zero; found " + duration);
        }
    }
}
