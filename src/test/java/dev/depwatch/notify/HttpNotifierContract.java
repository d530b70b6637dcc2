package dev.depwatch.notify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.depwatch.alert.SampleAlerts;
import dev.depwatch.http.Http;
import dev.depwatch.http.LocalServer;
import dev.depwatch.http.RawServer;
import dev.depwatch.notify.DeliveryException.Reason;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The additional contract of every notifier over HTTP: the meaning of each status, and one request for each message.
 */
public abstract class HttpNotifierContract extends NotifierContract {
    private static final int[] OTHERS = {
        300, 302, 304, 400, 401, 403, 404, 408, 410, 413, 422, 428, 429, 430, 451, 499, 500, 502, 503, 504, 529, 599
    };

    /** The next answer of the scripted server. */
    protected volatile int status = 200;

    protected volatile String body = "";
    protected volatile Optional<String> retryAfter = Optional.empty();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private Optional<LocalServer> server = Optional.empty();
    private Optional<RawServer> raw = Optional.empty();

    /** A notifier that sends to this server. */
    protected abstract Notifier notifier(URI server, Http http);

    /** The statuses by which the server accepts a message. */
    protected IntStream successes() {
        return IntStream.of(200, 201, 202, 204, 299);
    }

    /** The server's answer when it accepts a message; "" if it does not matter. */
    protected String accepted() {
        return "";
    }

    @BeforeEach
    void serve() throws IOException {
        body = accepted();
        server = Optional.of(new LocalServer(exchange -> {
            requests.add(LocalServer.body(exchange));
            retryAfter.ifPresent(value -> exchange.getResponseHeaders().add("Retry-After", value));
            LocalServer.answer(exchange, status, status == 204 || status == 304 ? "" : body);
        }));
    }

    @AfterEach
    void stop() throws IOException {
        server.ifPresent(LocalServer::close);
        if (raw.isPresent()) {
            raw.get().close();
        }
    }

    @Override
    protected final Notifier notifier(FarSide farSide, Duration timeout) throws Exception {
        Http http = new Http(timeout, Optional.empty());
        return switch (farSide) {
            case TAKES_IT -> notifier();
            case REFUSES_TEMPORARILY -> answering(503);
            case REFUSES_PERMANENTLY -> answering(400);
            case NEVER_ANSWERS -> notifier(playing(RawServer.hanging()), http);
            case BREAKS_OFF ->
                notifier(playing(RawServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\no")), http);
            case HANGS_UP -> notifier(playing(RawServer.answering("")), http);
            case RESETS -> notifier(playing(RawServer.resetting()), http);
            case NEVER_ENDS ->
                notifier(
                        playing(RawServer.answering(
                                "HTTP/1.1 200 OK\r\nContent-Length: 9000000\r\n\r\n" + "x".repeat(1_000_000))),
                        http);
            case IS_NOT_THERE -> notifier(URI.create("http://127.0.0.1:1"), http);
        };
    }

    private Notifier answering(int answer) throws IOException {
        status = answer;
        body = "no: " + secrets();
        return notifier();
    }

    private URI playing(RawServer.Script script) throws IOException {
        RawServer playing = new RawServer(script);
        raw = Optional.of(playing);
        return playing.uri("");
    }

    @Override
    protected final List<String> taken() {
        return status / 100 == 2 ? List.copyOf(requests) : List.of();
    }

    @Override
    protected final void awaitAsked() throws InterruptedException {
        raw.orElseThrow().awaitRequest();
    }

    /** One that sends to the scripted server. */
    protected final Notifier notifier() throws IOException {
        return notifier(server.orElseThrow().uri(""), new Http(LONG, Optional.empty()));
    }

    /** The failure to deliver to the scripted server. */
    protected final DeliveryException failure() throws IOException {
        return failureOf(notifier());
    }

    @Test
    void every_success_status_accepts_the_message() throws Exception {
        Notifier notifier = notifier();
        for (int success : successes().toArray()) {
            status = success;
            notifier.deliver(SampleAlerts.opened());
        }

        assertThat(requests).hasSize((int) successes().count());
    }

    @Test
    void every_other_status_decides_whether_to_retry() throws Exception {
        Notifier notifier = notifier();
        body = "no: " + secrets();
        for (int other : OTHERS) {
            status = other;
            Reason expected = other == 429 ? Reason.RATE_LIMITED : other >= 500 ? Reason.UNAVAILABLE : Reason.REJECTED;

            DeliveryException failure = failureOf(notifier);

            assertThat(failure.reason()).as("HTTP " + other).isEqualTo(expected);
            assertThat(failure.isRetryable()).as("HTTP " + other).isEqualTo(other == 429 || other >= 500);
            assertThat(failure).hasMessageContaining("HTTP " + other);
        }
        assertThat(requests).as("no redirect is followed").hasSameSizeAs(OTHERS);
    }

    @Test
    void the_failure_contains_the_pause_that_the_server_asks_for() throws Exception {
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
}
