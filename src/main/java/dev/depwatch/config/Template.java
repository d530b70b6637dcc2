package dev.depwatch.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * A map of the file that becomes one record for each set of placeholder values. Placeholders such as {@code {context}}
 * are in its texts.
 */
public final class Template<T extends Record> {
    private final Binding binding;
    private final Class<T> type;
    private final ObjectNode map;
    private final String path;
    private int fillings;

    Template(Binding binding, Class<T> type, ObjectNode map, String path) {
        this.binding = binding;
        this.type = type;
        this.map = map;
        this.path = path;
    }

    /**
     * What one filling made.
     *
     * @param value with a stand-in for each value that cannot be read
     * @param flaws what is wrong with values that hold a placeholder, as sentences that begin with the key: the
     *     template may be right, and these names do not fit it
     */
    public record Filled<T>(T value, List<String> flaws) {}

    /** The text of a key, as written; empty if the key is missing or holds something else. */
    public Optional<String> text(String key) {
        return Optional.ofNullable(map.get(key)).filter(JsonNode::isTextual).map(JsonNode::textValue);
    }

    /** The texts of a list, as written. */
    public List<String> texts(String key) {
        return StreamSupport.stream(map.path(key).spliterator(), false)
                .filter(JsonNode::isTextual)
                .map(JsonNode::textValue)
                .toList();
    }

    /** The maps in the map of a key, by their own keys. */
    public Map<String, Template<T>> templates(String key) {
        Map<String, Template<T>> found = new LinkedHashMap<>();
        map.path(key).properties().forEach(entry -> {
            if (entry.getValue() instanceof ObjectNode below) {
                String at = Problems.join(Problems.join(path, key), entry.getKey());
                found.put(entry.getKey(), new Template<>(binding, type, below, at));
            }
        });
        return found;
    }

    /** To remark on the map as a whole and its keys, before it is filled. */
    public Remarks remarks() {
        return new Remarks(binding.problems(), path);
    }

    /**
     * The record. A problem of the template itself is noted at its place, once however often it is filled.
     *
     * @param placeholders the value of each placeholder by its name
     * @param replaced texts that take the place of what is written, by key; not searched for placeholders
     * @param special the keys that differ in this filling
     */
    public Filled<T> fill(
            Map<String, String> placeholders, Map<String, String> replaced, Optional<Template<T>> special) {
        List<String> flaws = binding.problems().beginFilling();
        return new Filled<>(bind(placeholders, replaced, special), flaws);
    }

    /**
     * Records the problems that the template has whatever the names are. Parameters as in {@link #fill}.
     *
     * @param examples a good value for each placeholder
     */
    public void check(Map<String, String> examples, Map<String, String> replaced, Optional<Template<T>> special) {
        binding.problems().beginSampling();
        bind(examples, replaced, special);
    }

    private T bind(Map<String, String> placeholders, Map<String, String> replaced, Optional<Template<T>> special) {
        Problems problems = binding.problems();
        String at = path + "[" + fillings + "]";
        fillings++;
        problems.writtenAt(at, path);
        ObjectNode one = map.deepCopy();
        special.ifPresent(
                others -> new Placeholders(problems, Optional.empty()).merge(one, at, others.map, others.path, true));
        one.remove(replaced.keySet());
        ObjectNode filled = (ObjectNode) new Placeholders(problems, Optional.of(placeholders)).filled(one, at);
        replaced.forEach(filled::put);
        T made = binding.bind(filled, type, at);
        problems.endFilling();
        return made;
    }
}
