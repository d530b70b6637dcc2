package dev.depwatch.assess;

import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.depwatch.apple.Organization;
import dev.depwatch.assess.Candidates.Attribution;
import dev.depwatch.assess.Diagnosis.Advice;
import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.journal.ClosedCase;
import dev.depwatch.journal.Journal;
import dev.depwatch.logs.LogStatus;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Token;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Computes an {@link Assessment}; each question has a class of its own. Pure: the same input gives the same assessment
 * in any order, and the assessor keeps nothing between two calls.
 */
public final class Assessor {
    private final Policy policy;
    private final Supplier<List<Silence>> commanded;

    /** Nothing is silenced but by the policy. */
    public Assessor(Policy policy) {
        this(policy, List::of);
    }

    /**
     * @param commanded silences beside those of the policy, asked for once an assessment; those that are over may be
     *     included
     */
    public Assessor(Policy policy, Supplier<List<Silence>> commanded) {
        this.policy = policy;
        this.commanded = commanded;
    }

    /**
     * What is concluded.
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
        // By instance, its facts, with its cases as episodes.
        AssessmentInput input = AssessmentInput.of(policy, silences, journal, logs, inventory, apple, now);
        List<Candidates> candidates = Candidates.ofEpisodes(input);
        List<ClosedCase> ended = new ArrayList<>();
        List<Candidates> ongoing = new ArrayList<>();
        candidates.stream()
                .filter(one -> one.episode().open())
                .forEach(one -> Recovery.of(one).ifPresentOrElse(ended::add, () -> ongoing.add(one)));

        List<Finding> findings = Findings.of(input, advice(input, candidates, ongoing));
        Set<Token.Key> failing = findings.stream()
                .filter(finding -> !finding.remedy().isRenewal())
                .flatMap(finding -> finding.tokens().stream())
                .map(Token::key)
                .collect(toUnmodifiableSet());
        return new Assessment(
                now,
                input.inventories(),
                input.logs(),
                new HealthRules(input, candidates, findings).all(),
                findings,
                new MonitoringIssues(input, failing).all(),
                ongoing.stream().map(one -> one.episode().ofCase()).toList(),
                ended,
                Stream.concat(input.recentlyClosed(), ended.stream()).toList(),
                silences,
                input.witnesses(),
                input.thresholds().patience());
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
                        .filter(one -> one.facts().isCaughtUp() && !one.facts().awaitsInventory(one.episode()))
                        .toList());
    }
}
