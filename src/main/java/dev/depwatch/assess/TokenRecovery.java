package dev.depwatch.assess;

import dev.depwatch.inventory.InstanceInventory.Replaced;
import dev.depwatch.token.Cause;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a token has done since it failed.
 *
 * @param renewedAt the first reading with a new token since the failure; empty if there is none
 */
public record TokenRecovery(State state, Optional<Instant> renewedAt) {
    /** For a token that has not failed lately, or whose failure only became silent. */
    public static final TokenRecovery NONE = new TokenRecovery(State.NONE, Optional.empty());

    private static final Comparator<TokenRecovery> BY_STATE = Comparator.comparing(TokenRecovery::state);

    /** If a token has failed in several ways, the first value counts. */
    public enum State {
        /** It still fails. */
        FAILS,
        /** It has failed, and the next sync must show whether the failure continues. */
        AWAITS_SYNC,
        /** A new token is in place and has not synced yet. */
        AWAITS_FIRST_SYNC,
        /** A new token has been in place for long, and none of its syncs has gone well. */
        NOT_PROVEN,
        /** One sync has gone well; two more must prove that the failure does not return. */
        SETTLES,
        /** Syncs have gone well for long enough. */
        PROVEN,
        NONE
    }

    /** @param cases the open and recently closed ones of its instance */
    static TokenRecovery of(TokenTimeline token, AssessmentInput input, List<Candidates> cases) {
        List<Candidate> failed = cases.stream()
                .filter(one -> one.facts().isCaughtUp())
                .flatMap(one -> one.ofKind().stream())
                .filter(candidate -> candidate.timeline() == token && candidate.canBeAbout())
                .toList();
        // A failure of Apple's service says nothing about a token that failed for another reason.
        List<Candidate> refused = failed.stream()
                .filter(candidate -> candidate.episode().cause() != Cause.SERVICE_ERROR)
                .toList();
        Optional<TokenRecovery> byCases = (refused.isEmpty() ? failed : refused)
                .stream().map(candidate -> of(candidate, cases)).min(BY_STATE);
        Optional<TokenRecovery> renewed = withoutCase(token, input, cases);
        // A case that began after the renewal knows nothing of it.
        return Stream.concat(byCases.stream(), renewed.stream())
                .min(BY_STATE)
                .map(first -> new TokenRecovery(
                        first.state,
                        byCases.flatMap(TokenRecovery::renewedAt).or(() -> renewed.flatMap(TokenRecovery::renewedAt))))
                .orElse(NONE);
    }

    /**
     * For a token whose date was over, or whose server Apple reported as deleted, when it was replaced: that needs no
     * case. A second renewal proves no more.
     */
    private static Optional<TokenRecovery> withoutCase(
            TokenTimeline token, AssessmentInput input, List<Candidates> cases) {
        return token.renewedAt()
                .filter(at -> token.replacements().stream()
                        .anyMatch(replaced -> TokenTimeline.hasPassed(replaced.former(), replaced.at())
                                || input.isGone(replaced.former())))
                .map(at -> new TokenRecovery(
                        token.lastProof().isEmpty()
                                ? withoutGoodSync(token, Optional.of(at))
                                : failsOtherwise(token, cases) ? State.SETTLES : State.PROVEN,
                        Optional.of(at)));
    }

    private static State withoutGoodSync(TokenTimeline token, Optional<Instant> renewedAt) {
        return renewedAt.stream().anyMatch(at -> token.thresholds().lastsLong(at, token.now()))
                ? State.NOT_PROVEN
                : State.AWAITS_FIRST_SYNC;
    }

    private static TokenRecovery of(Candidate candidate, List<Candidates> cases) {
        Episode episode = candidate.episode();
        TokenTimeline token = candidate.timeline();
        Optional<Instant> renewedAt = candidate.replacement().map(Replaced::at);
        return switch (candidate.verdict()) {
            case STANDS, FLAPS -> new TokenRecovery(episode.open() ? State.FAILS : State.NONE, renewedAt);
            case AWAITS_SYNC -> new TokenRecovery(episode.open() ? State.AWAITS_SYNC : State.NONE, renewedAt);
            case RENEWED, SYNCED -> {
                if (!candidate.hasSyncedWell()) {
                    yield new TokenRecovery(withoutGoodSync(token, renewedAt), renewedAt);
                }
                Instant settled =
                        candidate.lastFailure().plus(token.thresholds().threeSyncs());
                // A token with alternating syncs may fail again: it has settled when its case is over.
                boolean isSettled = !settled.isAfter(token.now())
                        && candidate.facts().isReadSinceLast(episode)
                        && !failsOtherwise(token, cases)
                        && !(episode.open() && token.syncs().hasFlapped());
                yield new TokenRecovery(isSettled ? State.PROVEN : State.SETTLES, renewedAt);
            }
        };
    }

    /**
     * Whether its newest sync failed, for any cause: by Jamf Pro's word, or by a record that can be about it and is newer
     * than its last good sync, until a reading shows that it is about another token.
     */
    private static boolean failsOtherwise(TokenTimeline token, List<Candidates> cases) {
        return token.failsNow()
                || cases.stream()
                        .filter(one -> one.episode().open()
                                && one.ofKind().stream().anyMatch(candidate -> candidate.timeline() == token))
                        .filter(one -> token.lastProof().stream()
                                .anyMatch(one.episode().lastLoggedByHost()::isAfter))
                        .anyMatch(one -> !one.facts().isReadSinceLast(one.episode())
                                || !token.isKnownGood()
                                || one.notExcluded().size() < 2);
    }
}
