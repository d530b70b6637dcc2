package dev.depwatch.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import dev.depwatch.alert.DeliveryException.Kind;
import dev.depwatch.http.Http;
import dev.depwatch.http.RawServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every notifier over HTTP promises: a message in one request, a reason that tells whether another try is worth it, an
 * end in bounded time, and no secret in an error, whatever the server sends back.
 */
@Timeout(60)
public abstract class NotifierContract {
    private static final Duration BRIEF = Duration.ofMillis(300);
    private static final Duration LONG = Duration.ofSeconds(20);

    /** Of the server that the tests script: what it answers next, and how often it was asked. */
    protected volatile int status = 200;

    protected volatile String body = "";
    protected volatile Optional<String> retryAfter = Optional.empty();
    protected volatile String request = "";
    private final AtomicInteger requests = new AtomicInteger();
    private Optional<HttpServer> server = Optional.empty();

    /** A notifier that sends to this server, with its secrets wherever its protocol puts them. */
    protected abstract Notifier notifier(URI server, Http http);

    /** What no error may contain. */
    protected abstract List<String> secrets();

    /** The statuses by which the server takes a message. */
    protected IntStream successes() {
        return IntStream.range(200, 300);
    }

    /** What the server says when it takes a message; "" where that does not matter. */
    protected String accepted() {
        return "";
    }

    @BeforeEach
    void serve() throws IOException {
        body = accepted();
        HttpServer running = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        running.createContext("/", exchange -> {
            requests.incrementAndGet();
            request = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            retryAfter.ifPresent(value -> exchange.getResponseHeaders().add("Retry-After", value));
            byte[] answer = body.getBytes(StandardCharsets.UTF_8);
            boolean hasBody = answer.length > 0 && status != 204 && status != 304;
            exchange.sendResponseHeaders(status, hasBody ? answer.length : -1);
            if (hasBody) {
                exchange.getResponseBody().write(answer);
            }
            exchange.close();
        });
        running.start();
        server = Optional.of(running);
    }

    @AfterEach
    void stop() {
        server.ifPresent(running -> running.stop(0));
    }

    protected final Notifier notifier() throws IOException {
        int port = server.orElseThrow().getAddress().getPort();
        return notifier(URI.create("http://127.0.0.1:" + port), http(LONG));
    }

    /** The failure to deliver to the scripted server. */
    protected final DeliveryException failure() throws IOException {
        return failureOf(notifier());
    }

    private DeliveryException failureOf(Notifier notifier) {
        DeliveryException failure =
                catchThrowableOfType(DeliveryException.class, () -> notifier.deliver(SampleAlerts.opened()));
        assertThat(failure).isNotNull();
        assertThat(failure).hasNoCause();
        assertThat(failure.getSuppressed()).isEmpty();
        assertThat(failure.toString()).doesNotContain(secrets()).hasSizeGreaterThan(40);
        return failure;
    }

    @Test
    void a_message_is_delivered_in_one_request() throws Exception {
        notifier().deliver(SampleAlerts.opened());

        assertThat(requests.get()).isEqualTo(1);
        assertThat(request).contains("2 tokens need regenerating");
    }

    @Test
    void every_success_is_one() throws Exception {
        Notifier notifier = notifier();
        for (int success : successes().toArray()) {
            status = success;
            notifier.deliver(SampleAlerts.opened());
        }

        assertThat(requests.get()).isEqualTo((int) successes().count());
    }

    @Test
    void a_redirect_is_not_followed() throws Exception {
        status = 302;

        assertThat(failure().kind()).isEqualTo(Kind.REJECTED);
        assertThat(requests.get()).isEqualTo(1);
    }

