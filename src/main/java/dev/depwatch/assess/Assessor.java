package dev.depwatch.assess;

import dev.depwatch.apple.Organization;
import dev.depwatch.apple.Witnesses;
import dev.depwatch.assess.Attribution.Attributed;
import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.inventory.Reading.TokenState;
import dev.depwatch.journal.ClosedCase;
import dev.depwatch.journal.Journal;
import dev.depwatch.logs.LogStatus;
import dev.depwatch.text.TimeFormat;
import dev.depwatch.token.Instance;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
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

    /** What is concluded where Apple is not asked. */
    public Assessment assess(
            Journal.Snapshot cases, List<LogStatus> logs, Map<Instance, InstanceInventory> inventory, Instant now) {
        return assess(cases, logs, inventory, List.of(), now);
    }

    /**
     * What is concluded.
     *
     * @param apple what Apple's own API says of each organisation
     */
    public Assessment assess(
            Journal.Snapshot cases,
            List<LogStatus> logs,
            Map<Instance, InstanceInventory> inventory,
            List<Organization> apple,
            Instant now) {
        AssessmentInput input = new AssessmentInput(cases, logs, inventory, new Thresholds(policy.syncInterval()), now);
        Witnesses witnesses = apple.isEmpty()
                ? Witnesses.NONE
                : new Witnesses(apple, input.states().map(TokenState::token).toList());

        List<ClosedCase> ended = new ArrayList<>();
        List<Episode> ongoing = new ArrayList<>();
        AppleEvidence appleEvidence = new AppleEvidence(input, witnesses, new TimeFormat(policy.timeZone()));
        Attribution.Evidence evidence = new Attribution.Evidence(
                input, new SyncCorrelation(input), new Verdicts(input, appleEvidence), appleEvidence);
        Recovery recovery = new Recovery(evidence);
        input.open().forEach(episode -> recovery.of(episode).ifPresentOrElse(ended::add, () -> ongoing.add(episode)));

        List<Silence> silences = Stream.concat(policy.silences().stream(), commanded.get().stream())
                .filter(silence -> now.isBefore(silence.until()))
                .toList();
        AtRisk atRisk = new AtRisk(input);
        List<Finding> findings =
                Findings.of(input, new TokenDates(policy, input), appleEvidence, conclusions(ongoing, evidence))
                        .stream()
                        .map(appleEvidence::mark)
                        .map(atRisk::mark)
                        .map(policy.owners()::mark)
                        .toList();

        return new Assessment(
                now,
                List.copyOf(input.inventories()),
                input.logs(),
                new HealthRules(evidence, findings, policy.owners(), witnesses).all(),
                findings,
                Stream.concat(
                                new MonitoringIssues(input, apple, appleEvidence, silences).all().stream(),
                                appleEvidence
                                        .silentOwners(
                                                findings,
                                                token -> silences.stream()
                                                        .anyMatch(silence -> silence.covers(token.key())))
                                        .stream())
                        .toList(),
                ongoing.stream().map(Episode::found).toList(),
                ended,
                Stream.concat(input.recentlyClosed().stream(), ended.stream()).toList(),
                silences,
                witnesses);
    }

    /** An instance yields no conclusion before all its logs are caught up. */
    private static List<Conclusion> conclusions(List<Episode> ongoing, Attribution.Evidence evidence) {
        AssessmentInput input = evidence.input();
        List<Attributed> cases = input.openOrJustClosed()
                .map(episode -> Attributed.of(episode, evidence))
                .toList();
        Diagnosis diagnosis = new Diagnosis(
                input, new CommonCause(input, cases), new NetworkEvidence(input), new TermsEvidence(input, cases));
        Set<Episode> concluded = ongoing.stream()
                .filter(episode -> input.isCaughtUp(episode.instance()) && !input.awaitsInventory(episode))
                .collect(Collectors.toSet());
        return Agreement.among(
                cases.stream().filter(one -> concluded.contains(one.episode())).toList(), evidence, diagnosis);
    }
}
