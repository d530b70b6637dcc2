package dev.depwatch.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.depwatch.demo.SimulatedJamf.Access;
import dev.depwatch.token.Instance;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The HTTP half of {@link SimulatedJamf}: web apps on a free port of the loopback interface. */
final class SimulatedApi implements AutoCloseable {
    private static final int THREADS = 4;
    /** A form or nothing; more is refused. */
    private static final int MAX_REQUEST_BODY = 10_000;

    private final HttpServer server;
    private final ExecutorService workers;
    private final Map<Instance, SimulatedWebApp> webApps = new HashMap<>();

    /** What a web app answers. */
    record Answer(int status, String contentType, String body) {
        static Answer json(int status, JsonNode body) {
            return new Answer(status, "application/json", body.toString());
        }
    }

    /** What a web app is asked: the path begins after the context. */
    record Request(String method, String path, Map<String, String> headers, String query, String body) {}

    SimulatedApi(SimulatedJamf jamf, Access access, InstantSource clock) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        AtomicInteger number = new AtomicInteger();
        workers = Executors.newFixedThreadPool(THREADS, work -> {
            Thread thread = new Thread(work, "simulated-jamf-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        server.setExecutor(workers);
        for (Instance instance : jamf.instances()) {
            SimulatedWebApp webApp = new SimulatedWebApp(instance, jamf, access, clock);
            webApps.put(instance, webApp);
            server.createContext("/" + instance.name() + "/", exchange -> answer(exchange, webApp));
        }
        server.createContext("/", exchange -> send(exchange, notHere()));
        server.start();
    }

    URI url(Instance instance) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/"
                + webApp(instance).context());
    }

    int requests(Instance instance, String endpoint) {
        return webApp(instance).requests(endpoint);
    }

    void forgetAccessTokens() {
        webApps.values().forEach(SimulatedWebApp::forgetAccessTokens);
    }

    private SimulatedWebApp webApp(Instance instance) {
        SimulatedWebApp webApp = webApps.get(instance);
        if (webApp == null) {
            throw new IllegalArgumentException("no instance " + instance);
        }
        return webApp;
    }

    private static void answer(HttpExchange exchange, SimulatedWebApp webApp) throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(MAX_REQUEST_BODY);
        Map<String, String> headers = new HashMap<>();
        for (String name : new String[] {"Authorization", "Content-Type", "Accept"}) {
            String value = exchange.getRequestHeaders().getFirst(name);
            headers.put(name, value == null ? "" : value);
        }
        URI uri = exchange.getRequestURI();
        String path = uri.getPath().substring(webApp.context().length() + 1);
        String query = uri.getRawQuery() == null ? "" : uri.getRawQuery();
        send(
                exchange,
                webApp.answer(new Request(
                        exchange.getRequestMethod(), path, headers, query, new String(body, StandardCharsets.UTF_8))));
    }

    /** What Tomcat says where no web app is. */
    private static Answer notHere() {
        return new Answer(404, "text/html", "<!doctype html><title>HTTP Status 404</title>");
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        try (exchange) {
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", answer.contentType());
            exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        workers.shutdownNow();
        try {
            if (!workers.awaitTermination(5, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the simulated Jamf Pro does not stop");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
