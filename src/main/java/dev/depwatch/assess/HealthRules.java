package dev.depwatch.assess;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.depwatch.assess.Finding.Certainty;
import dev.depwatch.assess.Finding.Hint;
import dev.depwatch.assess.TokenHealth.Health;
import dev.depwatch.assess.TokenHealth.Recovery;
import dev.depwatch.assess.TokenHealth.Recovery.State;
import dev.depwatch.inventory.InstanceInventory.Replaced;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Remedy;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The health of every known token: the first value in the order of {@link Health} that applies, and what it has done since
 * it failed.
 */
final class HealthRules {
    private static final Comparator<Recovery> BY_STATE = Comparator.comparing(Recovery::state);

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
                .map(this::of)
                .toList();
    }

    private TokenHealth of(TokenTimeline token) {
        Optional<Finding> finding = Optional.ofNullable(findingOf.get(token.key()));
        Recovery recovery = recovery(token);
        return new TokenHealth(
                token.token(),
                health(token, finding),
                token.sync(),
                token.works(input.now()),
                recovery,
                finding,
                token.token().owner().stream().anyMatch(input.policy().owners()::isPersonal),
                input.witnesses().of(token.key()),
                finding.isPresent() ? Optional.empty() : confirmedWithin(token, recovery.state()));
    }

    /** Two more syncs confirm or refute a failure, once a reading has seen them. */
    private Optional<Duration> confirmedWithin(TokenTimeline token, State recovery) {
        if (recovery != State.FAILS && recovery != State.AWAITS_SYNC) {
            return Optional.empty();
        }
        Duration within = input.thresholds().missedSync();
        return input.factsOf(token).open().stream()
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
        // The owner's other tokens fail, or the owner's account is out.
        if ((token.kind() == TokenKind.CONTENT
                        && token.token().owner().filter(ownersAtRisk::contains).isPresent())
                || finding.stream().anyMatch(found -> found.remedy().isRenewal() && found.cause() == Cause.FORBIDDEN)) {
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
        return token.works(input.now()) ? Health.HEALTHY : Health.UNKNOWN;
    }

    /** Whether it is certain that the token fails. */
    private static boolean isFailure(Finding finding) {
        return finding.certainty() == Certainty.CERTAIN
                && !Findings.isInUse(finding.remedy(), finding.kind())
                && (finding.sightings() > 0
                        || finding.cause() == Cause.SYNC_FAILED
                        || finding.remedy() == Remedy.RECLAIM
                        || finding.remedy() == Remedy.RELINK_SERVER
                        || finding.says(Hint.CERTIFICATE_IS_OVER));
    }

    // What it has done since it failed

    private Recovery recovery(TokenTimeline token) {
        List<Candidate> failed = casesOf(token)
                .filter(one -> one.facts().isHeard())
                .flatMap(one -> one.ofKind().stream())
                .filter(candidate -> candidate.timeline() == token && candidate.canBeAbout())
                .toList();
        // What hides refusals says nothing about a token that failed for another reason.
        Optional<Recovery> byCases = Candidates.orAll(
                        failed, one -> !one.episode().cause().hidesRefusals())
                .stream()
                .map(one -> new Recovery(state(one), one.replacement().map(Replaced::at)))
                .min(BY_STATE);
        Optional<Recovery> renewed = withoutCase(token);
        // A case that began after the renewal knows nothing of it.
        return Stream.concat(byCases.stream(), renewed.stream())
                .min(BY_STATE)
                .map(first -> new Recovery(
                        first.state(),
                        byCases.flatMap(Recovery::renewedAt).or(() -> renewed.flatMap(Recovery::renewedAt))))
                .orElse(Recovery.NONE);
    }

    /** The open and recently closed ones of its instance. */
    private Stream<Candidates> casesOf(TokenTimeline token) {
        return cases.getOrDefault(token.token().instance(), List.of()).stream();
    }

    /**
     * For a token whose date was over, or whose server Apple reported as deleted, when it was replaced: that needs no
     * case. A second renewal proves no more.
     */
    private Optional<Recovery> withoutCase(TokenTimeline token) {
        return token.renewedAt()
                .filter(at -> token.replacements().stream()
                        .anyMatch(replaced -> TokenTimeline.hasPassed(replaced.former(), replaced.at())
                                || input.witnesses().isGone(replaced.former())))
                .map(at -> new Recovery(
                        token.lastProof().isEmpty()
                                ? withoutGoodSync(Optional.of(at))
                                : failsOtherwise(token) ? State.SETTLES : State.PROVEN,
                        Optional.of(at)));
    }

    private State withoutGoodSync(Optional<Instant> renewedAt) {
        return renewedAt.stream().anyMatch(input::lastsLong) ? State.NOT_PROVEN : State.AWAITS_FIRST_SYNC;
    }

    private State state(Candidate candidate) {
        Episode episode = candidate.episode();
        TokenTimeline token = candidate.timeline();
        return switch (candidate.verdict()) {
            case STANDS, FLAPS -> episode.open() ? State.FAILS : State.NONE;
            case AWAITS_SYNC -> episode.open() ? State.AWAITS_SYNC : State.NONE;
            case RENEWED, SYNCED -> {
                if (!candidate.hasSyncedWell()) {
                    yield withoutGoodSync(candidate.replacement().map(Replaced::at));
                }
                Instant settled =
                        candidate.lastFailure().plus(input.thresholds().threeSyncs());
                // A token with alternating syncs may fail again: it has settled when its case is over.
                boolean isSettled = !settled.isAfter(input.now())
                        && candidate.facts().isReadSinceLast(episode)
                        && !failsOtherwise(token)
                        && !(episode.open() && token.syncs().hasFlapped());
                yield isSettled ? State.PROVEN : State.SETTLES;
            }
        };
    }

    /**
     * Whether its newest sync failed, for any cause: by Jamf Pro's word, or by a record that can be about it and is newer
     * than its last good sync, until a reading shows that it is about another token.
     */
    private boolean failsOtherwise(TokenTimeline token) {
        return token.failsNow()
                || casesOf(token)
                        .filter(one -> one.episode().open()
                                && one.ofKind().stream().anyMatch(candidate -> candidate.timeline() == token))
                        .filter(one -> token.lastProof().stream()
                                .anyMatch(one.episode().lastLogged()::isAfter))
                        .anyMatch(one -> !one.facts().isReadSinceLast(one.episode())
                                || !token.isKnownGood()
                                || one.notExcluded().stream().allMatch(candidate -> candidate.timeline() == token));
    }
}
