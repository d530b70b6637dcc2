package dev.depwatch.inventory.jamf;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.depwatch.http.Http;
import dev.depwatch.http.HttpException;
import dev.depwatch.http.SentSecrets;
import dev.depwatch.http.ServerJson;
import dev.depwatch.inventory.TokenSourceException;
import dev.depwatch.inventory.TokenSourceException.Reason;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/** One Jamf Pro web app over HTTP: its address, its clock, and the time that remains for a reading. */
final class JamfHttpClient {
    /** A hundred times a page of a hundred tokens. */
    private static final int MAX_BODY_BYTES = 1 << 20;
    /** An access token is a thousand characters. */
    private static final int MAX_SIGN_IN_BYTES = 64 * 1024;

    /** The limit for all pages together; a single exchange has its own limit. */
    private static final Duration MAX_READING = Duration.ofMinutes(1);

    /** A device is some 400 bytes: more than a hundred thousand devices. */
    private static final int MAX_LIST_BYTES = 64 << 20;

    /** The most common mistake, whatever its effect. */
    private static final String CHECK_URL =
            "check that the url (https://host:8443/context) is Jamf Pro's, without /api";

    private final URI base;
    private final Http http;
    private final InstantSource clock;
    private final SentSecrets sent = new SentSecrets();
    private final ServerClock serverClock = new ServerClock();
    private final ObjectMapper json = ServerJson.mapper();
    private Instant readingEnds = Instant.MAX;
    private Optional<X509Certificate> certificate = Optional.empty();

    JamfHttpClient(URI base, Http http, InstantSource clock) {
        this.base = base;
        this.http = http;
        this.clock = clock;
    }

    /** Begins a reading: all of its requests together have {@link #MAX_READING}. */
    void beginReading() {
        readingEnds = clock.instant().plus(MAX_READING);
    }

    Instant now() {
        return clock.instant();
    }

    /**
     * Converts a server time to this host's clock. The result never lies farther in the future than clocks differ,
     * because a future sync could prove anything. The same time gives the same result at every reading.
     */
    Instant here(Instant there) {
        Instant here = serverClock.here(there);
        Instant now = clock.instant();
        return here.isAfter(now.plus(ServerClock.NOISE)) ? now : here;
    }

    /** Converts an end, which may lie in the future, to this host's clock. */
    Instant endsHere(Instant there) {
        return serverClock.here(there);
    }

    /** How an error names the server: the configured address without anything that could be a secret. */
    String name() {
        return Http.server(base) + path();
    }

    /** Signs in, or asks for a small file, which has only the time limit of one exchange. */
    Http.Response send(String method, String path, Map<String, String> headers, String body)
            throws TokenSourceException, InterruptedException {
        sent.note(headers, body);
        try {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            return seen(http.send(method, address(path), headers, bytes, MAX_SIGN_IN_BYTES));
        } catch (HttpException e) {
            throw new TokenSourceException(reason(e.reason()), e.getMessage());
        }
    }

    /** Sends a change. If no answer comes, the server may have made the change all the same. */
    Http.Response change(String method, String path, Map<String, String> headers, byte[] body)
            throws HttpException, InterruptedException {
        sent.note(headers, "");
        return seen(http.send(method, address(path), headers, body, MAX_BODY_BYTES));
    }

    /** Sends a read request. */
    Http.Response read(String path, Map<String, String> headers) throws TokenSourceException, InterruptedException {
        checkTime();
        return read(path, headers, Http.TIMEOUT, MAX_BODY_BYTES);
    }

    /** Reads a list without pages, however long it is. */
    Http.Response readLong(String path, Map<String, String> headers) throws TokenSourceException, InterruptedException {
        return read(path, headers, MAX_READING, MAX_LIST_BYTES);
    }

