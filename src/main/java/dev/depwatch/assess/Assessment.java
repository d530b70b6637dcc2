package dev.depwatch.assess;

import dev.depwatch.assess.Finding.Certainty;
import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.inventory.InstanceInventory.Source;
import dev.depwatch.journal.Case;
import dev.depwatch.journal.ClosedCase;
import dev.depwatch.logs.LogStatus;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Token;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Everything that is concluded at one moment. What is right of it (metrics, page, alerts) reads the newest one and
 * nothing else, so that all of it is consistent.
 *
 * @param tokens every known token, with its health
 * @param findings what a person should know or do; nothing is in here before its opening rule is met
 * @param issues what keeps depwatch itself from seeing
 * @param cases the open cases, whether or not they have become a finding yet
 * @param ended cases that this assessment found to be over, to be closed in the journal
 * @param recentlyEnded cases closed within the last hour, {@code ended} included, so that a receiver can say how an alert
 *     ended
 * @param silences those in force; all else here is as it is without them
 */
public record Assessment(
        Instant at,
        List<InstanceInventory> instances,
        List<LogStatus> logs,
        List<TokenHealth> tokens,
        List<Finding> findings,
        List<MonitoringIssue> issues,
        List<Case> cases,
        List<ClosedCase> ended,
        List<ClosedCase> recentlyEnded,
        List<Silence> silences) {
    public Assessment {
        instances = List.copyOf(instances);
        logs = List.copyOf(logs);
        tokens = List.copyOf(tokens);
        findings = List.copyOf(findings);
        issues = List.copyOf(issues);
        cases = List.copyOf(cases);
        ended = List.copyOf(ended);
        recentlyEnded = List.copyOf(recentlyEnded);
        silences = List.copyOf(silences);
    }

    /**
     * The instances of which not all is heard yet: one of its logs is still being caught up, or its tokens were not read, as
     * after a start. What is missing here of them may be there all the same, and an alert about it has not ended.
     */
    public Set<Instance> unheard() {
        return Stream.concat(
                        logs.stream()
                                .filter(log -> !isHeard(log))
                                .map(log -> log.log().instance()),
                        instances.stream()
                                .filter(inventory -> inventory.source() != Source.NONE && !inventory.isHeard())
                                .map(InstanceInventory::instance))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The silence of this token; empty if there is none. Of several, the one that lasts longest. */
    public Optional<Silence> silenced(Token.Key token) {
        return silenced(silence -> silence.covers(token));
    }

    /**
     * The silence of this finding. One of several tokens is reported as long as one of them is not silenced: to leave the
     * silenced ones out would accuse the others.
     */
    public Optional<Silence> silenced(Finding finding) {
        if (finding.tokens().isEmpty()) {
            return silenced(silence -> silence.coversAll(finding.instance(), finding.kind()));
        }
        return finding.tokens().stream().allMatch(token -> silenced(token.key()).isPresent())
                ? finding.tokens().stream()
                        .flatMap(token -> silenced(token.key()).stream())
                        .min(Comparator.comparing(Silence::until))
                : Optional.empty();
    }

    public Optional<Silence> silenced(MonitoringIssue issue) {
        return silenced(silence -> silence.coversAll(issue.instance()));
    }

    private Optional<Silence> silenced(Predicate<Silence> covers) {
        return silences.stream().filter(covers).max(Comparator.comparing(Silence::until));
    }

    /** Without the tokens, findings and troubles that are silenced. */
    public Assessment toNotify() {
        if (silences.isEmpty()) {
            return this;
        }
        return new Assessment(
                at,
                instances,
                logs,
                tokens.stream()
                        .filter(health -> silenced(health.token().key()).isEmpty())
                        .toList(),
                findings.stream()
                        .filter(finding -> silenced(finding).isEmpty())
                        .map(this::toNotify)
                        .toList(),
                issues.stream().filter(issue -> silenced(issue).isEmpty()).toList(),
                cases,
                ended,
                recentlyEnded,
                silences);
    }

    private Finding toNotify(Finding finding) {
        return finding.certainty() == Certainty.CERTAIN
                ? finding.with(finding.tokens().stream()
                        .filter(token -> silenced(token.key()).isEmpty())
                        .toList())
                : finding;
    }

    /** The same with other instances. */
    public Assessment withInstances(List<InstanceInventory> others) {
        return new Assessment(at, others, logs, tokens, findings, issues, cases, ended, recentlyEnded, silences);
    }

    /** The same with other tokens. */
    public Assessment withTokens(List<TokenHealth> others) {
        return new Assessment(at, instances, logs, others, findings, issues, cases, ended, recentlyEnded, silences);
    }

    /** This assessment, where only some of what it found to be over could be closed: the others were seen again. */
    Assessment withEnded(List<ClosedCase> closed) {
        List<ClosedCase> goingOn = new ArrayList<>(ended);
        goingOn.removeAll(closed);
        List<ClosedCase> recent = new ArrayList<>(recentlyEnded);
        recent.removeAll(goingOn);
        List<Case> open = new ArrayList<>(cases);
        goingOn.forEach(end -> open.add(end.closed()));
        return new Assessment(at, instances, logs, tokens, findings, issues, open, closed, recent, silences);
    }

    /** A log that cannot be followed has nothing more to say now; its trouble is told. */
    static boolean isHeard(LogStatus log) {
        return log.caughtUp() || log.failure().isPresent();
    }
}
