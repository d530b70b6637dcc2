package dev.depwatch.assess;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import dev.depwatch.apple.Witnesses;
import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.journal.Case;
import dev.depwatch.journal.ClosedCase;
import dev.depwatch.logs.LogStatus;
import dev.depwatch.text.TimeFormat;
import dev.depwatch.token.Instance;
import dev.depwatch.token.TokenKind;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The input of one assessment, in an order that does not depend on the caller's.
 *
 * @param silences those in force
 * @param witnesses what Apple's own API says, and of which token
 * @param facts by instance: of every one with a log, tokens or a case
 * @param tokens every token of every instance, as it was last read
 */
record AssessmentInput(
        Policy policy,
        List<Silence> silences,
        List<LogStatus> logs,
        List<InstanceInventory> inventories,
        Witnesses witnesses,
        Map<Instance, InstanceFacts> facts,
        List<TokenTimeline> tokens,
        Thresholds thresholds,
        Instant now) {
    /** For the times in sentences. */
    TimeFormat times() {
        return new TimeFormat(policy.timeZone());
    }

    /** Those that one issue of an instance reports. A silenced one has its own, which the silence alone hides. */
    Stream<List<TokenTimeline>> reportedTogether(Stream<TokenTimeline> found) {
        Map<Object, List<TokenTimeline>> together = found.collect(groupingBy(
                token -> silences.stream().anyMatch(silence -> silence.covers(token.key()))
                        ? token.key()
                        : token.key().instance(),
                LinkedHashMap::new,
                toList()));
        return together.values().stream();
    }

    Collection<InstanceFacts> instances() {
        return facts.values();
    }

    /** Those closed within the last hour. */
    Stream<ClosedCase> recentlyClosed() {
        return instances().stream()
                .flatMap(facts -> facts.closed().stream())
                .filter(end -> !end.closedAt().isBefore(now.minus(Case.REOPENS_WITHIN)));
    }

    InstanceFacts factsOf(Instance instance) {
        return Optional.ofNullable(facts.get(instance)).orElseThrow();
    }

    InstanceFacts factsOf(TokenTimeline token) {
        return factsOf(token.key().instance());
    }

    /** {@link Thresholds#lasts} until now. */
    boolean lasts(Instant since) {
        return thresholds.lasts(since, now);
    }

    /** {@link Thresholds#lastsLong} until now. */
    boolean lastsLong(Instant since) {
        return thresholds.lastsLong(since, now);
    }

    Stream<TokenTimeline> enrollmentTokens() {
        return tokens.stream().filter(token -> token.kind() == TokenKind.ADE);
    }
}
