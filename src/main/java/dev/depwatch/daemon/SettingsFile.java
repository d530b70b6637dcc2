package dev.depwatch.daemon;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.depwatch.assess.IgnoreConfig;
import dev.depwatch.config.ConfigFile;
import dev.depwatch.config.Remarks;
import dev.depwatch.config.Template;
import dev.depwatch.token.Instance;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The file as it is written: settings, and templates of instances that are found by the folders of their logs.
 *
 * @param discover each an instance whose {@code logs} has one {@code *} for a folder
 */
record SettingsFile(
        @JsonUnwrapped Settings written,
        @JsonProperty(defaultValue = "[]") List<Template<InstanceSettings>> discover) {
    /** Each log is a thread. */
    static final int MAX_INSTANCES = 1_000;

    SettingsFile {
        discover = List.copyOf(discover);
    }

    /** The settings with what is discovered; rules between instances are checked, and remarked on in the file. */
    Settings settings(ConfigFile config, String hostName, Instant now) {
        List<InstanceSettings> all = new ArrayList<>(written.instances());
        for (Template<InstanceSettings> template : discover) {
            if (all.size() <= MAX_INSTANCES) {
                all.addAll(Discovery.instances(template, hostName));
            }
        }
        if (written.instances().isEmpty() && discover.isEmpty()) {
            config.remarksOn(written)
                    .problem("instances", "no instance to watch; expected at least one here or under discover");
        }
        if (all.size() > MAX_INSTANCES) {
            config.remarksOn(written)
                    .problem("instances", "more than " + MAX_INSTANCES + " instances, with those discovered");
        }
        checkNames(config, all);
        checkLogs(config, all);
        checkIgnores(config, all, now);
        return written.with(all);
    }

    private static void checkNames(ConfigFile config, List<InstanceSettings> all) {
        Map<String, InstanceSettings> byName = new HashMap<>();
        for (InstanceSettings instance : all) {
            if (byName.putIfAbsent(instance.name(), instance) != null) {
                config.remarksOn(instance)
                        .problem(
                                "name",
                                "\"" + instance.name() + "\" is the name of another instance; expected one of"
                                        + " its own, since it is the identity in metrics and alerts");
            }
        }
    }

    private static void checkLogs(ConfigFile config, List<InstanceSettings> all) {
        Map<Path, String> followers = new HashMap<>();
        for (InstanceSettings instance : all) {
            for (Path log : instance.logs()) {
                String other = followers.putIfAbsent(log, instance.name());
                if (other != null) {
                    config.remarksOn(instance)
                            .problem(
                                    "logs",
                                    "\"" + log + "\" is already followed by instance \"" + other
                                            + "\"; expected each log once");
                }
            }
        }
    }

    private void checkIgnores(ConfigFile config, List<InstanceSettings> all, Instant now) {
        Set<String> names = all.stream().map(InstanceSettings::name).collect(Collectors.toSet());
        for (IgnoreConfig ignore : written.alerts().ignore()) {
            Remarks remarks = config.remarksOn(ignore);
            if (!names.contains(ignore.instance())) {
                String found = "no instance is called " + remarks.shown("instance", ignore.instance());
                if (discover.isEmpty() || !Instance.isName(ignore.instance())) {
                    remarks.problem("instance", found + "; expected the name of one that is watched");
                } else {
                    // What is discovered comes and goes, and a log's folder that is gone must not stop depwatch.
                    remarks.warning("instance", found + " now; if it is gone for good, remove this entry");
                }
            }
            if (!now.isBefore(ignore.end(written.alerts().timeZone()))) {
                remarks.warning("until", "over: what this entry ignored is told again. Remove it, or set a later day");
            }
        }
    }
}
