package dev.depwatch.inventory.jamf;

import com.fasterxml.jackson.databind.JsonNode;
import dev.depwatch.http.Http;
import dev.depwatch.http.HttpException;
import dev.depwatch.http.RateLimit;
import dev.depwatch.http.SentSecrets;
import dev.depwatch.http.ServerJson;
import dev.depwatch.inventory.ReadException;
import dev.depwatch.inventory.ReadException.Reason;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/** One Jamf Pro over HTTP: its address, its clock, its limits, and the time that remains for a reading. */
final class JamfHttpClient {
    /** A hundred times a page of a hundred tokens. */
    private static final int MAX_BODY_BYTES = 1 << 20;

    /** The limit for all pages together; a single exchange has its own limit. */
    private static final Duration MAX_READING = Duration.ofMinutes(1);

    /** A device is some 400 bytes: more than a hundred thousand devices. */
    private static final int MAX_LIST_BYTES = 64 << 20;

    /** A limit by the second passes sooner; a reading does not wait for another one. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    private final JamfServer server;
    private final Http http;
    private final RateLimit limit;
    private final InstantSource clock;
    private final SentSecrets sent = new SentSecrets();
    private final ServerClock serverClock = new ServerClock();
    private Instant readingEnds = Instant.MAX;
    private Optional<X509Certificate> certificate = Optional.empty();

    JamfHttpClient(JamfServer server, Http http, InstantSource clock) {
        this.server = server;
        this.http = http;
        this.limit = http.limit(server.address(), account());
        this.clock = clock;
    }

    JamfServer server() {
        return server;
    }

    /** How an error names the account. */
    String account() {
        return server.credentials().account();
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

    /** The server's clock, according to its answers. */
    ServerClock serverClock() {
        return serverClock;
    }

    /** How an error names the server: the configured address without anything that could be a secret. */
    String name() {
        return Http.server(server.address()) + server.address().getRawPath();
    }

    /** Signs in, which has only the time limit of one exchange. */
    Http.Response signIn(String path, Map<String, String> headers, String form)
            throws ReadException, InterruptedException {
        sent.note(Map.of(), form);
        return answered("POST", path, headers, form.getBytes(StandardCharsets.UTF_8), Http.TIMEOUT, MAX_BODY_BYTES);
    }

    /** Sends a change. If no answer comes, the server may have made the change all the same. */
    Http.Response change(String method, String path, Map<String, String> headers, byte[] body)
            throws HttpException, ReadException, InterruptedException {
        return send(method, path, headers, body, Http.TIMEOUT, MAX_BODY_BYTES);
    }

    /** Sends a read request. */
    Http.Response read(String path, Map<String, String> headers) throws ReadException, InterruptedException {
        if (now().isAfter(readingEnds)) {
            throw new ReadException(
                    Reason.UNREACHABLE,
                    name() + " did not answer all requests within " + MAX_READING.toSeconds() + " s: check its load");
        }
        return answered("GET", path, headers, new byte[0], Http.TIMEOUT, MAX_BODY_BYTES);
    }

    /** Reads a list without pages, however long it is. */
    Http.Response readLong(String path, Map<String, String> headers) throws ReadException, InterruptedException {
        return answered("GET", path, headers, new byte[0], MAX_READING, MAX_LIST_BYTES);
    }

    private Http.Response answered(
            String method, String path, Map<String, String> headers, byte[] body, Duration atMost, int maxBytes)
            throws ReadException, InterruptedException {
        try {
            return send(method, path, headers, body, atMost, maxBytes);
        } catch (HttpException e) {
            throw e.reason() == HttpException.Reason.TOO_LARGE
                    ? answer("sends more than " + (maxBytes >> 20) + " MiB for " + path + "; depwatch reads no more")
                    : new ReadException(Reason.UNREACHABLE, e.getMessage());
        }
    }

    /** The answer; after one that asks to wait, a second one. Another such refusal is left to the next reading. */
    private Http.Response send(
            String method, String path, Map<String, String> headers, byte[] body, Duration atMost, int maxBytes)
            throws HttpException, ReadException, InterruptedException {
        sent.note(headers, "");
        for (boolean isFirst = true; ; isFirst = false) {
            Duration wait = limit.left(now());
            if (wait.compareTo(LONGEST_WAIT) > 0) {
                throw unexpected(429, path);
            }
            Thread.sleep(Math.max(0, wait.toMillis()));
            Http.Response response = http.send(method, URI.create(name() + path), headers, body, atMost, maxBytes);
            response.header("Date").ifPresent(date -> serverClock.observe(date, now()));
            certificate = response.certificate();
            if (!limit.isReached(response, now()) || !isFirst) {
                return response;
            }
        }
    }

    /** A text of an answer without what was sent to sign in. */
    String cleanse(String text) {
        return sent.cleanse(text);
    }

    /** The certificate in the server's newest answer; empty without TLS. */
    Optional<X509Certificate> certificate() {
        return certificate;
    }

    /** The JSON of an answer. */
    JsonNode json(Http.Response response) throws ReadException {
        return ServerJson.tree(response.body())
                .filter(JsonNode::isContainerNode)
                .orElseThrow(this::noJson);
    }

    /** What a refusal may also mean; "" if Jamf Pro itself refuses. */
    static String orByProxy(Http.Response refusal) {
        return ServerJson.isWebPage(refusal.bytes())
                ? ". The answer is a web page: a proxy in front of Jamf Pro may have refused this host instead"
                : "";
    }

    ReadException noJson() {
        return answer("answered with incomplete or invalid JSON: " + server.checkAddress()
                + ", and that no sign-on page or proxy stands in front of it");
    }

    /** The error for 401 to a new access token. */
    ReadException rejected(String path) {
        return new ReadException(
                Reason.CREDENTIALS,
                name() + " rejects at " + path + " the access token that it has just given to " + account()
                        + " (HTTP 401): " + server.checkAccount());
    }

    /** The error for a status that means the same for every request. */
    ReadException unexpected(int status, String path) {
        if (status == 404) {
            return answer("has no " + path + " (HTTP 404): " + server.checkAddress()
                    + (server.isGateway() ? "" : " and with its context"));
        }
        if (status >= 300 && status < 400) {
            return answer("answers with a redirect (HTTP " + status
                    + "), which depwatch does not follow: "
                    + (server.isGateway()
                            ? "find the proxy that sends it"
                            : "set the url to Jamf Pro's own address, with https"));
        }
        if (status == 429) {
            return unavailable("asks for fewer requests (HTTP 429): if it lasts, find what else uses " + account());
        }
        if (status == 500 && !server.isGateway()) {
            return unavailable("reports an internal error at " + path + " (HTTP 500): see its JAMFSoftwareServer.log");
        }
        if (status >= 500) {
            return unavailable("answers HTTP " + status + " to " + path + ": if it lasts, "
                    + (server.isGateway()
                            ? "check Jamf's system status, and whether Jamf Pro answers at its own address"
                            : "look whether Jamf Pro runs, and whether its proxy or load balancer reaches it"));
        }
        return answer("answers HTTP " + status + " to " + path + ", which its API does not document: "
                + server.checkAddress());
    }

    /** The answer does not match the API's documentation. */
    ReadException undocumented(String path) {
        return answer("does not answer " + path + " as its API documents: " + server.checkAddress());
    }

    /** The first value of this field that cannot be read, as a sentence; empty if all can. */
    Optional<String> unreadable(
            List<JsonFields> rows, String field, BiFunction<JsonFields, String, Optional<?>> reading) {
        return rows.stream()
                .filter(row -> row.has(field) && reading.apply(row, field).isEmpty())
                .findFirst()
                .map(row -> name() + " gives " + field + " in an unknown form, \"" + row.text(field)
                        + "\"; report it with the version of Jamf Pro");
    }

    private ReadException unavailable(String what) {
        return new ReadException(Reason.UNAVAILABLE, name() + " " + what);
    }

    ReadException answer(String whatAndWhatToDo) {
        return new ReadException(Reason.ANSWER, name() + " " + whatAndWhatToDo);
    }
}
