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
    private final AssessmentInput input;
    private final Thresholds thresholds;
    /** Several questions lead to the same one. */
    private final Map<Asked, Verdict> verdicts = new HashMap<>();

    private record Asked(String caseId, boolean open, Instant began, Token.Key token) {}

    Verdicts(AssessmentInput input) {
        this.input = input;
        this.thresholds = input.timing();
    }

    Verdict of(Episode episode, TokenState state) {
        Asked asked = new Asked(
                episode.found().id(),
                episode.open(),
                episode.began(),
                state.token().key());
        Verdict known = verdicts.get(asked);
        if (known == null) {
            known = judge(episode, state);
            verdicts.put(asked, known);
        }
        return known;
    }

    private Verdict judge(Episode episode, TokenState state) {
        Instant failed = lastFailure(episode, state);
        if (isElsewhere(episode)
                || input.renewedAt(state).filter(failed::isBefore).isPresent()) {
            return Verdict.RENEWED;
        }
        if (flaps(episode, state)) {
            return Verdict.FLAPS;
        }
        if (hasSyncedWellSince(episode, state)) {
            return Verdict.SYNCED;
        }
        return isSteady(episode, state) && isConfirmed(episode, state, failed) ? Verdict.STANDS : Verdict.AWAITS_SYNC;
    }

    /**
     * When the token last failed in this run. Of several tokens only its own syncs tell; of one that never failed by them
     * the run's last sighting is all there is, unless a sync that went well since the run began clears it, or it is new and only
     * another one fails.
     */
    Instant lastFailure(Episode episode, TokenState state) {
        if (isNoticed(episode)) {
            return lastLogged(episode);
        }
        Optional<Instant> own = tenure(state)
                .lastFailed()
                .filter(at -> !at.isBefore(began(episode).minus(thresholds.missedSync())))
                .flatMap(at -> isAnothers(episode, at) ? failedBeforeAnother(episode, state) : Optional.of(at));
        if (isAlone(episode)) {
            return own.filter(at -> at.isAfter(lastLogged(episode))).orElse(lastLogged(episode));
        }
        return own.orElseGet(() ->
                isCleared(episode, state) || onlyAnotherFails(episode, state) ? began(episode) : lastLogged(episode));
    }

    /** Whether a sync of the token that is in place has gone well since the last failure. */
    boolean hasSyncedWellSince(Episode episode, TokenState state) {
        Instant failed = lastFailure(episode, state);
        return tenure(state).lastGood().filter(at -> at.isAfter(failed)).isPresent();
    }

    /** Whether a sync has failed since then and none has gone well after that. */
    boolean failsSince(Instant moment, TokenState state) {
        return input.syncsOf(state)
                .failingNow()
                .filter(failing -> failing.last().isAfter(moment))
                .isPresent();
    }

    private boolean isCleared(Episode episode, TokenState state) {
        return tenure(state).lastGood().filter(at -> at.isAfter(began(episode))).isPresent();
    }

    /** When it last failed in this run, where its syncs have failed since without a break and the log states another cause now. */
    private Optional<Instant> failedBeforeAnother(Episode episode, TokenState state) {
        return tenure(state)
                .failingNow()
                .map(Stretch::begins)
                .filter(begins -> begins.isBefore(lastLogged(episode)) && !isAnothers(episode, begins))
                .map(begins -> lastLogged(episode));
    }

    /** Whether the log states another cause for a sync that failed then, and no longer this one. */
    private boolean isAnothers(Episode episode, Instant failed) {
        return !isLoggedAt(failed, episode)
                && input.openOrJustClosed(episode.instance())
                        .filter(other ->
                                !other.found().id().equals(episode.found().id())
                                        && other.kind() == episode.kind()
                                        && other.found().statement().isEmpty())
                        .anyMatch(other -> isLoggedAt(failed, other));
    }

    private boolean isLoggedAt(Instant moment, Episode episode) {
        Duration about = thresholds.syncInterval().dividedBy(2);
        return !moment.isBefore(began(episode).minus(about))
                && !moment.isAfter(lastLogged(episode).plus(about));
    }

    /** Whether it is new and has not synced, while the syncs of another one have failed since. */
    private boolean onlyAnotherFails(Episode episode, TokenState state) {
        return input.hasNotSyncedYet(state)
                && input.tokensFor(episode).stream()
                        .filter(other -> !other.equals(state))
                        .anyMatch(other -> input.renewedAt(state)
                                .filter(renewed -> input.syncsOf(other)
                                        .lastFailed()
                                        .filter(renewed::isBefore)
                                        .isPresent())
                                .isPresent());
    }

    /** Whether its syncs go well and fail in turn, or go well while the log says otherwise. */
    private boolean flaps(Episode episode, TokenState state) {
        return !isNoticed(episode)
                && (tenure(state).flaps(flappingSince())
                        || (isContradictedInBetween(episode, state)
                                && episode.found().sightings() >= 3));
    }

    /** Whether the token's own syncs, which go well and fail in turn, failed in this run. */
    boolean isFlapping(Episode episode, TokenState state) {
        return tenure(state).flaps(flappingSince())
                && tenure(state)
                        .lastFailed()
                        .filter(at -> !at.isBefore(began(episode).minus(thresholds.missedSync())))
                        .isPresent();
    }

    /** What no reading saw fail, while readings saw it sync well between two sightings. */
    private boolean isContradictedInBetween(Episode episode, TokenState state) {
        SyncSeries syncs = tenure(state);
        return isAlone(episode)
                && syncs.wentWellBetween(began(episode), lastLogged(episode))
                && syncs.lastFailed()
                        .filter(at -> !at.isBefore(began(episode).minus(thresholds.missedSync())))
                        .isEmpty();
    }

    private boolean isSteady(Episode episode, TokenState state) {
        return tenure(state).failsForGood(flappingSince()) && !isContradictedInBetween(episode, state);
    }

    /** Whether its syncs have gone well and failed in turn lately. */
    boolean hasFlapped(TokenState state) {
        return tenure(state).hasFlapped(flappingSince());
    }

    private Instant flappingSince() {
        return input.now().minus(thresholds.goodSyncs());
    }

    private SyncSeries tenure(TokenState state) {
        return input.tenureOf(state);
    }

    /** Whether the instance was read from another address when it last failed: then it failed there. */
    boolean isElsewhere(Episode episode) {
        return input.inventoryOf(episode.instance())
                .flatMap(InstanceInventory::readFromSince)
                .filter(lastLogged(episode)::isBefore)
                .isPresent();
    }

    /**
     * Whether a further sync has failed since the first that is known of this token, and not only in an old log; or whether
     * two more syncs had the time to go well.
     */
    private boolean isConfirmed(Episode episode, TokenState state, Instant failed) {
        Optional<InstanceInventory> inventory =
                input.inventoryOf(episode.instance()).filter(known -> reportsSyncs(episode, known));
        if (inventory.isEmpty() || (isNoticed(episode) && input.syncsOf(state).isEmpty())) {
            return true;
        }
        boolean isLive = !failed.isBefore(episode.beganSeenAt());
        Instant first = isLive ? firstFailure(episode, state) : failed;
        // A notification tells once what each sync tells again.
        Instant newest = tenure(state)
                .failingNow()
                .map(Stretch::last)
                .filter(failed::isBefore)
                .orElse(failed);
        if (Duration.between(first, newest).compareTo(thresholds.repetition()) >= 0) {
            return !input.syncsOf(state).isEmpty() || !hasSyncedInSilence(episode, state, failed);
        }
        Instant awaited = first.plus(thresholds.missedSync());
        boolean isRead = inventory
                .flatMap(InstanceInventory::readAt)
                .filter(at -> !at.isBefore(awaited))
                .isPresent();
        boolean isLate = !input.now().isBefore(awaited.plus(AssessmentInput.INVENTORY_ANSWERS_WITHIN));
        return (isRead || isLate) && !hasSyncedInSilence(episode, state, failed);
    }

    /**
     * Since when it fails without a reading that is missing. Of the only token, and of one whose syncs have words that prove
     * nothing, the log tells it too.
     */
    private Instant firstFailure(Episode episode, TokenState state) {
        Instant logged = episode.isDense(thresholds) ? began(episode) : lastLogged(episode);
        Optional<Instant> renewed = input.renewedAt(state);
        if (input.syncsOf(state).isEmpty()) {
            return renewed.filter(at -> at.isAfter(began(episode))).orElse(logged);
        }
        SyncSeries syncs = tenure(state);
        Instant own = syncs.failingNow().map(Stretch::begins).orElseGet(() -> lastFailure(episode, state));
        boolean isLogged = isAlone(episode)
                && renewed.isEmpty()
                && syncs.lastGood().filter(logged::isBefore).isEmpty();
        return isLogged && logged.isBefore(own) ? logged : own;
    }

    /** Whether it has synced in a word that proves nothing, and the log, which says every failure, has said none. */
    private boolean hasSyncedInSilence(Episode episode, TokenState state, Instant failed) {
        return episode.found().statement().isEmpty()
                && episode.cause().repeatsEverySync()
                && state.outcome() == Outcome.UNKNOWN
                && state.sync()
                        .filter(sync -> sync.at()
                                .isAfter(failed.plus(thresholds.syncInterval().dividedBy(2))))
                        .isPresent();
    }

    private static boolean reportsSyncs(Episode episode, InstanceInventory inventory) {
        return episode.kind() == TokenKind.ADE
                && inventory.source() == Source.JAMF
                && inventory.failure().isEmpty()
                && inventory
                        .reading()
                        .filter(reading -> !reading.unreadParts().containsKey(Part.SYNCS))
                        .isPresent();
    }

    private Instant began(Episode episode) {
        return input.here(episode, episode.began());
    }

    private Instant lastLogged(Episode episode) {
        return input.here(episode, episode.lastLogged());
    }

    private boolean isAlone(Episode episode) {
        return input.tokensFor(episode).size() == 1;
    }

    /** A notification stands until somebody dismisses it: only when it came says when something failed. */
    private static boolean isNoticed(Episode episode) {
        return episode.found().statement().isPresent() && episode.cause() != Cause.SYNC_FAILED;
    }
}
