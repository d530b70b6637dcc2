package dev.depwatch.page;

import dev.depwatch.page.Columns.Head;
import java.util.List;

/**
 * A table for the template: the rows that match the filter, in the query's order, limited to a readable number unless
 * the query requests all.
 *
 * @param count how many rows there are, and how many of them match
 * @param fold the heading of the rows without trouble, which a phone folds; "" if it shows them
 * @param more how many matching rows are not shown; "" if all are shown
 */
record Listing(List<Head> heads, List<? extends Row> rows, String count, String fold, String more) {
    /** As many rows without trouble fit on a phone beside the others. */
    private static final int FEW = 5;

    /** A row with a mark. */
    interface Row {
        /** The CSS class of the mark. */
        String tone();

        /** The text that a filter searches. */
        String text();

        default boolean isGood() {
            return tone().equals("good");
        }
    }

    /** @param all in the order of the table unless the query asks for another */
    static <R extends Row> Listing of(Columns<R> columns, List<R> all, Query query) {
        List<R> matching = query.matching(all, Row::text);
        List<R> rows = query.limited(columns.order(query)
                .map(order -> matching.stream().sorted(order).toList())
                .orElse(matching));
        long good = rows.stream().filter(Row::isGood).count();
        return new Listing(
                columns.heads(query),
                rows,
                matching.size() < all.size() ? matching.size() + " of " + all.size() : Integer.toString(all.size()),
                good > FEW && query.filter().isEmpty() ? good + " that need nothing" : "",
                rows.size() == matching.size() ? "" : rows.size() + " of " + matching.size() + " are shown.");
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }
}
