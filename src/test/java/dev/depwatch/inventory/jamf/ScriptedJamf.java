package dev.depwatch.inventory.jamf;

import com.sun.net.httpserver.HttpExchange;
import dev.depwatch.http.AnsweringHttp;
import dev.depwatch.http.AnsweringHttp.Answered;
import dev.depwatch.http.Http;
import dev.depwatch.http.LocalServer;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A server with scripted answers; anything else is 404. It remembers every request. */
final class ScriptedJamf implements AutoCloseable {
    private final LocalServer server;
    private final Map<String, Script> scripts = Collections.synchronizedMap(new HashMap<>());
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());

    /** The answer for one path. */
    interface Script {
        Answer answer(String query);
    }

    record Answer(int status, String body) {}

    ScriptedJamf() throws IOException {
        server = new LocalServer(this::answer);
        json("POST /api/oauth/token", 200, "{\"access_token\":\"b3arer\",\"expires_in\":300}");
        json("GET /api/v1/device-enrollments", 200, "{\"totalCount\":0,\"results\":[]}");
        json("GET /api/v1/device-enrollments/syncs", 200, "[]");
        json("GET /api/v1/volume-purchasing-locations", 200, "{\"totalCount\":0,\"results\":[]}");
        json("GET /api/v1/notifications", 200, "[]");
    }

    ScriptedJamf script(String endpoint, Script script) {
        scripts.put(endpoint, script);
        return this;
    }

    ScriptedJamf json(String endpoint, int status, String body) {
        return script(endpoint, query -> new Answer(status, body));
    }

    ScriptedJamf without(String endpoint) {
        scripts.remove(endpoint);
        return this;
    }

    URI url() {
        return server.uri("");
    }

    /** Method, path and query of all requests, in order. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    /** A client with the same answers, but without their {@code Date}: it shows no clock, however slow the machine is. */
    Http withoutDate() {
        return AnsweringHttp.of((method, uri) -> {
            Answer answer = answer(method, uri);
            return new Answered(answer.status(), answer.body());
        });
    }

    private Answer answer(String method, URI uri) {
        String query = uri.getQuery() == null ? "" : uri.getQuery();
        return scripts.getOrDefault(
                        method + " " + uri.getPath(), ignored -> new Answer(404, "<html>nothing here</html>"))
                .answer(query);
    }

    private void answer(HttpExchange exchange) throws IOException {
        requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
        Answer answer = answer(exchange.getRequestMethod(), exchange.getRequestURI());
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.getResponseHeaders().set("Location", "http://127.0.0.1:1/elsewhere");
        LocalServer.answer(exchange, answer.status(), answer.body());
    }

    @Override
    public void close() {
        server.close();
    }
}
