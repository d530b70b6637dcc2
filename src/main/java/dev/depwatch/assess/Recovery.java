package dev.depwatch.assess;

import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.inventory.InstanceInventory.ReadFailure;
import dev.depwatch.inventory.InstanceInventory.Replaced;
import dev.depwatch.inventory.InstanceInventory.Source;
import dev.depwatch.inventory.Outcome;
import dev.depwatch.inventory.Reading.Part;
import dev.depwatch.inventory.Reading.Sync;
import dev.depwatch.inventory.Reading.TokenState;
import dev.depwatch.inventory.SyncHistory.Failing;
import dev.depwatch.journal.ClosedCase;
import dev.depwatch.journal.ClosedCase.Proof;
import dev.depwatch.logs.LogStatus;
import dev.depwatch.token.Cause;
import dev.depwatch.token.TokenKind;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Is the case over? Measures silence by this host's clock, from the reading of the last sighting, whatever the log's
 * clock says.
 */
final class Recovery {
    /** Strongest first. The proof of a case is the weakest proof of its candidates. */
    private static final Comparator<Proof> BY_STRENGTH = Comparator.comparing(proof -> switch (proof) {
        case REPLACED -> 0;
        case SYNCED -> 1;
        case TOKEN_REMOVED, NO_LONGER_WATCHED -> 2;
        case NOT_SEEN_SINCE -> 3;
    });

    private final Attribution.Evidence evidence;
    private final AssessmentInput input;
    private final Verdicts verdicts;
    private final Thresholds thresholds;
    private final Instant now;

    Recovery(Attribution.Evidence evidence) {
        this.evidence = evidence;
        this.input = evidence.input();
        this.verdicts = evidence.verdicts();
        this.thresholds = input.thresholds();
        this.now = input.now();
    }

    Optional<ClosedCase> of(Episode episode) {
        return proof(episode).map(proof -> new ClosedCase(episode.found(), now, proof));
    }

    private Optional<Proof> proof(Episode episode) {
        if (!input.isWatched(episode.instance()) || verdicts.failedAtAnotherAddress(episode)) {
            return Optional.of(Proof.NO_LONGER_WATCHED);
        }
        if (!input.isCaughtUp(episode.instance()) || input.awaitsInventory(episode)) {
            return Optional.empty();
        }
        Optional<InstanceInventory> inventory = input.inventoryOf(episode.instance());
        List<TokenState> candidates = Candidates.of(episode, evidence).all();
        if (wasOverWhenRead(episode) && (candidates.stream().noneMatch(Recovery::isFailing) || isOutlasted(episode))) {
            return Optional.of(Proof.NOT_SEEN_SINCE);
        }
        if (hasUnfollowedLog(episode)) {
            return Optional.empty();
        }
        return candidates.isEmpty()
                ? withoutCandidates(episode, inventory)
                : inventory.flatMap(known -> weakest(episode, known, candidates));
    }

    /**
     * If a case had been silent for longer than its quiet window when depwatch read it, it was over before depwatch
     * started to follow.
     */
    private boolean wasOverWhenRead(Episode episode) {
        Instant last = hidden(episode)
                .map(outage -> outage.found().lastKnownAt())
                .orElse(episode.found().lastKnownAt());
        Duration age = Duration.between(last, episode.found().lastSeenAt());
        return !input.clockDiffers(episode.instance())
                && age.compareTo(quietWindow(episode)) > 0
                && age.compareTo(LogClock.TOLERANCE) > 0;
    }

    /** A failing sync state belongs to the newest failure, not to this older one. */
    private boolean isOutlasted(Episode episode) {
        return input.open().stream()
                .filter(other -> other.instance().equals(episode.instance()) && other.kind() == episode.kind())
                .anyMatch(other -> other.last().isAfter(episode.last().plus(quietWindow(episode))));
    }

    private static boolean isFailing(TokenState candidate) {
        return candidate.sync().filter(Sync::reportsFailure).isPresent();
    }

    /** A log that cannot be followed is silent whatever happens. */
    private boolean hasUnfollowedLog(Episode episode) {
        return input.logsOf(episode.instance()).stream()
                .anyMatch(log -> log.failure().isPresent());
    }

