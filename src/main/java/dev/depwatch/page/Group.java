package dev.depwatch.page;

import dev.depwatch.alert.Alert;
import dev.depwatch.page.Listing.Shown;
import java.util.List;
import java.util.Set;

/**
 * Alerts of one kind, under one heading.
 *
 * @param more how many are not shown, as a sentence; "" if all are shown
 */
record Group(String id, String title, List<Card> cards, String more) {
    static Group of(String id, String title, List<Alert> alerts, Set<String> likely, Query query, Times times) {
        Shown<Alert> shown = new Listing<Alert>(id, List.of(), Card::text).of(alerts, query);
        return new Group(
                id,
                title,
                shown.rows().stream()
                        .map(alert -> Card.of(alert, likely, times))
                        .toList(),
                shown.cut() == 0 ? "" : "and " + shown.cut() + " more");
    }

    boolean isEmpty() {
        return cards.isEmpty();
    }
}
