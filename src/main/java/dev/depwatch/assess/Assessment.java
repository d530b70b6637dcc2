package dev.depwatch.assess;

import dev.depwatch.assess.Finding.Certainty;
import dev.depwatch.inventory.InstanceInventory;
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
 * @param troubles what keeps depwatch itself from seeing
 * @param cases the open cases, whether or not they have become a finding yet
 * @param ended cases that this assessment found to be over, to be closed in the journal
 * @param recentlyEnded cases closed within the last hour, {@code ended} included, so that a receiver can say how an alert
 *     ended
 * @param ignores what nobody is to be told of at this moment; all else here is as it is without them
 */
public record Assessment(
        Instant at,
        List<InstanceInventory> instances,
        List<LogStatus> logs,
        List<TokenHealth> tokens,
        List<Finding> findings,
        List<Trouble> troubles,
        List<Case> cases,
        List<ClosedCase> ended,
        List<ClosedCase> recentlyEnded,
        List<Ignore> ignores) {
    public Assessment {
        instances = List.copyOf(instances);
        logs = List.copyOf(logs);
        tokens = List.copyOf(tokens);
        findings = List.copyOf(findings);
        troubles = List.copyOf(troubles);
        cases = List.copyOf(cases);
        ended = List.copyOf(ended);
        recentlyEnded = List.copyOf(recentlyEnded);
        ignores = List.copyOf(ignores);
    }

    /**
     * The instances of which not all is heard yet: one of its logs is still being caught up, or, where it has none, its API was
     * not read, as after a start. What is missing here of them may be there all the same, and an alert about it has not ended.
     */
    public Set<Instance> unheard() {
        Set<Instance> withLog = logs.stream().map(log -> log.log().instance()).collect(Collectors.toUnmodifiableSet());
        return Stream.concat(
                        logs.stream()
                                .filter(log -> !isHeard(log))
                                .map(log -> log.log().instance()),
                        instances.stream()
                                .filter(inventory -> !inventory.isHeard())
                                .map(InstanceInventory::instance)
                                .filter(instance -> !withLog.contains(instance)))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Why nobody is to be told of this token now; empty if nothing hides it. Of several, what lasts longest. */
    public Optional<Ignore> ignored(Token.Key token) {
        return ignored(ignore -> ignore.covers(token));
    }

    /**
     * Why nobody is to be told of this finding now. What is one of several tokens is told as long as one of them may be: to
     * leave the ignored ones out would accuse the others.
     */
    public Optional<Ignore> ignored(Finding finding) {
        if (finding.tokens().isEmpty()) {
            return ignored(ignore -> ignore.coversAll(finding.instance(), finding.kind()));
        }
        return finding.tokens().stream().allMatch(token -> ignored(token.key()).isPresent())
                ? finding.tokens().stream()
                        .flatMap(token -> ignored(token.key()).stream())
                        .min(Comparator.comparing(Ignore::until))
                : Optional.empty();
    }

    public Optional<Ignore> ignored(Trouble trouble) {
        return ignored(ignore -> ignore.coversAll(trouble.instance()));
    }

    private Optional<Ignore> ignored(Predicate<Ignore> covers) {
        return ignores.stream().filter(covers).max(Comparator.comparing(Ignore::until));
    }

    /** What of this somebody may be told: without the tokens, findings and troubles that are ignored. */
    public Assessment toTell() {
        if (ignores.isEmpty()) {
            return this;
        }
        return new Assessment(
                at,
                instances,
                logs,
                tokens.stream()
                        .filter(health -> ignored(health.token().key()).isEmpty())
                        .toList(),
                findings.stream()
                        .filter(finding -> ignored(finding).isEmpty())
                        .map(this::toTell)
                        .toList(),
                troubles.stream().filter(trouble -> ignored(trouble).isEmpty()).toList(),
                cases,
                ended,
                recentlyEnded,
                ignores);
    }

    private Finding toTell(Finding finding) {
        return finding.certainty() == Certainty.CERTAIN
                ? finding.with(finding.tokens().stream()
                        .filter(token -> ignored(token.key()).isEmpty())
                        .toList())
                : finding;
    }

    /** The same with other instances. */
    public Assessment withInstances(List<InstanceInventory> others) {
        return new Assessment(at, others, logs, tokens, findings, troubles, cases, ended, recentlyEnded, ignores);
    }

    /** The same with other tokens. */
    public Assessment withTokens(List<TokenHealth> others) {
        return new Assessment(at, instances, logs, others, findings, troubles, cases, ended, recentlyEnded, ignores);
    }

    /** This assessment, where only some of what it found to be over could be closed: the others were seen again. */
    Assessment withEnded(List<ClosedCase> closed) {
        List<ClosedCase> goingOn = new ArrayList<>(ended);
        goingOn.removeAll(closed);
        List<ClosedCase> recent = new ArrayList<>(recentlyEnded);
        recent.removeAll(goingOn);
        List<Case> open = new ArrayList<>(cases);
        goingOn.forEach(end -> open.add(end.closed()));
        return new Assessment(at, instances, logs, tokens, findings, troubles, open, closed, recent, ignores);
    }

    /** A log that cannot be followed has nothing more to say now; its trouble is told. */
    static boolean isHeard(LogStatus log) {
        return log.caughtUp() || log.trouble().isPresent();
    }
}
