package dev.depwatch.assess;

import dev.depwatch.assess.SyncSeries.Run;
import dev.depwatch.inventory.InstanceInventory.Replaced;
import dev.depwatch.inventory.SyncHistory.Failing;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Remedy;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One episode and one token that it can be about. Newer evidence wins: a failure counts against the token that was in
 * place when it was logged, and a later good sync contradicts it. If Jamf Pro reports how its tokens sync, one failure
 * alone proves nothing.
 */
final class Candidate {
    private final Episode episode;
    private final TokenTimeline timeline;
    private final List<Candidate> all;
    private final InstanceFacts facts;
    private final Thresholds thresholds;
    /** Several rules need it. */
    private @Nullable Verdict verdict;

    /** @param all that the episode can be about */
    private Candidate(Episode episode, TokenTimeline timeline, List<Candidate> all, InstanceFacts facts) {
        this.episode = episode;
        this.timeline = timeline;
        this.all = all;
        this.facts = facts;
        this.thresholds = facts.thresholds();
    }

    /** All that the episode can be about. */
    static List<Candidate> all(Episode episode, InstanceFacts facts) {
        List<Candidate> all = new ArrayList<>();
        facts.tokensFor(episode).forEach(token -> all.add(new Candidate(episode, token, all, facts)));
        return all;
    }

    Episode episode() {
        return episode;
    }

    TokenTimeline timeline() {
        return timeline;
    }

    InstanceFacts facts() {
        return facts;
    }

    /** The newest replacement of the token since the episode began. */
    Optional<Replaced> replacement() {
        return timeline.replacementSince(episode.began());
    }

    /** The token that was replaced since the episode began; otherwise the token in place. */
    Token former() {
        return replacement().map(Replaced::former).orElse(timeline.token());
    }

    private Optional<Instant> replacedAt() {
        return replacement().map(Replaced::at);
    }

    boolean isReplacedSinceLastRecord() {
        return replacedAt().filter(episode.lastLogged()::isBefore).isPresent();
    }

    /** Whether somebody has just followed the advice, and the next record shows whether that was it. */
    boolean awaitsRecord() {
        return episode.cause().remedy() == Remedy.REGENERATE
                && episode.cause().repeatsEverySync()
                && facts.isFollowed()
                && isReplacedSinceLastRecord();
    }

    // Its date

    /** Whether its date does not exclude it: a token that ends later has not expired. */
    boolean canBeAbout() {
        return !episode.isDeniedByDateOf(timeline) || wasReplacedInTime();
    }

    /** Whether it was replaced, and not while it was to end later. */
    boolean wasReplacedInTime() {
        return replacement().stream().anyMatch(replaced -> !TokenTimeline.endsLater(replaced.former(), facts.now()));
    }

    boolean hadExpired() {
        return replacement().stream().anyMatch(replaced -> TokenTimeline.hasPassed(replaced.former(), facts.now()));
    }

    // Whether the failure counts against it

    /** Whether a failure counts against a token, given its later syncs. Of several tokens the first value counts. */
    enum Verdict {
        /** It counts: nothing newer contradicts it. */
        STANDS,
        /** Not yet: another sync must fail too, or must have had the time to. */
        AWAITS_SYNC,
        /** Good and failed syncs alternate: a token that Apple refuses for good would not recover. */
        FLAPS,
        /** No longer: a sync has gone well since. */
        SYNCED,
        /** It counts against the previous token, which was replaced since. */
        RENEWED;

        /** Whether the failure continues, or may continue. */
        boolean isOngoing() {
            return this != SYNCED && this != RENEWED;
        }
    }

    Verdict verdict() {
        if (verdict == null) {
            verdict = judge();
        }
        return verdict;
    }

    private Verdict judge() {
        if (facts.wasAtAnotherAddress(episode) || timeline.isRenewedSince(lastFailure())) {
            return Verdict.RENEWED;
        }
        if (flaps()) {
            return Verdict.FLAPS;
        }
        if (hasSyncedWell()) {
            return Verdict.SYNCED;
        }
        return isSteady() && isConfirmed() ? Verdict.STANDS : Verdict.AWAITS_SYNC;
    }

    /**
     * When the token last failed in this episode. If there are several tokens, only the token's own syncs count. If
     * they show no failure, the episode's last sighting counts, unless a good sync since the beginning clears the
     * token, or the token is new and Jamf Pro has not synced it, or another one can be the one that fails.
     */
    Instant lastFailure() {
        if (episode.isNotified()) {
            return episode.lastLogged();
        }
        Optional<Instant> own =
                lastFailedSync().flatMap(at -> isLoggedAsAnotherCause(at) ? failedBeforeAnother() : Optional.of(at));
        if (isAlone()) {
            return own.filter(at -> at.isAfter(episode.lastLogged())).orElse(episode.lastLogged());
        }
        return own.orElseGet(() -> timeline.syncs().wentWellAfter(episode.began()) || anotherExplains()
                ? episode.began()
                : episode.lastLogged());
    }

