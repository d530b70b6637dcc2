package dev.depwatch.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.depwatch.text.SafeText;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What the reader wants to see, as in the address of the page: a filter, an order for each table, and whether to show
 * long tables in full.
 *
 * @param filter as typed
 * @param orders the column by which to order each table, by the table's name; a minus in front reverses the order
 */
record Query(String filter, boolean all, Map<String, String> orders) {
    static final String ORDER = "by-";

    /** Longer than any query that the page itself makes. */
    private static final int MAX_LENGTH = 2000;

    private static final int MAX_PARTS = 20;

    private static final String FILTER = "q";
    private static final String ALL = "all";

    Query {
        orders = Map.copyOf(orders);
    }

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
        orders.keySet().stream().sorted().forEach(table -> parts.put(ORDER + table, orders.getOrDefault(table, "")));
        return "?"
                + parts.entrySet().stream()
                        .map(part -> URLEncoder.encode(part.getKey(), UTF_8) + "="
                                + URLEncoder.encode(part.getValue(), UTF_8))
                        .collect(Collectors.joining("&"));
    }
}
