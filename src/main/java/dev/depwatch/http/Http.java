package dev.depwatch.http;

import dev.depwatch.config.WebAddress;
import dev.depwatch.tls.Trust;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.apache.commons.io.output.ByteArrayOutputStream;

/**
 * HTTP for servers that may not answer, not end, or send too much. The whole exchange has a time limit, from the name
 * look-up to the last byte of the body, and the body has a size limit. Follows no redirect, keeps no cookie, and sends
 * no credential except those that the caller puts into a header. HTTPS servers must show a certificate for their name.
 * A server gets at most five exchanges at a time; a sixth waits at most as long as an exchange may take.
 *
 * <p>The time limit is the future's, because the JDK client's own ends with the headers. {@code HttpURLConnection}
 * takes less memory, but nobody can interrupt it, and it repeats a failed POST by itself.
 *
 * <p>Thread-safe. The JDK's client keeps idle connections and a few daemon threads, and drops both when nothing refers
 * to this object; there is nothing to close.
 */
public final class Http {
    /** Of one exchange. architecture.md promises twice as long, with the wait for a turn. */
    public static final Duration TIMEOUT = Duration.ofSeconds(10);

    /** Jamf's advice for one Jamf Pro (developer.jamf.com, Jamf Pro API scalability best practices). */
    private static final int AT_ONCE_TO_ONE_SERVER = 5;

    private final HttpClient client;
    private final Duration timeout;
    private final Map<String, Semaphore> turns = new ConcurrentHashMap<>();
    private final Map<String, RateLimit> limits = new ConcurrentHashMap<>();

    /**
     * @param timeout of one whole exchange
     * @param caFile PEM certificates trusted in addition to the JDK's own
     * @throws IOException with a sentence for the administrator if the file is unusable
     */
    public Http(Duration timeout, Optional<Path> caFile) throws IOException {
        this(
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .sslContext(Trust.including(caFile))
                        .build(),
                timeout);
    }

    Http(HttpClient client, Duration timeout) {
        this.client = client;
        this.timeout = timeout;
    }

    /**
     * The server's answer, with any status but a proxy's own.
     *
     * @param bytes its body
     * @param certificate the server's own, which has been verified; empty without TLS
     */
    // Nobody compares responses.
    @SuppressWarnings("ArrayRecordComponent")
    public record Response(int status, HttpHeaders headers, byte[] bytes, Optional<X509Certificate> certificate) {
        /** As UTF-8; invalid bytes become replacement characters. */
        public String body() {
            return new String(bytes, StandardCharsets.UTF_8);
        }

        public Optional<String> header(String name) {
            return headers.firstValue(name);
        }

        /** Only the status: the rest may contain secrets. */
        @Override
        public String toString() {
            return "HTTP " + status;
        }
    }

    /** The limit that a server sets to an account: the same for everybody who asks it through this object. */
    public RateLimit limit(URI server, String account) {
        return limits.computeIfAbsent(server(server) + " " + account, ignored -> new RateLimit());
    }

    /**
     * Sends one request and reads the whole answer.
     *
     * @param body empty for a request without one
     * @param maxBodyBytes the largest body to read; a larger one is an error
     * @throws HttpException if there is no whole answer
     * @throws InterruptedException soon after an interrupt of the thread; the exchange is aborted
     * @throws IllegalArgumentException if the URI is no http or https address, or a header is invalid; the message
     *     contains neither
     */
    public Response send(String method, URI uri, Map<String, String> headers, byte[] body, int maxBodyBytes)
            throws HttpException, InterruptedException {
        return send(method, uri, headers, body, timeout, maxBodyBytes);
    }

    /** The same with another limit of time. */
    public Response send(
            String method, URI uri, Map<String, String> headers, byte[] body, Duration atMost, int maxBodyBytes)
            throws HttpException, InterruptedException {
        HttpRequest request = request(method, uri, headers, body);
        String server = server(uri);
        Semaphore turn = turns.computeIfAbsent(server, ignored -> new Semaphore(AT_ONCE_TO_ONE_SERVER, true));
        if (!turn.tryAcquire(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
            throw HttpException.timeout(server, atMost);
        }
        try {
            CompletableFuture<HttpResponse<byte[]>> exchange =
                    client.sendAsync(request, ignored -> bounded(maxBodyBytes));
            try {
                HttpResponse<byte[]> response = exchange.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
                if (response.statusCode() == HttpURLConnection.HTTP_PROXY_AUTH) {
                    throw HttpException.atProxy(server);
                }
                return new Response(
                        response.statusCode(),
                        response.headers(),
                        response.body(),
                        response.sslSession().flatMap(Http::certificate));
            } finally {
                // Has no effect on a finished exchange; it closes any other, so that a slow server occupies nothing.
                exchange.cancel(true);
            }
        } catch (TimeoutException e) {
            throw HttpException.timeout(server, atMost);
        } catch (ExecutionException e) {
            throw HttpException.of(server, maxBodyBytes, e);
        } finally {
            turn.release();
        }
    }

    /** A body up to a bound. What a subscriber throws closes the connection: a larger body is not read to its end. */
    private static BodySubscriber<byte[]> bounded(int maxBytes) {
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        BodySubscriber<Void> parts = BodySubscribers.ofByteArrayConsumer(more -> more.ifPresent(part -> {
            if (part.length > maxBytes - received.size()) {
                throw new HttpException.TooLargeException();
            }
            received.write(part, 0, part.length);
        }));
        return BodySubscribers.mapping(parts, ignored -> received.toByteArray());
    }

    private static Optional<X509Certificate> certificate(SSLSession session) {
        try {
            Certificate[] chain = session.getPeerCertificates();
            return chain.length > 0 && chain[0] instanceof X509Certificate own ? Optional.of(own) : Optional.empty();
        } catch (SSLPeerUnverifiedException ignored) {
            // Impossible after a successful handshake; then the certificate is unknown.
            return Optional.empty();
        }
    }

    /** Scheme, host and port: the parts of an address that an error or a log line may show. */
    public static String server(URI uri) {
        return uri.getScheme() + "://" + uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
    }

    private static HttpRequest request(String method, URI uri, Map<String, String> headers, byte[] body) {
        if (uri.getHost() == null || !WebAddress.isWeb(uri)) {
            throw new IllegalArgumentException("not an http or https address with a host");
        }
        HttpRequest.Builder builder;
        try {
            builder = HttpRequest.newBuilder(uri);
            headers.forEach(builder::setHeader);
        } catch (IllegalArgumentException e) {
            // The JDK's message quotes the value.
            throw new IllegalArgumentException(
                    "a request to " + server(uri) + " has a header with a character that HTTP does not allow");
        }
        return builder.method(method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body))
                .build();
    }
}
