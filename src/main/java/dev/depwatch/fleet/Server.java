package dev.depwatch.fleet;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.deser.std.StdDelegatingDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.util.StdConverter;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import dev.depwatch.config.ConfigException;
import dev.depwatch.config.ConfigFile;
import dev.depwatch.config.WebAddress;
import dev.depwatch.http.Http;
import dev.depwatch.http.HttpConfig;
import dev.depwatch.http.HttpException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
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

    /** Reads an answer; fails if it has another form, which a field that is not known is no reason for. */
    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .addModule(new SimpleModule()
                    .addDeserializer(Instant.class, new StdDelegatingDeserializer<>(new BoundedTime())))
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.READ_UNKNOWN_ENUM_VALUES_USING_DEFAULT_VALUE)
            .defaultSetterInfo(JsonSetter.Value.forContentNulls(Nulls.FAIL))
            .build();

    /** More than ten thousand tokens, by either API. */
    private static final int MAX_BODY_BYTES = 32 << 20;

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
    public String name() {
        return Http.server(address.uri());
    }

    /** What an answer has in the form of this type; empty if it has another form. */
    static <T> Optional<T> read(Http.Response response, Class<T> type) {
        try {
            return Optional.ofNullable(JSON.readValue(response.body(), type));
        } catch (JsonProcessingException isAnother) {
            return Optional.empty();
        }
    }

    NotAnsweredException answered(Http.Response response, String meaning) {
        return new NotAnsweredException(name() + " answers HTTP " + response.status() + ": " + meaning);
    }

    /** Whoever has the address may answer: a time beyond these could overflow computations. */
    private static final class BoundedTime extends StdConverter<String, Instant> {
        private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");

        @Override
        public Instant convert(String text) {
            Instant time = Instant.parse(text);
            return time.isBefore(Instant.EPOCH) ? Instant.EPOCH : time.isAfter(LATEST) ? LATEST : time;
        }
    }
}
