package dev.depwatch.assess;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.depwatch.config.Checked;
import dev.depwatch.config.Remarks;
import java.util.List;

/**
 * What one receiver is notified of, as patterns; with both keys, what matches both.
 *
 * @param instances names of instances; empty: all
 * @param owners Apple IDs; empty: all, and failures whose owner is not known
 */
public record RouteConfig(
        @JsonProperty(defaultValue = "[]") List<String> instances,
        @JsonProperty(defaultValue = "[]") List<String> owners)
        implements Checked {
    public static final RouteConfig ALL = new RouteConfig(List.of(), List.of());

    public RouteConfig {
        instances = List.copyOf(instances);
        owners = List.copyOf(owners);
    }

    @Override
    public void check(Remarks remarks) {
        Globs.check("instances", instances, "the name of an instance", remarks);
        Globs.check("owners", owners, "an Apple ID", remarks);
    }

    public Route route() {
        return new Route(this);
    }
}
