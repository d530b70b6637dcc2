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
 * Facts in, conclusions out: each question in a class of its own. Pure: the same facts
 * give the same assessment, in whatever order they come, and nothing is remembered from one to the next.
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
        List<Episode> going = new ArrayList<>();
        Verdicts verdicts = new Verdicts(input);
        Attribution.Evidence evidence = new Attribution.Evidence(input, new SyncCorrelation(input), verdicts);
        Recovery recovery = new Recovery(evidence);
        input.open().forEach(episode -> recovery.of(episode).ifPresentOrElse(ended::add, () -> going.add(episode)));

        List<Silence> silences = Stream.concat(policy.silences().stream(), commanded.get().stream())
                .filter(silence -> now.isBefore(silence.until()))
                .toList();
        AtRisk atRisk = new AtRisk(input);
        List<Finding> findings =
                Findings.of(input, new TokenDates(policy, input), conclusions(going, evidence)).stream()
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
                going.stream().map(Episode::found).toList(),
                ended,
                Stream.concat(input.recentlyClosed().stream(), ended.stream()).toList(),
                silences);
    }

    /** No conclusion comes from an instance before all its logs are caught up. */
    private static List<Conclusion> conclusions(List<Episode> going, Attribution.Evidence evidence) {
        AssessmentInput input = evidence.input();
        Diagnosis diagnosis = new Diagnosis(
                evidence, new CommonCause(evidence), new NetworkEvidence(input), new TermsEvidence(evidence));
        return Agreement.among(
                going.stream()
                        .filter(episode -> input.isCaughtUp(episode.instance()) && !input.awaitsInventory(episode))
                        .toList(),
                evidence,
                diagnosis);
    }
}
