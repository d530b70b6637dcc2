package dev.depwatch.daemon;

import static java.util.stream.Collectors.toMap;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.depwatch.apple.OrganizationConfig;
import dev.depwatch.assess.ExpiryConfig;
import dev.depwatch.assess.Policy;
import dev.depwatch.assess.SharedAccounts;
import dev.depwatch.config.Checked;
import dev.depwatch.config.ConfigException;
import dev.depwatch.config.ConfigFile;
import dev.depwatch.config.FileAccess;
import dev.depwatch.config.Problem;
import dev.depwatch.config.Remarks;
import dev.depwatch.state.StateDirectory;
import dev.depwatch.token.Instance;
import dev.depwatch.web.CalendarConfig;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The whole configuration, checked.
 *
 * @param listen the address of metrics and pages, not resolved yet; port 0 selects a free one
 * @param webConfigFile how depwatch serves them, and to whom, in the format of Prometheus' exporter-toolkit; empty:
 *     without TLS, to everyone
 * @param calendar an address of the calendar for programs that cannot sign in; empty: none
 * @param enableLifecycle whether {@code POST /-/reload} is accepted
 * @param poll how often depwatch checks a log
 * @param syncInterval how often this Jamf Pro syncs with Apple; quiet windows follow from it
 * @param stateDirectory the folder of the state; always present once the file is loaded
 * @param instances those written and those discovered; names and logs are unique
 * @param apple the organisations to read from Apple's own API; names are unique
 * @param signaturesDirectory a site's own signatures; empty: none
 */
