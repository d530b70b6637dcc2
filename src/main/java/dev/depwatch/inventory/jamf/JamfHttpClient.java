package dev.depwatch.inventory.jamf;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.depwatch.http.Http;
import dev.depwatch.http.HttpException;
import dev.depwatch.inventory.TokenSourceException;
import dev.depwatch.inventory.TokenSourceException.Kind;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** One Jamf Pro web app as a partner in HTTP: its address, its clock, and the time it has left to answer a reading. */
final class JamfHttpClient {
    /** A hundred times a page of a hundred tokens. */
    private static final int MAX_BODY_BYTES = 1 << 20;
    /** An access token is a thousand characters. */
    private static final int MAX_SIGN_IN_BYTES = 64 * 1024;

    /** What is kept of one reading. A token has some 300 characters, and there are 1,000 at most. */
    private static final int MAX_KEPT = 1 << 20;

    /** However many pages there are; a single exchange has a bound of its own. */
    private static final Duration MAX_READING = Duration.ofMinutes(1);

    static final int MAX_DEPTH = 32;
    /** A device is some 400 bytes: more than a hundred thousand of them. */
    private static final int MAX_LIST_BYTES = 64 << 20;

    /** The commonest mistake, whatever came of it. */
    private static final String CHECK_URL = "is the url (https://host:8443/context) that of Jamf Pro, without /api";

