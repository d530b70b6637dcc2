package dev.depwatch.config;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.BinaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A map of the file that becomes a record for each set of values that placeholders in its texts, such as
 * {@code {context}}, are filled with.
 */
public final class Template<T extends Record> {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([A-Za-z]+)}");

    private final Binding binding;
    private final JavaType type;
    private final ObjectNode map;
    private final String path;

    Template(Binding binding, JavaType type, ObjectNode map, String path) {
        this.binding = binding;
        this.type = type;
        this.map = map;
        this.path = path;
    }

    /** The text of a key, as written; empty if the key is missing or holds something else. */
    public Optional<String> text(String key) {
        return Optional.ofNullable(map.get(key)).filter(JsonNode::isTextual).map(JsonNode::textValue);
    }

    /** To remark on the map as a whole and its keys, before it is filled. */
    public Remarks remarks() {
        return new Remarks(binding.problems(), path);
    }

    /**
     * The record. Its problems are noted at the place of the template, once however often it is filled.
     *
     * @param placeholders the value of each placeholder by its name
     * @param replaced texts that take the place of what is written, by key; not searched for placeholders
     */
    public Optional<T> fill(Map<String, String> placeholders, Map<String, String> replaced) {
        return bind(
                replaced,
                (at, text) -> PLACEHOLDER.matcher(text).replaceAll(found -> {
                    String value = placeholders.get(found.group(1));
                    if (value == null) {
                        String known = String.join(", ", new TreeSet<>(placeholders.keySet()));
                        binding.problems().broken(at, "unknown placeholder " + found.group() + "; known are " + known);
                    }
                    return Matcher.quoteReplacement(value == null ? found.group() : value);
                }));
    }

    /** Notes the problems of everything that holds no placeholder, where there is nothing to fill it with. */
    public void check(Map<String, String> replaced) {
        bind(replaced, (at, text) -> {
            if (PLACEHOLDER.matcher(text).find()) {
                binding.problems().silence(at);
            }
            return text;
        });
    }

    private Optional<T> bind(Map<String, String> replaced, BinaryOperator<String> read) {
        ObjectNode filled = map.deepCopy();
        filled.remove(replaced.keySet());
        filled = (ObjectNode) filled(filled, path, read);
        replaced.forEach(filled::put);
        return binding.bind(filled, type, path);
    }

    /** The same with every text read anew, from its path and what is written. */
    private JsonNode filled(JsonNode node, String at, BinaryOperator<String> read) {
        if (node instanceof ObjectNode written) {
            ObjectNode filled = map.objectNode();
            written.properties()
                    .forEach(entry -> filled.set(
                            entry.getKey(), filled(entry.getValue(), Problems.join(at, entry.getKey()), read)));
            return filled;
        }
        if (node instanceof ArrayNode written) {
            ArrayNode filled = map.arrayNode();
            written.forEach(element -> filled.add(filled(element, at + "[" + filled.size() + "]", read)));
            return filled;
        }
        return node.isTextual() ? map.textNode(read.apply(at, node.textValue())) : node;
    }
}
