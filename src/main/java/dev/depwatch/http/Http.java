package dev.depwatch.http;

import dev.depwatch.tls.Trust;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * HTTP towards servers that are not trusted to answer, to end, or to be brief: the whole exchange has a bound, from the
 * look-up of the name to the last byte of the body, and so has the body. No redirect is followed, no cookie is kept, no
 * credential is sent that the caller did not put into a header. HTTPS servers must show a certificate for their name.
 *
 * <p>Safe for use by many threads. The JDK's client keeps idle connections and a few daemon threads, and drops both when
 * nothing refers to this object any more; there is nothing to close.
 */
public final class Http {
    /** What the owner's thread table allows for one exchange. */
    public static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final HttpClient client;
    private final Duration timeout;

    /**
     * @param timeout of one whole exchange
     * @param caFile PEM certificates trusted in addition to the JDK's own
     * @throws IOException with a sentence for the administrator if the file cannot serve
     */
    public Http(Duration timeout, Optional<Path> caFile) throws IOException {
        this.timeout = timeout;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(timeout)
                .sslContext(Trust.including(caFile))
                .build();
    }

    /**
     * Whatever the server answered; any status is an answer.
     *
     * @param body as UTF-8, with replacement characters where it is not
     */
    public record Response(int status, HttpHeaders headers, String body) {
        public Optional<String> header(String name) {
            return headers.firstValue(name);
        }

        /** Says no more than the status: the rest can hold secrets. */
        @Override
        public String toString() {
            return "HTTP " + status;
        }
    }

    /**
     * Sends one request and reads the whole answer.
     *
     * @param body empty for a request without one
     * @param maxBodyBytes how much of an answer's body is read at most; a larger one is an error
     * @throws HttpException if there is no whole answer
     * @throws InterruptedException soon after the thread is interrupted; the exchange is given up
     * @throws IllegalArgumentException if the URI is no http or https address, or a header cannot be sent; the message
     *     holds neither
     */
    public Response send(String method, URI uri, Map<String, String> headers, byte[] body, int maxBodyBytes)
            throws HttpException, InterruptedException {
        HttpRequest request = request(method, uri, headers, body);
        CompletableFuture<HttpResponse<byte[]>> exchange =
                client.sendAsync(request, ignored -> new BoundedBody(maxBodyBytes));
        try {
            HttpResponse<byte[]> response = exchange.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            return new Response(
                    response.statusCode(), response.headers(), new String(response.body(), StandardCharsets.UTF_8));
        } catch (TimeoutException e) {
            throw Failure.timeout(server(uri), timeout);
        } catch (ExecutionException e) {
            throw Failure.of(server(uri), timeout, e);
        } finally {
            // Without effect on a finished exchange; any other is closed, so that a dribbling server holds nothing.
            exchange.cancel(true);
        }
    }

    /** Scheme, host and port: all of an address that an error or a log line may show. */
    public static String server(URI uri) {
        return uri.getScheme() + "://" + uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
    }

    private static HttpRequest request(String method, URI uri, Map<String, String> headers, byte[] body) {
        if (uri.getHost() == null || !("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
            throw new IllegalArgumentException("not an http or https address with a host");
        }
        HttpRequest.Builder builder;
        try {
            builder = HttpRequest.newBuilder(uri);
            headers.forEach(builder::setHeader);
        } catch (IllegalArgumentException e) {
            // The JDK's message quotes the value.
            throw unsendable(uri);
        }
        return builder.method(method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body))
                .build();
    }

    private static IllegalArgumentException unsendable(URI uri) {
        return new IllegalArgumentException(
                "a request to " + server(uri) + " has a header with a character that HTTP does not allow");
    }
}