    /** The last sync of the token in place that failed in this episode. */
    private Optional<Instant> lastFailedSync() {
        return timeline.syncs()
                .lastFailed()
                .filter(at -> !at.isBefore(episode.began().minus(thresholds.missedSync())));
    }

    /**
     * Whether a sync of the token in place has gone well since the last failure: by Jamf Pro's report, or for a renewed
     * token by Apple's.
     */
    boolean hasSyncedWell() {
        Instant failed = lastFailure();
        return timeline.syncs().wentWellAfter(failed)
                || (!timeline.failsNow()
                        && timeline.isRenewedSince(failed)
                        && timeline.connectedSinceRenewal().isPresent());
    }

    /**
     * When it last failed in this episode, if its syncs have failed since without a break and the log now reports
     * another cause.
     */
    private Optional<Instant> failedBeforeAnother() {
        return timeline.syncs()
                .failingNow()
                .map(Run::begins)
                .filter(begins -> begins.isBefore(episode.lastLogged()) && !isLoggedAsAnotherCause(begins))
                .map(begins -> episode.lastLogged());
    }

    /** Whether the log reports another cause for a sync that failed then, and no longer this one. */
    private boolean isLoggedAsAnotherCause(Instant failed) {
        return !isLoggedAt(failed, episode)
                && facts.episodes()
                        .filter(other -> other.kind() == episode.kind()
                                && other.ofCase().condition().isEmpty())
                        .anyMatch(other -> isLoggedAt(failed, other));
    }

    private boolean isLoggedAt(Instant moment, Episode one) {
        return !moment.isBefore(one.began().minus(halfASync()))
                && !moment.isAfter(one.lastLogged().plus(halfASync()));
    }

    /**
     * Whether it is new, and Jamf Pro has not synced it, Apple hears from it, or another token can be the one that has
     * failed since: renewed is not failing, as long as another token explains the failures.
     */
    private boolean anotherExplains() {
        return replacedAt().filter(episode.lastLogged()::isAfter).stream()
                .anyMatch(
                        renewed -> timeline.isUntried(renewed, episode.ofCase().lastSeenAt())
                                || timeline.goesOnSince(renewed)
                                || all.stream().anyMatch(other -> other != this && other.canFailSince(renewed)));
    }

    /**
     * Whether nothing shows that it works. If it was replaced before the last failure, its server must stand still again.
     */
    private boolean canFailSince(Instant moment) {
        if (episode.isDeniedByDateOf(timeline)) {
            return false;
        }
        return replacedAt()
                .map(at -> at.isAfter(episode.lastLogged()) || timeline.standsStillSince(moment))
                .orElseGet(() -> timeline.failsNow()
                        || (!timeline.syncs().wentWellAfter(episode.lastLogged().minus(halfASync()))
                                && !timeline.goesOnSince(moment)));
    }

    // Good and failed syncs in turn

    /** Whether good and failed syncs alternate, or its syncs go well while the log reports failures. */
    private boolean flaps() {
        return !episode.isNotified()
                && (timeline.syncs().flaps()
                        || (isContradictedInBetween() && episode.ofCase().sightings() >= 3));
    }

    /** Whether the token's own syncs alternate and one of them failed in this episode. */
    boolean isFlapping() {
        return timeline.syncs().flaps() && lastFailedSync().isPresent();
    }

    /** Whether readings saw no failed sync, but saw a good one between two sightings. */
    private boolean isContradictedInBetween() {
        return isAlone()
                && timeline.syncs().wentWellBetween(episode.began(), episode.lastLogged())
                && lastFailedSync().isEmpty();
    }

    private boolean isSteady() {
        return timeline.syncs().failsForGood() && !isContradictedInBetween();
    }

    // Whether a first failure is confirmed

