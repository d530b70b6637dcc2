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
        Facts facts = new Facts(cases, logs, inventory, new Timing(policy.syncInterval()), now);

        List<ClosedCase> ended = new ArrayList<>();
        List<Run> going = new ArrayList<>();
        Verdicts verdicts = new Verdicts(facts);
        Attribution.Evidence evidence = new Attribution.Evidence(facts, new SyncEvidence(facts), verdicts);
        Ending ending = new Ending(evidence);
        facts.open().forEach(run -> ending.of(run).ifPresentOrElse(ended::add, () -> going.add(run)));

        List<Silence> silences = Stream.concat(policy.silences().stream(), commanded.get().stream())
                .filter(silence -> now.isBefore(silence.until()))
                .toList();
        AtRisk atRisk = new AtRisk(facts);
        List<Finding> findings = Findings.of(facts, new Expiring(policy, facts), conclusions(going, evidence)).stream()
                .map(atRisk::mark)
                .map(policy.owners()::mark)
                .toList();

        return new Assessment(
                now,
                List.copyOf(facts.inventories()),
                facts.logs(),
                new Healths(evidence, findings, policy.owners()).all(),
                findings,
                new Troubles(facts, silences).all(),
                going.stream().map(Run::found).toList(),
                ended,
                Stream.concat(facts.recentlyClosed().stream(), ended.stream()).toList(),
                silences);
    }

    /** No conclusion comes from an instance before all its logs are caught up. */
    private static List<Conclusion> conclusions(List<Run> going, Attribution.Evidence evidence) {
        Facts facts = evidence.facts();
        Diagnosis diagnosis = new Diagnosis(
                evidence, new Together(evidence), new NetworkEvidence(facts), new UnsignedTerms(evidence));
        return Agreement.among(
                going.stream()
                        .filter(run -> facts.isCaughtUp(run.instance()) && !facts.awaitsInventory(run))
                        .toList(),
                evidence,
                diagnosis);
    }
}
