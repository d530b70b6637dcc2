package dev.depwatch.assess;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.depwatch.apple.Organization;
import dev.depwatch.apple.Witnesses;
import dev.depwatch.assess.Candidates.Attribution;
import dev.depwatch.assess.Diagnosis.Advice;
import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.journal.Case;
import dev.depwatch.journal.ClosedCase;
import dev.depwatch.journal.Journal;
import dev.depwatch.logs.LogStatus;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Token;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Computes an {@link Assessment}; each question has a class of its own. Pure: the same input gives the same assessment
 * in any order, and the assessor keeps nothing between two calls.
 *
 * @param commanded silences beside those of the policy, asked for once an assessment; those that are over may be
 *     included
 */
public record Assessor(Policy policy, Supplier<List<Silence>> commanded) {
    private static final Comparator<Case> BY_SUBJECT =
            Comparator.comparing(Case::instance).thenComparing(Case::cause).thenComparing(Case::id);

    /** Nothing is silenced but by the policy. */
    public Assessor(Policy policy) {
        this(policy, List::of);
    }

    /**
     * What is concluded from these snapshots.
     *
     * @param apple what Apple's own API says of each organisation
     */
    public Assessment assess(
            Journal.Snapshot journal,
            List<LogStatus> logs,
            Map<Instance, InstanceInventory> inventory,
            List<Organization> apple,
            Instant now) {
        List<Silence> silences = Stream.concat(policy.silences().stream(), commanded.get().stream())
                .filter(silence -> now.isBefore(silence.until()))
                .toList();
        Thresholds thresholds = new Thresholds(policy.syncInterval());
        List<LogStatus> sortedLogs =
                logs.stream().sorted(Comparator.comparing(LogStatus::log)).toList();
        Witnesses witnesses =
                apple.isEmpty() ? Witnesses.NONE : new Witnesses(apple, InstanceInventory.tokens(inventory.values()));
        Map<Instance, List<LogStatus>> logsOf =
                sortedLogs.stream().collect(groupingBy(status -> status.log().instance()));
        Map<Instance, List<Case>> openOf =
                journal.open().stream().sorted(BY_SUBJECT).collect(groupingBy(Case::instance));
        Map<Instance, List<ClosedCase>> closedOf = journal.closed().stream()
                .sorted(Comparator.comparing(ClosedCase::closed, BY_SUBJECT))
                .collect(groupingBy(end -> end.closed().instance()));
        NavigableSet<Instant> begun =
                journal.open().stream().map(Case::firstLoggedAt).collect(Collectors.toCollection(TreeSet::new));
        Map<Instance, InstanceFacts> facts = new TreeMap<>();
        Stream.of(inventory, logsOf, openOf, closedOf)
                .flatMap(known -> known.keySet().stream())
                .distinct()
                .forEach(instance -> facts.put(
                        instance,
                        InstanceFacts.of(
                                instance,
                                logsOf.getOrDefault(instance, List.of()),
                                Optional.ofNullable(inventory.get(instance)),
                                openOf.getOrDefault(instance, List.of()),
                                closedOf.getOrDefault(instance, List.of()),
                                begun,
                                witnesses,
                                thresholds,
                                now)));
        // A case that was closed long ago makes no instance known.
        facts.values()
                .removeIf(one -> !one.isWatched() && one.episodes().findAny().isEmpty());
        return conclusion(new AssessmentInput(
                policy,
                silences,
                sortedLogs,
                inventory.values().stream()
                        .sorted(Comparator.comparing(InstanceInventory::instance))
                        .toList(),
                witnesses,
                facts,
                facts.values().stream().flatMap(one -> one.tokens().stream()).toList(),
                thresholds,
                now));
    }

    private static Assessment conclusion(AssessmentInput input) {
        List<Candidates> candidates = Candidates.ofEpisodes(input);
        List<ClosedCase> ended = new ArrayList<>();
        List<Candidates> ongoing = new ArrayList<>();
        candidates.stream()
                .filter(one -> one.episode().open())
                .forEach(one -> CaseEnd.of(one).ifPresentOrElse(ended::add, () -> ongoing.add(one)));

        List<Finding> findings = new Findings(input, advice(input, candidates, ongoing)).all();
        Set<Token.Key> failing = findings.stream()
                .filter(finding -> !finding.remedy().isRenewal())
                .flatMap(finding -> finding.tokens().stream())
                .map(Token::key)
                .collect(toUnmodifiableSet());
        return new Assessment(
                input.now(),
                input.inventories(),
                input.logs(),
                new HealthRules(input, candidates, findings).all(),
                findings,
                new MonitoringIssues(input, failing).all(),
                ongoing.stream().map(one -> one.episode().ofCase()).toList(),
                ended,
                Stream.concat(input.recentlyClosed(), ended.stream()).toList(),
                input.silences(),
                input.witnesses());
    }

    /**
     * An instance yields no advice before each of its logs is caught up or cannot be followed, and none while its tokens
     * are being read for the case.
     */
    private static List<Advice> advice(AssessmentInput input, List<Candidates> candidates, List<Candidates> ongoing) {
        List<Attribution> all =
                candidates.stream().flatMap(one -> one.attributions().stream()).toList();
        return new Diagnosis(input, new CommonCause(input, all), new TermsReports(input, all))
                .advice(ongoing.stream()
                        .filter(one -> one.facts().isHeard() && !one.facts().awaitsInventory(one.episode()))
                        .toList());
    }
}
