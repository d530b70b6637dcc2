package dev.depwatch.cli;

import dev.depwatch.config.ConfigException;
import dev.depwatch.config.WebAddress;
import dev.depwatch.daemon.Resources;
import dev.depwatch.daemon.Settings;
import dev.depwatch.fleet.NotAnsweredException;
import dev.depwatch.fleet.Prometheus;
import dev.depwatch.fleet.Server;
import dev.depwatch.text.TimeFormat;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Predicate;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where a command gets the tokens from: a Prometheus, a depwatch, or each Jamf Pro. */
final class FleetOption {
    @Mixin
    private final DaemonOption daemon = new DaemonOption();

    @Option(
            names = "--prometheus",
            paramLabel = "URL",
            description = "Answers for all hosts, from what this Prometheus scraped of every depwatch. Reads no"
                    + " configuration and does not ask Jamf Pro.")
    private Optional<String> prometheus = Optional.empty();

    @Option(
            names = "--prometheus-access",
            paramLabel = "FILE",
            description = "Credentials and caFile for it: YAML with username and passwordFile, or bearerTokenFile,"
                    + " and caFile, as for a receiver in the configuration.")
    private Optional<Path> accessFile = Optional.empty();

    /**
     * Asks the Prometheus or the depwatch that the command line names. Empty if it names none; the command then reads
     * its configuration.
     *
     * @param times how to print the answer's times
     */
    Optional<FleetTokens> survey(TimeFormat times) throws ConfigException, NotAnsweredException, InterruptedException {
        if (prometheus.isEmpty() && accessFile.isPresent()) {
            throw new WrongUse("--prometheus-access is for --prometheus: expected both or none");
        }
        if (prometheus.isEmpty()) {
            return daemon.isGiven() ? Optional.of(daemon.survey(times)) : Optional.empty();
        }
        if (daemon.isAny()) {
            throw new WrongUse("--prometheus excludes --daemon, --daemon-access and --now: expected it alone");
        }
        WebAddress address =
                DaemonOption.address("--prometheus", prometheus.get(), "https://prometheus.example.org:9090");
        return Optional.of(new FleetTokens(
                new Prometheus(Server.of(address, accessFile)).assessment(), FleetTokens.Source.PROMETHEUS, times));
    }

    /** {@link DaemonOption#ask}, or else each Jamf Pro; only the instances with these names. */
    FleetTokens survey(Settings settings, Resources resources, Predicate<String> isWanted, Subcommand command)
            throws ConfigException, InterruptedException {
        Optional<FleetTokens> answer = daemon.ask(settings, resources, command.spec);
        return answer.isPresent()
                ? answer.get().of(isWanted)
                : FleetTokens.read(settings, resources, isWanted, command);
    }
}
