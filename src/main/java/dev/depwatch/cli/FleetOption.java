package dev.depwatch.cli;

import dev.depwatch.config.ConfigException;
import dev.depwatch.daemon.Resources;
import dev.depwatch.daemon.Settings;
import dev.depwatch.fleet.DaemonAnswer;
import dev.depwatch.fleet.NotAnsweredException;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Where a command gets the tokens from: a Prometheus, a depwatch, or each Jamf Pro. */
final class FleetOption {
    @Mixin
    private final DaemonOption daemon = new DaemonOption();

    @Mixin
    private final PrometheusOption prometheus = new PrometheusOption();

    /**
     * Asks the Prometheus or the depwatch that the command line names. Empty if it names none; the command then reads
     * its configuration.
     *
     * @param times how to print the answer's times
     */
    Optional<FleetTokens> survey(Times times, CommandSpec spec)
            throws ConfigException, NotAnsweredException, InterruptedException {
        if (prometheus.isGiven() && daemon.isGiven()) {
            throw new ParameterException(
                    spec.commandLine(), "--prometheus and --daemon exclude each other: expected one of them");
        }
        if (prometheus.isGiven()) {
            return Optional.of(prometheus.survey(times, spec));
        }
        return daemon.isGiven() ? Optional.of(daemon.survey(times, spec)) : Optional.empty();
    }

    /** {@link DaemonOption#ask} */
    Optional<DaemonAnswer> ask(Settings settings, Resources resources, CommandSpec spec)
            throws ConfigException, InterruptedException {
        return daemon.ask(settings, resources, spec);
    }
}
