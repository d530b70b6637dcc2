package dev.depwatch.assess;

import dev.depwatch.journal.Case;
import dev.depwatch.text.TimeFormat;
import dev.depwatch.token.Instance;
import java.time.Duration;

/** What it means that the times in a log differ from this host's clock. */
public final class LogClock {
    /** Every zone on Earth is a multiple of this from UTC. */
    private static final Duration ZONE_STEP = Duration.ofMinutes(15);

    /** From UTC-12 to UTC+14. */
    private static final Duration FARTHEST_ZONES = Duration.ofHours(26);

    /** The usual difference between two hosts' clocks, and between writing and reading a record. */
    private static final Duration NEARNESS = Duration.ofMinutes(2);

    private LogClock() {}

    /** Whether the difference is more than two clocks that follow a time server have. */
    public static boolean differs(Duration difference) {
        return difference.abs().compareTo(Case.CLOCK_TOLERANCE) > 0;
    }

    /** Whether it is that of two time zones, so that one is set wrong. */
    public static boolean isOfZones(Duration difference) {
        return difference.abs().compareTo(FARTHEST_ZONES) <= 0
                && difference.abs().minus(ofNearestZones(difference)).abs().compareTo(NEARNESS) <= 0;
    }

    /** The nearest difference of two zones, without a sign. */
    private static Duration ofNearestZones(Duration difference) {
        return ZONE_STEP.multipliedBy(
                difference.abs().plus(ZONE_STEP.dividedBy(2)).dividedBy(ZONE_STEP));
    }

    /**
     * What was found and what to do, for the administrator.
     *
     * @param difference how far the log's times are ahead of this host's; negative: behind
     */
    public static String sentence(String log, Instance instance, Duration difference) {
        String found = "The times in " + log + " are "
                + TimeFormat.period(difference.abs().plusSeconds(30))
                + (difference.isNegative() ? " behind" : " ahead of") + " this host's clock. ";
        if (!isOfZones(difference)) {
            return found
                    + "Set the clock of the host that writes it, or of this one: both should follow a time server.";
        }
        return found + "Set timeZone of the instance \"" + instance
                + "\" to the zone Jamf Pro runs in: its offset from UTC is "
                + TimeFormat.period(ofNearestZones(difference)) + (difference.isNegative() ? " less" : " more")
                + " than that of the zone in use now.";
    }
}
