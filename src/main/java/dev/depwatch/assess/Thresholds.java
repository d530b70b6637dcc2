package dev.depwatch.assess;

import java.time.Duration;

/**
 * The durations of the rules, by name. They are chosen for a Jamf Pro that syncs every two
 * minutes, which is Jamf Pro's own interval; they keep their proportion to the interval that is configured.
 */
record Thresholds(Duration syncInterval) {
    /** docs.jamf.com, "Primary and Secondary Web Application Responsibilities": "two minute intervals between each sync". */
    private static final Duration WRITTEN_FOR = Duration.ofMinutes(2);

    /** A second sighting counts as a repetition from here on: it is another sync's, not another line of the same one. */
    Duration repetition() {
        return scaled(Duration.ofSeconds(90));
    }

    /** A network sighting this near vetoes a likely regeneration. */
    Duration networkVeto() {
        return scaled(Duration.ofMinutes(5));
    }

    /** What passes by itself is waited for this long. */
    Duration patience() {
        return scaled(Duration.ofMinutes(30));
    }

    /** Tokens of several owners that began within this long began together. */
    Duration outageSpread() {
        return scaled(Duration.ofMinutes(5));
    }

    /** All of one owner's tokens that began within this long began together. */
    Duration passwordSpread() {
        return scaled(Duration.ofMinutes(10));
    }

    /** Two readings of an instance without a case are ten minutes apart; this leaves room for one that came late. */
    Duration betweenReadings() {
        return scaled(Duration.ofMinutes(15));
    }

    /** A token whose syncs have told no failure for this long works, whatever words they use. */
    Duration goodSyncs() {
        return scaled(Duration.ofHours(1));
    }

    /**
     * A content token that synced within this time works. How often Jamf Pro syncs one is not public; others warn after two
     * days (ScottEKendall/JAMF-Pro-Scripts, JAMFRetrieveExpireDates.sh). Not in proportion to the sync interval, which is not
     * that of content tokens.
     */
    Duration contentSyncs() {
        return Duration.ofDays(2);
    }

    /**
     * For so long after terms were signed Apple may still refuse: "24h+" was seen
     * (github.com/fleetdm/fleet/issues/33405). Apple's time and not Jamf Pro's, so not in proportion to the sync interval.
     */
    Duration termsLag() {
        return Duration.ofHours(36);
    }

    /** The shortest silence that can mean an end. */
    Duration quietAtLeast() {
        return scaled(Duration.ofMinutes(15));
    }

    /** The shortest silence that can mean an end where a cause does not come with every sync, and the longest where it does. */
    Duration quietAtLeastForEvents() {
        return scaled(Duration.ofHours(24));
    }

    /** The longest silence that is waited for, however rarely such a failure came. */
    Duration quietAtMostForEvents() {
        return scaled(Duration.ofDays(7));
    }

    /** An API that has been down for this long proves nothing any more. */
    Duration apiDown() {
        return scaled(Duration.ofMinutes(30));
    }

    /** A word for a sync that was seen for this long while nothing failed is a good one. */
    Duration goodState() {
        return scaled(Duration.ofHours(1));
    }

    /** Enough syncs to show that a failure would have come again. */
    Duration threeSyncs() {
        return Duration.ofMillis(syncInterval.toMillis() * 3);
    }

    /** A token whose newest sync is so old does not sync any more: hundreds of syncs are missing. */
    Duration stopped() {
        return scaled(Duration.ofHours(24));
    }

    /** A token that still fails would have said so again by then. */
    Duration missedSync() {
        return Duration.ofMillis(syncInterval.toMillis() * 2);
    }

    /** A trouble that passes within two syncs is none. */
    Duration troubleGrace() {
        return Duration.ofMillis(syncInterval.toMillis() * 2);
    }

    /** By whole numbers: those of Duration go by decimal fractions, and every rule asks for some of these every second. */
    private Duration scaled(Duration forTwoMinutes) {
        return Duration.ofMillis(forTwoMinutes.toMillis() * syncInterval.toMillis() / WRITTEN_FOR.toMillis());
    }
}
