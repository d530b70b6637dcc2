package dev.depwatch.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.BinaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The values of the placeholders in texts of the file, such as {@code {context}}. In an address a value is
 * percent-encoded: none of its characters means anything there.
 */
record Placeholders(Map<String, String> values) {
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

    /** The text of this path with the values in place of the placeholders. */
    String fill(String path, String text, Problems problems) {
        boolean isAddress = text.contains("://");
        return PLACEHOLDER.matcher(text).replaceAll(found -> {
            String value = values.get(found.group(1));
            if (value == null) {
                String known = String.join(", ", new TreeSet<>(values.keySet()));
                problems.broken(path, "unknown placeholder " + found.group() + "; known are " + known);
                return Matcher.quoteReplacement(found.group());
            }
            problems.filled(path);
            return Matcher.quoteReplacement(isAddress ? encoded(value) : value);
        });
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, UTF_8).replace("+", "%20").replace("*", "%2A");
    }

    /** A copy with every text read anew, from its path and what is written. */
    static JsonNode filled(JsonNode node, String path, BinaryOperator<String> read) {
        if (node instanceof ObjectNode written) {
            ObjectNode filled = written.objectNode();
            written.properties()
                    .forEach(entry -> filled.set(
                            entry.getKey(), filled(entry.getValue(), Problems.join(path, entry.getKey()), read)));
            return filled;
        }
        if (node instanceof ArrayNode written) {
            ArrayNode filled = written.arrayNode();
            written.forEach(element -> filled.add(filled(element, path + "[" + filled.size() + "]", read)));
            return filled;
        }
        return node.isTextual() ? YamlTree.text(read.apply(path, node.textValue())) : node;
    }
}
