package dev.depwatch.alert;

import dev.depwatch.alert.Message.Line;
import dev.depwatch.apple.Organization;
import dev.depwatch.assess.Assessment;
import dev.depwatch.assess.MonitoringIssue;
import dev.depwatch.assess.MonitoringIssue.Kind;
import dev.depwatch.assess.TokenHealth;
import dev.depwatch.token.TokenKind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What keeps depwatch from seeing an instance or an organisation at Apple completely, and how to fix it. */
record MonitoringText(AlertFacts facts, Wording wording) {
    /** A new token may tempt, although nothing shows that one is at fault. */
    private static final Set<Kind> ABOUT_SYNCS =
            EnumSet.of(Kind.SYNCS_STOPPED, Kind.FAILURE_NOT_LOGGED, Kind.CONNECTIONS_STOPPED);

    /** As many as a headline names. */
    private static final int MOST = 3;

    /** What Jamf Pro notifies of that depwatch has words for. */
    private static final Map<String, String> NOTIFIED = Map.of(
            "APNS_CONNECTION_FAILURE",
            "Jamf Pro cannot connect to Apple's push service%s, so no managed device gets a command",
            "BUILT_IN_CA_RENEWAL_FAILED",
            "Jamf Pro could not renew its built-in CA%s");

    Message message() {
        Set<Kind> kinds = facts.monitoringKinds();
        Map<String, List<MonitoringIssue>> alike = facts.issues().stream()
                .collect(Collectors.groupingBy(MonitoringText::what, LinkedHashMap::new, Collectors.toList()));
        return new Message(
                alike.entrySet().stream()
                                .limit(MOST)
                                .map(each -> each.getKey().formatted(on(each.getValue())))
                                .collect(Collectors.joining(", and "))
                        + (alike.size() > MOST ? ", and " + (alike.size() - MOST) + " more." : "."),
                Format.unlinked(facts.issues().stream().map(issue -> where(issue, kinds.size() > 1))),
                Format.sentences(facts.issues().stream()
                        .filter(issue -> !NOTIFIED.containsKey(type(issue)))
                        .map(issue -> MonitoringWords.of(issue.kind()).meaning())
                        .distinct()),
                "",
                steps(kinds),
                List.of(),
                kinds.stream().anyMatch(ABOUT_SYNCS::contains) ? List.of(Wording.NO_NEW_TOKENS) : List.of());
    }

    /** What is wrong; {@code %s} stands for the place. */
    private static String what(MonitoringIssue issue) {
        String about = issue.kind() == Kind.JAMF_NOTIFIES
                ? type(issue)
                : Format.cut(issue.about()).replace("%", "%%");
        return NOTIFIED.getOrDefault(
                about, MonitoringWords.of(issue.kind()).what().formatted("%s", about));
    }

    /** The type of a notification. */
    private static String type(MonitoringIssue issue) {
        return Format.cut(issue.about().split(" ", 2)[0]).replace("%", "%%");
    }

    private String on(List<MonitoringIssue> issues) {
        AlertFacts those = new AlertFacts(facts.remedy(), facts.subject(), List.of(), issues);
        return (those.instances().isEmpty() ? " of " : " on ")
                + Format.places(those.instances(), those.organizationsAtApple());
    }

    /** What works again when an issue is over, on the instances or organisations of the alert that are still asked. */
    static String again(Kind kind, Alert alert, Assessment now) {
        boolean isUnheard = kind == Kind.CONNECTIONS_STOPPED && !areHeardSince(alert, now);
        return (isUnheard
                        ? "depwatch now knows how the tokens of %s sync, or why they do not"
                        : MonitoringWords.of(kind).again())
                .formatted(Format.places(
                        alert.instances().stream()
                                .filter(instance -> now.isAsked(kind, instance))
                                .toList(),
                        now.apple().organizations().stream()
                                .map(Organization::name)
                                .filter(alert.organizationsAtApple()::contains)
                                .toList()));
    }

    /** Whether Apple has heard since then from each server from which it heard no more. */
    private static boolean areHeardSince(Alert alert, Assessment now) {
        List<TokenHealth> silent = ofSilentOwners(alert, now);
        return !silent.isEmpty()
                && silent.stream()
                        .allMatch(health -> now
                                .apple()
                                .lastConnected(health.token().key())
                                .stream()
                                .anyMatch(alert.since()::isBefore));
    }

    /** The tokens of the owners from whose servers Apple heard no more. */
    static List<TokenHealth> ofSilentOwners(Alert alert, Assessment now) {
        return now.tokens().stream()
                .filter(health -> alert.instances().contains(health.token().instance())
                        && health.token().owner().stream()
                                .anyMatch(owner -> alert.aspects().contains(owner.value())))
                .toList();
    }

    private String where(MonitoringIssue issue, boolean withWhat) {
        return place(issue) + ": "
                + (withWhat ? what(issue).formatted("") + ", " : "") + "since "
                + wording.format().time(issue.since());
    }

    private static String place(MonitoringIssue issue) {
        return issue.instance().map(Format::name).orElseGet(() -> Format.cut(issue.organization()));
    }

    private List<Line> steps(Set<Kind> kinds) {
        List<Line> steps = new ArrayList<>();
        Format.first(facts.issues())
                .forEach(issue -> steps.add(new Line(
                        (facts.instances().size() + facts.organizationsAtApple().size() > 1 ? place(issue) + ": " : "")
                                + issue.sentence(),
                        issue.instance()
                                .filter(instance -> ABOUT_SYNCS.contains(issue.kind()))
                                .flatMap(instance -> wording.links().tokens(instance, TokenKind.ADE)))));
        if (kinds.contains(Kind.FAILURE_NOT_LOGGED)) {
            steps.add(Wording.CHECK_TERMS);
        }
        return steps;
    }
}
