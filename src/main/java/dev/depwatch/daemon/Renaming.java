package dev.depwatch.daemon;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.depwatch.alert.Subject;
import dev.depwatch.state.SavedForm;
import dev.depwatch.token.Instance;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Gives what is known of an instance the name that it has now, in whatever of the saved state it stands: as the value
 * of a key {@code instance}, in a list {@code instances} of names, or as the subject of an alert.
 *
 * @param names the present name by the former one
 */
record Renaming(Map<Instance, Instance> names) {
    /**
     * What the settings rename. A name that is known already is a history of its own, which no other one joins.
     *
     * @param known the instances with saved state
     */
    static Renaming of(Settings settings, Set<Instance> known) {
        return new Renaming(settings.instances().stream()
                .filter(instance -> instance.former().filter(known::contains).isPresent())
                .filter(instance -> !known.contains(instance.instance()))
                .collect(Collectors.toMap(instance -> instance.former().orElseThrow(), InstanceSettings::instance)));
    }

    /** The same under the present names. */
    <T> T in(T saved, Class<T> type) {
        return names.isEmpty() ? saved : SavedForm.changed(saved, type, json -> renamed("", json));
    }

    private JsonNode renamed(String key, JsonNode node) {
        if (node instanceof ObjectNode map) {
            map.properties().forEach(entry -> entry.setValue(renamed(entry.getKey(), entry.getValue())));
        } else if (node instanceof ArrayNode list) {
            for (int i = 0; i < list.size(); i++) {
                list.set(i, renamed(key, list.get(i)));
            }
        } else if (node.isTextual()) {
            return switch (key) {
                case "instance", "instances" -> present(node, Instance::name);
                case "subject" -> present(node, instance -> Subject.of(instance).name());
                default -> node;
            };
        }
        return node;
    }

    /** @param written how an instance is written here */
    private JsonNode present(JsonNode text, Function<Instance, String> written) {
        return names.entrySet().stream()
                .filter(name -> text.textValue().equals(written.apply(name.getKey())))
                .findFirst()
                .<JsonNode>map(name -> TextNode.valueOf(written.apply(name.getValue())))
                .orElse(text);
    }
}
