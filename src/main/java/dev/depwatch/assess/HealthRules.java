package dev.depwatch.assess;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.depwatch.assess.Finding.Certainty;
import dev.depwatch.assess.Finding.Hint;
import dev.depwatch.assess.TokenHealth.Health;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Instance;
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
    private final Map<Instance, List<Candidates>> cases;
    private final Map<Token.Key, Finding> findingOf = new HashMap<>();

    HealthRules(AssessmentInput input, List<Candidates> cases, List<Finding> findings) {
        this.input = input;
        this.cases = cases.stream().collect(groupingBy(one -> one.episode().instance()));
        this.ownersAtRisk = findings.stream()
                .filter(Finding::endangersContentTokens)
                .flatMap(finding -> finding.account().stream())
                .collect(toUnmodifiableSet());
        findings.forEach(finding -> finding.tokens().forEach(token -> findingOf.putIfAbsent(token.key(), finding)));
    }

    List<TokenHealth> all() {
        return input.tokens().stream()
                .sorted(Comparator.comparing(TokenTimeline::key))
                .map(token -> {
                    Optional<Finding> finding = Optional.ofNullable(findingOf.get(token.key()));
                    TokenRecovery recovery = TokenRecovery.of(
                            token, input, cases.getOrDefault(token.token().instance(), List.of()));
                    return new TokenHealth(
                            token.token(),
                            health(token, finding),
                            token.sync(),
                            token.works(),
                            recovery,
                            finding,
                            token.token().owner().stream()
                                    .anyMatch(input.policy().owners()::isPersonal),
                            input.witnesses().of(token.key()),
                            finding.isPresent() ? Optional.empty() : confirmedWithin(token, recovery.state()));
                })
                .toList();
    }

    /** Two more syncs confirm or refute a failure, once a reading has seen them. */
    private Optional<Duration> confirmedWithin(TokenTimeline token, TokenRecovery.State recovery) {
        if (recovery != TokenRecovery.State.FAILS && recovery != TokenRecovery.State.AWAITS_SYNC) {
            return Optional.empty();
        }
        Duration within = input.thresholds().missedSync();
        return input.factsOf(token.token().instance())
                .open()
                .filter(episode -> episode.kind() == token.kind())
                .filter(episode ->
                        episode.tokens().isEmpty() || episode.tokens().contains(token.key()))
                .map(Episode::beganSeenAt)
                .max(Comparator.naturalOrder())
                .filter(since -> since.plus(within).isAfter(input.now()))
                .map(since -> within);
    }

    private Health health(TokenTimeline token, Optional<Finding> finding) {
        if (finding.map(HealthRules::isFailure).orElse(false)) {
            return Health.FAILING;
        }
        if (token.isExpired()) {
            return Health.EXPIRED;
        }
        if (finding.map(found -> found.certainty() == Certainty.ONE_OF).orElse(false)) {
            return Health.SUSPECT;
        }
        if (isContentAtRisk(token.token())
                || finding.map(HealthRules::isOwnerOut).orElse(false)) {
            return Health.AT_RISK;
        }
        if (finding.map(found -> found.remedy().isRenewal()).orElse(false)) {
            return Health.EXPIRING;
        }
        if (token.kind().isCertificate()) {
            boolean hasChangedTopic = token.kind() == TokenKind.PUSH
                    && new Certificates(input).topicChanged(token).isPresent();
            return token.token().expiry().isPresent() && !hasChangedTopic ? Health.HEALTHY : Health.UNKNOWN;
        }
        return token.works() ? Health.HEALTHY : Health.UNKNOWN;
    }

    /** Whether it is certain that the token fails. */
    private static boolean isFailure(Finding finding) {
        return finding.certainty() == Certainty.CERTAIN
                && (finding.sightings() > 0
                        || finding.cause() == Cause.SYNC_FAILED
                        || finding.remedy() == Remedy.RECLAIM
                        || finding.remedy() == Remedy.RELINK_SERVER
                        || finding.says(Hint.CERTIFICATE_IS_OVER));
    }

    private boolean isContentAtRisk(Token token) {
        return token.kind() == TokenKind.CONTENT
                && token.owner().filter(ownersAtRisk::contains).isPresent();
    }

    private static boolean isOwnerOut(Finding finding) {
        return finding.remedy().isRenewal() && finding.cause() == Cause.FORBIDDEN;
    }
}
