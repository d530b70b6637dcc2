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
final class MonitoringText {
    /** A sentence holds a path and an action; a longer text holds something else. */
    private static final int SENTENCE_LENGTH = 600;

    /** A new token may tempt, although nothing shows that one is at fault. */
    private static final Set<Kind> ABOUT_SYNCS =
            EnumSet.of(Kind.SYNCS_STOPPED, Kind.FAILURE_NOT_LOGGED, Kind.CONNECTIONS_STOPPED);

    private final Format format;
    private final Links links;

    MonitoringText(Wording wording) {
        this.format = wording.format();
        this.links = wording.links();
    }

    Message of(AlertGroup group) {
        List<Kind> kinds = group.issues().stream()
                .map(MonitoringIssue::kind)
                .distinct()
                .sorted()
                .toList();
        String on = (group.instances().isEmpty() ? " of " : " on ") + Format.places(group);
        return new Message(
                subject(group) + kinds.stream().map(kind -> what(kind, on)).collect(Collectors.joining(", and ")) + ".",
                Format.unlinked(group.issues().stream()
                        .map(issue -> where(issue, kinds.size() > 1))
                        .toList()),
                kinds.stream().map(MonitoringText::meaning).distinct().collect(Collectors.joining(" ")),
                "",
                steps(group, kinds),
                List.of(),
                kinds.stream().anyMatch(ABOUT_SYNCS::contains) ? List.of(SharedText.NO_NEW_TOKENS) : List.of());
    }

    /** The rest of the headline names the kind of issue. */
    private static String subject(AlertGroup group) {
        return group.subject().isMonitoring() ? "Monitoring: " : group.subject().name() + ": ";
    }

    private static String what(Kind kind, String on) {
        return switch (kind) {
            case LOG_NOT_FOLLOWED -> "depwatch cannot read the log" + on;
            case LAYOUT_NOT_UNDERSTOOD -> "depwatch does not understand the log" + on;
            case CLOCK_DIFFERS -> "the times in the log" + on + " differ from this host's clock";
            case TOKENS_NOT_READ -> "depwatch cannot read everything from the Jamf Pro API" + on;
            case SYNCS_STOPPED -> "the device enrolment (ADE) sync" + on + " has stopped";
            case CONNECTIONS_STOPPED -> "Apple no longer hears from the servers" + on;
            case FAILURE_NOT_LOGGED ->
                "Jamf Pro reports a failing device enrolment (ADE) sync" + on + ", and the log does not show it";
            case NOTHING_SEEN -> "depwatch sees nothing" + on + ": the API cannot be read, and there is no log";
            case APPLE_NOT_READ -> "depwatch cannot read Apple's API" + on;
            case TOPIC_CHANGED -> "the push certificate" + on + " is another one, not the former one renewed";
            case DATES_DIFFER -> "a date and a notification of Jamf Pro contradict each other" + on;
            case JAMF_NOTIFIES -> "Jamf Pro has a notification" + on;
        };
    }

    /** What works again when an issue that began then is over. */
    static String again(Kind kind, List<Instance> instances, Instant since, Assessment now) {
        String on = Format.names(instances);
        return switch (kind) {
            case LOG_NOT_FOLLOWED -> "the log of " + on + " is followed again";
            case LAYOUT_NOT_UNDERSTOOD -> "the log of " + on + " is understood again";
            case CLOCK_DIFFERS -> "the times in the log of " + on + " agree with this host's clock again";
            case TOKENS_NOT_READ, NOTHING_SEEN -> "the tokens of " + on + " are read again";
            case SYNCS_STOPPED -> "the tokens of " + on + " sync again";
            case CONNECTIONS_STOPPED ->
                isHeardSince(since, instances, now)
                        ? "Apple hears from the servers of " + on + " again"
                        : "the log or Jamf Pro now shows how the tokens of " + on + " sync";
            case FAILURE_NOT_LOGGED -> "no failing sync of " + on + " is missing in the log any more";
            case APPLE_NOT_READ -> "Apple's API is read again";
            case TOPIC_CHANGED ->
                "the push certificate of " + on + " is the former one, or has been another for a week";
            case DATES_DIFFER -> "the dates and notifications of " + on + " agree again";
            case JAMF_NOTIFIES -> "the notification of " + on + " is gone";
        };
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
        return place(issue) + ": " + (withWhat ? what(issue.kind(), "") + ", " : "") + "since "
                + format.time(issue.since());
    }

    private static String place(MonitoringIssue issue) {
        return issue.instance().map(Format::name).orElseGet(() -> Format.cut(issue.organization()));
    }

    private static String meaning(Kind kind) {
        return switch (kind) {
            case LOG_NOT_FOLLOWED, LAYOUT_NOT_UNDERSTOOD ->
                "depwatch sees no failure that this log records: no news is not good news until this is fixed.";
            case NOTHING_SEEN ->
                "depwatch does not know whether the tokens work: no news is not good news until this is fixed.";
            case CLOCK_DIFFERS ->
                "Failures are still found, but their times are those of reading, and what belongs together is harder to find.";
            case TOKENS_NOT_READ ->
                "What depwatch knows of the tokens and their Apple IDs is as it was last read. A log that is followed still"
                        + " reports failures.";
            case SYNCS_STOPPED ->
                "New devices do not appear in Jamf Pro, and a token that Apple refuses would not be noticed, until it syncs"
                        + " again.";
            case CONNECTIONS_STOPPED ->
                "Apple's API shows that no server of this Apple ID has connected for many syncs. Neither the log nor"
                        + " Jamf Pro says that a token fails.";
            case FAILURE_NOT_LOGGED -> "The API says that a token fails; why it does should stand in the log.";
            case APPLE_NOT_READ ->
                "The logs and Jamf Pro count as before. Until this is fixed, Apple's times do not narrow which of several"
                        + " tokens fails, and depwatch does not notice that the account of an owner is locked.";
            case TOPIC_CHANGED ->
                "Devices that enrolled with the former one get no command from Jamf Pro until they enrol again.";
            case DATES_DIFFER -> "One of the two is wrong or old; the warning may come too early or too late.";
            case JAMF_NOTIFIES -> "depwatch passes it on as Jamf Pro says it.";
        };
    }

    private List<Line> steps(AlertGroup group, List<Kind> kinds) {
        List<Line> steps = new ArrayList<>();
        Format.first(group.issues())
                .forEach(issue -> steps.add(new Line(
                        (group.instances().size() + group.organizationsAtApple().size() > 1 ? place(issue) + ": " : "")
                                + Format.cut(issue.sentence(), SENTENCE_LENGTH),
                        issue.instance()
                                .filter(instance -> ABOUT_SYNCS.contains(issue.kind()))
                                .flatMap(instance -> links.tokens(instance, TokenKind.ADE)))));
        if (kinds.contains(Kind.FAILURE_NOT_LOGGED)) {
            steps.add(SharedText.checkTerms());
        }
        return steps;
    }
}
