package dev.depwatch.daemon;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.depwatch.assess.Route;
import dev.depwatch.assess.Silence;
import dev.depwatch.config.ConfigFile;
import dev.depwatch.config.Remarks;
import dev.depwatch.config.Template;
import dev.depwatch.text.SafeText;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Token;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The file as written: settings, and templates of instances, which depwatch discovers by the folders of their logs.
 *
 * @param defaults what each instance has that does not say otherwise; in the tree of the file they have it already
 * @param discover each an instance whose {@code logs} has one {@code *} for a folder
 */
record SettingsFile(
        @JsonUnwrapped Settings written,
        @JsonProperty(defaultValue = "{}") Template<InstanceSettings> defaults,
        @JsonProperty(defaultValue = "[]") List<Template<Discovery.Written>> discover) {
    /** The file with its {@code defaults} in every instance that they are of. */
    static SettingsFile of(ConfigFile config, String hostName) {
        config.inherit(
                "defaults", "instances", name -> Optional.of(Map.of("name", SafeText.name(name), "host", hostName)));
        config.inherit("defaults", "discover", name -> Optional.empty());
        return config.bind(SettingsFile.class);
    }

    /**
     * The settings with what is discovered; rules between instances are checked, and remarked on in the file.
     *
     * @param otherwise the folder of the state if the file names none
     */
    Settings settings(ConfigFile config, String hostName, Path otherwise, Instant now) {
        List<InstanceSettings> all = new ArrayList<>(written.instances());
        List<Discovery> empty = new ArrayList<>();
        for (Template<Discovery.Written> template : discover) {
            Discovery discovery = new Discovery(template, hostName);
            List<InstanceSettings> found = discovery.instances(all);
            all.addAll(found);
            if (found.isEmpty()) {
                empty.add(discovery);
            }
        }
        boolean isAnyWatched = !all.isEmpty() || config.hasProblems();
        empty.forEach(discovery -> discovery.remarkNoInstance(isAnyWatched));
        if (written.instances().isEmpty() && discover.isEmpty()) {
            config.remarksOn(written)
                    .problem("instances", "no instance to watch; expected at least one here or under discover");
        }
        Set<String> names = all.stream().map(InstanceSettings::name).collect(Collectors.toSet());
        checkNames(config, all, names);
        checkLogs(config, all);
        checkSilences(config, names, now);
        // What has no name is no instance, and a problem by now.
        List<InstanceSettings> named = all.stream()
                .filter(instance -> Instance.isName(instance.name()))
                .toList();
        checkPushCertificates(config, named, now);
        checkRoutes(config, named);
        return written.with(List.copyOf(all), written.stateDirectory().or(() -> Optional.of(otherwise)));
    }

    private static void checkNames(ConfigFile config, List<InstanceSettings> all, Set<String> names) {
        Set<String> taken = new HashSet<>();
        Set<String> takenBefore = new HashSet<>();
        for (InstanceSettings instance : all) {
            Remarks remarks = config.remarksOn(instance);
            String name = instance.name();
            if (!taken.add(name)) {
                remarks.problem(
                        "name",
                        "\"" + name + "\" is the name of another instance; expected a unique name, since it is the"
                                + " identity in metrics and alerts");
            }
            instance.formerName().ifPresent(former -> {
                if (names.contains(former) && !former.equals(name)) {
                    remarks.problem(
                            "formerName",
                            "\"" + former + "\" is the name of another instance; expected a name that no instance has"
                                    + " any more");
                } else if (!takenBefore.add(former)) {
                    remarks.problem(
                            "formerName",
                            "\"" + former + "\" is the former name of another instance, too; expected each once");
                }
            });
        }
    }

    private static void checkLogs(ConfigFile config, List<InstanceSettings> all) {
        Map<Path, InstanceSettings> followed = new LinkedHashMap<>();
        Map<Object, String> byFile = new HashMap<>();
        for (InstanceSettings instance : all) {
            for (Path log : instance.logs()) {
                String known = byFile.putIfAbsent(
                        Discovery.file(log), "\"" + log + "\" by instance \"" + instance.name() + "\"");
                if (known == null) {
                    followed.put(log, instance);
                } else {
                    config.remarksOn(instance)
                            .problem(
                                    "logs",
                                    "\"" + log + "\" is already followed as " + known + "; expected each log once");
                }
            }
        }
        followed.forEach((log, instance) -> followed.keySet().stream()
                .filter(other -> !log.equals(other)
                        && Objects.equals(log.getParent(), other.getParent())
                        && log.toString().startsWith(other.toString()))
                .findFirst()
                .ifPresent(other -> config.remarksOn(instance)
                        .problem(
                                "logs",
                                "\"" + log + "\" is named like a rotated file of \"" + other
                                        + "\"; expected no rotated files, since depwatch finds them")));
    }

    private static void checkPushCertificates(ConfigFile config, List<InstanceSettings> all, Instant now) {
        Map<String, Instance> byTopic = new HashMap<>();
        for (InstanceSettings instance : all) {
            instance.pushCertificate().ifPresent(certificate -> {
                Remarks remarks = config.remarksOn(certificate);
                Token token = certificate.token(instance.instance());
                if (token.expiry().filter(end -> end.isOver(now)).isPresent()) {
                    remarks.warning(
                            certificate.expires().isPresent() ? "expires" : "pemFile",
                            "the push certificate of \"" + instance.name()
                                    + "\" has ended; renew it with the same Apple"
                                    + " ID, or if it is renewed, write the new date or file");
                }
                Instance other = byTopic.putIfAbsent(token.serverUuid(), instance.instance());
                if (other != null && !token.serverUuid().isEmpty()) {
                    remarks.warning(
                            "pemFile",
                            "\"" + other + "\" and \"" + instance.name() + "\" have the same push certificate (topic "
                                    + token.serverUuid() + "); correct the file that was copied by mistake. If both"
                                    + " use it, renew it once and upload it to both");
                }
            });
        }
    }

    private void checkSilences(ConfigFile config, Set<String> names, Instant now) {
        for (Silence.Config silence : written.alerts().silences()) {
            Remarks remarks = config.remarksOn(silence);
            if (!names.contains(silence.instance())) {
                String found = "no instance is called " + remarks.shown("instance", silence.instance());
                if (discover.isEmpty() || !Instance.isName(silence.instance())) {
                    remarks.problem("instance", found + "; expected the name of one that is watched");
                } else {
                    // Discovered instances come and go, and a missing log folder must not stop depwatch.
                    remarks.warning("instance", found + " now; if it is gone for good, remove this entry");
                }
            }
            if (!now.isBefore(silence.end(written.alerts().timeZone()))) {
                remarks.warning(
                        "until",
                        "this silence has ended, and depwatch sends alerts again; remove it or set a later day");
            }
        }
    }

    private void checkRoutes(ConfigFile config, List<InstanceSettings> all) {
        List<Route> routes = written.alerts().routes();
        if (routes.isEmpty()) {
            return;
        }
        List<Instance> instances = all.stream().map(InstanceSettings::instance).toList();
        for (ReceiverSettings receiver : written.alerts().receivers()) {
            Remarks remarks = config.remarksOn(receiver);
            Route route = receiver.route().route();
            List<String> patterns = receiver.route().instances();
            for (int i = 0; i < patterns.size(); i++) {
                String place = "instances[" + i + "]";
                String pattern = patterns.get(i);
                Route alone = new Route.Config(List.of(pattern), List.of()).route();
                List<InstanceSettings> lost = all.stream()
                        .filter(instance -> instance.former().stream().anyMatch(alone::covers))
                        .filter(instance -> !route.covers(instance.instance()))
                        .toList();
                for (InstanceSettings instance : lost) {
                    String former = instance.formerName().orElseThrow();
                    String sentence = "\"" + former + "\" is called \"" + instance.name() + "\" now: add this name";
                    if (pattern.equals(former)) {
                        remarks.problem(
                                place,
                                sentence + ". If this receiver must not get it any more, remove \"" + former
                                        + "\"; if no name is left, remove the receiver: an empty list means all."
                                        + " In both cases its open alerts get no end");
                    } else {
                        // It may leave it out on purpose.
                        remarks.warning(place, sentence + ", or this receiver gets no end of its open alerts");
                    }
                }
                if (lost.isEmpty() && instances.stream().noneMatch(alone::covers)) {
                    remarks.warning(place, "matches no instance");
                }
            }
        }
        Remarks remarks = config.remarksOn(written.alerts());
        for (Instance instance : instances) {
            if (routes.stream().noneMatch(route -> route.covers(instance))) {
                remarks.warning("receivers", "no receiver is notified of the instance \"" + instance + "\"");
            } else if (routes.stream().noneMatch(route -> route.coversAllOf(instance))) {
                remarks.warning(
                        "receivers",
                        "only receivers with owners are notified of the instance \"" + instance
                                + "\": nobody is if its log or API cannot be read, its built-in CA ends, or"
                                + " a failing token or its Apple ID is not known");
            }
        }
    }
}
