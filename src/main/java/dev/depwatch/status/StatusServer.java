package dev.depwatch.status;

import static java.net.HttpURLConnection.HTTP_UNAUTHORIZED;
import static java.net.HttpURLConnection.HTTP_UNAVAILABLE;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.depwatch.web.Access;
import dev.depwatch.web.Web;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP listener, with or without TLS. Owns its socket and the daemon threads {@code http-N}, one for each client
 * that sends a request or reads an answer. {@link #limits} and {@link RequestThreads} disconnect slow clients, so that
 * they block no other.
 */
public final class StatusServer implements AutoCloseable {
    /** Not static: every command reads the limits, and only a server needs Logback, which is slow to start. */
    private final Logger logger = LoggerFactory.getLogger(StatusServer.class);

    /** A silent connection needs a few kilobytes, but no thread and no TLS session. */
    private static final int MAX_CONNECTIONS = 1024;

    /** Connections that have had an answer and wait for the next request. */
    private static final int MAX_KEPT = 32;
    /** An address, or a name that resolves to this host everywhere. */
    private static final Pattern LOCAL_HOST =
            Pattern.compile("(?i)([0-9.]+|\\[[0-9a-f:.]+]|([a-z0-9-]+\\.)*localhost)(:[0-9]+)?");
    /** Compression saves almost nothing below this. */
    private static final int WORTH_COMPRESSING_BYTES = 1024;

    /** A name has at most 253 characters, and a port five. */
    private static final int LONGEST_HOST = 260;

    /** Paths of small answers, about depwatch itself. */
    private static final String CONDITION = "/-/";

    /** Building an answer about thousands of tokens takes tens of megabytes. */
    private static final int MADE_AT_ONCE = 1;

    private static final int WAITS_SECONDS = 4;
    /** The other threads serve small answers. */
    private static final int MOST_WAIT = 16;

    private static final int PIECE_BYTES = 16 * 1024;

    private static final Response BUSY = Response.text(HTTP_UNAVAILABLE, "depwatch is busy; retry in a second.\n")
            .with("Retry-After", "1");

    private final Semaphore making = new Semaphore(MADE_AT_ONCE, true);

    private final Counter unauthorized;
    private final Pages pages;
    private final HttpServer server;
    private final RequestThreads threads = new RequestThreads();
    private volatile Web web;

    private StatusServer(InetSocketAddress listen, Pages pages, Web web, MeterRegistry registry) throws IOException {
        this.pages = pages;
        this.unauthorized = Counter.builder("depwatch.http.unauthorized")
                .description("Requests without a valid user and password.")
                .register(registry);
        this.web = web;
        this.server = bind(listen, web.isEncrypted());
        if (server instanceof HttpsServer https) {
            https.setHttpsConfigurator(new HttpsConfigurator(Web.contextOf(() -> this.web)));
        }
    }

    /** Whether it speaks TLS, which only another server changes. */
    public boolean isEncrypted() {
        return server instanceof HttpsServer;
    }

    /**
     * The system properties that bound how long a client may take and how much memory it may use, for every JDK {@link
     * HttpServer} of the process. The JDK reads them once, when it makes its first server. The program sets those that
     * are not set yet ({@code limits().forEach(System.getProperties()::putIfAbsent)}), so that {@code java -D}
     * overrides them. Times are seconds unless stated otherwise.
     */
    public static Map<String, String> limits() {
        return Map.of(
                // Without it the JDK takes 40 ms for each small answer.
                "sun.net.httpserver.nodelay", "true",
                "sun.net.httpserver.maxReqTime", "5",
                "sun.net.httpserver.maxRspTime", "30",
                "sun.net.httpserver.idleInterval", "60",
                // Milliseconds between two checks for silent connections; the JDK's default of ten seconds keeps them
                // longer.
                "sun.net.httpserver.clockTick", "1000",
                "sun.net.httpserver.maxIdleConnections", Integer.toString(MAX_KEPT),
                "sun.net.httpserver.maxReqHeaders", "100",
                "sun.net.httpserver.maxReqHeaderSize", "32768",
                "jdk.httpserver.maxConnections", Integer.toString(MAX_CONNECTIONS),
                // Under TLS 1.2, where each handshake of one connection costs the server again.
                "jdk.tls.rejectClientInitiatedRenegotiation", "true");
    }

    /**
     * Listens and answers from now on.
     *
     * @param listen port 0 selects a free one, see {@link #address}
     * @param web how it serves, and whom
     * @param registry counts rejected requests
     * @throws IOException if it cannot listen there, with a sentence for the administrator
     */
    public static StatusServer start(InetSocketAddress listen, Pages pages, Web web, MeterRegistry registry)
            throws IOException {
        if (listen.isUnresolved()) {
            throw new IOException("listen: the host name \"" + listen.getHostString()
                    + "\" has no address; give an address of this host, for example 127.0.0.1:19137");
        }
        StatusServer started = new StatusServer(listen, pages, web, registry);
        started.server.createContext("/", started::handle);
        started.threads.start();
        started.server.setExecutor(started.threads);
        started.server.start();
        return started;
    }

    private static HttpServer bind(InetSocketAddress listen, boolean encrypted) throws IOException {
        try {
            return encrypted ? HttpsServer.create(listen, MAX_CONNECTIONS) : HttpServer.create(listen, MAX_CONNECTIONS);
        } catch (IOException e) {
            throw new IOException(
                    "listen: cannot listen on " + listen.getHostString() + ":" + listen.getPort() + " ("
                            + e.getMessage()
                            + "); stop what listens there (`ss -ltnp` shows it, perhaps another depwatch), or set"
                            + " another port, or an address that this host has",
                    e);
        }
    }

    /**
     * Serves by this web configuration from now on.
     *
     * @param next encrypted if and only if this one is: that cannot change while it listens
     */
    public void serveBy(Web next) {
        web = next;
    }

    /** A sentence if it serves by an older web configuration than the newest. */
    public Optional<String> fault() {
        return web.fault();
    }

    /** Where it listens, with the actual port. */
    public InetSocketAddress address() {
        return server.getAddress();
    }

    /** What is wrong and what to do; empty if it accepts connections. */
    public Optional<String> trouble(Instant now) {
        return threads.hasLostDispatcher()
                ? Optional.of("the thread that accepts connections has ended: depwatch answers no requests; restart"
                        + " depwatch and report the error in its log")
                : Optional.empty();
    }

    /** Closes the socket and every connection at once, also in the middle of an answer. */
    @Override
    public void close() {
        // First the threads: the JDK's server waits for one that writes to a slow client under TLS.
        threads.close();
        server.stop(0);
    }

    /**
     * Does not close the exchange: that hides a broken connection from the JDK, which then counts it against its limit
     * for {@code maxRspTime}. The JDK closes the connection if this throws.
     */
    private void handle(HttpExchange exchange) throws IOException {
        threads.requestIsRead();
        try {
            Access access = web.current();
            send(exchange, answer(exchange, access), access.headers());
        } catch (IOException e) {
            logger.debug("the client at {} disconnected: {}", exchange.getRemoteAddress(), e.getMessage());
            throw e;
        } catch (RuntimeException | StackOverflowError e) {
            logger.error("an answer to {} could not be sent", exchange.getRemoteAddress(), e);
            throw new IOException(e);
        }
    }

    private Response answer(HttpExchange exchange, Access access) throws IOException {
        // Outside the limit on large answers: checking a password takes time, and a wrong password must not use up that
        // of others.
        Optional<Response> refusal = refusal(exchange, access);
        String path = exchange.getRequestURI().getPath();
        // Made-up paths must not take the places of pages.
        boolean isLarge = refusal.isEmpty() && !path.startsWith(CONDITION) && pages.has(path);
        if (isLarge && mayMake()) {
            try {
                Response answer = encoded(exchange, page(exchange));
                threads.answerBegins(answer.body().length);
                return answer;
            } finally {
                making.release();
            }
        }
        // Always has room.
        Response small = isLarge ? BUSY : refusal.orElseGet(() -> page(exchange));
        threads.answerBegins(0);
        return encoded(exchange, small);
    }

    private boolean mayMake() {
        try {
            return making.getQueueLength() < MOST_WAIT && making.tryAcquire(WAITS_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static Response encoded(HttpExchange exchange, Response response) throws IOException {
        return response.body().length >= WORTH_COMPRESSING_BYTES
                        && header(exchange, "Accept-Encoding").contains("gzip")
                ? response.compressed()
                : response;
    }

    private Response page(HttpExchange exchange) {
        return pages.answer(
                exchange.getRequestMethod(),
                exchange.getRequestURI(),
                header(exchange, "Accept"),
                header(exchange, "Origin") + header(exchange, "Sec-Fetch-Site"));
    }

    /** The answer to a rejected request; empty if it is accepted. */
    private Optional<Response> refusal(HttpExchange exchange, Access access) {
        if (!isMeant(header(exchange, "Host"), server.getAddress().getAddress().isLoopbackAddress())) {
            return Optional.of(Response.text(
                    Response.MISDIRECTED,
                    "Host header rejected: use this host's address or localhost (protection against DNS rebinding)."
                            + " A proxy in front of depwatch should send Host: localhost.\n"));
        }
        if (pages.isOpen(exchange.getRequestURI().getPath())) {
            return Optional.empty();
        }
        return switch (access.admits(header(exchange, "Authorization"))) {
            case ADMITTED -> Optional.empty();
            case REFUSED -> {
                unauthorized.increment();
                yield Optional.of(
                        Response.text(HTTP_UNAUTHORIZED, "The web configuration requires a user and a password.\n")
                                .with("WWW-Authenticate", "Basic realm=\"depwatch\", charset=\"UTF-8\""));
            }
            case BUSY -> Optional.of(BUSY);
        };
    }

    /**
     * False for a request that a web page in a browser on this host can make through its own name, after that name
     * resolves to this host (DNS rebinding). A server that listens beyond this host has names that depwatch does not
     * know, so it accepts any.
     */
    static boolean isMeant(String host, boolean listensHereAlone) {
        return host.length() <= LONGEST_HOST
                && (host.isEmpty()
                        || !listensHereAlone
                        || LOCAL_HOST.matcher(host).matches());
    }

    private static void send(HttpExchange exchange, Response response, Map<String, String> more) throws IOException {
        byte[] body = response.body();
        Headers headers = exchange.getResponseHeaders();
        headers.set("Content-Type", response.contentType());
        headers.set("Content-Security-Policy", "default-src 'none'; base-uri 'none'; frame-ancestors 'none'");
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Cache-Control", "no-store");
        response.headers().forEach(headers::set);
        // Configured headers override ours.
        more.forEach((name, value) -> {
            if (value.isBlank()) {
                headers.remove(name);
            } else {
                headers.set(name, value);
            }
        });
        if (exchange.getRequestMethod().equals("HEAD")) {
            headers.set("Content-Length", Integer.toString(body.length));
            // With the headers the exchange ends, and hides a body that cannot be read to its end.
            exchange.getRequestBody().close();
            exchange.sendResponseHeaders(response.status(), -1);
        } else {
            exchange.sendResponseHeaders(response.status(), body.length);
            // The JDK's server copies each write twice.
            for (int at = 0; at < body.length; at += PIECE_BYTES) {
                exchange.getResponseBody().write(body, at, Math.min(PIECE_BYTES, body.length - at));
            }
            exchange.getResponseBody().close();
        }
    }

    /** All values of a header, joined; "" if there is none. */
    private static String header(HttpExchange exchange, String name) {
        return String.join(",", exchange.getRequestHeaders().getOrDefault(name, List.of()));
    }
}
