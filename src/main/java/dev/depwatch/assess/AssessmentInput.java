package dev.depwatch.assess;

import static java.util.stream.Collectors.groupingBy;

import dev.depwatch.apple.Organization;
import dev.depwatch.apple.Witnesses;
import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.inventory.Reading.TokenState;
import dev.depwatch.journal.Case;
import dev.depwatch.journal.ClosedCase;
import dev.depwatch.journal.Journal;
import dev.depwatch.logs.LogStatus;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The input of one assessment, by instance, in an order that does not depend on the caller's. */
final class AssessmentInput {
    private static final Comparator<Case> BY_SUBJECT =
            Comparator.comparing(Case::instance).thenComparing(Case::cause).thenComparing(Case::id);

    private final Instant now;
    private final Thresholds thresholds;
    private final List<LogStatus> logs;
    private final List<InstanceInventory> inventories;
    private final List<ClosedCase> closed;
    private final List<ClosedCase> recentlyClosed;
    private final Witnesses witnesses;
    private final Map<Instance, InstanceFacts> instances = new LinkedHashMap<>();
    private final List<TokenTimeline> tokens;

    AssessmentInput(
            Journal.Snapshot cases,
            List<LogStatus> logs,
            Map<Instance, InstanceInventory> inventories,
            List<Organization> apple,
            Thresholds thresholds,
            Instant now) {
        this.now = now;
        this.thresholds = thresholds;
        this.logs = logs.stream().sorted(Comparator.comparing(LogStatus::log)).toList();
        this.inventories = inventories.values().stream()
                .sorted(Comparator.comparing(InstanceInventory::instance))
                .toList();
        this.closed = cases.recentlyClosed();
        this.recentlyClosed = closed.stream()
                .filter(end -> !end.closedAt().plus(Journal.REOPENS_WITHIN).isBefore(now))
                .sorted(Comparator.comparing(ClosedCase::closed, BY_SUBJECT))
                .toList();
        this.witnesses = apple.isEmpty()
                ? Witnesses.NONE
                : new Witnesses(
                        apple,
                        inventories.values().stream()
                                .flatMap(inventory -> inventory.states().stream())
                                .map(TokenState::token)
                                .toList());
        Map<Instance, List<LogStatus>> logsOf =
                this.logs.stream().collect(groupingBy(status -> status.log().instance()));
        Map<Instance, List<Case>> openOf =
                cases.open().stream().sorted(BY_SUBJECT).collect(groupingBy(Case::instance));
        Map<Instance, List<ClosedCase>> closedOf =
                recentlyClosed.stream().collect(groupingBy(end -> end.closed().instance()));
        Set<Instance> all = new TreeSet<>(inventories.keySet());
        all.addAll(logsOf.keySet());
        all.addAll(openOf.keySet());
        all.addAll(closedOf.keySet());
        for (Instance instance : all) {
            instances.put(
                    instance,
                    new InstanceFacts(
                            instance,
                            logsOf.getOrDefault(instance, List.of()),
                            Optional.ofNullable(inventories.get(instance)),
                            openOf.getOrDefault(instance, List.of()),
                            closedOf.getOrDefault(instance, List.of()),
                            witnesses,
                            thresholds,
                            now));
        }
        this.tokens = instances.values().stream()
                .flatMap(facts -> facts.tokens().stream())
                .toList();
    }

    Instant now() {
        return now;
    }

    Thresholds thresholds() {
        return thresholds;
    }

    List<LogStatus> logs() {
        return logs;
    }

    /** What Apple's own API says, and of which token. */
    Witnesses witnesses() {
        return witnesses;
    }

    /** Every instance with a log, tokens or a case. */
    Collection<InstanceFacts> instances() {
        return instances.values();
    }

    InstanceFacts of(Instance instance) {
        return Optional.ofNullable(instances.get(instance)).orElseThrow();
    }

    List<InstanceInventory> inventories() {
        return inventories;
    }

    /** Every token of every instance, as it was last read. */
    List<TokenTimeline> tokens() {
        return tokens;
    }

    Stream<TokenTimeline> enrollmentTokens() {
        return tokens.stream().filter(token -> token.kind() == TokenKind.ADE);
    }

    /** Open and recently closed episodes of all instances. */
    Stream<Episode> episodes() {
        return instances.values().stream().flatMap(facts -> facts.episodes().stream());
    }

    /** The closed cases that the journal still has. */
    List<ClosedCase> closed() {
        return closed;
    }

    /** Those that can reopen. */
    List<ClosedCase> recentlyClosed() {
        return recentlyClosed;
    }

    /** The enrolment tokens whose newest sync went well, and after that moment: they show what has not failed. */
    Stream<TokenTimeline> workingSince(Instant moment) {
        return enrollmentTokens()
                .filter(token ->
                        token.lastGoodWhileWorking().filter(moment::isBefore).isPresent());
    }

    /** Whether Apple lists the token's server, by its id, as inactive or deleted. */
    boolean isGone(Token token) {
        return witnesses.organizations().stream()
                .flatMap(organization -> organization.servers().stream())
                .anyMatch(server -> server.isOf(token) && server.status().isGone());
    }
}
