package dev.depwatch.assess;

import dev.depwatch.assess.SyncSeries.Stretch;
import dev.depwatch.inventory.SyncHistory.Failing;
import dev.depwatch.token.Cause;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A token's newest change to failing, as its sync states show it, and the episodes that it can be about. Its time is
 * known only as between two readings, and Jamf Pro logs and reports a failure at about the same time: events less than
 * two syncs apart count as simultaneous.
 */
record SyncFailure(TokenTimeline token, Failing failing) {
    /** This many failing syncs in a row are no blip. */
    private static final int STEADY = 3;

    boolean isOngoing() {
        return failing.recoveredBy().isEmpty();
    }

    boolean cameBefore(Episode episode) {
        Instant seen = episode.beganSeenAt();
        Instant earliest = episode.began().isBefore(seen) ? episode.began() : seen;
        return failing.by().isBefore(earliest.minus(thresholds().missedSync()));
    }

    boolean cameAfter(Episode episode) {
        return !cameBefore(episode)
                && failing.after()
                        .filter(at -> at.isAfter(
                                episode.beganSeenAt().plus(thresholds().missedSync())))
                        .isPresent();
    }

    private boolean cameWith(Episode episode) {
        return !cameBefore(episode) && !cameAfter(episode);
    }

    /**
     * Those of these episodes that can explain it: the token's expiry if its date has passed, else those that began
     * with it, else those that were under way. An episode that may have begun anew may have begun with it.
     */
    List<Episode> explainedBy(Collection<Episode> episodes) {
        List<Episode> possible =
                explainEverySync(episodes.stream().filter(this::canBeAbout).toList());
        List<Episode> expiry = possible.stream()
                .filter(episode -> episode.cause() == Cause.TOKEN_EXPIRED && token.hasPassed())
                .toList();
        List<Episode> together = possible.stream()
                .filter(episode -> cameWith(episode) || (joined(episode) && episode.canBeginAnew(thresholds())))
                .toList();
        List<Episode> later = possible.stream().filter(this::joined).toList();
        return Stream.of(expiry, together, later)
                .filter(found -> !found.isEmpty())
                .findFirst()
                .orElse(List.of());
    }

    /**
     * If a token fails at every sync: the episodes that have a sighting for most of its syncs while they last, or all
     * if there are none.
     */
    private List<Episode> explainEverySync(List<Episode> possible) {
        Optional<Stretch> failed = token.syncs().failingNow().filter(now -> now.syncs() >= STEADY);
        List<Episode> steady = possible.stream()
                .filter(episode ->
                        failed.filter(now -> cameWithMost(episode, now)).isPresent())
                .toList();
        return steady.isEmpty() ? possible : steady;
    }

    private boolean cameWithMost(Episode episode, Stretch failed) {
        Duration together = Duration.between(failed.begins(), episode.lastHere());
        long syncs = Math.min(
                failed.syncs(),
                together.toMillis() / thresholds().syncInterval().toMillis() + 1);
        return episode.found().sightings() * 5 >= syncs * 3;
    }

    boolean canBeAbout(Episode episode) {
        return (episode.cause() != Cause.TOKEN_EXPIRED || !token.endsLater()) && !isOfTheTokenBefore(episode);
    }

    /** Whether it belongs to a token that was replaced before the episode began, or long before it ended. */
    private boolean isOfTheTokenBefore(Episode episode) {
        return token.hasNotSyncedYet()
                && token.renewedAt()
                        .filter(renewed -> renewed.isBefore(episode.beganHere())
                                || renewed.plus(thresholds().missedSync()).isBefore(episode.lastLoggedHere()))
                        .isPresent();
    }

    /**
     * Whether the episode was under way when the token began to fail, and the token has failed long enough to be no
     * blip.
     */
    private boolean joined(Episode episode) {
        return cameAfter(episode)
                && failing.after()
                        .filter(at -> !episode.found()
                                .lastSeenAt()
                                .isBefore(at.minus(thresholds().missedSync())))
                        .isPresent()
                && Duration.between(failing.by(), failing.recoveredBy().orElse(token.now()))
                                .compareTo(thresholds().repetition())
                        >= 0;
    }

    /** Whether its syncs still failed after the episode's last sighting. */
    boolean outlasts(Episode episode) {
        return token.reportsFailure()
                && token.hasSyncedSince(
                        episode.found().lastSeenAt().plus(thresholds().missedSync()));
    }

    private Thresholds thresholds() {
        return token.thresholds();
    }
}