    /**
     * Whether another sync has failed since the token's first known failure, or two more syncs had the time to go well.
     * A failure from an old log does not count as the first. {@link Episode#isWorthReporting} asks the same of records.
     */
    private boolean isConfirmed() {
        boolean hasNoSyncs = timeline.entrySyncs().isEmpty();
        if (episode.kind() != TokenKind.ADE || (episode.isNotified() && hasNoSyncs)) {
            return true;
        }
        Instant failed = lastFailure();
        boolean isLive = !failed.isBefore(episode.beganSeenAt());
        Instant first = isLive ? firstFailure() : failed;
        // A notification reports once what every sync reports again.
        Optional<Instant> again = timeline.syncs().failingNow().map(Run::last).filter(failed::isBefore);
        boolean isOld = failed.plus(thresholds.syncInterval()).isBefore(episode.beganSeenAt());
        boolean isOtherwise =
                isOld && again.filter(this::isLoggedAsAnotherCause).isPresent();
        Instant newest = again.filter(last -> !isOtherwise).orElse(failed);
        if (Duration.between(first, newest).compareTo(thresholds.anotherSync()) >= 0) {
            return !hasNoSyncs || !hasSyncedInSilence(failed);
        }
        // An outage hides whether Apple still refuses the token that an old record is about, or a new one by now.
        if (isOtherwise) {
            return false;
        }
        Instant awaited = first.plus(thresholds.missedSync());
        boolean isRead =
                facts.inventory().readAt().filter(at -> !at.isBefore(awaited)).isPresent();
        boolean isLate = !facts.now().isBefore(awaited.plus(InstanceFacts.TOKENS_READ_WITHIN));
        return (isRead || isLate || !facts.readsSyncs()) && !hasSyncedInSilence(failed);
    }

    /**
     * Since when it fails without a missing reading. For the only token, and for one whose sync words prove nothing,
     * the log counts too. A new token's first sync may come an interval after its renewal.
     */
    private Instant firstFailure() {
        Instant logged = facts.isDense(episode) ? episode.began() : episode.lastLogged();
        if (timeline.entrySyncs().isEmpty()) {
            return timeline.renewedAt()
                    .filter(at -> at.isAfter(episode.began()))
                    .orElse(logged);
        }
        Instant own = timeline.syncs().failingNow().map(Run::begins).orElseGet(this::lastFailure);
        Instant first = timeline.renewedAt()
                .map(at -> at.plus(thresholds.syncInterval()))
                .filter(logged::isBefore)
                .orElse(logged);
        boolean isLogged = isAlone()
                && (timeline.renewedAt().isEmpty() || (!timeline.failsNow() && !timeline.hasNotSyncedYet()))
                && !timeline.syncs().wentWellAfter(first);
        return isLogged && first.isBefore(own) ? first : own;
    }

    /**
     * Whether it has synced with a word that proves nothing, while the log, which records every failure, has no record.
     */
    private boolean hasSyncedInSilence(Instant failed) {
        return episode.ofCase().condition().isEmpty()
                && episode.cause().repeatsEverySync()
                && timeline.hasSyncedSomehowSince(failed.plus(halfASync()));
    }

    // What Apple says of its server

    /** Whether how Apple and Jamf Pro connected since the case began fits that its token is the one. */
    enum Connection {
        /**
         * It is not the one: its server connects while failures come at every sync, or Jamf Pro has not synced it since it
         * connected or was renewed.
         */
        EXCLUDES,
        /**
         * It connected until the case began, or for some time after that, and then no more, while others did; or its
         * token was replaced since, so that a connection is that of the new one.
         */
        FITS,
        /** Apple does not say, or not clearly enough. */
        UNKNOWN
    }

    Connection connection() {
        Optional<Instant> renewed = replacedAt();
        Optional<Instant> connected = timeline.connected();
        // Apple and Jamf Pro may write one sync down a moment apart, and Apple's time may lag behind for longer.
        boolean isUntried = renewed.or(() -> connected.map(at -> at.plus(halfASync()))).stream()
                .anyMatch(this::isUntriedSince);
        if (isUntried
                || (connected.isPresent() && isUntriedSince(episode.began().minus(halfASync())))) {
            return Connection.EXCLUDES;
        }
        if (renewed.isPresent()) {
            return timeline.sharesServer() ? Connection.UNKNOWN : Connection.FITS;
        }
        if (timeline.goesOnSince(episode.began())) {
            return Connection.EXCLUDES;
        }
        Instant wentOn = episode.began().plus(thresholds.missedSync());
        boolean connectedUntilThen = connected.stream()
                .anyMatch(at -> at.isAfter(wentOn)
                        || (!at.isAfter(episode.began().plus(thresholds.syncInterval()))
                                && !at.isBefore(episode.began().minus(thresholds.patience()))));
        return connectedUntilThen && timeline.standsStillSince(wentOn) ? Connection.FITS : Connection.UNKNOWN;
    }

    /** Whether there was time for two syncs, and readings that go on show none. */
    private boolean isUntriedSince(Instant moment) {
        Duration time = thresholds.missedSync();
        return timeline.isUntried(moment, moment.plus(time))
                && timeline.isUntried(moment, facts.now().minus(time));
    }

    // When it began to fail, by the sync states. Such a time is known only as between two readings, and Jamf Pro logs
    // and reports a failure at about the same time: events less than two syncs apart count as simultaneous.

