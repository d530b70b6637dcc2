package dev.depwatch.cli;

import dev.depwatch.config.ConfigException;
import dev.depwatch.config.WebAddress;
import dev.depwatch.daemon.Resources;
import dev.depwatch.daemon.Settings;
import dev.depwatch.fleet.NotAnsweredException;
import dev.depwatch.fleet.Prometheus;
import dev.depwatch.fleet.RunningDaemon;
import dev.depwatch.fleet.Server;
import dev.depwatch.status.AssessmentDocument;
import dev.depwatch.text.TimeFormat;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Predicate;
import picocli.CommandLine.Option;

/**
 * Where a command gets the tokens from: a Prometheus, a depwatch, which has read the logs, or each Jamf Pro. By default
 * it asks the depwatch at the configuration's {@code listen}, if one runs there.
 */
final class FleetOption {
    @Option(
            names = "--daemon",
            paramLabel = "URL",
            description =
                    "Asks the depwatch with its pages at this address, and reads no configuration. Default: the one"
                            + " at the configuration's listen address, if one runs there.")
    private Optional<String> daemon = Optional.empty();

    @Option(
            names = "--daemon-access",
            paramLabel = "FILE",
            description =
                    "Credentials and caFile for it: YAML with username and passwordFile, or bearerTokenFile, and caFile.")
    private Optional<Path> daemonAccess = Optional.empty();

    @Option(
            names = "--now",
            description = "Asks Jamf Pro even if a depwatch runs, such as right after an upload. Reads no log, so it"
                    + " does not know the reasons that only a log has.")
    private boolean now;

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
    private Optional<Path> prometheusAccess = Optional.empty();

    /**
     * Asks the Prometheus or the depwatch that the command line names. Empty if it names none; the command then reads
     * its configuration.
     *
     * @param times how to print the answer's times
     */
    Optional<FleetTokens> survey(TimeFormat times) throws ConfigException, NotAnsweredException, InterruptedException {
        if (prometheus.isEmpty() && prometheusAccess.isPresent()) {
            throw new WrongUse("--prometheus-access is for --prometheus: expected both or none");
        }
        if (prometheus.isPresent() && (daemon.isPresent() || daemonAccess.isPresent() || now)) {
            throw new WrongUse("--prometheus excludes --daemon, --daemon-access and --now: expected it alone");
        }
        if (daemon.isPresent() && now) {
            throw new WrongUse("--now asks Jamf Pro and --daemon asks a depwatch: expected one of them");
        }
        if (prometheus.isPresent()) {
            WebAddress address = address("--prometheus", prometheus.get(), "https://prometheus.example.org:9090");
            AssessmentDocument answer = new Prometheus(Server.of(address, prometheusAccess)).assessment();
            return Optional.of(new FleetTokens(answer, FleetTokens.Source.PROMETHEUS, times));
        }
        if (daemon.isPresent()) {
            WebAddress address = address("--daemon", daemon.get(), "http://127.0.0.1:19137");
            Server server = Server.of(address, daemonAccess);
            AssessmentDocument answer = new RunningDaemon(server)
                    .askIfAny()
                    .orElseThrow(() -> new NotAnsweredException("Nobody answers at " + server.name()
                            + ": check the address, and that depwatch accepts connections from other hosts there"));
            return Optional.of(new FleetTokens(answer, FleetTokens.Source.DAEMON, times));
        }
        return Optional.empty();
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

    /**
     * What the depwatch answers that runs by this configuration, or else each Jamf Pro; only the instances with these
     * names. If a depwatch runs and does not answer, the screen says why.
     */
    FleetTokens survey(Settings settings, Resources resources, Predicate<String> isWanted, Subcommand command)
            throws ConfigException, InterruptedException {
        Optional<WebAddress> pages = now ? Optional.empty() : resources.pages(settings.listen());
        if (pages.isPresent()) {
            try {
                Optional<AssessmentDocument> answer =
                        new RunningDaemon(Server.of(pages.get(), daemonAccess)).askIfAny();
                if (answer.isPresent()) {
                    return FleetTokens.byDaemon(answer.get(), settings).of(isWanted);
                }
            } catch (NotAnsweredException e) {
                command.err().println(Screen.clean("Cannot ask the depwatch that runs here: " + e.getMessage()));
                command.err().println("Asking Jamf Pro instead, which does not know the reasons that only a log has.");
            }
        }
        return FleetTokens.read(settings, resources, isWanted, command);
    }
}
