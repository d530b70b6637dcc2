package dev.depwatch.page;

import dev.depwatch.text.SafeText;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * The rows of a table for a query: those that match the filter, in the query's order, limited to a readable number
 * unless the query requests all.
 *
 * @param name in the address
 */
record Listing<T>(String name, List<Column<T>> columns, Function<T, String> text) {
    /** As much as is readable on a page and quick to render. */
    private static final int LIMIT = 100;

    Listing {
        columns = List.copyOf(columns);
    }

    /**
     * One column.
     *
     * @param order empty if the column has no useful order
     */
    record Column<T>(String key, String label, Optional<Comparator<T>> order) {
        static <T> Column<T> of(String key, String label, Comparator<T> order) {
            return new Column<>(key, label, Optional.of(order));
        }

        static <T> Column<T> unordered(String label) {
            return new Column<>("", label, Optional.empty());
        }
    }

    /**
     * The head of a column.
     *
     * @param address of the view ordered by it; "" if it has no order
     * @param sorted the word of {@code aria-sort}; "" if the table has another order
     */
    record Head(String label, String address, String sorted) {}

    /**
     * The visible rows.
     *
     * @param total the number of all rows
     * @param cut how many matching rows are not shown
     */
    record Shown<T>(List<Head> heads, List<T> rows, int total, int cut) {
        boolean isFiltered() {
            return rows.size() + cut < total;
        }
    }

    Shown<T> of(List<T> all, Query query) {
        List<String> words = query.words();
        List<T> matching = words.isEmpty()
                ? all
                : all.stream().filter(row -> matches(row, words)).toList();
        Optional<Comparator<T>> order = order(query);
        List<T> ordered =
                order.isPresent() ? matching.stream().sorted(order.get()).toList() : matching;
        List<T> rows = query.all() ? ordered : ordered.stream().limit(LIMIT).toList();
        return new Shown<>(
                columns.stream().map(column -> head(column, query)).toList(),
                rows,
                all.size(),
                ordered.size() - rows.size());
    }

    private boolean matches(T row, List<String> words) {
        String lower = SafeText.name(text.apply(row)).toLowerCase(Locale.ROOT);
        return words.stream().allMatch(lower::contains);
    }

    private Optional<Comparator<T>> order(Query query) {
        String wanted = query.orders().getOrDefault(name, "");
        boolean reversed = wanted.startsWith("-");
        String key = reversed ? wanted.substring(1) : wanted;
        return columns.stream()
                .filter(column -> column.key().equals(key))
                .findFirst()
                .flatMap(Column::order)
                .map(order -> reversed ? order.reversed() : order);
    }

    private Head head(Column<T> column, Query query) {
        if (column.order().isEmpty()) {
            return new Head(column.label(), "", "");
        }
        String wanted = query.orders().getOrDefault(name, "");
        boolean ascending = wanted.equals(column.key());
        boolean descending = wanted.equals("-" + column.key());
        return new Head(
                column.label(),
                query.ordered(name, ascending ? "-" + column.key() : column.key()),
                ascending ? "ascending" : descending ? "descending" : "");
    }
}
