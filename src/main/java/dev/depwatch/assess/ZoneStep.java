package dev.depwatch.assess;

import java.time.Duration;

/** Separates a difference of two time zones, one of them set wrong, from a difference of two clocks. */
final class ZoneStep {
    /** Every zone on Earth is a multiple of this from UTC. */
    private static final Duration STEP = Duration.ofMinutes(15);

    /** From UTC-12 to UTC+14. */
    private static final Duration FARTHEST_ZONES = Duration.ofHours(26);

    /** The usual difference between two hosts' clocks, and between writing and reading a record. */
    private static final Duration NEARNESS = Duration.ofMinutes(2);

    private ZoneStep() {}

    static boolean explains(Duration difference) {
        return difference.abs().compareTo(FARTHEST_ZONES) <= 0
                && difference.abs().minus(nearest(difference)).abs().compareTo(NEARNESS) <= 0;
    }

    /** The nearest difference of two zones, without a sign. */
    static Duration nearest(Duration difference) {
        long steps = difference.abs().plus(STEP.dividedBy(2)).dividedBy(STEP);
        return STEP.multipliedBy(steps);
    }
}
