package dev.depwatch.assess;

import dev.depwatch.inventory.InstanceInventory.Replaced;
import dev.depwatch.inventory.Reading.TokenState;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Token;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a token has done since it failed.
 *
 * @param renewedAt the first reading that told of a new token, if there is one since it failed
 */
public record TokenRecovery(State state, Optional<Instant> renewedAt) {
    /** Of a token that has not failed lately, or has only gone quiet. */
    public static final TokenRecovery NONE = new TokenRecovery(State.NONE, Optional.empty());

    /** In the order in which they count, where a token has failed in several ways. */
    public enum State {
        /** It still fails. */
        FAILS,
        /** It has failed, and a further sync has to tell whether it goes on. */
        AWAITS_SYNC,
        /** A new token is in place, and has not synced yet. */
        AWAITS_FIRST_SYNC,
        /** A new token has been in place for long, and none of its syncs has gone well. */
        NOT_PROVEN,
        /** A sync has gone well; that the failure does not come again takes two more. */
        SETTLES,
        /** Syncs have gone well for long enough. */
        PROVEN,
        NONE
    }

    /** Of every token that failed in a case that is open or was just closed. */
    static Map<Token.Key, TokenRecovery> all(Attribution.Evidence evidence) {
        Map<Token.Key, TokenRecovery> all = new HashMap<>();
        AssessmentInput input = evidence.input();
        input.openOrJustClosed()
                .filter(episode -> input.isCaughtUp(episode.instance()) && episode.cause() != Cause.SERVICE_ERROR)
                .forEach(episode -> input.tokensFor(episode)
                        .forEach(state -> all.merge(
                                state.token().key(),
                                of(episode, state, evidence),
                                (one, other) -> one.state.compareTo(other.state) <= 0 ? one : other)));
        // That Apple's service fails tells nothing of a token that failed of something else.
        input.openOrJustClosed()
                .filter(episode -> input.isCaughtUp(episode.instance()) && episode.cause() == Cause.SERVICE_ERROR)
                .forEach(episode -> input.tokensFor(episode)
                        .forEach(state ->
                                all.computeIfAbsent(state.token().key(), first -> of(episode, state, evidence))));
        return all;
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
                    boolean isLong = renewedAt
                            .filter(at -> !at.plus(input.timing().patience()).isAfter(input.now()))
                            .isPresent();
                    yield new TokenRecovery(isLong ? State.NOT_PROVEN : State.AWAITS_FIRST_SYNC, renewedAt);
                }
                Instant settled =
                        verdicts.lastFailure(episode, state).plus(input.timing().threeSyncs());
                // One that failed and worked in turn may fail again: it has settled when its case is over.
                boolean isSettled = !settled.isAfter(input.now())
                        && input.isReadSinceLast(episode)
                        && input.tenureOf(state).failingNow().isEmpty()
                        && !(episode.open() && verdicts.hasFlapped(state));
                yield new TokenRecovery(isSettled ? State.PROVEN : State.SETTLES, renewedAt);
            }
        };
    }
}
