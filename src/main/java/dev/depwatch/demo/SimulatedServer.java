package dev.depwatch.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;

/** An HTTP server on a free loopback port that answers JSON by the path of a request alone. */
public final class SimulatedServer implements AutoCloseable {
    private final HttpServer server;
    private final Function<String, Optional<JsonNode>> site;

    /** @param site the answer for a path; empty if there is none */
    public SimulatedServer(Function<String, Optional<JsonNode>> site) throws IOException {
        this.site = site;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            // A connection that closes with a part of the request unread may lose the answer.
            exchange.getRequestBody().readAllBytes();
            Optional<JsonNode> answer = site.apply(exchange.getRequestURI().getPath());
            byte[] body = answer.map(JsonNode::toString).orElse("{}").getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(answer.isPresent() ? 200 : 404, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
