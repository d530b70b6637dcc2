package dev.depwatch.cli;

import dev.depwatch.config.ConfigException;
import dev.depwatch.config.ConfigFile;
import dev.depwatch.config.WebAddress;
import dev.depwatch.fleet.Prometheus;
import dev.depwatch.fleet.PrometheusException;
import dev.depwatch.http.Http;
import dev.depwatch.http.HttpConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The option of commands that answer for the whole fleet if they are given a Prometheus. */
final class PrometheusOption {
    private static final HttpConfig OPEN =
            new HttpConfig(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    @Option(
            names = "--prometheus",
            paramLabel = "URL",
            description = "Answers for all hosts, by what this Prometheus has scraped of every depwatch. Neither the"
                    + " configuration is read nor Jamf Pro asked.")
    private Optional<String> url = Optional.empty();

    @Option(
            names = "--prometheus-access",
            paramLabel = "FILE",
            description = "How to sign in to it, and whom to trust: YAML with username and passwordFile, or"
                    + " bearerTokenFile, and caFile, as of a receiver in the configuration.")
    private Optional<Path> accessFile = Optional.empty();

    boolean isGiven() {
        return url.isPresent();
    }

    /**
     * Asks it.
     *
     * @throws PrometheusException if it does not tell
     */
    Survey survey(CommandSpec spec) throws ConfigException, PrometheusException, InterruptedException {
        WebAddress address = address(spec);
        HttpConfig access = access();
        if (access.hasCredentials() && !address.isPrivate()) {
            spec.commandLine().getErr().println("warning: the credentials travel unencrypted; use https");
        }
        return new Survey(new Prometheus(address, access, http(access)).assessment(), true);
    }

    private static Http http(HttpConfig access) throws PrometheusException {
        try {
            return new Http(Http.TIMEOUT, access.caFile());
        } catch (IOException e) {
            throw new PrometheusException(Objects.requireNonNullElse(e.getMessage(), "caFile cannot be used"));
        }
    }

    private WebAddress address(CommandSpec spec) {
        try {
            WebAddress address = WebAddress.of(url.orElseThrow());
            if (address.uri().getRawQuery() == null) {
                return address;
            }
            throw new IllegalArgumentException("an address with a query (?…)");
        } catch (IllegalArgumentException e) {
            throw new ParameterException(
                    spec.commandLine(),
                    "Invalid value for option '--prometheus': " + e.getMessage()
                            + "; expected one such as https://prometheus.example.org:9090");
        }
    }

    private HttpConfig access() throws ConfigException {
        if (accessFile.isEmpty()) {
            return OPEN;
        }
        ConfigFile file = ConfigFile.read(accessFile.get(), System.getenv());
        HttpConfig access = file.bind(HttpConfig.class);
        file.warnings();
        return access;
    }
}