    private Optional<Proof> withoutCandidates(Episode episode, Optional<InstanceInventory> inventory) {
        boolean removed = inventory
                .filter(known -> known.source() == Source.JAMF && !AssessmentInput.lacks(episode.kind(), known))
                .flatMap(InstanceInventory::readAt)
                .filter(at -> at.isAfter(episode.found().lastSeenAt()))
                .isPresent();
        if (removed && quietFor(episode, thresholds.threeSyncs())) {
            return Optional.of(Proof.TOKEN_REMOVED);
        }
        boolean onlySilenceIsLeft =
                inventory.map(known -> isApiAbsent(episode, known)).orElse(true);
        return onlySilenceIsLeft ? notSeenSince(episode) : Optional.empty();
    }

    /** Every candidate must be proven good. */
    private Optional<Proof> weakest(Episode episode, InstanceInventory inventory, List<TokenState> candidates) {
        List<Optional<Proof>> proofs = candidates.stream()
                .map(candidate -> proof(episode, inventory, candidate))
                .toList();
        return proofs.stream().anyMatch(Optional::isEmpty)
                ? Optional.empty()
                : proofs.stream().flatMap(Optional::stream).max(BY_STRENGTH);
    }

    private Optional<Proof> proof(Episode episode, InstanceInventory inventory, TokenState candidate) {
        if (input.isRemoved(candidate.token())) {
            return quietFor(episode, thresholds.threeSyncs()) ? Optional.of(Proof.TOKEN_REMOVED) : Optional.empty();
        }
        Optional<Replaced> replacement =
                input.replacementSince(episode, candidate.token().key());
        if (verdicts.hasSyncedWellSince(episode, candidate)) {
            return quietFor(
                            episode,
                            isLastingGood(episode, candidate, replacement)
                                    ? thresholds.threeSyncs()
                                    : quietWindow(episode))
                    ? Optional.of(replacement.isPresent() ? Proof.REPLACED : Proof.SYNCED)
                    : Optional.empty();
        }
        if (hasSyncedSomehowSince(episode, candidate) && quietFor(episode, quietWindow(episode))) {
            return Optional.of(Proof.NOT_SEEN_SINCE);
        }
        // A new token that has not synced is not proven to work, but the refused token is gone.
        boolean isReplacedLongSince = replacement
                .filter(replaced -> !now.isBefore(replaced.at().plus(thresholds.threeSyncs())))
                .filter(replaced -> !verdicts.failsSince(replaced.at(), candidate))
                .isPresent();
        boolean onlySilenceIsLeft = isReplacedLongSince
                || candidate.sync().isEmpty()
                || isApiAbsent(episode, inventory)
                || isOnlyNotified(episode);
        return onlySilenceIsLeft ? notSeenSince(episode) : Optional.empty();
    }

    /** Whether it has synced with a word that proves nothing. */
    private boolean hasSyncedSomehowSince(Episode episode, TokenState candidate) {
        return candidate.outcome() == Outcome.UNKNOWN
                && candidate
                        .sync()
                        .filter(sync -> sync.at().isAfter(verdicts.lastFailure(episode, candidate)))
                        .isPresent();
    }

    /**
     * One good sync does not promise another if good and failed syncs alternate, or if the failure does not repeat at
     * every sync. It does if the token's own syncs reported the failure, or if the token is new.
     */
    private boolean isLastingGood(Episode episode, TokenState candidate, Optional<Replaced> replacement) {
        return !verdicts.hasFlapped(candidate)
                && (replacement.isPresent()
                        || episode.cause().repeatsEverySync()
                        || failureReportedSince(episode.beganSeenAt(), candidate));
    }

    private boolean failureReportedSince(Instant moment, TokenState candidate) {
        return input.historyOf(candidate.token())
                .failing()
                .flatMap(Failing::recoveredBy)
                .filter(at -> at.isAfter(moment))
                .isPresent();
    }

    private boolean isApiAbsent(Episode episode, InstanceInventory inventory) {
        return inventory.source() != Source.JAMF
                || AssessmentInput.lacks(episode.kind(), inventory)
                || (episode.kind() == TokenKind.ADE
                        && lasts(Optional.ofNullable(inventory.gapsSince().get(Part.SYNCS))))
                || lasts(inventory.failure().map(ReadFailure::since));
    }

