package dev.depwatch.page;

import dev.depwatch.alert.Alert;
import dev.depwatch.alert.Severity;
import dev.depwatch.alert.Subject;
import dev.depwatch.assess.Assessment;
import dev.depwatch.assess.Finding;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Alerts of one kind, under one heading.
 *
 * @param more how many are not shown until all are asked for, as a sentence; "" if there are none
 * @param hidden how many are not shown even then, as a sentence; "" if there are none
 */
record Group(String id, String title, List<Card> cards, String more, String hidden) {
    /** Nobody acts on more; each card has some 3 kB of text. */
    private static final int MAX_CARDS = 200;

    private static final Comparator<Alert> MOST_FIRST = Comparator.comparing(Alert::severity)
            .thenComparing(alert -> alert.tokens().size())
            .reversed();

    /** Accounts first; urgent alerts before upcoming ones. */
    static List<Group> all(Picture picture, Query query) {
        Predicate<Alert> urgent = alert -> alert.severity() != Severity.INFO;
        List<Group> groups = new ArrayList<>();
        for (Subject.Kind kind : Subject.Kind.values()) {
            groups.add(of(title(kind), urgent.and(alert -> alert.subject().kind() == kind), picture, query));
        }
        groups.add(of("Coming up", urgent.negate(), picture, query));
        groups.removeIf(group -> group.cards().isEmpty());
        return groups;
    }

    private static Group of(String title, Predicate<Alert> which, Picture picture, Query query) {
        Map<Alert.Key, List<Finding>> findings =
                picture.assessment().map(Assessment::toNotify).map(Assessment::findings).orElse(List.of()).stream()
                        .collect(
                                Collectors.groupingBy(finding -> new Alert.Key(finding.remedy(), Subject.of(finding))));
        List<Alert> matching = query.matching(
                picture.alerts().stream().filter(which).sorted(MOST_FIRST).toList(), Card::text);
        List<Alert> shown = query.limited(matching);
        int cut = matching.size() - shown.size();
        int beyond = Math.max(0, shown.size() - MAX_CARDS);
        return new Group(
                title.toLowerCase(Locale.ROOT).replace(' ', '-'),
                title,
                shown.stream()
                        .limit(MAX_CARDS)
                        .map(alert -> Card.of(alert, findings.getOrDefault(alert.key(), List.of()), picture.at()))
                        .toList(),
                cut == 0 ? "" : "and " + cut + " more",
                beyond == 0 ? "" : "and " + beyond + " more: find them with the filter");
    }

    private static String title(Subject.Kind kind) {
        return switch (kind) {
            case APPLE_ID -> "Apple IDs";
            case ORGANISATION -> "Organisations";
            case INSTANCE -> "Instances";
            case SERVICE -> "Apple and the network";
            case MONITORING -> "Monitoring";
            // None is an alert on the page.
            case SUMMARY -> "Summaries";
        };
    }
}
