package dev.depwatch.assess;

import dev.depwatch.assess.Finding.Certainty;
import dev.depwatch.assess.Finding.Hint;
import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.inventory.InstanceInventory.Source;
import dev.depwatch.inventory.Reading.Sync;
import dev.depwatch.inventory.Reading.TokenState;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Expiry;
import dev.depwatch.token.Remedy;
import dev.depwatch.token.Token;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;

/** Findings from a token's own date and state, with or without a case. */
final class TokenDates {
    private final Optional<Duration> firstStep;
    private final AssessmentInput input;

    TokenDates(Policy policy, AssessmentInput input) {
        this.firstStep = policy.warnAt().stream().max(Comparator.naturalOrder());
        this.input = input;
    }

    /** The token has expired: renew it, whatever its cases say. */
    Optional<Finding> over(TokenState state, InstanceInventory inventory) {
        Token token = state.token();
        return token.expiry()
                .filter(expiry -> input.isExpired(token))
                .map(expiry -> finding(Remedy.REGENERATE, Cause.TOKEN_EXPIRED, token, inventory, expiry.at()));
    }

    /** The token ends within the first warning step, or its date has passed since the last reading. */
    Optional<Finding> soon(TokenState state, InstanceInventory inventory) {
        Token token = state.token();
        return token.expiry()
                .map(Expiry::earliest)
                .flatMap(end -> firstStep.map(end::minus))
                .filter(warning -> !warning.isAfter(input.now()))
                .map(warning -> finding(Remedy.RENEW, Cause.TOKEN_EXPIRED, token, inventory, warning));
    }

    /** Jamf Pro itself says that another server has claimed the token. */
    Optional<Finding> claimedElsewhere(TokenState state, InstanceInventory inventory) {
        return state.sync()
                .filter(Sync::reportsClaimedElsewhere)
                .map(sync -> finding(
                        Remedy.RECLAIM, Cause.CONTENT_TOKEN_CLAIMED_ELSEWHERE, state.token(), inventory, sync.at()));
    }

    private static Finding finding(
            Remedy remedy, Cause cause, Token token, InstanceInventory inventory, Instant since) {
        return Finding.withoutCase(
                remedy,
                Certainty.CERTAIN,
                cause,
                token,
                since,
                inventory.source() == Source.CONFIGURED ? Set.of(Hint.AS_CONFIGURED) : Set.of());
    }
}
