package dev.depwatch.assess;

import dev.depwatch.assess.SyncSeries.Stretch;
import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.inventory.InstanceInventory.Source;
import dev.depwatch.inventory.Outcome;
import dev.depwatch.inventory.Reading.Part;
import dev.depwatch.inventory.Reading.TokenState;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Newer evidence wins. A failure counts against the token that was in place when it was logged; a sync that went well since
 * contradicts it; and where Jamf Pro tells how its tokens sync, one failure alone proves nothing.
 */
final class Verdicts {
    private final Facts facts;
    private final Timing timing;
    /** Several questions lead to the same one. */
    private final Map<Asked, Verdict> verdicts = new HashMap<>();

    private record Asked(String caseId, boolean open, Instant began, Token.Key token) {}

    Verdicts(Facts facts) {
        this.facts = facts;
        this.timing = facts.timing();
    }

    Verdict of(Run run, TokenState state) {
        Asked asked = new Asked(
                run.found().id(), run.open(), run.began(), state.token().key());
        Verdict known = verdicts.get(asked);
        if (known == null) {
            known = judge(run, state);
            verdicts.put(asked, known);
        }
        return known;
    }

    private Verdict judge(Run run, TokenState state) {
        Instant failed = lastFailure(run, state);
        if (isElsewhere(run) || facts.renewedAt(state).filter(failed::isBefore).isPresent()) {
            return Verdict.RENEWED;
        }
        if (flaps(run, state)) {
            return Verdict.FLAPS;
        }
        if (hasSyncedWellSince(run, state)) {
            return Verdict.SYNCED;
        }
        return isSteady(run, state) && isConfirmed(run, state, failed) ? Verdict.STANDS : Verdict.AWAITS_SYNC;
    }

    /**
     * When the token last failed in this run. Of several tokens only its own syncs tell; of one that never failed by them
     * the run's last sighting is all there is, unless a sync that went well since the run began clears it, or it is new and only
     * another one fails.
     */
    Instant lastFailure(Run run, TokenState state) {
        if (isNoticed(run)) {
            return lastLogged(run);
        }
        Optional<Instant> own = tenure(state)
                .lastFailed()
                .filter(at -> !at.isBefore(began(run).minus(timing.missedSync())))
                .flatMap(at -> isAnothers(run, at) ? failedBeforeAnother(run, state) : Optional.of(at));
        if (isAlone(run)) {
            return own.filter(at -> at.isAfter(lastLogged(run))).orElse(lastLogged(run));
        }
        return own.orElseGet(
                () -> isCleared(run, state) || onlyAnotherFails(run, state) ? began(run) : lastLogged(run));
    }

    /** Whether a sync of the token that is in place has gone well since the last failure. */
    boolean hasSyncedWellSince(Run run, TokenState state) {
        Instant failed = lastFailure(run, state);
        return tenure(state).lastGood().filter(at -> at.isAfter(failed)).isPresent();
    }

    /** Whether a sync has failed since then and none has gone well after that. */
    boolean failsSince(Instant moment, TokenState state) {
        return facts.syncsOf(state)
                .failingNow()
                .filter(failing -> failing.last().isAfter(moment))
                .isPresent();
    }

    private boolean isCleared(Run run, TokenState state) {
        return tenure(state).lastGood().filter(at -> at.isAfter(began(run))).isPresent();
    }

    /** When it last failed in this run, where its syncs have failed since without a break and the log states another cause now. */
    private Optional<Instant> failedBeforeAnother(Run run, TokenState state) {
        return tenure(state)
                .failingNow()
                .map(Stretch::begins)
                .filter(begins -> begins.isBefore(lastLogged(run)) && !isAnothers(run, begins))
                .map(begins -> lastLogged(run));
    }

    /** Whether the log states another cause for a sync that failed then, and no longer this one. */
    private boolean isAnothers(Run run, Instant failed) {
        return !isLoggedAt(failed, run)
                && facts.openOrJustClosed(run.instance())
                        .filter(other -> !other.found().id().equals(run.found().id())
                                && other.kind() == run.kind()
                                && other.found().statement().isEmpty())
                        .anyMatch(other -> isLoggedAt(failed, other));
    }

    private boolean isLoggedAt(Instant moment, Run run) {
        Duration about = timing.syncInterval().dividedBy(2);
        return !moment.isBefore(began(run).minus(about))
                && !moment.isAfter(lastLogged(run).plus(about));
    }

    /** Whether it is new and has not synced, while the syncs of another one have failed since. */
    private boolean onlyAnotherFails(Run run, TokenState state) {
        return facts.hasNotSyncedYet(state)
                && facts.tokensFor(run).stream()
                        .filter(other -> !other.equals(state))
                        .anyMatch(other -> facts.renewedAt(state)
                                .filter(renewed -> facts.syncsOf(other)
                                        .lastFailed()
                                        .filter(renewed::isBefore)
                                        .isPresent())
                                .isPresent());
    }

    /** Whether its syncs go well and fail in turn, or go well while the log says otherwise. */
    private boolean flaps(Run run, TokenState state) {
        return !isNoticed(run)
                && (tenure(state).flaps(flappingSince())
                        || (isContradictedInBetween(run, state) && run.found().sightings() >= 3));
    }

