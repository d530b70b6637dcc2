package dev.depwatch.assess;

import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.inventory.InstanceInventory.ReadFailure;
import dev.depwatch.inventory.InstanceInventory.Replaced;
import dev.depwatch.inventory.InstanceInventory.Source;
import dev.depwatch.inventory.Reading.Part;
import dev.depwatch.inventory.SyncHistory.Failing;
import dev.depwatch.journal.Case;
import dev.depwatch.journal.ClosedCase;
import dev.depwatch.journal.ClosedCase.Proof;
import dev.depwatch.logs.LogStatus;
import dev.depwatch.token.Cause;
import dev.depwatch.token.TokenKind;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Is the case over? Measures silence by this host's clock, from the reading of the last sighting, whatever the log's
 * clock says.
 */
record CaseEnd(Episode episode, InstanceFacts facts, List<Candidate> candidates) {
    static Optional<ClosedCase> of(Candidates all) {
        return new CaseEnd(all.episode(), all.facts(), all.notExcluded())
                .proof()
                .map(proof -> new ClosedCase(all.episode().ofCase(), all.facts().now(), proof));
    }

    private Optional<Proof> proof() {
        if (!facts.isWatched() || isSourceGone() || facts.wasAtAnotherAddress(episode)) {
            return Optional.of(Proof.NO_LONGER_WATCHED);
        }
        if (!facts.isHeard() || facts.awaitsInventory(episode)) {
            return Optional.empty();
        }
        if (wasOverWhenRead()
                && (candidates.stream().noneMatch(one -> one.timeline().reportsFailure()) || isOutlasted())) {
            return Optional.of(Proof.NOT_SEEN_SINCE);
        }
        // A log that cannot be followed is silent whatever happens.
        if (!facts.isFollowed()) {
            return Optional.empty();
        }
        return candidates.isEmpty() ? withoutCandidates() : weakest();
    }

    /** Whether the configuration no longer names the log, or the API, that reported the case last, and no other shows it. */
    private boolean isSourceGone() {
        return episode.ofCase()
                .condition()
                .map(condition -> facts.inventory().source() != Source.JAMF
                        && !episode.ofCase().lastSeenAt().isAfter(condition.until()))
                .orElse(!facts.hasLog()
                        && candidates.stream()
                                .allMatch(one -> one.timeline().sync().isEmpty()));
    }

    /**
     * If a case had been silent for longer than its quiet window when depwatch read it, it was over before depwatch
     * started to follow. If depwatch read it as it went on, the clock of the log is behind.
     */
    private boolean wasOverWhenRead() {
        Duration age =
                Duration.between(lastSign(Case::lastKnownAt), episode.ofCase().lastSeenAt());
        Duration read = Duration.between(episode.beganSeenAt(), episode.ofCase().lastSeenAt());
        boolean isClockBehind = facts.clockDiffers()
                || (read.compareTo(facts.thresholds().quietAtLeast()) >= 0
                        && read.minus(episode.lasted()).compareTo(Case.CLOCK_TOLERANCE) <= 0);
        return !isClockBehind && age.compareTo(quietWindow()) > 0 && age.compareTo(Case.CLOCK_TOLERANCE) > 0;
    }

    /** A failing sync state belongs to the newest failure, not to this older one. */
    private boolean isOutlasted() {
        return facts.open().stream()
                .filter(other -> other.kind() == episode.kind())
                .anyMatch(other -> other.last().isAfter(episode.last().plus(quietWindow())));
    }

    private Optional<Proof> withoutCandidates() {
        boolean isRemoved = apiLists()
                && facts.inventory().readAt().stream().anyMatch(episode.ofCase().lastSeenAt()::isBefore);
        if (isRemoved && quietFor(facts.thresholds().threeSyncs())) {
            return Optional.of(Proof.TOKEN_REMOVED);
        }
        return isApiAbsent() ? notSeenSince() : Optional.empty();
    }

    /** Every candidate must be proven good; the weakest proof is that of the case. */
    private Optional<Proof> weakest() {
        List<Optional<Proof>> proofs = candidates.stream().map(this::proof).toList();
        return proofs.stream().anyMatch(Optional::isEmpty)
                ? Optional.empty()
                : proofs.stream().flatMap(Optional::stream).max(Comparator.naturalOrder());
    }

    private Optional<Proof> proof(Candidate candidate) {
        TokenTimeline token = candidate.timeline();
        if (token.isRemoved()) {
            return quietFor(facts.thresholds().threeSyncs()) ? Optional.of(Proof.TOKEN_REMOVED) : Optional.empty();
        }
        Optional<Replaced> replacement = candidate.replacement();
        if (candidate.hasSyncedWell()) {
            return quietFor(isLastingGood(candidate) ? facts.thresholds().threeSyncs() : quietWindow())
                    ? Optional.of(replacement.isPresent() ? Proof.REPLACED : Proof.SYNCED)
                    : Optional.empty();
        }
        if (token.hasSyncedSomehowSince(candidate.lastFailure()) && quietFor(quietWindow())) {
            return Optional.of(Proof.NOT_SEEN_SINCE);
        }
        // A new token that has not synced is not proven to work, but the refused token is gone.
        boolean isReplacedLongSince = replacement.stream()
                .anyMatch(replaced -> !facts.now()
                                .isBefore(replaced.at().plus(facts.thresholds().threeSyncs()))
                        && token.entrySyncs().failingNow().stream()
                                .noneMatch(failing -> failing.last().isAfter(replaced.at())));
        boolean onlySilenceIsLeft = isReplacedLongSince || token.sync().isEmpty() || isApiAbsent() || isOnlyNotified();
        return onlySilenceIsLeft ? notSeenSince() : Optional.empty();
    }

