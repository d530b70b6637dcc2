package dev.depwatch.fleet;

import static java.net.HttpURLConnection.HTTP_OK;

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
import java.net.ConnectException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.Predicate;

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
     * @throws IOException with a sentence for the user if depwatch does not ask it: it would send a password
     *     unencrypted, or the caFile cannot be used
     */
    public static Server of(WebAddress address, Optional<Path> accessFile) throws ConfigException, IOException {
        HttpConfig access = accessFile.isPresent() ? access(accessFile.get()) : OPEN;
        Optional<String> refusal = access.refusalOf(address);
        if (refusal.isPresent()) {
            throw new IOException(Http.server(address.uri()) + " is not asked: " + refusal.get());
        }
        return new Server(address, access, new Http(Http.TIMEOUT, access.caFile()));
    }

    private static HttpConfig access(Path accessFile) throws ConfigException {
        ConfigFile file = ConfigFile.read(accessFile, System.getenv());
        HttpConfig access = file.bind(HttpConfig.class);
        file.warnings();
        return access;
    }

    /** "http://127.0.0.1:9090", without a path. */
    public String name() {
        return Http.server(address.uri());
    }

    /**
     * What it answers, in the form of this type.
     *
     * @param path of the resource, after that of the address, with its query
     * @param isRight whether an answer is what was asked for
     * @param meaning what to do about each other status; of 200, about another form
     * @throws ConnectException if nobody listens there
     * @throws IOException with a sentence for the user if it gives no such answer
     */
    <T> T ask(String path, Class<T> type, Predicate<T> isRight, IntFunction<String> meaning)
            throws IOException, InterruptedException {
        Http.Response response = get(path);
        return Optional.of(response)
                .filter(answer -> answer.status() == HTTP_OK)
                .flatMap(answer -> read(answer, type))
                .filter(isRight)
                .orElseThrow(() -> new IOException(
                        name() + " answers HTTP " + response.status() + ": " + meaning.apply(response.status())));
    }

    private Http.Response get(String path) throws IOException, InterruptedException {
        URI resource = URI.create(address.uri().toString().replaceFirst("/+$", "") + path);
        try {
            return http.send("GET", resource, access.headers(), new byte[0], MAX_BODY_BYTES);
        } catch (HttpException e) {
            throw e.reason() == HttpException.Reason.UNREACHABLE
                    ? new ConnectException(e.getMessage())
                    : new IOException(e.getMessage());
        }
    }

    /** Empty if it has another form. */
    private static <T> Optional<T> read(Http.Response response, Class<T> type) {
        try {
            return Optional.ofNullable(JSON.readValue(response.body(), type));
        } catch (JsonProcessingException isAnother) {
            return Optional.empty();
        }
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
