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
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The HTTP half of {@link SimulatedJamf}: web apps on a free loopback port. */
final class SimulatedApi implements AutoCloseable {
    /** How soon a web app that hangs notices its recovery. */
    private static final Duration LOOK = Duration.ofMillis(20);

    /** Enough for a form, or for a token file in base64; cuts the rest. */
    private static final int MAX_REQUEST_BODY = 100_000;

    private final HttpServer server;
    private final ExecutorService workers;
    private final Map<Instance, SimulatedWebApp> webApps = new HashMap<>();
    private final CountDownLatch closing = new CountDownLatch(1);

    /** The answer of a web app. */
    record Answer(int status, String contentType, String body) {
        static Answer json(int status, JsonNode body) {
            return new Answer(status, "application/json", body.toString());
        }
    }

    /** A request to a web app; the path begins after the context. */
    record Request(String method, String path, Map<String, String> headers, String query, String body) {}

    SimulatedApi(SimulatedJamf jamf, Access access, InstantSource clock) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        AtomicInteger number = new AtomicInteger();
        // One thread for each concurrent request: a web app that hangs must not block the others.
        workers = Executors.newCachedThreadPool(work -> {
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
        server.createContext("/", exchange -> send(exchange, notHere(), false));
        server.start();
    }

    URI url(Instance instance) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/"
                + webApp(instance).context());
    }

    int requests(Instance instance, String endpoint) {
        return webApp(instance).requests(endpoint);
    }

    void trouble(Instance instance, Outage outage) {
        webApp(instance).suffer(outage);
    }

    List<String> misuses() {
        return webApps.values().stream()
                .flatMap(webApp -> webApp.misuses().stream())
                .toList();
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

    private void answer(HttpExchange exchange, SimulatedWebApp webApp) throws IOException {
        if (webApp.outage().kind() == Outage.Kind.BUSY) {
            exchange.getRequestBody().readNBytes(MAX_REQUEST_BODY);
            send(exchange, new Answer(503, "text/html", "<!doctype html><title>Service Unavailable</title>"), false);
            return;
        }
        Answer good = goodAnswer(exchange, webApp);
        try {
            switch (webApp.outage().kind()) {
                case NONE -> send(exchange, good, false);
                case SLOW -> {
                    closing.await(webApp.outage().delay().toMillis(), TimeUnit.MILLISECONDS);
                    send(exchange, good, false);
                }
                case HANGING -> {
                    while (webApp.outage().kind() == Outage.Kind.HANGING
                            && !closing.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                        // No answer was sent yet.
                    }
                    exchange.close();
                }
                case DOWN -> exchange.close();
                case SIGN_ON ->
                    send(exchange, new Answer(200, "text/html", "<!doctype html><title>Sign in</title>"), false);
                case CUT -> send(exchange, good, true);
                case FAILING -> send(exchange, SimulatedWebApp.error(500, "Something went wrong"), false);
                case UNDEPLOYED -> send(exchange, notHere(), false);
                // It began while this request was answered.
                case BUSY -> send(exchange, good, false);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            exchange.close();
        }
    }

    private static Answer goodAnswer(HttpExchange exchange, SimulatedWebApp webApp) throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(MAX_REQUEST_BODY);
        Map<String, String> headers = new HashMap<>();
        for (String name : new String[] {"Authorization", "Content-Type", "Accept"}) {
            String value = exchange.getRequestHeaders().getFirst(name);
            headers.put(name, value == null ? "" : value);
        }
        URI uri = exchange.getRequestURI();
        String path = uri.getPath().substring(webApp.context().length() + 1);
        String query = uri.getRawQuery() == null ? "" : uri.getRawQuery();
        return webApp.answer(new Request(
                exchange.getRequestMethod(), path, headers, query, new String(body, StandardCharsets.UTF_8)));
    }

    /** Tomcat's answer where no web app is. */
    private static Answer notHere() {
        return new Answer(404, "text/html", "<!doctype html><title>HTTP Status 404</title>");
    }

    private static void send(HttpExchange exchange, Answer answer, boolean cut) throws IOException {
        try (exchange) {
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", answer.contentType());
            exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body, 0, cut ? body.length / 2 : body.length);
        }
    }

    @Override
    public void close() {
        closing.countDown();
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
