package dev.depwatch.assess;

import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.journal.ClosedCase;
import dev.depwatch.journal.Journal;
import dev.depwatch.logs.LogStatus;
import dev.depwatch.token.Instance;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

    public Assessment assess(
            Journal.Snapshot cases, List<LogStatus> logs, Map<Instance, InstanceInventory> inventory, Instant now) {
        AssessmentInput input = new AssessmentInput(cases, logs, inventory, new Thresholds(policy.syncInterval()), now);

        List<ClosedCase> ended = new ArrayList<>();
        List<Episode> ongoing = new ArrayList<>();
        Verdicts verdicts = new Verdicts(input);
        Attribution.Evidence evidence = new Attribution.Evidence(input, new SyncCorrelation(input), verdicts);
        Recovery recovery = new Recovery(evidence);
        input.open().forEach(episode -> recovery.of(episode).ifPresentOrElse(ended::add, () -> ongoing.add(episode)));

        List<Silence> silences = Stream.concat(policy.silences().stream(), commanded.get().stream())
                .filter(silence -> now.isBefore(silence.until()))
                .toList();
        AtRisk atRisk = new AtRisk(input);
        List<Finding> findings =
                Findings.of(input, new TokenDates(policy, input), conclusions(ongoing, evidence)).stream()
                        .map(atRisk::mark)
                        .map(policy.owners()::mark)
                        .toList();

        return new Assessment(
                now,
                List.copyOf(input.inventories()),
                input.logs(),
                new HealthRules(evidence, findings, policy.owners()).all(),
                findings,
                new MonitoringIssues(input, silences).all(),
                ongoing.stream().map(Episode::found).toList(),
                ended,
                Stream.concat(input.recentlyClosed().stream(), ended.stream()).toList(),
                silences);
    }

    /** An instance yields no conclusion before all its logs are caught up. */
    private static List<Conclusion> conclusions(List<Episode> ongoing, Attribution.Evidence evidence) {
        AssessmentInput input = evidence.input();
        Diagnosis diagnosis = new Diagnosis(
                evidence, new CommonCause(evidence), new NetworkEvidence(input), new TermsEvidence(evidence));
        return Agreement.among(
                ongoing.stream()
                        .filter(episode -> input.isCaughtUp(episode.instance()) && !input.awaitsInventory(episode))
                        .toList(),
                evidence,
                diagnosis);
    }
}
