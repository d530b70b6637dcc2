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
public record Recovery(State state, Optional<Instant> renewedAt) {
    /** Of a token that has not failed lately, or has only gone quiet. */
    public static final Recovery NONE = new Recovery(State.NONE, Optional.empty());

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
    static Map<Token.Key, Recovery> all(Attribution.Evidence evidence) {
        Map<Token.Key, Recovery> all = new HashMap<>();
        Facts facts = evidence.facts();
        facts.openOrJustClosed()
                .filter(run -> facts.isCaughtUp(run.instance()) && run.cause() != Cause.SERVICE_ERROR)
                .forEach(run -> facts.tokensFor(run)
                        .forEach(state -> all.merge(
                                state.token().key(),
                                of(run, state, evidence),
                                (one, other) -> one.state.compareTo(other.state) <= 0 ? one : other)));
        // That Apple's service fails tells nothing of a token that failed of something else.
        facts.openOrJustClosed()
                .filter(run -> facts.isCaughtUp(run.instance()) && run.cause() == Cause.SERVICE_ERROR)
                .forEach(run -> facts.tokensFor(run)
                        .forEach(state -> all.computeIfAbsent(state.token().key(), first -> of(run, state, evidence))));
        return all;
    }

    private static Recovery of(Run run, TokenState state, Attribution.Evidence evidence) {
        Facts facts = evidence.facts();
        Verdicts verdicts = evidence.verdicts();
        Optional<Instant> renewedAt =
                facts.replacementSince(run, state.token().key()).map(Replaced::at);
        return switch (verdicts.of(run, state)) {
            case STANDS, FLAPS -> new Recovery(run.open() ? State.FAILS : State.NONE, renewedAt);
            case AWAITS_SYNC -> new Recovery(run.open() ? State.AWAITS_SYNC : State.NONE, renewedAt);
            case RENEWED, SYNCED -> {
                if (!verdicts.hasSyncedWellSince(run, state)) {
                    boolean isLong = renewedAt
                            .filter(at -> !at.plus(facts.timing().patience()).isAfter(facts.now()))
                            .isPresent();
                    yield new Recovery(isLong ? State.NOT_PROVEN : State.AWAITS_FIRST_SYNC, renewedAt);
                }
                Instant settled =
                        verdicts.lastFailure(run, state).plus(facts.timing().threeSyncs());
                // One that failed and worked in turn may fail again: it has settled when its case is over.
                boolean isSettled = !settled.isAfter(facts.now())
                        && facts.isReadSinceLast(run)
                        && facts.tenureOf(state).failingNow().isEmpty()
                        && !(run.open() && verdicts.hasFlapped(state));
                yield new Recovery(isSettled ? State.PROVEN : State.SETTLES, renewedAt);
            }
        };
    }
}
