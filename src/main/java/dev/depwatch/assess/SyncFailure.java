package dev.depwatch.assess;

import dev.depwatch.assess.SyncSeries.Stretch;
import dev.depwatch.inventory.Reading.Sync;
import dev.depwatch.inventory.Reading.TokenState;
import dev.depwatch.inventory.SyncHistory.Failing;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Token;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A token's newest turn to failure, as its sync states tell it, and which runs it can be about. When it was is known only as
 * between two readings, and Jamf Pro logs a failure and notes it at about the same time: what is not two syncs apart came
 * together.
 */
record SyncFailure(TokenState state, Failing failing, AssessmentInput input) {
    /** So many failing syncs in a row are no blip. */
    private static final int STEADY = 3;

    Token.Key token() {
        return state.token().key();
    }

    boolean goesOn() {
        return failing.recoveredBy().isEmpty();
    }

    boolean cameBefore(Episode episode) {
        Instant seen = episode.beganSeenAt();
        Instant earliest = episode.began().isBefore(seen) ? episode.began() : seen;
        return failing.by().isBefore(earliest.minus(timing().missedSync()));
    }

    boolean cameAfter(Episode episode) {
        return !cameBefore(episode)
                && failing.after()
                        .filter(at -> at.isAfter(episode.beganSeenAt().plus(timing().missedSync())))
                        .isPresent();
    }

    private boolean cameWith(Episode episode) {
        return !cameBefore(episode) && !cameAfter(episode);
    }

    /**
     * Of these runs, those that it can be about: the token's expiry, where its date is over; else those that began with it;
     * else those that went on. Whatever may have begun anew may have begun with it.
     */
    List<Episode> explainedBy(Collection<Episode> episodes) {
        List<Episode> possible =
                explainEverySync(episodes.stream().filter(this::canBeAbout).toList());
        List<Episode> expiry = possible.stream()
                .filter(episode -> episode.cause() == Cause.TOKEN_EXPIRED && input.hasPassed(state.token()))
                .toList();
        List<Episode> together = possible.stream()
                .filter(episode -> cameWith(episode) || (joined(episode) && episode.comesAndGoes(timing())))
                .toList();
        List<Episode> later = possible.stream().filter(this::joined).toList();
        return Stream.of(expiry, together, later)
                .filter(found -> !found.isEmpty())
                .findFirst()
                .orElse(List.of());
    }

    /** Of a token that fails at every sync, the runs that came with most of its syncs for as long as they went on, if any did. */
    private List<Episode> explainEverySync(List<Episode> possible) {
        Optional<Stretch> failed = input.tenureOf(state).failingNow().filter(now -> now.syncs() >= STEADY);
        List<Episode> steady = possible.stream()
                .filter(episode ->
                        failed.filter(now -> cameWithMost(episode, now)).isPresent())
                .toList();
        return steady.isEmpty() ? possible : steady;
    }

    private boolean cameWithMost(Episode episode, Stretch failed) {
        Duration together = Duration.between(failed.begins(), input.here(episode, episode.last()));
        long syncs = Math.min(
                failed.syncs(), together.toMillis() / timing().syncInterval().toMillis() + 1);
        return episode.found().sightings() * 5 >= syncs * 3;
    }

    boolean canBeAbout(Episode episode) {
        return (episode.cause() != Cause.TOKEN_EXPIRED || !input.endsLater(state.token()))
                && !isOfTheTokenBefore(episode);
    }

    /** Whether it is the turn of a token that was replaced before the run began. */
    private boolean isOfTheTokenBefore(Episode episode) {
        return input.hasNotSyncedYet(state)
                && input.renewedAt(state)
                        .filter(renewed -> renewed.isBefore(input.here(episode, episode.began())))
                        .isPresent();
    }

    /** Whether the run went on when the token turned, and the token fails for long enough to be no blip. */
    private boolean joined(Episode episode) {
        return cameAfter(episode)
                && failing.after()
                        .filter(at -> !episode.found().lastSeenAt().isBefore(at.minus(timing().missedSync())))
                        .isPresent()
                && Duration.between(failing.by(), failing.recoveredBy().orElse(input.now()))
                                .compareTo(timing().repetition())
                        >= 0;
    }

    /** Whether its syncs went on to fail when the run was seen no more. */
    boolean outlasts(Episode episode) {
        return state.sync()
                .filter(Sync::isFailure)
                .filter(sync -> sync.at().isAfter(episode.found().lastSeenAt().plus(timing().missedSync())))
                .isPresent();
    }

    private Thresholds timing() {
        return input.timing();
    }
}
