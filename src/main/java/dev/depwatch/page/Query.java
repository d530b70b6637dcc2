package dev.depwatch.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.depwatch.text.SafeText;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What the reader wants to see, as in the address of the page: a filter, an order for each table, and whether to show
 * long tables in full.
 *
 * @param filter as typed
 * @param orders the column by which to order each table, by the table's name; a minus in front reverses the order
 */
record Query(String filter, boolean all, Map<String, String> orders) {
    private static final String ORDER = "by-";

    /** As many rows as are readable on a page and quick to render. */
    private static final int LIMIT = 100;

    /** Longer than any query that the page itself makes. */
    private static final int MAX_LENGTH = 2000;

    private static final int MAX_PARTS = 20;

    private static final String FILTER = "q";
    private static final String ALL = "all";

    /** Ignores what is unknown: an old bookmark still shows the page. */
    static Query of(String raw) {
        String filter = "";
        boolean all = false;
        Map<String, String> orders = new LinkedHashMap<>();
        for (String part : raw.substring(0, Math.min(raw.length(), MAX_LENGTH)).split("&", MAX_PARTS)) {
            int equals = part.indexOf('=');
            String name = decoded(equals < 0 ? part : part.substring(0, equals));
            String value = equals < 0 ? "" : decoded(part.substring(equals + 1));
            if (name.equals(FILTER)) {
                filter = SafeText.name(value);
            } else if (name.equals(ALL)) {
                all = true;
            } else if (name.startsWith(ORDER)) {
                orders.put(name.substring(ORDER.length()), value);
            }
        }
        return new Query(filter, all, orders);
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, UTF_8);
        } catch (IllegalArgumentException ignored) {
            // A stray percent sign, typed by hand.
            return text;
        }
    }

    /** The words that each row must contain, in lower case. */
    List<String> words() {
        return filter.isEmpty()
                ? List.of()
                : List.of(filter.toLowerCase(Locale.ROOT).split("\\s+"));
    }

    /** The rows whose text has every word. */
    <R> List<R> matching(List<R> rows, Function<R, String> text) {
        List<String> words = words();
        return words.isEmpty()
                ? rows
                : rows.stream()
                        .filter(row -> {
                            String lower = SafeText.name(text.apply(row)).toLowerCase(Locale.ROOT);
                            return words.stream().allMatch(lower::contains);
                        })
                        .toList();
    }

    /** A readable number of the rows, unless all are wanted. */
    <R> List<R> limited(List<R> rows) {
        return all ? rows : rows.stream().limit(LIMIT).toList();
    }

    /** The column by which to order this table; "" if none is asked for. */
    String order(String table) {
        return orders.getOrDefault(table, "");
    }

    /** The parameters of the orders, which the form of the filter preserves. */
    Map<String, String> hidden() {
        Map<String, String> parameters = new TreeMap<>();
        orders.forEach((table, order) -> parameters.put(ORDER + table, order));
        return parameters;
    }

    /** The address of the same view with all rows. */
    String whole() {
        return new Query(filter, true, orders).address();
    }

    /** The address of the same view without its filter. */
    String unfiltered() {
        return new Query("", all, orders).address();
    }

    /** The address of the same view filtered by these words. */
    String filtered(String words) {
        return new Query(words, all, orders).address();
    }

    /** The address of the same view with another order of this table. */
    String ordered(String table, String order) {
        Map<String, String> others = new LinkedHashMap<>(orders);
        others.put(table, order);
        return new Query(filter, all, others).address();
    }

    private String address() {
        Map<String, String> parts = new LinkedHashMap<>();
        if (!filter.isEmpty()) {
            parts.put(FILTER, filter);
        }
        if (all) {
            parts.put(ALL, "1");
        }
        parts.putAll(hidden());
        return "?"
                + parts.entrySet().stream()
                        .map(part -> URLEncoder.encode(part.getKey(), UTF_8) + "="
                                + URLEncoder.encode(part.getValue(), UTF_8))
                        .collect(Collectors.joining("&"));
    }
}
