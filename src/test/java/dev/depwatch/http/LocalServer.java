package dev.depwatch.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/** The JDK's HTTP server on a free port of this host; with TLS it is called localhost. */
public final class LocalServer implements AutoCloseable {
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private final HttpServer server;
    private final String host;

    /** @param handler of every request */
    public LocalServer(HttpHandler handler) throws IOException {
        this(Map.of("/", handler));
    }

    /** @param handlers by the beginning of a path */
    public LocalServer(Map<String, HttpHandler> handlers) throws IOException {
        this(handlers, Optional.empty());
    }

    /** @param tls how it encrypts, if it does */
    public LocalServer(Map<String, HttpHandler> handlers, Optional<HttpsConfigurator> tls) throws IOException {
        if (tls.isPresent()) {
            HttpsServer https = HttpsServer.create(ANY_PORT, 0);
            https.setHttpsConfigurator(tls.get());
            server = https;
        } else {
            server = HttpServer.create(ANY_PORT, 0);
        }
        host = tls.isPresent() ? "https://localhost:" : "http://127.0.0.1:";
        handlers.forEach(server::createContext);
        server.start();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    public URI uri(String path) {
        return URI.create(host + port() + path);
    }

    public static String body(HttpExchange request) throws IOException {
        return new String(request.getRequestBody().readAllBytes(), UTF_8);
    }

    /** Ends the exchange. */
    public static void answer(HttpExchange request, int status, String body) throws IOException {
        try (request) {
            byte[] bytes = body.getBytes(UTF_8);
            request.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            request.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
