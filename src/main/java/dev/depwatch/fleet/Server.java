package dev.depwatch.cli;

import dev.depwatch.config.ConfigException;
import dev.depwatch.config.ConfigFile;
import dev.depwatch.config.WebAddress;
import dev.depwatch.fleet.NotAnsweredException;
import dev.depwatch.http.Http;
import dev.depwatch.http.HttpConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * A server that a command asks instead of Jamf Pro.
 *
 * @param access the credentials for it
 * @param http trusts the certificates that {@code access} names
 */
record Server(WebAddress address, HttpConfig access, Http http) {
    private static final HttpConfig OPEN =
            new HttpConfig(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), false);

    /**
     * The server at an address.
     *
     * @param accessFile credentials and caFile for it; empty: no password, Java's certificates
     * @throws NotAnsweredException if depwatch does not ask it, because it would send a password unencrypted
     */
    static Server of(WebAddress address, Optional<Path> accessFile) throws ConfigException, NotAnsweredException {
        HttpConfig access = access(accessFile);
        Optional<String> refusal = access.refusalOf(address);
        if (refusal.isPresent()) {
            throw new NotAnsweredException(Http.server(address.uri()) + " is not asked: " + refusal.get());
        }
        try {
            return new Server(address, access, new Http(Http.TIMEOUT, access.caFile()));
        } catch (IOException e) {
            throw new NotAnsweredException(Objects.requireNonNullElse(e.getMessage(), "caFile cannot be used"));
        }
    }

    /** The address in an option. */
    static WebAddress address(String option, String text, String example, CommandSpec spec) {
        try {
            WebAddress address = WebAddress.of(text);
            if (address.uri().getRawQuery() == null) {
                return address;
            }
            throw new IllegalArgumentException("an address with a query (?…)");
        } catch (IllegalArgumentException e) {
            throw new ParameterException(
                    spec.commandLine(),
                    "Invalid value for option '" + option + "': " + e.getMessage() + "; expected one such as "
                            + example);
        }
    }

    private static HttpConfig access(Optional<Path> accessFile) throws ConfigException {
        if (accessFile.isEmpty()) {
            return OPEN;
        }
        ConfigFile file = ConfigFile.read(accessFile.get(), System.getenv());
        HttpConfig access = file.bind(HttpConfig.class);
        file.warnings();
        return access;
    }
}
