package dev.depwatch.assess;

import dev.depwatch.assess.Finding.Certainty;
import dev.depwatch.assess.Finding.Reason;
import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.inventory.InstanceInventory.Source;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Expiry;
import dev.depwatch.token.Remedy;
import dev.depwatch.token.Token;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a token's own date tells, with or without a case. */
final class Expiring {
    private final Optional<Duration> firstStep;
    private final Facts facts;

    Expiring(Policy policy, Facts facts) {
        this.firstStep = policy.warnAt().stream().max(Comparator.naturalOrder());
        this.facts = facts;
    }

    /** The token's time is over: renew, whatever its cases say. */
    Optional<Finding> over(Token token, InstanceInventory inventory) {
        return token.expiry()
                .filter(expiry -> facts.isExpired(token))
                .map(expiry -> finding(Remedy.REGENERATE, token, inventory, expiry.at()));
    }

    /** The token ends within the first warning step, or its date has passed since it was last read. */
    Optional<Finding> soon(Token token, InstanceInventory inventory) {
        return token.expiry()
                .map(Expiry::at)
                .flatMap(end -> firstStep.map(end::minus))
                .filter(warning -> !warning.isAfter(facts.now()))
                .map(warning -> finding(Remedy.EXPIRING, token, inventory, warning));
    }

    private static Finding finding(Remedy remedy, Token token, InstanceInventory inventory, Instant since) {
        return new Finding(
                remedy,
                Certainty.CERTAIN,
                false,
                Cause.TOKEN_EXPIRED,
                token.instance(),
                token.kind(),
                List.of(token),
                token.owner(),
                token.organization(),
                since,
                since,
                0,
                inventory.source() == Source.CONFIGURED ? Set.of(Reason.AS_CONFIGURED) : Set.of(),
                List.of(),
                "");
    }
}
