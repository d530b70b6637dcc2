package dev.depwatch.page;

import dev.depwatch.alert.Alert;
import dev.depwatch.page.Listing.Shown;
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

    static Group of(String id, String title, List<Alert> alerts, Set<String> likely, Query query, Times times) {
        Shown<Alert> shown = new Listing<Alert>(id, List.of(), Card::text).of(alerts, query);
        int beyond = Math.max(0, shown.rows().size() - MAX_CARDS);
        return new Group(
                id,
                title,
                shown.rows().stream()
                        .limit(MAX_CARDS)
                        .map(alert -> Card.of(alert, likely, times))
                        .toList(),
                shown.cut() == 0 ? "" : "and " + shown.cut() + " more",
                beyond == 0 ? "" : "and " + beyond + " more: find them with the filter");
    }

    boolean isEmpty() {
        return cards.isEmpty();
    }
}
