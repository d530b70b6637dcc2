package dev.depwatch.cli;

import dev.depwatch.config.ConfigException;
import dev.depwatch.fleet.NotAnsweredException;
import dev.depwatch.fleet.Prometheus;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The options of commands that answer for the whole fleet from a Prometheus. */
final class PrometheusOption {
    @Option(
            names = "--prometheus",
            paramLabel = "URL",
            description = "Answers for all hosts, from what this Prometheus scraped of every depwatch. Reads no"
                    + " configuration and does not ask Jamf Pro.")
    private Optional<String> url = Optional.empty();

    @Option(
            names = "--prometheus-access",
            paramLabel = "FILE",
            description = "Credentials and caFile for it: YAML with username and passwordFile, or bearerTokenFile,"
                    + " and caFile, as for a receiver in the configuration.")
    private Optional<Path> accessFile = Optional.empty();

    boolean isGiven() {
        return url.isPresent();
    }

    /**
     * Asks it.
     *
     * @param times how the answer's times are printed
     * @throws NotAnsweredException if it does not answer
     */
    FleetTokens survey(Times times, CommandSpec spec)
            throws ConfigException, NotAnsweredException, InterruptedException {
        Server server = Server.of(
                Server.address("--prometheus", url.orElseThrow(), "https://prometheus.example.org:9090", spec),
                accessFile);
        return FleetTokens.byPrometheus(
                new Prometheus(server.address(), server.access(), server.http()).assessment(), times);
    }
}
