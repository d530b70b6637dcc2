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
    /** Nobody acts on more, even with all shown; each card has some 3 kB of text. A filter finds the others. */
    private static final int MAX_CARDS = 200;

    static Group of(String id, String title, List<Alert> alerts, Set<String> likely, Query query, Times times) {
        Shown<Alert> shown = new Listing<Alert>(id, List.of(), Card::text).of(alerts, query);
        int cut = shown.cut() + Math.max(0, shown.rows().size() - MAX_CARDS);
        return new Group(
                id,
                title,
                shown.rows().stream()
                        .limit(MAX_CARDS)
                        .map(alert -> Card.of(alert, likely, times))
                        .toList(),
                cut == 0 ? "" : "and " + cut + " more");
    }

    boolean isEmpty() {
        return cards.isEmpty();
    }
}