public record Settings(
        @JsonProperty(defaultValue = "127.0.0.1:19137") InetSocketAddress listen,
        Optional<Path> webConfigFile,
        Optional<CalendarConfig> calendar,
        @JsonProperty(defaultValue = "false") boolean enableLifecycle,
        Optional<Path> stateDirectory,
        @JsonProperty(defaultValue = "250ms") Duration poll,
        @JsonProperty(defaultValue = "2m") Duration syncInterval,
        @JsonProperty(defaultValue = "[]") List<InstanceSettings> instances,
        @JsonProperty(defaultValue = "[]") List<OrganizationConfig> apple,
        Optional<Path> signaturesDirectory,
        @JsonProperty(defaultValue = "{}") SharedAccounts.Config owners,
        @JsonProperty(defaultValue = "{}") ExpiryConfig expiry,
        @JsonProperty(defaultValue = "{}") AlertsSettings alerts)
        implements Checked {
    /** Where systemd has a service keep its state; a list; depwatch uses its first entry. */
    private static final String STATE_DIRECTORY = "STATE_DIRECTORY";

    /**
     * Settings that can be used, and what the administrator should know about them.
     *
     * @param again reads what the same text says now: its secrets, and the folders it discovers instances in; empty if
     *     it discovers none
     */
    public record Loaded(Settings settings, List<Problem> warnings, Optional<Source> again) {}

    /** Where settings come from, at the start and at every reload. */
    @FunctionalInterface
    public interface Source {
        /**
         * The settings as they are written now.
         *
         * @throws ConfigException with all problems
         */
        Loaded at(Instant now) throws ConfigException;
    }

    /**
     * Reads the file, the secrets it names, and the folders in which it discovers instances.
     *
     * @param environment of the process; {@code CREDENTIALS_DIRECTORY} is the first folder for secret files, {@code
     *     STATE_DIRECTORY} the folder of the state unless the file names one
     * @param hostName the value of {@code {host}}
     * @param now decides which silences have ended
     * @throws ConfigException with all problems
     */
    public static Loaded load(Path file, Map<String, String> environment, String hostName, Instant now)
            throws ConfigException {
        return load(ConfigFile.text(file), file, environment, hostName, now);
    }

    private static Loaded load(String text, Path file, Map<String, String> environment, String hostName, Instant now)
            throws ConfigException {
        ConfigFile config = ConfigFile.of(text, file, environment);
        SettingsFile read = SettingsFile.of(config, hostName);
        Settings settings = read.settings(config, hostName, defaultStateDirectory(environment), now);
        Optional<Source> again = read.discover().isEmpty()
                ? Optional.empty()
                : Optional.of(later -> load(text, file, environment, hostName, later));
        return new Loaded(settings, config.warnings(), again);
    }

    /**
     * Like {@link #load}, but keeps a secret that cannot be used together with the reason, for commands that list the
     * expected secrets.
     */
    public static Loaded withoutSecrets(Path file, Map<String, String> environment, String hostName, Instant now)
            throws ConfigException {
        ConfigFile config = ConfigFile.read(file, environment);
        config.secretsMayBeMissing();
        Settings settings =
                SettingsFile.of(config, hostName).settings(config, hostName, defaultStateDirectory(environment), now);
        return new Loaded(settings, config.warnings(), Optional.empty());
    }

    private static Path defaultStateDirectory(Map<String, String> environment) {
        String first = environment.getOrDefault(STATE_DIRECTORY, "").split(":", 2)[0];
        return Path.of(first.isEmpty() ? "state" : first);
    }

    @Override
    public void check(Remarks remarks) {
        remarks.between("poll", poll, Duration.ofMillis(50), Duration.ofSeconds(10));
        remarks.between("syncInterval", syncInterval, Duration.ofSeconds(1), Duration.ofHours(1));
        remarks.unique(
                "apple",
                apple,
                OrganizationConfig::name,
                "organisation; expected one of its own, since it is the identity in metrics");
        if (signaturesDirectory.isPresent() && !Files.isDirectory(signaturesDirectory.get())) {
            remarks.problem(
                    "signaturesDirectory",
                    "no folder \"" + signaturesDirectory.get() + "\"; expected one with signature files");
        }
    }

    /**
     * Why {@code run} by this user would reject the state directory; empty if it would not. Ignores the owner if root
     * asks, since the daemon runs as another user.
     */
    public Optional<Problem> unsafeStateDirectory() {
        return StateDirectory.unsafe(stateDirectory.orElseThrow(), FileAccess.otherThanRoot())
                .map(unsafe -> Problem.of("stateDirectory", unsafe));
    }

    /** The silences that {@code depwatch silence} made. */
    public CommandedSilences commandedSilences() {
        return new CommandedSilences(stateDirectory.orElseThrow());
    }

    /** The rules for judging tokens. */
    public Policy policy() {
        return new Policy(
                syncInterval,
                expiry.warnAt(),
                alerts.appliedSilences(),
                owners.accounts(),
                alerts.notifications(),
                alerts.timeZone());
    }

    /** The instances of the other settings that are not in these, or could not sign in to their API here. */
    List<InstanceSettings> newIn(Settings others) {
        Map<String, Boolean> lacksApi = instances.stream()
                .collect(toMap(InstanceSettings::name, one -> one.usableJamf().isEmpty(), (one, other) -> one));
        // Folders that change their names would otherwise add logs for ever.
        long room = Discovery.MAX_LOGS
                - instances.stream()
                        .mapToLong(instance -> instance.logs().size())
                        .sum();
        Stream<InstanceSettings> added = others.instances.stream()
                .filter(instance -> !lacksApi.containsKey(instance.name()))
                .limit(Math.max(0, room));
        Stream<InstanceSettings> readable = others.instances.stream()
                .filter(instance -> instance.usableJamf().isPresent() && lacksApi.getOrDefault(instance.name(), false));
        return Stream.concat(added, readable).toList();
    }

    /** Those that these settings no longer name, not even by a former name. */
    List<Instance> missing(Collection<Instance> others) {
        Set<Instance> names = instances.stream()
                .flatMap(instance -> Stream.concat(Stream.of(instance.instance()), instance.former().stream()))
                .collect(Collectors.toSet());
        return others.stream().filter(other -> !names.contains(other)).sorted().toList();
    }

    /** These settings with more instances; one takes the place of another of its name, or of its former name. */
    Settings including(List<InstanceSettings> more) {
        Map<String, InstanceSettings> all = new LinkedHashMap<>();
        Stream.concat(instances.stream(), more.stream()).forEach(instance -> all.put(instance.name(), instance));
        // A renamed folder was found under its former name.
        more.forEach(instance -> instance.formerName().ifPresent(all::remove));
        return with(List.copyOf(all.values()), stateDirectory);
    }

    Settings with(List<InstanceSettings> all, Optional<Path> directory) {
        return new Settings(
                listen,
                webConfigFile,
                calendar,
                enableLifecycle,
                directory,
                poll,
                syncInterval,
                all,
                apple,
                signaturesDirectory,
                owners,
                expiry,
                alerts);
    }
}
