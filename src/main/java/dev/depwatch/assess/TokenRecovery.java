package dev.depwatch.assess;

import dev.depwatch.inventory.InstanceInventory.Replaced;
import dev.depwatch.inventory.Reading.TokenState;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Token;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a token has done since it failed.
 *
 * @param renewedAt the first reading with a new token since the failure; empty if there is none
 */
public record TokenRecovery(State state, Optional<Instant> renewedAt) {
    /** For a token that has not failed lately, or whose failure only became silent. */
    public static final TokenRecovery NONE = new TokenRecovery(State.NONE, Optional.empty());

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

    /** For every token that failed in an open or recently closed case, or was renewed without one. */
    static Map<Token.Key, TokenRecovery> all(Attribution.Evidence evidence) {
        Map<Token.Key, TokenRecovery> all = new HashMap<>();
        AssessmentInput input = evidence.input();
        input.openOrJustClosed()
                .filter(episode -> input.isCaughtUp(episode.instance()) && episode.cause() != Cause.SERVICE_ERROR)
                .forEach(episode -> input.tokensFor(episode).stream()
                        .filter(state -> Candidates.canBeAbout(episode, state, input))
                        .forEach(state ->
                                all.merge(state.token().key(), of(episode, state, evidence), TokenRecovery::first)));
        // A failure of Apple's service says nothing about a token that failed for another reason.
        input.openOrJustClosed()
                .filter(episode -> input.isCaughtUp(episode.instance()) && episode.cause() == Cause.SERVICE_ERROR)
                .forEach(episode -> input.tokensFor(episode)
                        .forEach(state ->
                                all.computeIfAbsent(state.token().key(), first -> of(episode, state, evidence))));
        // A case that began after the renewal knows nothing of it.
        input.states()
                .forEach(state -> withoutCase(state, evidence)
                        .ifPresent(recovery -> all.merge(
                                state.token().key(),
                                recovery,
                                (one, other) -> new TokenRecovery(
                                        first(one, other).state, one.renewedAt.or(other::renewedAt)))));
        return all;
    }

    private static TokenRecovery first(TokenRecovery one, TokenRecovery other) {
        return one.state.compareTo(other.state) <= 0 ? one : other;
    }

    /**
     * For a token whose date was over, or whose server Apple reported as deleted, when it was replaced: that needs no
     * case. A second renewal proves no more.
     */
    private static Optional<TokenRecovery> withoutCase(TokenState state, Attribution.Evidence evidence) {
        AssessmentInput input = evidence.input();
        return input.renewedAt(state)
                .filter(at -> input.replacementsOf(state.token().key())
                        .anyMatch(replaced -> replaced.former()
                                .filter(former -> isOver(former, replaced.at())
                                        || evidence.apple().isGone(former))
                                .isPresent()))
                .map(at -> new TokenRecovery(
                        evidence.verdicts().lastProof(state).isEmpty()
                                ? withoutGoodSync(Optional.of(at), input)
                                : failsOtherwise(state, evidence) ? State.SETTLES : State.PROVEN,
                        Optional.of(at)));
    }

    private static boolean isOver(Token token, Instant at) {
        return token.expiry().filter(expiry -> expiry.isOver(at)).isPresent();
    }

    private static State withoutGoodSync(Optional<Instant> renewedAt, AssessmentInput input) {
        return renewedAt.filter(input::lastsLong).isPresent() ? State.NOT_PROVEN : State.AWAITS_FIRST_SYNC;
    }

    private static TokenRecovery of(Episode episode, TokenState state, Attribution.Evidence evidence) {
        AssessmentInput input = evidence.input();
        Verdicts verdicts = evidence.verdicts();
        Optional<Instant> renewedAt =
                input.replacementSince(episode, state.token().key()).map(Replaced::at);
        return switch (verdicts.of(episode, state)) {
            case STANDS, FLAPS -> new TokenRecovery(episode.open() ? State.FAILS : State.NONE, renewedAt);
            case AWAITS_SYNC -> new TokenRecovery(episode.open() ? State.AWAITS_SYNC : State.NONE, renewedAt);
            case RENEWED, SYNCED -> {
                if (!verdicts.hasSyncedWellSince(episode, state)) {
                    yield new TokenRecovery(withoutGoodSync(renewedAt, input), renewedAt);
                }
                Instant settled = verdicts.lastFailure(episode, state)
                        .plus(input.thresholds().threeSyncs());
                // A token with alternating syncs may fail again: it has settled when its case is over.
                boolean isSettled = !settled.isAfter(input.now())
                        && input.isReadSinceLast(episode)
                        && !failsOtherwise(state, evidence)
                        && !(episode.open() && verdicts.hasFlapped(state));
                yield new TokenRecovery(isSettled ? State.PROVEN : State.SETTLES, renewedAt);
            }
        };
    }

    /**
     * Whether its newest sync failed, for any cause: by Jamf Pro's word, or by a record that can be about it and is newer
     * than its last good sync, until a reading shows that it is about another token.
     */
    private static boolean failsOtherwise(TokenState state, Attribution.Evidence evidence) {
        AssessmentInput input = evidence.input();
        return input.currentSyncsOf(state).failingNow().isPresent()
                || input.openOrJustClosed(state.token().instance())
                        .filter(episode ->
                                episode.open() && input.tokensFor(episode).contains(state))
                        .anyMatch(episode -> evidence.verdicts().failedSinceProof(episode, state)
                                && !(input.isReadSinceLast(episode) && isAboutAnother(episode, state, evidence)));
    }

    /**
     * Whether a good word shows that the newest record is about another token, or a connection that is no more than two
     * syncs older than the record, while another token has none.
     */
    private static boolean isAboutAnother(Episode episode, TokenState state, Attribution.Evidence evidence) {
        List<TokenState> others = evidence.input().tokensFor(episode).stream()
                .filter(other -> !other.equals(state))
                .toList();
        Verdicts verdicts = evidence.verdicts();
        return !others.isEmpty()
                && (evidence.input().isKnownGood(state)
                        || (verdicts.isProvenAbout(episode, state)
                                && others.stream().anyMatch(other -> !verdicts.isProvenAbout(episode, other))));
    }
}
