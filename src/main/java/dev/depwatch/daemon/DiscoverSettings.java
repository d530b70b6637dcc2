package dev.depwatch.daemon;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.depwatch.config.Template;
import java.util.List;
import java.util.Map;

/**
 * Instances that are found by the folders of their logs; a template of one, filled for each.
 *
 * @param instance {@code logs} has one {@code *} for a folder
 * @param except folders that are none
 * @param contexts what differs, by the name of the folder
 */
record DiscoverSettings(
        @JsonUnwrapped InstanceSettings instance,
        @JsonProperty(defaultValue = "[]") List<String> except,
        @JsonProperty(defaultValue = "{}") Map<String, Template<InstanceSettings>> contexts) {
    DiscoverSettings {
        except = List.copyOf(except);
        contexts = Map.copyOf(contexts);
    }
}