    private boolean lasts(Optional<Instant> since) {
        return since.filter(at -> !at.plus(thresholds.apiDown()).isAfter(now)).isPresent();
    }

    /** Whether only a notification reports the case, so that sync states are about something else. */
    private boolean isOnlyNotified(Episode episode) {
        return episode.found().statement().isPresent()
                && episode.cause() != Cause.SYNC_FAILED
                && !input.hasLog(episode.instance());
    }

    /**
     * Silence counts only while depwatch could hear the instance: each of its logs has a record from after the quiet
     * window, or depwatch could read its notifications all the time. A sync state that has disappeared is no silence.
     */
    private Optional<Proof> notSeenSince(Episode episode) {
        if (!input.hasLog(episode.instance())) {
            return isOnlyNotified(episode) && quietFor(episode, quietWindow(episode))
                    ? Optional.of(Proof.NOT_SEEN_SINCE)
                    : Optional.empty();
        }
        Instant quiet = lastSign(episode).plus(quietWindow(episode));
        List<LogStatus> logs = input.logsOf(episode.instance());
        boolean heard = !logs.isEmpty()
                && logs.stream()
                        .allMatch(log -> log.records()
                                .lastSeenAt()
                                .filter(at -> !at.isBefore(quiet))
                                .isPresent());
        return heard && !now.isBefore(quiet) ? Optional.of(Proof.NOT_SEEN_SINCE) : Optional.empty();
    }

    /**
     * When depwatch read its last sighting, or the last one that hid it: a sync that fails for another cause is no
     * silence.
     */
    private Instant lastSign(Episode episode) {
        Instant own = episode.found().lastSeenAt();
        return hidden(episode)
                .map(outage -> outage.found().lastSeenAt())
                .filter(own::isBefore)
                .orElse(own);
    }

    /** An outage that began before its silence could mean an end, and that outlasts it: Apple refuses nothing then. */
    private Optional<Episode> hidden(Episode episode) {
        return input.openOrJustClosed(episode.instance())
                .filter(other -> other.cause() == Cause.SERVICE_ERROR && episode.cause() != Cause.SERVICE_ERROR)
                .filter(other ->
                        episode.kind() == TokenKind.ADE && episode.cause().repeatsEverySync())
                .filter(outage -> outage.last().isAfter(episode.last())
                        && !outage.began().isAfter(episode.last().plus(quietWindow(episode))))
                .findFirst();
    }

    private boolean quietFor(Episode episode, Duration duration) {
        return quietSince(episode)
                .filter(since -> !now.isBefore(since.plus(duration)))
                .isPresent();
    }

    /** Without a log, time without a reading does not count as quiet. Empty while the API cannot be read. */
    private Optional<Instant> quietSince(Episode episode) {
        Instant lastSeen = lastSign(episode);
        if (input.hasLog(episode.instance()) || episode.found().statement().isEmpty()) {
            return Optional.of(lastSeen);
        }
        Part source = episode.cause() == Cause.SYNC_FAILED ? Part.SYNCS : Part.TERMS;
        return input.inventoryOf(episode.instance())
                .flatMap(inventory -> Optional.ofNullable(inventory.heardSince().get(source)))
                .map(heard -> heard.isAfter(lastSeen) ? heard : lastSeen);
    }

    private Duration quietWindow(Episode episode) {
        Duration atLeast =
                episode.cause().repeatsEverySync() ? thresholds.quietAtLeast() : thresholds.quietAtLeastForEvents();
        Duration threeGaps = episode.found().longestGap().multipliedBy(3);
        Duration window = threeGaps.compareTo(atLeast) > 0 ? threeGaps : atLeast;
        Duration atMost = quietAtMost(episode.cause());
        return window.compareTo(atMost) > 0 ? atMost : window;
    }

    /**
     * A gap can come from an API, a log or a depwatch that was down for weeks. Such a gap says nothing about the
     * failure.
     */
    private Duration quietAtMost(Cause cause) {
        if (cause == Cause.SYNC_FAILED) {
            return thresholds.goodSyncs();
        }
        return cause.repeatsEverySync() ? thresholds.quietAtLeastForEvents() : thresholds.quietAtMostForEvents();
    }
}
