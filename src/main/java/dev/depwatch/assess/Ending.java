package dev.depwatch.assess;

import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.inventory.InstanceInventory.Failure;
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
 * Is it over? Silence is measured by this host's clock, from the reading of the last
 * sighting: however a log's clock stands, that is when depwatch last knew.
 */
final class Ending {
    /** From the strongest: a case's proof is the weakest of its candidates'. */
    private static final Comparator<Proof> BY_STRENGTH = Comparator.comparing(proof -> switch (proof) {
        case REPLACED -> 0;
        case SYNCED -> 1;
        case TOKEN_REMOVED, NO_LONGER_WATCHED -> 2;
        case NOT_SEEN_SINCE -> 3;
    });

    private final Attribution.Evidence evidence;
    private final Facts facts;
    private final Verdicts verdicts;
    private final Timing timing;
    private final Instant now;

    Ending(Attribution.Evidence evidence) {
        this.evidence = evidence;
        this.facts = evidence.facts();
        this.verdicts = evidence.verdicts();
        this.timing = facts.timing();
        this.now = facts.now();
    }

    Optional<ClosedCase> of(Run run) {
        return proof(run).map(proof -> new ClosedCase(run.found(), now, proof));
    }

    private Optional<Proof> proof(Run run) {
        if (!facts.isWatched(run.instance()) || verdicts.isElsewhere(run)) {
            return Optional.of(Proof.NO_LONGER_WATCHED);
        }
        if (!facts.isCaughtUp(run.instance()) || facts.awaitsInventory(run)) {
            return Optional.empty();
        }
        Optional<InstanceInventory> inventory = facts.inventoryOf(run.instance());
        List<TokenState> candidates = Candidates.of(run, evidence).all();
        if (wasOverWhenRead(run) && (candidates.stream().noneMatch(Ending::tellsFailure) || isOutlived(run))) {
            return Optional.of(Proof.NOT_SEEN_SINCE);
        }
        if (hasDeafLog(run)) {
            return Optional.empty();
        }
        return candidates.isEmpty()
                ? withoutCandidates(run, inventory)
                : inventory.flatMap(known -> weakest(run, known, candidates));
    }

    /** A caught-up case that had been silent for longer than its quiet window was over before anybody listened. */
    private boolean wasOverWhenRead(Run run) {
        Duration age = Duration.between(run.found().lastKnownAt(), run.found().lastSeenAt());
        return !facts.clockDiffers(run.instance())
                && age.compareTo(quietWindow(run)) > 0
                && age.compareTo(LogClock.TOLERANCE) > 0;
    }

    /** A state that tells failure tells of what was seen last. */
    private boolean isOutlived(Run run) {
        return facts.open().stream()
                .filter(other -> other.instance().equals(run.instance()) && other.kind() == run.kind())
                .anyMatch(other -> other.last().isAfter(run.last().plus(quietWindow(run))));
    }

    private static boolean tellsFailure(TokenState candidate) {
        return candidate.sync().filter(Sync::tellsFailure).isPresent();
    }

    /** A log that cannot be followed is silent whatever happens. */
    private boolean hasDeafLog(Run run) {
        return facts.logsOf(run.instance()).stream()
                .anyMatch(log -> log.trouble().isPresent());
    }

    private Optional<Proof> withoutCandidates(Run run, Optional<InstanceInventory> inventory) {
        boolean removed = inventory
                .filter(known -> known.source() == Source.JAMF && !Facts.lacks(run.kind(), known))
                .flatMap(InstanceInventory::readAt)
                .filter(at -> at.isAfter(run.found().lastSeenAt()))
                .isPresent();
        if (removed && quietFor(run, timing.threeSyncs())) {
            return Optional.of(Proof.TOKEN_REMOVED);
        }
        boolean silenceIsAllThereIs =
                inventory.map(known -> isApiAbsent(run, known)).orElse(true);
        return silenceIsAllThereIs ? notSeenSince(run) : Optional.empty();
    }

    /** Every candidate must be proven good. */
    private Optional<Proof> weakest(Run run, InstanceInventory inventory, List<TokenState> candidates) {
        List<Optional<Proof>> proofs = candidates.stream()
                .map(candidate -> proof(run, inventory, candidate))
                .toList();
        return proofs.stream().anyMatch(Optional::isEmpty)
                ? Optional.empty()
                : proofs.stream().flatMap(Optional::stream).max(BY_STRENGTH);
    }

    private Optional<Proof> proof(Run run, InstanceInventory inventory, TokenState candidate) {
        if (facts.isRemoved(candidate.token())) {
            return quietFor(run, timing.threeSyncs()) ? Optional.of(Proof.TOKEN_REMOVED) : Optional.empty();
        }
        Optional<Replaced> replacement =
                facts.replacementSince(run, candidate.token().key());
        if (verdicts.hasSyncedWellSince(run, candidate)) {
            return quietFor(run, isLastingGood(run, candidate, replacement) ? timing.threeSyncs() : quietWindow(run))
                    ? Optional.of(replacement.isPresent() ? Proof.REPLACED : Proof.SYNCED)
                    : Optional.empty();
        }
        if (hasSyncedSomehowSince(run, candidate) && quietFor(run, quietWindow(run))) {
            return Optional.of(Proof.NOT_SEEN_SINCE);
        }
        // A new token that has not synced is not proven to work; but what was refused is not there any more.
        boolean isReplacedLongSince = replacement
                .filter(replaced -> !now.isBefore(replaced.at().plus(timing.threeSyncs())))
                .filter(replaced -> !verdicts.failsSince(replaced.at(), candidate))
                .isPresent();
        boolean silenceIsAllThereIs =
                isReplacedLongSince || candidate.sync().isEmpty() || isApiAbsent(run, inventory) || isNoticedOnly(run);
        return silenceIsAllThereIs ? notSeenSince(run) : Optional.empty();
    }

