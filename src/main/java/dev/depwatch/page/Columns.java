package dev.depwatch.page;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The columns of a table, and the order that each gives it.
 *
 * @param table its name in the address
 * @param byName decides between two rows that a column finds equal
 */
record Columns<R>(String table, Comparator<R> byName, List<Column<R>> all) {
    record Column<R>(String key, String label, Comparator<R> order) {}

    /**
     * The head of a column.
     *
     * @param address of the view ordered by it
     * @param sorted the word of {@code aria-sort}; "" if the table has another order
     */
    record Head(String label, String address, String sorted) {}

    Columns(String table, Comparator<R> byName) {
        this(table, byName, List.of());
    }

    <V extends Comparable<? super V>> Columns<R> by(String key, String label, Function<R, V> value) {
        return ordered(key, label, Comparator.comparing(value).thenComparing(byName));
    }

    Columns<R> ordered(String key, String label, Comparator<R> order) {
        List<Column<R>> more = new ArrayList<>(all);
        more.add(new Column<>(key, label, order));
        return new Columns<>(table, byName, more);
    }

    /** Empty unless the query asks for an order that there is. */
    Optional<Comparator<R>> order(Query query) {
        String wanted = query.order(table);
        boolean reversed = wanted.startsWith("-");
        String key = reversed ? wanted.substring(1) : wanted;
        return all.stream()
                .filter(column -> column.key().equals(key))
                .findFirst()
                .map(Column::order)
                .map(order -> reversed ? order.reversed() : order);
    }

    List<Head> heads(Query query) {
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
