package dev.depwatch.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.net.URLEncoder;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a part of the file takes over what is written in another part: with the values of placeholders, such as {@code
 * {context}}, in the texts. In an address a value is percent-encoded: none of its characters means anything there. A
 * problem with what is taken over names the place where it is written.
 *
 * @param values by the names of the placeholders; empty: texts stay as they are written
 */
record Placeholders(Problems problems, Optional<Map<String, String>> values) {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([A-Za-z]+)}");

    /** The placeholder that YAML reads as a map, since it stands without quotes. */
    static Optional<String> unquoted(JsonNode node) {
        return node.isObject() && node.size() == 1 && node.elements().next().isNull()
                ? Optional.of("{" + node.fieldNames().next() + "}")
                        .filter(text -> PLACEHOLDER.matcher(text).matches())
                : Optional.empty();
    }

    static boolean isIn(String text) {
        return PLACEHOLDER.matcher(text).find();
    }

    /**
     * Gives the map of a path what another says: key by key, also within maps of both. A key without a value removes
     * what the other has.
     *
     * @param place the path of the other
     * @param replaces whether it replaces what the map says itself
     */
    void merge(ObjectNode map, String path, ObjectNode other, String place, boolean replaces) {
        for (Map.Entry<String, JsonNode> entry : other.properties()) {
            String key = entry.getKey();
            String at = Problems.join(path, key);
            String written = Problems.join(place, key);
            JsonNode own = map.get(key);
            if (own instanceof ObjectNode below && entry.getValue() instanceof ObjectNode more) {
                merge(below, at, more, written, replaces);
            } else if (own == null || replaces) {
                problems.writtenAt(at, written);
                map.set(key, filled(entry.getValue(), at));
            }
            if (map.path(key).isNull()) {
                map.remove(key);
            }
        }
    }

    /** A copy for this path, with the values in place of the placeholders. */
    JsonNode filled(JsonNode node, String path) {
        if (node instanceof ObjectNode written) {
            ObjectNode copy = written.objectNode();
            written.properties()
                    .forEach(entry ->
                            copy.set(entry.getKey(), filled(entry.getValue(), Problems.join(path, entry.getKey()))));
            return copy;
        }
        if (node instanceof ArrayNode written) {
            ArrayNode copy = written.arrayNode();
            written.forEach(element -> copy.add(filled(element, path + "[" + copy.size() + "]")));
            return copy;
        }
        return values.isPresent() && node.isTextual()
                ? TextNode.valueOf(filled(node.textValue(), path, values.get()))
                : node;
    }

    private String filled(String text, String path, Map<String, String> known) {
        boolean isAddress = text.contains("://");
        return PLACEHOLDER.matcher(text).replaceAll(found -> {
            String value = known.get(found.group(1));
            if (value == null) {
                problems.broken(
                        path,
                        "unknown placeholder " + found.group() + "; known are "
                                + String.join(", ", new TreeSet<>(known.keySet())));
                return Matcher.quoteReplacement(found.group());
            }
            problems.filled(path);
            return Matcher.quoteReplacement(isAddress ? encoded(value) : value);
        });
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, UTF_8).replace("+", "%20").replace("*", "%2A");
    }
}