    /** By a word that proves nothing. */
    private boolean hasSyncedSomehowSince(Run run, TokenState candidate) {
        return candidate.outcome() == Outcome.UNKNOWN
                && candidate
                        .sync()
                        .filter(sync -> sync.at().isAfter(verdicts.lastFailure(run, candidate)))
                        .isPresent();
    }

    /**
     * A sync that went well does not mean that the next one does where they went well and failed in turn, nor where the failure
     * does not come with every sync, unless the token's own syncs told of it or it is a new one.
     */
    private boolean isLastingGood(Run run, TokenState candidate, Optional<Replaced> replacement) {
        return !verdicts.hasFlapped(candidate)
                && (replacement.isPresent()
                        || run.cause().repeatsEverySync()
                        || toldFailureSince(run.beganSeenAt(), candidate));
    }

    private boolean toldFailureSince(Instant moment, TokenState candidate) {
        return facts.historyOf(candidate.token())
                .failing()
                .flatMap(Failing::recoveredBy)
                .filter(at -> at.isAfter(moment))
                .isPresent();
    }

    private boolean isApiAbsent(Run run, InstanceInventory inventory) {
        return inventory.source() != Source.JAMF
                || Facts.lacks(run.kind(), inventory)
                || (run.kind() == TokenKind.ADE
                        && lasts(Optional.ofNullable(inventory.gapsSince().get(Part.SYNCS))))
                || lasts(inventory.failure().map(Failure::since));
    }

    private boolean lasts(Optional<Instant> since) {
        return since.filter(at -> !at.plus(timing.apiDown()).isAfter(now)).isPresent();
    }

    /** Whether a notification is all that told it, so that whatever a sync state says is of something else. */
    private boolean isNoticedOnly(Run run) {
        return run.found().statement().isPresent() && run.cause() != Cause.SYNC_FAILED && !facts.hasLog(run.instance());
    }

    /**
     * Silence counts only while the instance was heard: each of its logs has a record from after the quiet window, or its
     * notifications could be read all the time. A sync state that is not there any more is no silence.
     */
    private Optional<Proof> notSeenSince(Run run) {
        if (!facts.hasLog(run.instance())) {
            return isNoticedOnly(run) && quietFor(run, quietWindow(run))
                    ? Optional.of(Proof.NOT_SEEN_SINCE)
                    : Optional.empty();
        }
        Instant quiet = run.found().lastSeenAt().plus(quietWindow(run));
        List<LogStatus> logs = facts.logsOf(run.instance());
        boolean heard = !logs.isEmpty()
                && logs.stream()
                        .allMatch(log -> log.lastRecordSeenAt()
                                .filter(at -> !at.isBefore(quiet))
                                .isPresent());
        return heard && !now.isBefore(quiet) ? Optional.of(Proof.NOT_SEEN_SINCE) : Optional.empty();
    }

    private boolean quietFor(Run run, Duration duration) {
        return quietSince(run)
                .filter(since -> !now.isBefore(since.plus(duration)))
                .isPresent();
    }

    /** Where the API is all there is, what was not read is not quiet; empty while it cannot be read. */
    private Optional<Instant> quietSince(Run run) {
        Instant lastSeen = run.found().lastSeenAt();
        if (facts.hasLog(run.instance()) || run.found().statement().isEmpty()) {
            return Optional.of(lastSeen);
        }
        Part tells = run.cause() == Cause.SYNC_FAILED ? Part.SYNCS : Part.TERMS;
        return facts.inventoryOf(run.instance())
                .flatMap(inventory -> Optional.ofNullable(inventory.heardSince().get(tells)))
                .map(heard -> heard.isAfter(lastSeen) ? heard : lastSeen);
    }

    private Duration quietWindow(Run run) {
        Duration atLeast = run.cause().repeatsEverySync() ? timing.quietAtLeast() : timing.quietAtLeastForEvents();
        Duration threeGaps = run.found().longestGap().multipliedBy(3);
        Duration window = threeGaps.compareTo(atLeast) > 0 ? threeGaps : atLeast;
        Duration atMost = quietAtMost(run.cause());
        return window.compareTo(atMost) > 0 ? atMost : window;
    }

    /** A gap can be that of an API, a log or a depwatch that was down for weeks, and then tells nothing of the failure. */
    private Duration quietAtMost(Cause cause) {
        if (cause == Cause.SYNC_FAILED) {
            return timing.goodSyncs();
        }
        return cause.repeatsEverySync() ? timing.quietAtLeastForEvents() : timing.quietAtMostForEvents();
    }
}
