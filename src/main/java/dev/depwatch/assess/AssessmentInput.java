package dev.depwatch.assess;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.depwatch.apple.Organization;
import dev.depwatch.apple.Witnesses;
import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.journal.Case;
import dev.depwatch.journal.ClosedCase;
import dev.depwatch.journal.Journal;
import dev.depwatch.logs.LogStatus;
import dev.depwatch.text.TimeFormat;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The input of one assessment, in an order that does not depend on the caller's.
 *
 * @param silences those in force
 * @param closed the closed cases that the journal still has
 * @param recentlyClosed those closed within the last hour
 * @param witnesses what Apple's own API says, and of which token
 * @param facts by instance: of every one with a log, tokens or a case
 * @param tokens every token of every instance, as it was last read
 */
record AssessmentInput(
        Policy policy,
        List<Silence> silences,
        List<LogStatus> logs,
        List<InstanceInventory> inventories,
        List<ClosedCase> closed,
        List<ClosedCase> recentlyClosed,
        Witnesses witnesses,
        Map<Instance, InstanceFacts> facts,
        List<TokenTimeline> tokens,
        Thresholds thresholds,
        Instant now) {
    private static final Comparator<Case> BY_SUBJECT =
            Comparator.comparing(Case::instance).thenComparing(Case::cause).thenComparing(Case::id);

    static AssessmentInput of(
            Policy policy,
            List<Silence> silences,
            Journal.Snapshot cases,
            List<LogStatus> logs,
            Map<Instance, InstanceInventory> inventories,
            List<Organization> apple,
            Instant now) {
        Thresholds thresholds = new Thresholds(policy.syncInterval());
        List<LogStatus> sortedLogs =
                logs.stream().sorted(Comparator.comparing(LogStatus::log)).toList();
        List<ClosedCase> recentlyClosed = cases.closed().stream()
                .filter(end -> !end.closedAt().plus(Journal.REOPENS_WITHIN).isBefore(now))
                .sorted(Comparator.comparing(ClosedCase::closed, BY_SUBJECT))
                .toList();
        Witnesses witnesses =
                apple.isEmpty() ? Witnesses.NONE : new Witnesses(apple, InstanceInventory.tokens(inventories.values()));
        Map<Instance, List<LogStatus>> logsOf =
                sortedLogs.stream().collect(groupingBy(status -> status.log().instance()));
        Map<Instance, List<Case>> openOf =
                cases.open().stream().sorted(BY_SUBJECT).collect(groupingBy(Case::instance));
        Map<Instance, List<ClosedCase>> closedOf =
                recentlyClosed.stream().collect(groupingBy(end -> end.closed().instance()));
        Map<Instance, InstanceFacts> facts = new TreeMap<>();
        Stream.of(inventories, logsOf, openOf, closedOf)
                .flatMap(known -> known.keySet().stream())
                .distinct()
                .forEach(instance -> facts.put(
                        instance,
                        InstanceFacts.of(
                                instance,
                                logsOf.getOrDefault(instance, List.of()),
                                Optional.ofNullable(inventories.get(instance)),
                                openOf.getOrDefault(instance, List.of()),
                                closedOf.getOrDefault(instance, List.of()),
                                witnesses,
                                thresholds,
                                now)));
        return new AssessmentInput(
                policy,
                silences,
                sortedLogs,
                inventories.values().stream()
                        .sorted(Comparator.comparing(InstanceInventory::instance))
                        .toList(),
                cases.closed(),
                recentlyClosed,
                witnesses,
                facts,
                facts.values().stream().flatMap(one -> one.tokens().stream()).toList(),
                thresholds,
                now);
    }

    /** For the times in sentences. */
    TimeFormat times() {
        return new TimeFormat(policy.timeZone());
    }

    boolean isSilenced(Token token) {
        return silences.stream().anyMatch(silence -> silence.covers(token.key()));
    }

    Collection<InstanceFacts> instances() {
        return facts.values();
    }

    InstanceFacts factsOf(Instance instance) {
        return Optional.ofNullable(facts.get(instance)).orElseThrow();
    }

    Stream<TokenTimeline> enrollmentTokens() {
        return tokens.stream().filter(token -> token.kind() == TokenKind.ADE);
    }

    Set<AppleId> contentOwners() {
        return tokens.stream()
                .filter(token -> token.kind() == TokenKind.CONTENT)
                .flatMap(token -> token.token().owner().stream())
                .collect(toUnmodifiableSet());
    }

    /** Open and recently closed episodes of all instances. */
    Stream<Episode> episodes() {
        return facts.values().stream().flatMap(one -> one.episodes().stream());
    }

    /** Whether Apple lists the token's server, by its id, as inactive or deleted. */
    boolean isGone(Token token) {
        return witnesses.organizations().stream()
                .flatMap(organization -> organization.servers().stream())
                .anyMatch(server -> server.isOf(token) && server.status().isGone());
    }
}
