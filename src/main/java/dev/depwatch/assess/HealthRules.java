package dev.depwatch.assess;

import dev.depwatch.apple.Witnesses;
import dev.depwatch.assess.Finding.Certainty;
import dev.depwatch.assess.Finding.Hint;
import dev.depwatch.assess.TokenHealth.Health;
import dev.depwatch.assess.TokenHealth.Unconfirmed;
import dev.depwatch.inventory.Reading.TokenState;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Remedy;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The health of every known token: the first value in the order of {@link Health} that applies. */
final class HealthRules {
    private final AssessmentInput input;
    private final Set<AppleId> ownersAtRisk;
    private final SharedAccounts owners;
    private final Witnesses apple;
    private final Map<Token.Key, TokenRecovery> recoveries;
    private final Map<Token.Key, Finding> findingOf = new HashMap<>();

    HealthRules(Attribution.Evidence evidence, List<Finding> findings, SharedAccounts owners, Witnesses apple) {
        this.input = evidence.input();
        this.recoveries = TokenRecovery.all(evidence);
        this.owners = owners;
        this.apple = apple;
        this.ownersAtRisk = AtRisk.owners(findings);
        findings.forEach(finding -> finding.tokens().forEach(token -> findingOf.putIfAbsent(token.key(), finding)));
    }

    List<TokenHealth> all() {
        return input.inventories().stream()
                .flatMap(inventory -> inventory.states().stream())
                .sorted(Comparator.comparing((TokenState state) -> state.token().instance())
                        .thenComparing(state -> state.token().kind())
                        .thenComparing(state -> state.token().id()))
                .map(state -> {
                    Optional<Finding> finding =
                            Optional.ofNullable(findingOf.get(state.token().key()));
                    return new TokenHealth(
                            state.token(),
                            health(state, finding),
                            state.sync(),
                            input.works(state),
                            recoveries.getOrDefault(state.token().key(), TokenRecovery.NONE),
                            finding,
                            state.token().owner().filter(owners::isPersonal).isPresent(),
                            apple.of(state.token().key()),
                            finding.isPresent() ? Optional.empty() : unconfirmed(state));
                })
                .toList();
    }

    /** Two more syncs confirm or refute a failure, once a reading has seen them. */
    private Optional<Unconfirmed> unconfirmed(TokenState state) {
        TokenRecovery.State recovery =
                recoveries.getOrDefault(state.token().key(), TokenRecovery.NONE).state();
        if (recovery != TokenRecovery.State.FAILS && recovery != TokenRecovery.State.AWAITS_SYNC) {
            return Optional.empty();
        }
        Duration within = input.thresholds().missedSync();
        return input.openOrJustClosed(state.token().instance())
                .filter(episode ->
                        episode.open() && episode.kind() == state.token().kind())
                .filter(episode -> episode.tokens().isEmpty()
                        || episode.tokens().contains(state.token().key()))
                .map(Episode::beganSeenAt)
                .max(Comparator.naturalOrder())
                .filter(since -> since.plus(within).isAfter(input.now()))
                .map(since -> new Unconfirmed(since, within));
    }

    private Health health(TokenState state, Optional<Finding> finding) {
        Token token = state.token();
        if (finding.filter(found -> found.certainty() == Certainty.CERTAIN
                        && (found.sightings() > 0
                                || found.remedy() == Remedy.RECLAIM
                                || found.remedy() == Remedy.RELINK_SERVER))
                .isPresent()) {
            return Health.FAILING;
        }
        if (input.isExpired(token)) {
            return Health.EXPIRED;
        }
        if (finding.filter(found -> found.certainty() == Certainty.ONE_OF).isPresent()) {
            return Health.SUSPECT;
        }
        if (token.kind() == TokenKind.CONTENT
                && token.owner().filter(ownersAtRisk::contains).isPresent()) {
            return Health.AT_RISK;
        }
        if (finding.filter(found -> found.remedy() == Remedy.RENEW
                        && found.hints().contains(Hint.OWNER_ACCOUNT_OUT)
                        && found.cause() != Cause.TOKEN_EXPIRED)
                .isPresent()) {
            return Health.AT_RISK;
        }
        if (finding.filter(found -> found.remedy() == Remedy.RENEW).isPresent()) {
            return Health.EXPIRING;
        }
        if (input.inventoryOf(token.instance()).flatMap(input::blindSince).isPresent()) {
            return Health.UNKNOWN;
        }
        return input.works(state) ? Health.HEALTHY : Health.UNKNOWN;
    }
}