    /** Whether the token's own syncs, which go well and fail in turn, failed in this run. */
    boolean isFlapping(Run run, TokenState state) {
        return tenure(state).flaps(flappingSince())
                && tenure(state)
                        .lastFailed()
                        .filter(at -> !at.isBefore(began(run).minus(timing.missedSync())))
                        .isPresent();
    }

    /** What no reading saw fail, while readings saw it sync well between two sightings. */
    private boolean isContradictedInBetween(Run run, TokenState state) {
        SyncSeries syncs = tenure(state);
        return isAlone(run)
                && syncs.wentWellBetween(began(run), lastLogged(run))
                && syncs.lastFailed()
                        .filter(at -> !at.isBefore(began(run).minus(timing.missedSync())))
                        .isEmpty();
    }

    private boolean isSteady(Run run, TokenState state) {
        return tenure(state).failsForGood(flappingSince()) && !isContradictedInBetween(run, state);
    }

    /** Whether its syncs have gone well and failed in turn lately. */
    boolean hasFlapped(TokenState state) {
        return tenure(state).hasFlapped(flappingSince());
    }

    private Instant flappingSince() {
        return facts.now().minus(timing.goodSyncs());
    }

    private SyncSeries tenure(TokenState state) {
        return facts.tenureOf(state);
    }

    /** Whether the instance was read from another address when it last failed: then it failed there. */
    boolean isElsewhere(Run run) {
        return facts.inventoryOf(run.instance())
                .flatMap(InstanceInventory::readFromSince)
                .filter(lastLogged(run)::isBefore)
                .isPresent();
    }

    /**
     * Whether a further sync has failed since the first that is known of this token, and not only in an old log; or whether
     * two more syncs had the time to go well.
     */
    private boolean isConfirmed(Run run, TokenState state, Instant failed) {
        Optional<InstanceInventory> inventory =
                facts.inventoryOf(run.instance()).filter(known -> tellsOfSyncs(run, known));
        if (inventory.isEmpty() || (isNoticed(run) && facts.syncsOf(state).isEmpty())) {
            return true;
        }
        boolean isLive = !failed.isBefore(run.beganSeenAt());
        Instant first = isLive ? firstFailure(run, state) : failed;
        // A notification tells once what each sync tells again.
        Instant newest = tenure(state)
                .failingNow()
                .map(Stretch::last)
                .filter(failed::isBefore)
                .orElse(failed);
        if (Duration.between(first, newest).compareTo(timing.repetition()) >= 0) {
            return !facts.syncsOf(state).isEmpty() || !hasSyncedInSilence(run, state, failed);
        }
        Instant awaited = first.plus(timing.missedSync());
        boolean isRead = inventory
                .flatMap(InstanceInventory::readAt)
                .filter(at -> !at.isBefore(awaited))
                .isPresent();
        boolean isLate = !facts.now().isBefore(awaited.plus(Facts.INVENTORY_ANSWERS_WITHIN));
        return (isRead || isLate) && !hasSyncedInSilence(run, state, failed);
    }

    /**
     * Since when it fails without a reading that is missing. Of the only token, and of one whose syncs have words that prove
     * nothing, the log tells it too.
     */
    private Instant firstFailure(Run run, TokenState state) {
        Instant logged = run.isDense(timing) ? began(run) : lastLogged(run);
        Optional<Instant> renewed = facts.renewedAt(state);
        if (facts.syncsOf(state).isEmpty()) {
            return renewed.filter(at -> at.isAfter(began(run))).orElse(logged);
        }
        SyncSeries syncs = tenure(state);
        Instant own = syncs.failingNow().map(Stretch::begins).orElseGet(() -> lastFailure(run, state));
        boolean isLogged = isAlone(run)
                && renewed.isEmpty()
                && syncs.lastGood().filter(logged::isBefore).isEmpty();
        return isLogged && logged.isBefore(own) ? logged : own;
    }

    /** Whether it has synced in a word that proves nothing, and the log, which says every failure, has said none. */
    private boolean hasSyncedInSilence(Run run, TokenState state, Instant failed) {
        return run.found().statement().isEmpty()
                && run.cause().repeatsEverySync()
                && state.outcome() == Outcome.UNKNOWN
                && state.sync()
                        .filter(sync -> sync.at()
                                .isAfter(failed.plus(timing.syncInterval().dividedBy(2))))
                        .isPresent();
    }

    private static boolean tellsOfSyncs(Run run, InstanceInventory inventory) {
        return run.kind() == TokenKind.ADE
                && inventory.source() == Source.JAMF
                && inventory.failure().isEmpty()
                && inventory
                        .reading()
                        .filter(reading -> !reading.gaps().containsKey(Part.SYNCS))
                        .isPresent();
    }

    private Instant began(Run run) {
        return facts.here(run, run.began());
    }

    private Instant lastLogged(Run run) {
        return facts.here(run, run.lastLogged());
    }

    private boolean isAlone(Run run) {
        return facts.tokensFor(run).size() == 1;
    }

    /** A notification stands until somebody dismisses it: only when it came says when something failed. */
    private static boolean isNoticed(Run run) {
        return run.found().statement().isPresent() && run.cause() != Cause.SYNC_FAILED;
    }
}
