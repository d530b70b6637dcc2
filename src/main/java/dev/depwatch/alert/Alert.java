package dev.depwatch.alert;

import dev.depwatch.assess.Finding;
import dev.depwatch.assess.Finding.Certainty;
import dev.depwatch.assess.Finding.Hint;
import dev.depwatch.assess.MonitoringIssue;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Remedy;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One alert: one remedy for one subject, on every instance that needs it.
 *
 * @param tokens the affected tokens; empty if none is known
 * @param instances the affected instances
 * @param aspects details that cause a new notification when they become true: the token is certain and no longer only
 *     likely, the next step of an expiry, another thing to check. A detail that stops being true causes none.
 * @param since when the failure began
 * @param caseIds the cases behind the alert; they explain later how it ended
 * @param message the text
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

    /** Identifies the same alert across assessments. */
    public record Key(Remedy remedy, Subject subject) {}

    public Key key() {
        return new Key(remedy, subject);
    }

    /** The same alert, with tokens that it named before added. */
    Alert withMore(Set<Token.Key> named) {
        Set<Token.Key> allTokens = new HashSet<>(tokens);
        allTokens.addAll(named);
        Set<Instance> allInstances = new HashSet<>(instances);
        named.forEach(token -> allInstances.add(token.instance()));
        return new Alert(remedy, subject, severity, allTokens, allInstances, aspects, since, caseIds, message);
    }

    Alert with(Set<String> others, List<String> cases) {
        return new Alert(remedy, subject, severity, tokens, instances, others, since, cases, message);
    }

    /** The same alert in other words. */
    public Alert with(Message other) {
        return with(aspects, since, other);
    }

    Alert with(Set<String> others, Instant begun, Message other) {
        return new Alert(remedy, subject, severity, tokens, instances, others, begun, caseIds, other);
    }

    /** The organisations at Apple whose API cannot be read, by their names in the configuration; otherwise empty. */
    public Set<String> organizationsAtApple() {
        Set<String> others = new HashSet<>(aspects);
        monitoringKinds().forEach(kind -> others.remove(kind.name()));
        return aspects.contains(MonitoringIssue.Kind.APPLE_NOT_READ.name()) ? Set.copyOf(others) : Set.of();
    }

    boolean sharesACase(Finding finding) {
        return !Collections.disjoint(caseIds, finding.caseIds());
    }

    boolean sharesAToken(Finding finding) {
        return finding.tokens().stream().map(Token::key).anyMatch(tokens::contains);
    }

    /** Whether it is about a token or certificate of this kind, known or not. */
    boolean isAbout(TokenKind kind) {
        return aspects.contains(Certainty.UNKNOWN.key() + "_" + kind.key())
                || tokens.stream().anyMatch(token -> token.kind() == kind);
    }

    /** Whether one of its findings said so, for a hint that changes the advice. */
    boolean says(Hint hint) {
        return aspects.contains(hint.name());
    }

    /** What keeps depwatch from seeing, for an alert about monitoring. */
    public Set<MonitoringIssue.Kind> monitoringKinds() {
        return Stream.of(MonitoringIssue.Kind.values())
                .filter(kind -> aspects.contains(kind.name()))
                .collect(Collectors.toUnmodifiableSet());
    }
}
