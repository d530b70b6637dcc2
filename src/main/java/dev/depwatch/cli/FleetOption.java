package dev.depwatch.cli;

import dev.depwatch.cli.FleetTokens.Source;
import dev.depwatch.config.ConfigException;
import dev.depwatch.config.WebAddress;
import dev.depwatch.daemon.InstanceSettings;
import dev.depwatch.daemon.Resources;
import dev.depwatch.daemon.Settings;
import dev.depwatch.fleet.Prometheus;
import dev.depwatch.fleet.RunningDaemon;
import dev.depwatch.fleet.Server;
import dev.depwatch.status.AssessmentDocument;
import dev.depwatch.status.AssessmentDocument.OfInstance;
import dev.depwatch.token.Instance;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/**
 * Where a command gets the tokens from: a Prometheus, a depwatch, which has read the logs, or each Jamf Pro. By default
 * it asks the depwatch at the configuration's {@code listen}, if one runs there.
 */
final class FleetOption {
    @Option(names = "--daemon", paramLabel = "URL", description = """
            Asks the depwatch with its pages at this address, and reads no configuration. Default: the one at the \
            configuration's listen address, if one runs there.""")
    private Optional<String> daemon = Optional.empty();

    @Option(names = "--daemon-access", paramLabel = "FILE", description = """
            A YAML file with its credentials: username and passwordFile, or bearerTokenFile; caFile if needed.""")
    private Optional<Path> daemonAccess = Optional.empty();

    @Option(names = "--now", description = """
            Asks Jamf Pro even if a depwatch runs, such as right after an upload. Reads no log, so it does not know \
            the reasons that only a log has.""")
    private boolean now;

    @Option(names = "--prometheus", paramLabel = "URL", description = """
            Answers for all hosts, from what this Prometheus scraped of every depwatch. Reads no configuration and \
            does not ask Jamf Pro.""")
    private Optional<String> prometheus = Optional.empty();

    @Option(names = "--prometheus-access", paramLabel = "FILE", description = "A YAML file as for --daemon-access.")
    private Optional<Path> prometheusAccess = Optional.empty();

    /**
     * Asks whom the command line names, or else, by the command's configuration, the depwatch that runs or each Jamf
     * Pro. If a depwatch runs and does not answer, the screen says why.
     *
     * @param names the instances to report; all if there are none
     */
    FleetTokens survey(List<String> names, ConfiguredCommand command)
            throws ConfigException, IOException, InterruptedException {
        long sources = Stream.of(prometheus.isPresent(), daemon.isPresent(), now)
                .filter(isGiven -> isGiven)
                .count();
        if (sources > 1 || (prometheus.isPresent() && daemonAccess.isPresent())) {
            throw new WrongUse(
                    "--prometheus, --daemon (or --daemon-access) and --now exclude each other: expected one of"
                            + " them");
        }
        if (prometheus.isEmpty() && prometheusAccess.isPresent()) {
            throw new WrongUse("--prometheus-access is for --prometheus: expected both or none");
        }
        if (prometheus.isPresent()) {
            WebAddress address = address("--prometheus", prometheus.get(), "https://prometheus.example.org:9090");
            AssessmentDocument answer = new Prometheus(Server.of(address, prometheusAccess)).assessment();
            return named(answer, Source.PROMETHEUS, "Prometheus", names, command);
        }
        if (daemon.isPresent()) {
            Server server = Server.of(address("--daemon", daemon.get(), "http://127.0.0.1:19137"), daemonAccess);
            AssessmentDocument answer = new RunningDaemon(server)
                    .askIfAny()
                    .orElseThrow(() -> new IOException("Nobody answers at " + server.name()
                            + ": check the address, and that depwatch accepts connections from other hosts there"));
            return named(answer, Source.DAEMON, "this depwatch", names, command);
        }
        Settings settings = command.load().settings();
        Stream<Instance> configured = settings.instances().stream().map(InstanceSettings::instance);
        WrongUse.checkInstances(names, configured, "is configured");
        Resources resources = Resources.of(settings);
        Optional<FleetTokens> running = now ? Optional.empty() : running(resources, command);
        FleetTokens fleet = running.isPresent() ? running.get() : FleetTokens.read(resources, names, command);
        return fleet.of(names);
    }

    private static FleetTokens named(
            AssessmentDocument answer, Source source, String who, List<String> names, ConfiguredCommand command) {
        WrongUse.checkInstances(names, answer.instances().stream().map(OfInstance::instance), "is known to " + who);
        return new FleetTokens(answer, source, command.process().times(), Optional.empty()).of(names);
    }

    private static WebAddress address(String option, String text, String example) {
        try {
            WebAddress address = WebAddress.of(text);
            if (address.uri().getRawQuery() == null) {
                return address;
            }
            throw new IllegalArgumentException("an address with a query (?…)");
        } catch (IllegalArgumentException e) {
            throw new WrongUse("Invalid value for option '" + option + "': " + e.getMessage()
                    + "; expected one such as " + example);
        }
    }

    /** What the depwatch answers that runs by this configuration. */
    private Optional<FleetTokens> running(Resources resources, Subcommand command)
            throws ConfigException, InterruptedException {
        try {
            return new RunningDaemon(Server.of(resources.pages(), daemonAccess))
                    .askIfAny()
                    .map(answer -> FleetTokens.byDaemon(answer, resources));
        } catch (IOException | IllegalArgumentException e) {
            String why = e.getMessage() + " (address, password and caFile: see --daemon and --daemon-access)";
            command.err().println(Screen.clean("Cannot ask the depwatch that runs here: " + why));
            command.err().println("Asking Jamf Pro instead, which does not know the reasons that only a log has.");
            return Optional.empty();
        }
    }
}
