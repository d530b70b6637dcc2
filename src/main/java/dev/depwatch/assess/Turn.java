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
record Turn(TokenState state, Failing failing, Facts facts) {
    /** So many failing syncs in a row are no blip. */
    private static final int STEADY = 3;

    Token.Key token() {
        return state.token().key();
    }

    boolean goesOn() {
        return failing.recoveredBy().isEmpty();
    }

    boolean cameBefore(Run run) {
        Instant seen = run.beganSeenAt();
        Instant earliest = run.began().isBefore(seen) ? run.began() : seen;
        return failing.by().isBefore(earliest.minus(timing().missedSync()));
    }

    boolean cameAfter(Run run) {
        return !cameBefore(run)
                && failing.after()
                        .filter(at -> at.isAfter(run.beganSeenAt().plus(timing().missedSync())))
                        .isPresent();
    }

    private boolean cameWith(Run run) {
        return !cameBefore(run) && !cameAfter(run);
    }

    /**
     * Of these runs, those that it can be about: the token's expiry, where its date is over; else those that began with it;
     * else those that went on. Whatever may have begun anew may have begun with it.
     */
    List<Run> explainedBy(Collection<Run> runs) {
        List<Run> possible =
                explainEverySync(runs.stream().filter(this::canBeAbout).toList());
        List<Run> expiry = possible.stream()
                .filter(run -> run.cause() == Cause.TOKEN_EXPIRED && facts.hasPassed(state.token()))
                .toList();
        List<Run> together = possible.stream()
                .filter(run -> cameWith(run) || (joined(run) && run.comesAndGoes(timing())))
                .toList();
        List<Run> later = possible.stream().filter(this::joined).toList();
        return Stream.of(expiry, together, later)
                .filter(found -> !found.isEmpty())
                .findFirst()
                .orElse(List.of());
    }

    /** Of a token that fails at every sync, the runs that came with most of its syncs for as long as they went on, if any did. */
    private List<Run> explainEverySync(List<Run> possible) {
        Optional<Stretch> failed = facts.tenureOf(state).failingNow().filter(now -> now.syncs() >= STEADY);
        List<Run> steady = possible.stream()
                .filter(run -> failed.filter(now -> cameWithMost(run, now)).isPresent())
                .toList();
        return steady.isEmpty() ? possible : steady;
    }

    private boolean cameWithMost(Run run, Stretch failed) {
        Duration together = Duration.between(failed.begins(), facts.here(run, run.last()));
        long syncs = Math.min(
                failed.syncs(), together.toMillis() / timing().syncInterval().toMillis() + 1);
        return run.found().sightings() * 5 >= syncs * 3;
    }

    boolean canBeAbout(Run run) {
        return (run.cause() != Cause.TOKEN_EXPIRED || !facts.endsLater(state.token())) && !isOfTheTokenBefore(run);
    }

    /** Whether it is the turn of a token that was replaced before the run began. */
    private boolean isOfTheTokenBefore(Run run) {
        return facts.hasNotSyncedYet(state)
                && facts.renewedAt(state)
                        .filter(renewed -> renewed.isBefore(facts.here(run, run.began())))
                        .isPresent();
    }

    /** Whether the run went on when the token turned, and the token fails for long enough to be no blip. */
    private boolean joined(Run run) {
        return cameAfter(run)
                && failing.after()
                        .filter(at -> !run.found().lastSeenAt().isBefore(at.minus(timing().missedSync())))
                        .isPresent()
                && Duration.between(failing.by(), failing.recoveredBy().orElse(facts.now()))
                                .compareTo(timing().repetition())
                        >= 0;
    }

    /** Whether its syncs went on to fail when the run was seen no more. */
    boolean outlasts(Run run) {
        return state.sync()
                .filter(Sync::tellsFailure)
                .filter(sync -> sync.at().isAfter(run.found().lastSeenAt().plus(timing().missedSync())))
                .isPresent();
    }

    private Timing timing() {
        return facts.timing();
    }
}