    private final URI base;
    private final Http http;
    private final InstantSource clock;
    private final ServerClock serverClock = new ServerClock();
    private final ObjectMapper json = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
            .build());
    private Instant readingEnds = Instant.MAX;
    private final AtomicInteger kept = new AtomicInteger();
    private Optional<X509Certificate> certificate = Optional.empty();

    JamfHttpClient(URI base, Http http, InstantSource clock) {
        this.base = base;
        this.http = http;
        this.clock = clock;
    }

    /** Begins a reading: all of its requests together have {@link #MAX_READING} and {@link #MAX_KEPT}. */
    void beginReading() {
        readingEnds = clock.instant().plus(MAX_READING);
        kept.set(0);
    }

    /** Whether the reading may keep the row too. */
    boolean takes(JsonFields fields) {
        return kept.addAndGet(fields.size()) <= MAX_KEPT;
    }

    /** @throws TokenSourceException if there was more to keep than a reading may */
    void checkKept() throws TokenSourceException {
        if (kept.get() > MAX_KEPT) {
            throw answer("gives more than " + (MAX_KEPT >> 10)
                    + " KiB of names and other texts of its tokens, which cannot be right");
        }
    }

    Instant now() {
        return clock.instant();
    }

    /**
     * The server's time by this host's clock, and never farther in the future than clocks differ, where it could prove
     * anything. The same time gives the same at every reading.
     */
    Instant here(Instant there) {
        Instant here = serverClock.here(there);
        Instant now = clock.instant();
        return here.isAfter(now.plus(ServerClock.NOISE)) ? now : here;
    }

    /** When something ends by this host's clock, which may well lie ahead. */
    Instant endsHere(Instant there) {
        return serverClock.here(there);
    }

    /** How an error names the server: the configured address without what could be a secret in it. */
    String name() {
        return Http.server(base) + path();
    }

    /** Signs in. */
    Http.Response send(String method, String path, Map<String, String> headers, String body)
            throws TokenSourceException, InterruptedException {
        checkTime();
        try {
            byte[] sent = body.getBytes(StandardCharsets.UTF_8);
            return seen(http.send(method, address(path), headers, sent, MAX_SIGN_IN_BYTES));
        } catch (HttpException e) {
            throw new TokenSourceException(kind(e.kind()), e.getMessage());
        }
    }

    /** Asks for what the pieces are then handed. */
    Http.Response read(String path, Map<String, String> headers, Http.Pieces pieces)
            throws TokenSourceException, InterruptedException {
        checkTime();
        return read(path, headers, Http.TIMEOUT, MAX_BODY_BYTES, pieces);
    }

    /** Asks for a list that comes whole, however long it is. */
    Http.Response readLong(String path, Map<String, String> headers, Http.Pieces pieces)
            throws TokenSourceException, InterruptedException {
        return read(path, headers, MAX_READING, MAX_LIST_BYTES, pieces);
    }

    private Http.Response read(
            String path, Map<String, String> headers, Duration atMost, int maxBytes, Http.Pieces pieces)
            throws TokenSourceException, InterruptedException {
        try {
            return seen(http.read(address(path), headers, atMost, maxBytes, pieces));
        } catch (HttpException e) {
            throw e.kind() == HttpException.Kind.TOO_LARGE
                    ? answer("answers more than " + (maxBytes >> 20) + " MiB to " + path + ", of which no more is read")
                    : new TokenSourceException(kind(e.kind()), e.getMessage());
        }
    }

    private void checkTime() throws TokenSourceException {
        if (now().isAfter(readingEnds)) {
            throw new TokenSourceException(
                    Kind.UNREACHABLE,
                    name() + " has not answered everything within " + MAX_READING.toSeconds()
                            + " s: check how busy it is");
        }
    }

    private Http.Response seen(Http.Response response) {
        response.header("Date").ifPresent(date -> serverClock.observe(date, now()));
        certificate = response.certificate();
        return response;
    }

    /** The certificate that the server showed with its newest answer; empty without TLS. */
    Optional<X509Certificate> certificate() {
        return certificate;
    }

    /** By how much the server's clock is behind this host's, as far as its answers tell. */
    Duration clockBehind() {
        return serverClock.behind();
    }

    /** The JSON of an answer to a sign-in. What the parser has to say quotes the answer, and is not passed on. */
    JsonNode json(Http.Response response) throws TokenSourceException {
        String body = response.body().strip();
        if (body.startsWith("<")) {
            throw html();
        }
        try {
            JsonNode node = json.readTree(body);
            if (node.isContainerNode()) {
                return node;
            }
        } catch (JsonProcessingException ignored) {
            // Said below: the answer is not JSON, or not the whole of it.
        }
        throw noJson();
    }

    TokenSourceException html() {
        return answer("answered HTML instead of JSON: " + CHECK_URL + ", and does no sign-on page stand before it?");
    }

    TokenSourceException noJson() {
        return answer("answered with something that is not whole JSON: " + CHECK_URL
                + ", and does no proxy before it cut answers?");
    }

    /** Any other status than the ones whose meaning depends on what was asked. */
    TokenSourceException unexpected(int status, String path) {
        if (status == 404) {
            return answer("knows no " + path + " (HTTP 404): " + CHECK_URL + ", with its context?");
        }
        if (status >= 300 && status < 400) {
            return answer("answers with a redirect (HTTP " + status
                    + "), which is not followed: set the url to where Jamf Pro itself answers, with https");
        }
        if (status == 429) {
            return unavailable("asks for fewer requests (HTTP 429): it is asked again later");
        }
        if (status >= 500) {
            return unavailable("has a fault of its own at " + path + " (HTTP " + status
                    + "): see its JAMFSoftwareServer.log; it is asked again later");
        }
        return answer(
                "answers HTTP " + status + " to " + path + ", which its API does not document: " + CHECK_URL + "?");
    }

    /** What the API documents is not what came. */
    TokenSourceException undocumented(String path) {
        return answer("does not answer " + path + " as its API documents: " + CHECK_URL + "?");
    }

    private TokenSourceException unavailable(String what) {
        return new TokenSourceException(Kind.UNAVAILABLE, name() + " " + what);
    }

    TokenSourceException answer(String whatAndWhatToDo) {
        return new TokenSourceException(Kind.ANSWER, name() + " " + whatAndWhatToDo);
    }

    private URI address(String path) {
        return URI.create(Http.server(base) + path() + path);
    }

    private String path() {
        String path = base.getRawPath() == null ? "" : base.getRawPath();
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    private static Kind kind(HttpException.Kind kind) {
        return switch (kind) {
            case UNREACHABLE, TIMEOUT, TLS, BROKEN -> Kind.UNREACHABLE;
            case TOO_LARGE -> Kind.ANSWER;
        };
    }
}
