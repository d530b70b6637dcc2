package dev.depwatch.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.depwatch.text.SafeText;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What the reader wants to see, as in the address of the page: a filter, an order for each table, and whether to show
 * long tables in full.
 */
record Query(Map<String, String> parameters) {
    private static final String FILTER = "q";
    private static final String ALL = "all";

    /** Before the name of a table. The value is the column by which to order it; a minus in front reverses the order. */
    private static final String ORDER = "by-";

    /** As many rows as are readable on a page and quick to render. */
    private static final int LIMIT = 100;

    /** Longer than any query that the page itself makes. */
    private static final int MAX_LENGTH = 2000;

    /** Ignores what is unknown: an old bookmark still shows the page. */
    static Query of(String raw) {
        Map<String, String> parameters = new TreeMap<>();
        for (String part : raw.substring(0, Math.min(raw.length(), MAX_LENGTH)).split("&", -1)) {
            String[] pair = part.split("=", 2);
            String name = decoded(pair[0]);
            String value = pair.length == 1 ? "" : decoded(pair[1]);
            if (name.equals(FILTER)) {
                parameters.put(FILTER, SafeText.name(value));
            } else if (name.equals(ALL)) {
                parameters.put(ALL, "1");
            } else if (name.startsWith(ORDER)) {
                parameters.put(name, value);
            }
        }
        return new Query(parameters);
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, UTF_8);
        } catch (IllegalArgumentException ignored) {
            // A stray percent sign, typed by hand.
            return text;
        }
    }

    /** As typed. */
    String filter() {
        return parameters.getOrDefault(FILTER, "");
    }

    /** The words that each row must contain, in lower case. */
    List<String> words() {
        return filter().isEmpty()
                ? List.of()
                : List.of(filter().toLowerCase(Locale.ROOT).split("\\s+"));
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
        return parameters.containsKey(ALL) ? rows : rows.stream().limit(LIMIT).toList();
    }

    /** The column by which to order this table; "" if none is asked for. */
    String order(String table) {
        return parameters.getOrDefault(ORDER + table, "");
    }

    /** The parameters that the form of the filter preserves. */
    Map<String, String> hidden() {
        Map<String, String> others = new TreeMap<>(parameters);
        others.remove(FILTER);
        return others;
    }

    /** The address of the same view with all rows. */
    String whole() {
        return with(ALL, "1");
    }

    /** The address of the same view filtered by these words; "" for no filter. */
    String filtered(String words) {
        return with(FILTER, words);
    }

    /** The address of the same view without its filter. */
    String unfiltered() {
        return filtered("");
    }

    /** The address of the same view with another order of this table. */
    String ordered(String table, String order) {
        return with(ORDER + table, order);
    }

    private String with(String name, String value) {
        Map<String, String> others = new TreeMap<>(parameters);
        others.put(name, value);
        return "?"
                + others.entrySet().stream()
                        .filter(each -> !each.getValue().isEmpty())
                        .map(each -> URLEncoder.encode(each.getKey(), UTF_8) + "="
                                + URLEncoder.encode(each.getValue(), UTF_8))
                        .collect(Collectors.joining("&"));
    }
}
