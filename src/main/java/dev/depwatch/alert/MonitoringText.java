package dev.depwatch.alert;

import dev.depwatch.alert.Message.Line;
import dev.depwatch.assess.Assessment;
import dev.depwatch.assess.MonitoringIssue;
import dev.depwatch.assess.MonitoringIssue.Kind;
import dev.depwatch.token.Instance;
import dev.depwatch.token.TokenKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What keeps depwatch from seeing an instance or an organisation at Apple completely, and how to fix it. */
record MonitoringText(AlertFacts facts, Wording wording) {
    /** A sentence holds a path and an action; a longer text holds something else. */
    private static final int SENTENCE_LENGTH = 600;

    /** A new token may tempt, although nothing shows that one is at fault. */
    private static final Set<Kind> ABOUT_SYNCS =
            EnumSet.of(Kind.SYNCS_STOPPED, Kind.FAILURE_NOT_LOGGED, Kind.CONNECTIONS_STOPPED);

    Message message() {
        List<Kind> kinds = facts.issues().stream()
                .map(MonitoringIssue::kind)
                .distinct()
                .sorted()
                .toList();
        String on = (facts.instances().isEmpty() ? " of " : " on ") + Format.places(facts);
        return new Message(
                kinds.stream()
                                .map(kind -> MonitoringWords.of(kind).what().formatted(on))
                                .collect(Collectors.joining(", and "))
                        + ".",
                Format.unlinked(facts.issues().stream()
                        .map(issue -> where(issue, kinds.size() > 1))
                        .toList()),
                kinds.stream()
                        .map(kind -> MonitoringWords.of(kind).meaning())
                        .distinct()
                        .collect(Collectors.joining(" ")),
                "",
                steps(kinds),
                List.of(),
                kinds.stream().anyMatch(ABOUT_SYNCS::contains) ? List.of(Wording.NO_NEW_TOKENS) : List.of());
    }

    /** What works again when an issue that began then is over. */
    static String again(Kind kind, List<Instance> instances, Instant since, Assessment now) {
        String again = kind == Kind.CONNECTIONS_STOPPED && !isHeardSince(since, instances, now)
                ? "the log or Jamf Pro now shows how the tokens of %s sync"
                : MonitoringWords.of(kind).again();
        return again.formatted(Format.names(instances));
    }

    /** Whether Apple has heard from a server of each of the instances since then. */
    private static boolean isHeardSince(Instant since, List<Instance> instances, Assessment now) {
        return now.tokens().stream()
                .filter(health -> health.apple()
                        .flatMap(witness -> witness.server().lastConnected())
                        .filter(since::isBefore)
                        .isPresent())
                .map(health -> health.token().instance())
                .collect(Collectors.toSet())
                .containsAll(instances);
    }

    private String where(MonitoringIssue issue, boolean withWhat) {
        return place(issue) + ": "
                + (withWhat ? MonitoringWords.of(issue.kind()).what().formatted("") + ", " : "") + "since "
                + wording.format().time(issue.since());
    }

    private static String place(MonitoringIssue issue) {
        return issue.instance().map(Format::name).orElseGet(() -> Format.cut(issue.organization()));
    }

    private List<Line> steps(List<Kind> kinds) {
        List<Line> steps = new ArrayList<>();
        Format.first(facts.issues())
                .forEach(issue -> steps.add(new Line(
                        (facts.instances().size() + facts.organizationsAtApple().size() > 1 ? place(issue) + ": " : "")
                                + Format.cut(issue.sentence(), SENTENCE_LENGTH),
                        issue.instance()
                                .filter(instance -> ABOUT_SYNCS.contains(issue.kind()))
                                .flatMap(instance -> wording.links().tokens(instance, TokenKind.ADE)))));
        if (kinds.contains(Kind.FAILURE_NOT_LOGGED)) {
            steps.add(Wording.CHECK_TERMS);
        }
        return steps;
    }
}
