package dev.depwatch.page;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * The rows of a table as a query wants them: those that have the words of its filter, in its order, and no more than are
 * good to look at unless all are asked for.
 *
 * @param name in the address
 */
record Listing<T>(String name, List<Column<T>> columns, Function<T, String> text) {
    /** What a page can show at once and still be read, and be made in no time. */
    private static final int LIMIT = 100;

    Listing {
        columns = List.copyOf(columns);
    }

    /**
     * One column.
     *
     * @param order empty where to order by it means nothing
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
     * A head of a column.
     *
     * @param address of the view ordered by it; "" if it cannot be
     * @param sorted the word of {@code aria-sort}; "" where it is not the order
     */
    record Head(String label, String address, String sorted) {}

    /**
     * What is shown.
     *
     * @param total how many there are
     * @param cut how many of those that match are not shown
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
        String lower = text.apply(row).toLowerCase(Locale.ROOT);
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
