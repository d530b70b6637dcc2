package dev.depwatch.alert;

import dev.depwatch.assess.MonitoringIssue;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Remedy;
import dev.depwatch.token.Token;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One thing that people are told: one remedy for one subject, wherever it is needed.
 *
 * @param tokens the tokens it is about; empty where none is known
 * @param instances where
 * @param aspects what else is worth being told of again when it becomes true: that it is certain and no longer likely, the
 *     step of an expiry, another thing to look at. One that ceases to be true is not.
 * @param since when it began
 * @param caseIds the cases it rests on, by which its end can be explained
 * @param message what to say
 */
public record Alert(
        Remedy remedy,
        Subject subject,
        Severity severity,
        Set<Token.Key> tokens,
        Set<Instance> instances,
        Set<String> aspects,
        Instant since,
        List<String> caseIds,
        Message message) {
    public Alert {
        tokens = Set.copyOf(tokens);
        instances = Set.copyOf(instances);
        aspects = Set.copyOf(aspects);
        caseIds = List.copyOf(caseIds);
    }

    /** What makes it the same alert from one assessment to the next. */
    public record Key(Remedy remedy, Subject subject) {}

    public Key key() {
        return new Key(remedy, subject);
    }

    /** The same alert with tokens that it named before. */
    Alert withMore(Set<Token.Key> named) {
        Set<Token.Key> allTokens = new HashSet<>(tokens);
        allTokens.addAll(named);
        Set<Instance> allInstances = new HashSet<>(instances);
        named.forEach(token -> allInstances.add(token.instance()));
        return new Alert(remedy, subject, severity, allTokens, allInstances, aspects, since, caseIds, message);
    }

    /** What keeps depwatch from seeing, where that is what it is about. */
    Set<MonitoringIssue.Kind> kindsOfTrouble() {
        return Stream.of(MonitoringIssue.Kind.values())
                .filter(kind -> aspects.contains(kind.name()))
                .collect(Collectors.toUnmodifiableSet());
    }
}
