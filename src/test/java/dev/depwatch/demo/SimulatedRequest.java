package dev.depwatch.demo;

import com.sun.net.httpserver.HttpExchange;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** A request to a web app; the path begins after the context. */
record SimulatedRequest(String method, String path, Map<String, String> headers, String query, String body) {
    static SimulatedRequest of(HttpExchange exchange, String context, String body) {
        Map<String, String> headers = new HashMap<>();
        for (String name : new String[] {"Authorization", "Content-Type", "Accept", "X-Environment-Id"}) {
            headers.put(
                    name,
                    Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst(name), ""));
        }
        URI uri = exchange.getRequestURI();
        return new SimulatedRequest(
                exchange.getRequestMethod(),
                uri.getPath().substring(context.length() + 1),
                headers,
                Objects.requireNonNullElse(uri.getRawQuery(), ""),
                body);
    }

    SimulatedRequest at(String otherPath) {
        return new SimulatedRequest(method, otherPath, headers, query, body);
    }

    String header(String name) {
        return headers.getOrDefault(name, "");
    }

    /** Those of the query. */
    Map<String, String> parameters() {
        return parameters(query);
    }

    /** Those of a query or a form. */
    static Map<String, String> parameters(String text) {
        Map<String, String> parameters = new HashMap<>();
        for (String pair : text.split("&", -1)) {
            String[] parts = pair.split("=", 2);
            if (!parts[0].isEmpty()) {
                parameters.put(decoded(parts[0]), parts.length == 1 ? "" : decoded(parts[1]));
            }
        }
        return parameters;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
