package dev.depwatch.page;

import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

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
            return mark().tone().equals("good");
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
     * The columns of a table, and the order that each gives it.
     *
     * @param table its name in the address
     * @param byName decides between two rows that a column finds equal
     * @param usual the order of the table unless the query asks for another
     */
    record Columns<R>(String table, Comparator<R> byName, Comparator<R> usual, List<Column<R>> all) {
        record Column<R>(String key, String label, Comparator<R> order) {}

        Columns(String table, Comparator<R> byName, Comparator<R> usual) {
            this(table, byName, usual, List.of());
        }

        <V extends Comparable<? super V>> Columns<R> by(String key, String label, Function<R, V> value) {
            return ordered(key, label, Comparator.comparing(value).thenComparing(byName));
        }

        Columns<R> ordered(String key, String label, Comparator<R> order) {
            Column<R> column = new Column<>(key, label, order);
            return new Columns<>(
                    table,
                    byName,
                    usual,
                    Stream.concat(all.stream(), Stream.of(column)).toList());
        }

        private Comparator<R> order(String wanted) {
            boolean isReversed = wanted.startsWith("-");
            return all.stream()
                    .filter(column -> column.key().equals(isReversed ? wanted.substring(1) : wanted))
                    .findFirst()
                    .map(column -> isReversed ? column.order().reversed() : column.order())
                    .orElse(usual);
        }

        private List<Head> heads(Query query) {
            String wanted = query.order(table);
            return all.stream()
                    .map(column -> {
                        boolean ascending = wanted.equals(column.key());
                        boolean descending = wanted.equals("-" + column.key());
                        return new Head(
                                column.label(),
                                query.ordered(table, ascending ? "-" + column.key() : column.key()),
                                ascending ? "ascending" : descending ? "descending" : "");
                    })
                    .toList();
        }
    }

    static <R extends Row> Listing of(Columns<R> columns, List<R> all, Query query) {
        List<R> matching = query.matching(all, Row::text);
        List<R> rows = query.limited(matching.stream()
                .sorted(columns.order(query.order(columns.table())))
                .toList());
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
