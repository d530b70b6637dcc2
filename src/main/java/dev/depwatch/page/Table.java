package dev.depwatch.page;

import dev.depwatch.page.Listing.Head;
import dev.depwatch.page.Listing.Shown;
import java.util.List;
import java.util.function.Function;

/**
 * A table for the template.
 *
 * @param count how many rows there are, and how many of them match
 * @param fold the heading of the rows without trouble, which a phone folds; "" if it shows them
 * @param more how many matching rows are not shown; "" if all are shown
 */
record Table(List<Head> heads, List<? extends Row> rows, String count, String fold, String more) {
    /** As many rows without trouble fit on a phone beside the others. */
    private static final int FEW = 5;

    /** A row with a mark. */
    interface Row {
        /** The CSS class of the mark. */
        String tone();

        default boolean isGood() {
            return tone().equals("good");
        }
    }

    static <T> Table of(Listing<T> listing, List<T> all, Query query, Function<T, ? extends Row> row) {
        Shown<T> shown = listing.of(all, query);
        List<? extends Row> rows = shown.rows().stream().map(row).toList();
        long good = rows.stream().filter(Row::isGood).count();
        int matching = shown.rows().size() + shown.cut();
        return new Table(
                shown.heads(),
                rows,
                shown.isFiltered() ? matching + " of " + shown.total() : Integer.toString(shown.total()),
                good > FEW && query.words().isEmpty() ? good + " that need nothing" : "",
                shown.cut() == 0 ? "" : shown.rows().size() + " of " + matching + " are shown.");
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }
}
