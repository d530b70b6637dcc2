package dev.depwatch.fleet;

import dev.depwatch.config.ConfigException;
import dev.depwatch.config.ConfigFile;
import dev.depwatch.config.WebAddress;
import dev.depwatch.http.Http;
import dev.depwatch.http.HttpConfig;
import dev.depwatch.http.HttpException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * A server that a command asks instead of Jamf Pro.
 *
 * @param access the credentials for it
 * @param http trusts the certificates that {@code access} names
 */
public record Server(WebAddress address, HttpConfig access, Http http) {
    private static final HttpConfig OPEN =
            new HttpConfig(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), false);

    /** More than ten thousand tokens, by either API. */
    static final int MAX_BODY_BYTES = 32 << 20;

    /**
     * The server at an address.
     *
     * @param accessFile credentials and caFile for it; empty: no password, Java's certificates
     * @throws NotAnsweredException if depwatch does not ask it, because it would send a password unencrypted
     */
    public static Server of(WebAddress address, Optional<Path> accessFile)
            throws ConfigException, NotAnsweredException {
        HttpConfig access = accessFile.isPresent() ? access(accessFile.get()) : OPEN;
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

    private static HttpConfig access(Path accessFile) throws ConfigException {
        ConfigFile file = ConfigFile.read(accessFile, System.getenv());
        HttpConfig access = file.bind(HttpConfig.class);
        file.warnings();
        return access;
    }

    /** @param path of the resource, after that of the address, with its query */
    Http.Response get(String path) throws HttpException, InterruptedException {
        URI resource = URI.create(address.uri().toString().replaceFirst("/+$", "") + path);
        return http.send("GET", resource, access.headers(), new byte[0], MAX_BODY_BYTES);
    }

    /** "http://127.0.0.1:9090", without a path. */
    String name() {
        return Http.server(address.uri());
    }

    NotAnsweredException answered(Http.Response response, String meaning) {
        return new NotAnsweredException(name() + " answers HTTP " + response.status() + ": " + meaning);
    }
}
