package dev.depwatch.page;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import dev.depwatch.alert.Alert;
import dev.depwatch.alert.Severity;
import dev.depwatch.alert.Subject;
import dev.depwatch.assess.Finding;
import dev.depwatch.text.Phrase;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Alerts of one kind, under one heading.
 *
 * @param more how many are not shown, as a sentence; "" if all are
 */
record Group(String id, String title, List<Card> cards, String more) {
    /** Nobody acts on more; each card has some 3 kB of text. */
    private static final int MAX_CARDS = 100;

    /** Accounts first, urgent alerts before upcoming ones, and those with the most tokens. */
    private static final Comparator<Alert> ORDER = Comparator.comparing(Group::isUpcoming)
            .thenComparing(alert -> alert.subject().kind())
            .thenComparing(Comparator.comparing(Alert::severity)
                    .thenComparing(alert -> alert.tokens().size())
                    .reversed());

    static List<Group> all(Picture picture, Query query) {
        Map<Alert.Key, List<Finding>> findings = picture.assessment().stream()
                .flatMap(assessment -> assessment.toNotify().findings().stream())
                .collect(groupingBy(finding -> new Alert.Key(finding.remedy(), Subject.of(finding))));
        List<Alert> sorted = picture.alerts().stream().sorted(ORDER).toList();
        return query.matching(sorted, Card::text).stream()
                .collect(groupingBy(Group::title, LinkedHashMap::new, toList()))
                .entrySet()
                .stream()
                .map(each -> of(each.getKey(), each.getValue(), findings, picture))
                .toList();
    }

    private static Group of(String title, List<Alert> alerts, Map<Alert.Key, List<Finding>> findings, Picture picture) {
        return new Group(
                title.toLowerCase(Locale.ROOT).replace(' ', '-'),
                title,
                alerts.stream()
                        .limit(MAX_CARDS)
                        .map(alert -> Card.of(alert, findings.getOrDefault(alert.key(), List.of()), picture.at()))
                        .toList(),
                alerts.size() <= MAX_CARDS
                        ? ""
                        : "and " + (alerts.size() - MAX_CARDS) + " more: find them with the filter");
    }

    private static boolean isUpcoming(Alert alert) {
        return alert.severity() == Severity.INFO;
    }

    private static String title(Alert alert) {
        return isUpcoming(alert)
                ? "Coming up"
                : Phrase.capital(Words.noun(alert.subject().kind())) + "s";
    }
}
