package dev.depwatch.page;

import dev.depwatch.page.Mark.Tone;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

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
        Mark mark();

        /** The text that a filter searches. */
        String text();

        default boolean isGood() {
            return mark().tone() == Tone.GOOD;
        }
    }

    /**
     * The head of a column.
     *
     * @param address of the view ordered by it
     * @param sorted the word of {@code aria-sort}; "" if the table has another order
     */
    record Head(String label, String address, String sorted) {}

    /**
     * A column, and the order that it gives the table.
     *
     * @param key its name in the address
     */
    record Column<R>(String key, String label, Comparator<R> order) {
        static <R, V extends Comparable<? super V>> Column<R> by(String key, String label, Function<R, V> value) {
            return new Column<>(key, label, Comparator.comparing(value));
        }

        /** @param otherwise where the rows without a time belong */
        static <R> Column<R> byTime(String key, String label, Function<R, Optional<Instant>> time, Instant otherwise) {
            return by(key, label, row -> time.apply(row).orElse(otherwise));
        }

        /** Gives the order that the table has anyway: the most urgent rows first. */
        static <R extends Row> Column<R> ofState(String label) {
            return new Column<>("state", label, mostUrgentFirst());
        }

        private Head head(String table, Query query) {
            String wanted = query.order(table);
            boolean isAscending = wanted.equals(key);
            return new Head(
                    label,
                    query.ordered(table, isAscending ? "-" + key : key),
                    isAscending ? "ascending" : wanted.equals("-" + key) ? "descending" : "");
        }
    }

    /**
     * @param table its name in the address
     * @param all in the order that rows keep which a column finds equal
     */
    static <R extends Row> Listing of(String table, List<Column<R>> columns, List<R> all, Query query) {
        List<R> matching = query.matching(all, Row::text);
        List<R> rows = query.limited(
                matching.stream().sorted(order(columns, query.order(table))).toList());
        long good = rows.stream().filter(Row::isGood).count();
        return new Listing(
                columns.stream().map(column -> column.head(table, query)).toList(),
                rows,
                matching.size() < all.size() ? matching.size() + " of " + all.size() : Integer.toString(all.size()),
                good > FEW && query.filter().isEmpty() ? good + " that need nothing" : "",
                rows.size() == matching.size() ? "" : rows.size() + " of " + matching.size() + " are shown.");
    }

    private static <R extends Row> Comparator<R> order(List<Column<R>> columns, String wanted) {
        boolean isReversed = wanted.startsWith("-");
        String key = isReversed ? wanted.substring(1) : wanted;
        return columns.stream()
                .filter(column -> column.key().equals(key))
                .findFirst()
                .map(Column::order)
                .map(order -> isReversed ? order.reversed() : order)
                .orElse(mostUrgentFirst());
    }

    private static <R extends Row> Comparator<R> mostUrgentFirst() {
        return Comparator.comparing(row -> row.mark().tone());
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }
}