    private Http.Response read(String path, Map<String, String> headers, Duration atMost, int maxBytes)
            throws TokenSourceException, InterruptedException {
        sent.note(headers, "");
        try {
            return seen(http.send("GET", address(path), headers, new byte[0], atMost, maxBytes));
        } catch (HttpException e) {
            throw e.reason() == HttpException.Reason.TOO_LARGE
                    ? answer("sends more than " + (maxBytes >> 20) + " MiB for " + path + "; depwatch reads no more")
                    : new TokenSourceException(reason(e.reason()), e.getMessage());
        }
    }

    /** A text of an answer without what was sent to sign in. */
    String cleanse(String text) {
        return sent.cleanse(text);
    }

    private void checkTime() throws TokenSourceException {
        if (now().isAfter(readingEnds)) {
            throw new TokenSourceException(
                    Reason.UNREACHABLE,
                    name() + " did not answer all requests within " + MAX_READING.toSeconds() + " s: check its load");
        }
    }

    private Http.Response seen(Http.Response response) {
        response.header("Date").ifPresent(date -> serverClock.observe(date, now()));
        certificate = response.certificate();
        return response;
    }

    /** The certificate in the server's newest answer; empty without TLS. */
    Optional<X509Certificate> certificate() {
        return certificate;
    }

    /** How far the server's clock is behind this host's, according to its answers. */
    Duration clockBehind() {
        return serverClock.behind();
    }

    /** The JSON of an answer to a sign-in. The parser's message quotes the answer, so it is dropped. */
    JsonNode json(Http.Response response) throws TokenSourceException {
        if (ServerJson.isWebPage(response.bytes())) {
            throw html();
        }
        try {
            JsonNode node = json.readTree(response.body());
            if (node.isContainerNode()) {
                return node;
            }
        } catch (JsonProcessingException ignored) {
            // The exception below reports incomplete or invalid JSON.
        }
        throw noJson();
    }

    TokenSourceException html() {
        return answer(
                "answered HTML instead of JSON: " + CHECK_URL + ", and that no sign-on page stands in front of it");
    }

    TokenSourceException noJson() {
        return answer("answered with incomplete or invalid JSON: " + CHECK_URL
                + ", and that no proxy in front of it cuts answers");
    }

    /** The error for a status that means the same for every request. */
    TokenSourceException unexpected(int status, String path) {
        if (status == 404) {
            return answer("has no " + path + " (HTTP 404): " + CHECK_URL + " and with its context");
        }
        if (status >= 300 && status < 400) {
            return answer("answers with a redirect (HTTP " + status
                    + "), which depwatch does not follow: set the url to Jamf Pro's own address, with https");
        }
        if (status == 429) {
            return unavailable("asks for fewer requests (HTTP 429); depwatch tries again later");
        }
        if (status >= 500) {
            return unavailable("reports an internal error at " + path + " (HTTP " + status
                    + "): see its JAMFSoftwareServer.log; depwatch tries again later");
        }
        return answer("answers HTTP " + status + " to " + path + ", which its API does not document: " + CHECK_URL);
    }

    /** The answer does not match the API's documentation. */
    TokenSourceException undocumented(String path) {
        return answer("does not answer " + path + " as its API documents: " + CHECK_URL);
    }

    private TokenSourceException unavailable(String what) {
        return new TokenSourceException(Reason.UNAVAILABLE, name() + " " + what);
    }

    TokenSourceException answer(String whatAndWhatToDo) {
        return new TokenSourceException(Reason.ANSWER, name() + " " + whatAndWhatToDo);
    }

    private URI address(String path) {
        return URI.create(Http.server(base) + path() + path);
    }

    private String path() {
        String path = base.getRawPath() == null ? "" : base.getRawPath();
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    private static Reason reason(HttpException.Reason http) {
        return switch (http) {
            case UNREACHABLE, TIMEOUT, TLS, BROKEN -> Reason.UNREACHABLE;
            case TOO_LARGE -> Reason.ANSWER;
        };
    }
}
