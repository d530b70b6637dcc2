package dev.depwatch.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** An HTTP server on a free loopback port, for sites that can suffer an {@link Outage}. */
final class FaultyServer implements AutoCloseable {
    /** How soon a site that hangs notices its recovery. */
    private static final Duration LOOK = Duration.ofMillis(20);

    /** Enough for a form, or for a token file in base64; cuts the rest. */
    private static final int MAX_REQUEST_BODY = 100_000;

    private final String name;
    private final HttpServer server;
    private final ExecutorService workers;
    private final CountDownLatch closing = new CountDownLatch(1);

    /** What answers the requests below a path. */
    interface Site {
        Outage outage();

        /** The answer without an outage. */
        Answer answer(HttpExchange exchange, String body);

        /** What stands in its place during this outage answers. */
        Answer instead(Outage.Kind outage);
    }

    /** @param headers further ones */
    record Answer(int status, String contentType, String body, Map<String, String> headers) {
        Answer(int status, String contentType, String body) {
            this(status, contentType, body, Map.of());
        }

        static Answer json(int status, JsonNode body) {
            return new Answer(status, "application/json", body.toString());
        }
    }

    /** @param name of its threads */
    FaultyServer(String name) throws IOException {
        this.name = name;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        AtomicInteger number = new AtomicInteger();
        // One thread for each concurrent request: a site that hangs must not block the others.
        workers = Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        server.setExecutor(workers);
    }

    void serve(String path, Site site) {
        server.createContext(path, exchange -> answer(exchange, site));
    }

    /** The same answer to everything. */
    void serve(String path, Answer answer) {
        server.createContext(path, exchange -> {
            try (exchange) {
                send(exchange, answer, false);
            }
        });
    }

    void start() {
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private void answer(HttpExchange exchange, Site site) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readNBytes(MAX_REQUEST_BODY), StandardCharsets.UTF_8);
            if (site.outage().kind() == Outage.Kind.BUSY) {
                send(exchange, site.instead(Outage.Kind.BUSY), false);
                return;
            }
            Answer good = site.answer(exchange, body);
            Outage outage = site.outage();
            switch (outage.kind()) {
                // An outage that began meanwhile spares this request.
                case NONE, BUSY -> send(exchange, good, false);
                case SLOW -> {
                    closing.await(outage.delay().toMillis(), TimeUnit.MILLISECONDS);
                    send(exchange, good, false);
                }
                case HANGING -> {
                    while (site.outage().kind() == Outage.Kind.HANGING
                            && !closing.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                        // No answer was sent yet.
                    }
                }
                case DOWN -> {}
                case CUT -> send(exchange, good, true);
                case SIGN_ON, FAILING, UNDEPLOYED -> send(exchange, site.instead(outage.kind()), false);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void send(HttpExchange exchange, Answer answer, boolean cut) throws IOException {
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", answer.contentType());
        answer.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body, 0, cut ? body.length / 2 : body.length);
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        workers.shutdownNow();
        try {
            if (!workers.awaitTermination(5, TimeUnit.SECONDS)) {
                throw new IllegalStateException(name + " does not stop");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
