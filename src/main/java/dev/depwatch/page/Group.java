package dev.depwatch.page;

import dev.depwatch.alert.Alert;
import java.util.List;
import java.util.Set;

/**
 * Alerts of one kind, under one heading.
 *
 * @param more how many are not shown until all are asked for, as a sentence; "" if there are none
 * @param hidden how many are not shown even then, as a sentence; "" if there are none
 */
record Group(String id, String title, List<Card> cards, String more, String hidden) {
    /** Nobody acts on more; each card has some 3 kB of text. */
    private static final int MAX_CARDS = 200;

    static Group of(String id, String title, List<Alert> alerts, Set<String> likely, Query query) {
        List<Alert> matching = query.matching(alerts, Card::text);
        List<Alert> shown = query.limited(matching);
        int cut = matching.size() - shown.size();
        int beyond = Math.max(0, shown.size() - MAX_CARDS);
        return new Group(
                id,
                title,
                shown.stream()
                        .limit(MAX_CARDS)
                        .map(alert -> Card.of(alert, likely))
                        .toList(),
                cut == 0 ? "" : "and " + cut + " more",
                beyond == 0 ? "" : "and " + beyond + " more: find them with the filter");
    }
}
