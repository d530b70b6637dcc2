package dev.depwatch.assess;

import dev.depwatch.assess.SyncSeries.Stretch;
import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.inventory.InstanceInventory.Replaced;
import dev.depwatch.inventory.InstanceInventory.Source;
import dev.depwatch.inventory.Outcome;
import dev.depwatch.inventory.Reading.Part;
import dev.depwatch.inventory.Reading.TokenState;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Newer evidence wins. A failure counts against the token that was in place when it was logged. A later good sync
 * contradicts it. If Jamf Pro reports how its tokens sync, one failure alone proves nothing.
 */
final class Verdicts {
    private final AssessmentInput input;
    private final AppleEvidence apple;
    private final Thresholds thresholds;
    /** Several rules need the same verdict. */
    private final Map<Asked, Verdict> verdicts = new HashMap<>();

    private record Asked(String caseId, boolean open, Instant began, Token.Key token) {}

    Verdicts(AssessmentInput input, AppleEvidence apple) {
        this.input = input;
        this.apple = apple;
        this.thresholds = input.thresholds();
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
        if (failedAtAnotherAddress(episode)
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
     * When the token last failed in this episode. If there are several tokens, only the token's own syncs count. If
     * they show no failure, the episode's last sighting counts, unless a good sync since the beginning clears the
     * token, or the token is new and Jamf Pro has not synced it, or another one can be the one that fails.
     */
    Instant lastFailure(Episode episode, TokenState state) {
        if (isNotified(episode)) {
            return lastLogged(episode);
        }
        Optional<Instant> own = currentSyncs(state)
                .lastFailed()
                .filter(at -> !at.isBefore(began(episode).minus(thresholds.missedSync())))
                .flatMap(at -> isAnothers(episode, at) ? failedBeforeAnother(episode, state) : Optional.of(at));
        if (isAlone(episode)) {
            return own.filter(at -> at.isAfter(lastLogged(episode))).orElse(lastLogged(episode));
        }
        return own.orElseGet(() ->
                isCleared(episode, state) || anotherExplains(episode, state) ? began(episode) : lastLogged(episode));
    }

    /**
     * Whether a sync of the current token has gone well since the last failure: by Jamf Pro's report, or for a renewed
     * token by Apple's.
     */
    boolean hasSyncedWellSince(Episode episode, TokenState state) {
        Instant failed = lastFailure(episode, state);
        return currentSyncs(state).lastGood().filter(at -> at.isAfter(failed)).isPresent()
                || (currentSyncs(state).failingNow().isEmpty() && apple.provesRenewal(state, failed));
    }

    /** When the current token last worked: by Jamf Pro's report, or for a renewed token by Apple's. */
    Optional<Instant> lastProof(TokenState state) {
        return Stream.concat(currentSyncs(state).lastGood().stream(), apple.connectedSinceRenewal(state).stream())
                .max(Comparator.naturalOrder());
    }

    /** Whether the episode has a record that is newer than the last proof that the token works. */
    boolean failedSinceProof(Episode episode, TokenState state) {
        return lastProof(state).filter(lastLogged(episode)::isAfter).isPresent();
    }

    /**
     * Whether the last proof that the token works, or Apple's last connection of its server alone, is about as new as the
     * newest record of the episode.
     */
    boolean isProvenAbout(Episode episode, TokenState state) {
        Instant about = lastLogged(episode).minus(thresholds.missedSync());
        return Stream.concat(lastProof(state).stream(), apple.lastHeardAlone(state.token()).stream())
                .anyMatch(about::isBefore);
    }

    /** Whether a sync has failed since then and none has gone well after that. */
    boolean failsSince(Instant moment, TokenState state) {
        return input.syncsOf(state)
                .failingNow()
                .filter(failing -> failing.last().isAfter(moment))
                .isPresent();
    }

    private boolean isCleared(Episode episode, TokenState state) {
        return currentSyncs(state)
                .lastGood()
                .filter(at -> at.isAfter(began(episode)))
                .isPresent();
    }

    /**
     * When it last failed in this episode, if its syncs have failed since without a break and the log now reports
     * another cause.
     */
    private Optional<Instant> failedBeforeAnother(Episode episode, TokenState state) {
        return currentSyncs(state)
                .failingNow()
                .map(Stretch::begins)
                .filter(begins -> begins.isBefore(lastLogged(episode)) && !isAnothers(episode, begins))
                .map(begins -> lastLogged(episode));
    }

    /** Whether the log reports another cause for a sync that failed then, and no longer this one. */
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

    /**
     * Whether it is new, and Jamf Pro has not synced it, Apple hears from it, or another token can be the one that has
     * failed since: renewed is not failing, as long as a token that nobody renewed explains the failures.
     */
    private boolean anotherExplains(Episode episode, TokenState state) {
        return input.replacementSince(episode, state.token().key())
                .map(Replaced::at)
                .filter(lastLogged(episode)::isAfter)
                .filter(renewed ->
                        input.isUntried(state, renewed, episode.found().lastSeenAt())
                                || apple.goesOnSince(renewed, state.token())
                                || input.tokensFor(episode).stream()
                                        .filter(other -> !other.equals(state))
                                        .anyMatch(other -> canFailSince(renewed, episode, other)))
                .isPresent();
    }

    /** Whether it was not replaced before the last failure, and nothing shows that it works. */
    private boolean canFailSince(Instant moment, Episode episode, TokenState state) {
        if (episode.cause() == Cause.TOKEN_EXPIRED && input.endsLater(state.token())) {
            return false;
        }
        return input.replacementSince(episode, state.token().key())
                .map(replaced -> replaced.at().isAfter(lastLogged(episode)))
                .orElseGet(() -> currentSyncs(state).failingNow().isPresent()
                        || (currentSyncs(state)
                                        .lastGood()
                                        .filter(lastLogged(episode)
                                                .minus(thresholds.syncInterval().dividedBy(2))::isBefore)
                                        .isEmpty()
                                && !apple.goesOnSince(moment, state.token())));
    }

    /** Whether good and failed syncs alternate, or its syncs go well while the log reports failures. */
    private boolean flaps(Episode episode, TokenState state) {
        return !isNotified(episode)
                && (currentSyncs(state).flaps(flappingSince())
                        || (isContradictedInBetween(episode, state)
                                && episode.found().sightings() >= 3));
    }

    /** Whether the token's own syncs alternate and one of them failed in this episode. */
    boolean isFlapping(Episode episode, TokenState state) {
        return currentSyncs(state).flaps(flappingSince())
                && currentSyncs(state)
                        .lastFailed()
                        .filter(at -> !at.isBefore(began(episode).minus(thresholds.missedSync())))
                        .isPresent();
    }

    /** Whether readings saw no failed sync, but saw a good one between two sightings. */
    private boolean isContradictedInBetween(Episode episode, TokenState state) {
        SyncSeries syncs = currentSyncs(state);
        return isAlone(episode)
                && syncs.wentWellBetween(began(episode), lastLogged(episode))
                && syncs.lastFailed()
                        .filter(at -> !at.isBefore(began(episode).minus(thresholds.missedSync())))
                        .isEmpty();
    }

    private boolean isSteady(Episode episode, TokenState state) {
        return currentSyncs(state).failsForGood(flappingSince()) && !isContradictedInBetween(episode, state);
    }

    /** Whether good and failed syncs have alternated lately. */
    boolean hasFlapped(TokenState state) {
        return currentSyncs(state).hasFlapped(flappingSince());
    }

    private Instant flappingSince() {
        return input.now().minus(thresholds.goodSyncs());
    }

    private SyncSeries currentSyncs(TokenState state) {
        return input.currentSyncsOf(state);
    }

    /** Whether depwatch read the instance from another address when it last failed: then it failed there. */
    boolean failedAtAnotherAddress(Episode episode) {
        return input.inventoryOf(episode.instance())
                .flatMap(InstanceInventory::readFromSince)
                .filter(lastLogged(episode)::isBefore)
                .isPresent();
    }

    /**
     * Whether another sync has failed since the token's first known failure, or two more syncs had the time to go well.
     * A failure from an old log does not count as the first.
     */
    private boolean isConfirmed(Episode episode, TokenState state, Instant failed) {
        Optional<InstanceInventory> inventory =
                input.inventoryOf(episode.instance()).filter(known -> reportsSyncs(episode, known));
        if (inventory.isEmpty() || (isNotified(episode) && input.syncsOf(state).isEmpty())) {
            return true;
        }
        boolean isLive = !failed.isBefore(episode.beganSeenAt());
        Instant first = isLive ? firstFailure(episode, state) : failed;
        // A notification reports once what every sync reports again.
        Instant newest = currentSyncs(state)
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
     * Since when it fails without a missing reading. For the only token, and for one whose sync words prove nothing,
     * the log counts too. A new token's first sync may come an interval after its renewal.
     */
    private Instant firstFailure(Episode episode, TokenState state) {
        Instant logged = input.isDense(episode) ? began(episode) : lastLogged(episode);
        Optional<Instant> renewed = input.renewedAt(state);
        if (input.syncsOf(state).isEmpty()) {
            return renewed.filter(at -> at.isAfter(began(episode))).orElse(logged);
        }
        SyncSeries syncs = currentSyncs(state);
        Instant own = syncs.failingNow().map(Stretch::begins).orElseGet(() -> lastFailure(episode, state));
        Instant first = renewed.map(at -> at.plus(thresholds.syncInterval()))
                .filter(logged::isBefore)
                .orElse(logged);
        boolean isLogged = isAlone(episode)
                && (renewed.isEmpty() || syncs.failingNow().isEmpty())
                && syncs.lastGood().filter(first::isBefore).isEmpty();
        return isLogged && first.isBefore(own) ? first : own;
    }

    /**
     * Whether it has synced with a word that proves nothing, while the log, which records every failure, has no record.
     */
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
        return input.onThisHostsClock(episode, episode.began());
    }

    private Instant lastLogged(Episode episode) {
        return input.onThisHostsClock(episode, episode.lastLogged());
    }

    private boolean isAlone(Episode episode) {
        return input.tokensFor(episode).size() == 1;
    }

    /** A notification stands until somebody dismisses it, so only its first appearance dates the failure. */
    private static boolean isNotified(Episode episode) {
        return episode.found().statement().isPresent() && episode.cause() != Cause.SYNC_FAILED;
    }
}
