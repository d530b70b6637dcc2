package dev.depwatch.assess;

import java.time.Duration;

/** Whether a difference of clocks is that of two time zones, of which one is set wrong, or of two clocks. */
final class ZoneStep {
    /** Every zone on Earth is a multiple of this from UTC. */
    private static final Duration STEP = Duration.ofMinutes(15);

    /** From UTC-12 to UTC+14. */
    private static final Duration FARTHEST_ZONES = Duration.ofHours(26);

    /** How far two hosts' clocks are commonly apart, and a record's time from its reading. */
    private static final Duration NEARNESS = Duration.ofMinutes(2);

    private ZoneStep() {}

    static boolean explains(Duration difference) {
        return difference.abs().compareTo(FARTHEST_ZONES) <= 0
                && difference.abs().minus(nearest(difference)).abs().compareTo(NEARNESS) <= 0;
    }

    /** The difference of two zones that is next to it, without a sign. */
    static Duration nearest(Duration difference) {
        long steps = difference.abs().plus(STEP.dividedBy(2)).dividedBy(STEP);
        return STEP.multipliedBy(steps);
    }
}
