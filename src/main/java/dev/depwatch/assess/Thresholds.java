package dev.depwatch.assess;

import dev.depwatch.token.SyncInterval;
import java.time.Duration;
import java.time.Instant;

/**
 * The durations of the rules, by name. They suit a Jamf Pro that syncs every two minutes, Jamf Pro's own interval, and
 * scale with the configured interval.
 */
record Thresholds(Duration syncInterval) {
    /**
     * From here on a second sighting counts as a repetition: it comes from another sync, not from another line of the
     * same one.
     */
    Duration anotherSync() {
        return scaled(Duration.ofSeconds(90));
    }

    /** A network sighting this near vetoes a likely regeneration. */
    Duration networkVeto() {
        return scaled(Duration.ofMinutes(5));
    }

    /** How long to wait for a failure that may end by itself, and for an API that may answer again. */
    Duration patience() {
        return scaled(Duration.ofMinutes(30));
    }

    /** Tokens of several owners that began to fail within this time began together. */
    Duration outageSpread() {
        return scaled(Duration.ofMinutes(5));
    }

    /** One owner's tokens that all began to fail within this time began together. */
    Duration passwordSpread() {
        return scaled(Duration.ofMinutes(10));
    }

    /** Without a case depwatch reads an instance every ten minutes; this leaves room for a late reading. */
    Duration betweenReadings() {
        return scaled(Duration.ofMinutes(15));
    }

    /** A token whose syncs have reported no failure for this long works, and a word that they had for so long is good. */
    Duration goodSyncs() {
        return scaled(Duration.ofHours(1));
    }

    /**
     * A content token that synced within this time works. How often Jamf Pro syncs one is not public; others warn after
     * two days (ScottEKendall/JAMF-Pro-Scripts, JAMFRetrieveExpireDates.sh). Does not scale with the sync interval,
     * which is not that of content tokens.
     */
    Duration contentSyncs() {
        return Duration.ofDays(2);
    }

    /** The shortest silence that can mean an end. */
    Duration quietAtLeast() {
        return scaled(Duration.ofMinutes(15));
    }

    /**
     * The shortest silence that can mean an end of what does not repeat at every sync. The longest to wait for, if it
     * does.
     */
    Duration dayOfSilence() {
        return scaled(Duration.ofHours(24));
    }

    /** The longest silence to wait for, however rare the failure was. */
    Duration weekOfSilence() {
        return scaled(Duration.ofDays(7));
    }

    /** Enough syncs to show that a failure would have come again. */
    Duration threeSyncs() {
        return Duration.ofMillis(syncInterval.toMillis() * 3);
    }

    /** Whether there are as many as three of five syncs in this time: the others may lack a sighting. */
    boolean areMostSyncs(long some, Duration time) {
        return some * 5 >= (time.toMillis() / syncInterval.toMillis() + 1) * 3;
    }

    /** A token whose newest sync is this old no longer syncs: hundreds of syncs are missing. */
    Duration stopped() {
        return scaled(Duration.ofHours(24));
    }

    /** A token that still fails would have reported it again by then. */
    Duration missedSync() {
        return Duration.ofMillis(syncInterval.toMillis() * 2);
    }

    /** Whether it lasts for two syncs; a monitoring issue that ends before is not reported. */
    boolean lasts(Instant since, Instant now) {
        return !since.plus(missedSync()).isAfter(now);
    }

    /** Whether it lasts longer than a failure that ends by itself. */
    boolean lastsLong(Instant since, Instant now) {
        return !since.plus(patience()).isAfter(now);
    }

    private Duration scaled(Duration forTwoMinutes) {
        return new SyncInterval(syncInterval).scaled(forTwoMinutes);
    }
}
