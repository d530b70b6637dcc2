package dev.depwatch.renewal;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.depwatch.config.Checked;
import dev.depwatch.config.ConfigException;
import dev.depwatch.config.ConfigFile;
import dev.depwatch.config.Problem;
import dev.depwatch.config.Remarks;
import dev.depwatch.config.Template;
import dev.depwatch.inventory.jamf.JamfConfig;
import dev.depwatch.text.SafeText;
import dev.depwatch.token.Instance;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The credentials of the person who renews tokens. They are in a file of their own, so the daemon's client needs no
 * privilege to update.
 *
 * @param instances those whose tokens may be renewed with it
 * @param defaults what each instance has that does not say otherwise; in the tree of the file they have it already
 */
public record RenewalConfig(
        List<Server> instances,
        @JsonProperty(defaultValue = "{}") Template<Server> defaults) implements Checked {
    /**
     * One instance.
     *
     * @param name as in the configuration of depwatch
     * @param jamf its API, with a client that may read and update
     */
    public record Server(String name, JamfConfig jamf) implements Checked {
        public Server {
            name = SafeText.name(name);
        }

        @Override
        public void check(Remarks remarks) {
            if (!Instance.isName(name)) {
                remarks.problem("name", "expected 1 to " + Instance.MAX_NAME_LENGTH + " characters");
            }
        }
    }

    /**
     * Reads the file and the secrets that it names.
     *
     * @param warnings gets what the administrator should know about it
     * @throws ConfigException with all problems there are
     */
    public static RenewalConfig load(Path file, Map<String, String> environment, Consumer<Problem> warnings)
            throws ConfigException {
        ConfigFile read = ConfigFile.read(file, environment);
        read.inherit("defaults", "instances", name -> Optional.of(Map.of("name", SafeText.name(name))));
        RenewalConfig config = read.bind(RenewalConfig.class);
        read.warnings().forEach(warnings);
        return config;
    }

    @Override
    public void check(Remarks remarks) {
        if (instances.isEmpty()) {
            remarks.problem("instances", "found none; expected a list of instances with name and jamf");
        }
        remarks.unique("instances", instances, Server::name, "instance; expected each instance once");
    }
}
