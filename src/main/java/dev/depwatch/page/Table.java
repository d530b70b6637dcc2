package dev.depwatch.page;

import dev.depwatch.page.Listing.Head;
import dev.depwatch.page.Listing.Shown;
import java.util.List;
import java.util.function.Function;

/**
 * A table for the template.
 *
 * @param count how many rows there are, and how many of them match
 * @param more how many matching rows are not shown; "" if all are shown
 */
record Table(List<Head> heads, List<?> rows, String count, String more) {
    static <T> Table of(Listing<T> listing, List<T> all, Query query, Function<T, ?> row) {
        Shown<T> shown = listing.of(all, query);
        int matching = shown.rows().size() + shown.cut();
        return new Table(
                shown.heads(),
                shown.rows().stream().map(row).toList(),
                shown.isFiltered() ? matching + " of " + shown.total() : Integer.toString(shown.total()),
                shown.cut() == 0 ? "" : shown.rows().size() + " of " + matching + " are shown.");
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }
}