    /** How the token's newest change to failing fits the episode, the best first. */
    enum Fit {
        /** Its date has passed, and that is what the episode reports. */
        EXPIRED,
        /** It began with the episode, or with one that may have begun anew meanwhile. */
        BEGAN_WITH_IT,
        /** It began while the episode was under way. */
        JOINED,
        NONE
    }

    /** The newest change of the token to failing; empty if there is none. */
    Optional<Failing> failing() {
        return timeline.history().failing();
    }

    /** Of a token that fails, or did. */
    Fit fit() {
        if (!mayFit()) {
            return Fit.NONE;
        }
        if (episode.cause() == Cause.TOKEN_EXPIRED && timeline.hasPassed()) {
            return Fit.EXPIRED;
        }
        Failing failing = failing().orElseThrow();
        boolean hasJoined = hasJoined(failing);
        return (!cameBefore(failing) && !cameAfter(failing)) || (hasJoined && mayHaveBegunAnew(failing))
                ? Fit.BEGAN_WITH_IT
                : hasJoined ? Fit.JOINED : Fit.NONE;
    }

    /**
     * Whether its date does not exclude it, nor that the failure is one of a former token, replaced before the episode
     * began, or long before it ended.
     */
    boolean mayFit() {
        boolean isOfTheTokenBefore = timeline.hasNotSyncedYet()
                && timeline.renewedAt().stream()
                        .anyMatch(renewed -> renewed.isBefore(episode.began())
                                || renewed.plus(thresholds.missedSync()).isBefore(episode.lastLogged()));
        return !episode.isDeniedByDateOf(timeline) && !isOfTheTokenBefore;
    }

    /**
     * Not with a token that began to fail in an outage: only a sync after the outage shows that it is refused too. An
     * outage with pauses is several, unless the token began with it; where the API is read, it shows the syncs between.
     */
    private boolean mayHaveBegunAnew(Failing failing) {
        Instant by = failing.by();
        return episode.canBeginAnew(thresholds)
                && (episode.cause().hidesRefusals()
                        || facts.episodes()
                                .noneMatch(other -> other.cause().hidesRefusals()
                                        && (!other.canBeginAnew(thresholds)
                                                || by.isBefore(other.began().plus(halfASync()))
                                                || facts.inventory().failure().isPresent())
                                        && isLoggedAt(by, other)));
    }

    private boolean cameBefore(Failing failing) {
        return failing.by().isBefore(episode.beganSeenOrLogged().minus(thresholds.missedSync()));
    }

    private boolean cameAfter(Failing failing) {
        Instant with = episode.beganSeenAt().plus(thresholds.missedSync());
        return failing.after().filter(with::isBefore).isPresent();
    }

    /**
     * Whether the episode was under way when the token began to fail, and the token has failed long enough to be no
     * blip.
     */
    private boolean hasJoined(Failing failing) {
        Instant over = episode.ofCase().lastSeenAt().plus(thresholds.missedSync());
        Duration failed = Duration.between(failing.by(), failing.recoveredBy().orElse(timeline.lastRead()));
        return cameAfter(failing)
                && failing.after().filter(at -> !at.isAfter(over)).isPresent()
                && failed.compareTo(thresholds.anotherSync()) >= 0;
    }

    /** Whether the token, which fails still, has synced after the episode's last sighting. */
    boolean failsAfterwards() {
        return timeline.hasSyncedSince(episode.ofCase().lastSeenAt().plus(thresholds.missedSync()));
    }

    /**
     * When the token began to fail, by this host's clock: with the episode, or later by when its server stopped, by its
     * own state or when it was put in place. Another token of the case can begin to fail long after the first.
     */
    Instant began() {
        Instant began = firstBegan();
        return replacedAt().filter(began::isBefore).orElse(began);
    }

    /** The same of the place: when the token that was there first began to fail. */
    Instant firstBegan() {
        Optional<Instant> failedLater = isAlone() || episode.kind() != TokenKind.ADE
                ? Optional.empty()
                : failing().filter(this::cameAfter).map(Failing::by);
        return timeline.stoppedAfter(episode.began().plus(thresholds.missedSync()))
                .or(() -> failedLater)
                .orElse(episode.began());
    }

    /** The token that failed in this place before it was replaced; empty if it was not. */
    Optional<Token> replacedInVain() {
        return replacedAt()
                .filter(firstBegan()::isBefore)
                .flatMap(at -> facts.inventory().formerSince(episode.began(), timeline.key()));
    }

    private Duration halfASync() {
        return thresholds.syncInterval().dividedBy(2);
    }

    private boolean isAlone() {
        return all.size() == 1;
    }
}