    /**
     * One good sync does not promise another if good and failed syncs alternate, or if the failure does not repeat at
     * every sync. It does if the token's own syncs or one notification alone reported the failure, or if the token is
     * new.
     */
    private boolean isLastingGood(Candidate candidate) {
        return !candidate.timeline().syncs().hasFlapped()
                && (candidate.replacement().isPresent()
                        || episode.cause().repeatsEverySync()
                        || (episode.isNotified() && episode.ofCase().sightings() == 1)
                        || hasRecovered(candidate.timeline()));
    }

    /** Whether its own syncs reported the failure, and then no longer. */
    private boolean hasRecovered(TokenTimeline token) {
        return token.history().failing().flatMap(Failing::recoveredBy).stream()
                .anyMatch(at -> at.isAfter(episode.beganSeenAt()));
    }

    /** No API lists push certificates. */
    private boolean apiLists() {
        InstanceInventory inventory = facts.inventory();
        return inventory.source() == Source.JAMF
                && episode.kind() != TokenKind.PUSH
                && !inventory.lacks(episode.kind());
    }

    /** Whether the API says nothing, or has said nothing for long. */
    private boolean isApiAbsent() {
        Optional<Instant> unread = facts.inventory().failure().map(ReadFailure::since);
        Optional<Instant> syncsUnread = Optional.ofNullable(
                        facts.inventory().gapsSince().get(Part.SYNCS))
                .filter(since -> episode.kind() == TokenKind.ADE);
        return !apiLists()
                || Stream.of(unread, syncsUnread)
                        .flatMap(Optional::stream)
                        .anyMatch(since -> facts.thresholds().lastsLong(since, facts.now()));
    }

    /** Whether only a notification reports the case, so that sync states are about something else. */
    private boolean isOnlyNotified() {
        return episode.isNotified() && !facts.hasLog();
    }

    /**
     * Silence counts only while depwatch could follow the instance: each of its logs has a record from after the quiet
     * window, which no pause has filled until just now, or depwatch could read its notifications all the time. A sync
     * state that has disappeared is no silence.
     */
    private Optional<Proof> notSeenSince() {
        if (!facts.hasLog()) {
            return isOnlyNotified() && quietFor(quietWindow()) ? Optional.of(Proof.NOT_SEEN_SINCE) : Optional.empty();
        }
        Instant quiet = lastSign(Case::lastSeenAt).plus(quietWindow());
        boolean isSilent = facts.logs().stream()
                .map(LogStatus::records)
                .allMatch(records -> records.lastSeenAt().stream()
                        .anyMatch(last -> !last.isBefore(quiet)
                                && records.pause().stream()
                                        .noneMatch(pause -> pause.from().isBefore(quiet) && pause.hasJustEnded(last))));
        return isSilent ? Optional.of(Proof.NOT_SEEN_SINCE) : Optional.empty();
    }

    /**
     * When depwatch read its last sighting, or the last one that hid it: a sync that fails for another cause is no
     * silence.
     */
    private Instant lastSign(Function<Case, Instant> when) {
        // An outage that began before the silence could mean an end, and that outlasts it: Apple refuses nothing then.
        return facts.episodes()
                .filter(outage -> outage.cause().hidesRefusals()
                        && !episode.cause().hidesRefusals()
                        && episode.cause().repeatsEverySync()
                        && !outage.began().isAfter(episode.last().plus(quietWindow())))
                .map(outage -> when.apply(outage.ofCase()))
                .reduce(when.apply(episode.ofCase()), BinaryOperator.maxBy(Comparator.naturalOrder()));
    }

    private boolean quietFor(Duration duration) {
        return quietSince().stream().anyMatch(since -> !facts.now().isBefore(since.plus(duration)));
    }

    /** Without a log, time without a reading does not count as quiet. Empty while the API cannot be read. */
    private Optional<Instant> quietSince() {
        Instant lastSeen = lastSign(Case::lastSeenAt);
        if (facts.hasLog() || episode.ofCase().condition().isEmpty()) {
            return Optional.of(lastSeen);
        }
        Part source = episode.cause() == Cause.SYNC_FAILED ? Part.SYNCS : Part.TERMS;
        return Optional.ofNullable(facts.inventory().heardSince().get(source))
                .map(heard -> heard.isAfter(lastSeen) ? heard : lastSeen);
    }

    /**
     * How long its silence must last. A gap of weeks can come from an API, a log or a depwatch that was down. Such a gap
     * says nothing about the failure.
     */
    private Duration quietWindow() {
        Thresholds thresholds = facts.thresholds();
        boolean repeats = episode.cause().repeatsEverySync();
        Duration atLeast = repeats ? thresholds.quietAtLeast() : thresholds.dayOfSilence();
        Duration atMost = episode.cause() == Cause.SYNC_FAILED
                ? thresholds.goodSyncs()
                : repeats ? thresholds.dayOfSilence() : thresholds.weekOfSilence();
        Duration threeGaps = episode.ofCase().longestGap().multipliedBy(3);
        return Collections.min(List.of(atMost, Collections.max(List.of(atLeast, threeGaps))));
    }
}