    @Test
    void every_other_status_is_worth_another_try_or_not() throws Exception {
        Notifier notifier = notifier();
        for (int other : IntStream.range(300, 600).toArray()) {
            status = other;
            // A body makes the JDK's server wait for the client's delayed acknowledgement.
            body = other % 20 == 0 ? "no: " + secrets() : "";
            Kind expected = other == 429 ? Kind.RATE_LIMITED : other >= 500 ? Kind.UNAVAILABLE : Kind.REJECTED;

            DeliveryException failure = failureOf(notifier);

            assertThat(failure.kind()).as("HTTP " + other).isEqualTo(expected);
            assertThat(failure.isRetryable()).as("HTTP " + other).isEqualTo(other == 429 || other >= 500);
            assertThat(failure).hasMessageContaining("HTTP " + other);
        }
    }

    @Test
    void a_pause_that_the_server_asks_for_is_passed_on() throws Exception {
        status = 429;
        retryAfter = Optional.of("30");
        assertThat(failure().retryAfter()).contains(Duration.ofSeconds(30));

        status = 503;
        retryAfter = Optional.of("Tue, 24 Nov 2026 13:25:00 GMT");
        assertThat(failure().retryAfter()).contains(Duration.ofSeconds(60));

        retryAfter = Optional.of("Tue, 24 Nov 2026 13:00:00 GMT");
        assertThat(failure().retryAfter()).contains(Duration.ZERO);

        retryAfter = Optional.of("soon");
        assertThat(failure().retryAfter()).isEmpty();

        retryAfter = Optional.of("99999999999999999999");
        assertThat(failure().retryAfter()).isEmpty();
    }

    static Stream<Arguments> answersThatAreNone() {
        return Stream.of(
                Arguments.of("A server that never answers is a time-out.", RawServer.hanging(), Kind.TIMEOUT),
                Arguments.of(
                        "An answer that breaks off is broken.",
                        RawServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\no"),
                        Kind.BROKEN),
                Arguments.of("An end without an answer is broken.", RawServer.answering(""), Kind.BROKEN),
                Arguments.of("A reset connection is broken.", RawServer.resetting(), Kind.BROKEN),
                Arguments.of(
                        "An endless answer is broken.",
                        RawServer.answering(
                                "HTTP/1.1 200 OK\r\nContent-Length: 9000000\r\n\r\n" + "x".repeat(1_000_000)),
                        Kind.BROKEN));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("answersThatAreNone")
    void no_whole_answer_is_worth_another_try(String rule, RawServer.Script script, Kind kind) throws Exception {
        try (RawServer raw = new RawServer(script)) {
            DeliveryException failure = failureOf(notifier(raw.uri(""), http(kind == Kind.TIMEOUT ? BRIEF : LONG)));

            assertThat(failure.kind()).as(rule).isEqualTo(kind);
            assertThat(failure.isRetryable()).isTrue();
        }
    }

    @Test
    void a_refused_connection_is_worth_another_try() throws Exception {
        int port;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }

        DeliveryException failure = failureOf(notifier(URI.create("http://127.0.0.1:" + port), http(LONG)));

        assertThat(failure.kind()).isEqualTo(Kind.UNREACHABLE);
        assertThat(failure.isRetryable()).isTrue();
    }

    @Test
    void an_interrupt_ends_a_delivery_soon() throws Exception {
        try (RawServer raw = new RawServer(RawServer.hanging())) {
            Notifier notifier = notifier(raw.uri(""), http(LONG));
            FutureTask<Boolean> delivery = new FutureTask<>(() -> {
                notifier.deliver(SampleAlerts.opened());
                return true;
            });
            Thread sender = new Thread(delivery, "sender");
            sender.start();
            raw.awaitRequest();

            sender.interrupt();

            ExecutionException ended =
                    catchThrowableOfType(ExecutionException.class, () -> delivery.get(5, TimeUnit.SECONDS));
            assertThat(ended).hasCauseInstanceOf(InterruptedException.class);
        }
    }

    private static Http http(Duration timeout) throws IOException {
        return new Http(timeout, Optional.empty());
    }
}
