package dev.depwatch.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.function.BinaryOperator;

/**
 * How a map of the file inherits the values of another one: key by key, also within maps of both. A key without a value
 * removes the inherited one. A problem with an inherited value names the place where the value is written.
 *
 * @param read what becomes of each text, from its path in the map that takes it over and what is written
 */
record Inheritance(Problems problems, BinaryOperator<String> read) {
    /** Gives the map what it does not say itself. */
    void addTo(ObjectNode map, String path, ObjectNode defaults, String place) {
        take(map, path, defaults, place, false);
    }

    /** Puts the other's words in place of the map's. */
    void replaceIn(ObjectNode map, String path, ObjectNode others, String place) {
        take(map, path, others, place, true);
    }

    private void take(ObjectNode map, String path, ObjectNode from, String place, boolean replaces) {
        for (Map.Entry<String, JsonNode> entry : from.properties()) {
            String key = entry.getKey();
            String at = Problems.join(path, key);
            String written = Problems.join(place, key);
            JsonNode own = map.get(key);
            if (own instanceof ObjectNode below && entry.getValue() instanceof ObjectNode more) {
                take(below, at, more, written, replaces);
            } else if (own == null || replaces) {
                problems.writtenAt(at, written);
                map.set(key, Placeholders.filled(entry.getValue(), at, read));
            }
            if (map.path(key).isNull()) {
                map.remove(key);
            }
        }
    }
}
