package dev.depwatch.notify.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.depwatch.alert.Situation;
import dev.depwatch.config.Secret;
import dev.depwatch.http.Http;
import dev.depwatch.http.LocalServer;
import dev.depwatch.http.RawServer;
import dev.depwatch.notify.DeliveryException;
import dev.depwatch.notify.DeliveryException.Reason;
import dev.depwatch.notify.Outbox.Delivery;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(180)
class HeartbeatOutboxTest {
    private static final String SECRET = "5bf66975-d4c7-4bf5-bcc8-b8d8a82ea278";

    private final List<String> pings = new CopyOnWriteArrayList<>();
    private volatile Instant now = Instant.parse("2026-11-24T14:00:00Z");
    private volatile int status = 200;
    private List<String> troubles = List.of();
    private LocalServer service;

    @BeforeEach
    void serve() throws IOException {
        service = new LocalServer(exchange -> {
            String reason = LocalServer.body(exchange);
            pings.add(now.toString().substring(11, 19) + " " + exchange.getRequestMethod() + " "
                    + exchange.getRequestURI().toString().replace(SECRET, "…")
                    + (reason.isEmpty() ? "" : ": " + reason));
            exchange.getResponseHeaders().set("Location", "/elsewhere");
            LocalServer.answer(exchange, status, "<html>OK</html>");
        });
    }

    @AfterEach
    void stop() {
        service.close();
    }

    private HeartbeatOutbox heartbeat(Function<Instant, List<String>> health) throws IOException {
        return heartbeat(service.uri("/" + SECRET).toString(), Http.TIMEOUT, health);
    }

    private static HeartbeatOutbox heartbeat(String url, Duration timeout, Function<Instant, List<String>> health)
            throws IOException {
        return new HeartbeatOutbox(
                new HeartbeatOutbox.Config(new Secret(url), Duration.ofMinutes(1)),
                new Http(timeout, Optional.empty()),
                health);
    }

    /** What the thread of the receiver does once a second. */
    private void look(HeartbeatOutbox outbox, Instant assessedAt) throws Exception {
        outbox.observe(new Situation().assessment(assessedAt), now);
        for (Delivery delivery : outbox.due(now)) {
            try {
                delivery.sending().send();
            } catch (DeliveryException e) {
                delivery.failed().accept(e);
            }
        }
    }

    /** Long enough that a trouble is none that passes. */
    private void looksForAWhile(HeartbeatOutbox outbox, Instant assessedAt) throws Exception {
        look(outbox, assessedAt);
        now = now.plusSeconds(15);
        look(outbox, assessedAt);
    }

    @Test
    void each_period_has_one_ping_and_a_restart_pings_again() throws Exception {
        HeartbeatOutbox before = heartbeat(now -> troubles);
        look(before, now);
        now = now.plusSeconds(59);
        look(before, now);
        now = now.plusSeconds(1);
        look(before, now);
        troubles = List.of("assess: stuck");
        now = now.plusSeconds(60);
        looksForAWhile(before, now);

        troubles = List.of();
        now = now.plusSeconds(2);
        look(heartbeat(now -> troubles), now);

        assertThat(pings)
                .containsExactly(
                        "14:00:00 POST /…",
                        "14:01:00 POST /…",
                        "14:02:15 POST /…/fail: assess: stuck",
                        "14:02:17 POST /…");
    }

    @Test
    void a_thread_that_does_not_run_yet_is_no_failure() throws Exception {
        HeartbeatOutbox outbox = heartbeat(now -> troubles);
        troubles = List.of("state: the thread does not run");
        look(outbox, now);
        troubles = List.of();
        now = now.plusSeconds(1);
        look(outbox, now);

        assertThat(pings).containsExactly("14:00:01 POST /…");
    }

    @Test
    void an_old_assessment_is_a_failure() throws Exception {
        HeartbeatOutbox outbox = heartbeat(now -> troubles);
        Instant assessedAt = now;
        for (int age : List.of(60, 61, 120)) {
            now = assessedAt.plusSeconds(age);
            look(outbox, assessedAt);
        }

        assertThat(pings)
                .containsExactly("14:01:00 POST /…", "14:02:00 POST /…/fail: The newest assessment is 2 min old.");
    }

    @ParameterizedTest
    @CsvSource({
        // the answer, whether the ping is sent again before the next is due
        "429, true",
        "500, true",
        "503, true",
        "301, false",
        "302, false",
        "401, false",
        "404, false"
    })
    void a_ping_without_a_success_is_missing_until_one_succeeds(int answer, boolean again) throws Exception {
        HeartbeatOutbox outbox = heartbeat(now -> troubles);
        status = answer;
        look(outbox, now);
        assertThat(outbox.pendingSince()).contains(now);
        assertThat(outbox.due(now.plusSeconds(1)).isEmpty()).isEqualTo(!again);

        Instant since = now;
        now = now.plusSeconds(60);
        look(outbox, now);
        assertThat(pings).hasSize(2).noneMatch(ping -> ping.contains("elsewhere"));
        assertThat(outbox.pendingSince()).contains(since);

        status = 200;
        now = now.plusSeconds(60);
        look(outbox, now);
        assertThat(pings).hasSize(3);
        assertThat(outbox.pendingSince()).isEmpty();
    }

    @Test
    void no_failure_has_the_address() throws Exception {
        HeartbeatOutbox outbox = heartbeat(now -> troubles);
        status = 404;
        outbox.observe(new Situation().assessment(now), now);
        DeliveryException refused = failure(outbox);
        assertThat(refused).hasMessageContaining("heartbeat.urlFile").message().doesNotContain(SECRET);

        try (RawServer hanging = new RawServer(RawServer.hanging())) {
            HeartbeatOutbox waiting =
                    heartbeat(hanging.uri("/" + SECRET).toString(), Duration.ofMillis(300), now -> troubles);
            waiting.observe(new Situation().assessment(now), now);
            DeliveryException late = failure(waiting);
            assertThat(late.reason()).isEqualTo(Reason.TIMEOUT);
            assertThat(late).message().doesNotContain(SECRET);
        }
    }

    @Test
    void a_service_may_have_no_address_of_failures() throws Exception {
        HeartbeatOutbox outbox = heartbeat(now -> List.of("assess: stuck"));
        looksForAWhile(outbox, now);
        now = now.plusSeconds(60);
        status = 404;

        assertThat(failure(outbox))
                .hasMessageContaining("HTTP 404: a service without an address of failures (/fail) raises the alarm");
    }

    private DeliveryException failure(HeartbeatOutbox outbox) {
        return catchThrowableOfType(
                DeliveryException.class, () -> outbox.due(now).get(0).sending().send());
    }

    @ParameterizedTest
    @CsvSource({
        "https://hc-ping.com/uuid, https://hc-ping.com/uuid/fail",
        "https://hc.example.org/ping/uuid/, https://hc.example.org/ping/uuid/fail",
        "https://kuma.example.org/api/push/token?status=up&msg=OK, https://kuma.example.org/api/push/token/fail?status=up&msg=OK"
    })
    void a_failure_has_an_address_below_that_of_a_ping(String url, String expected) {
        assertThat(new HeartbeatOutbox.Config(new Secret(url), Duration.ofMinutes(1)).failing())
                .hasToString(expected);
    }

    @Test
    void the_reasons_are_short_and_of_harmless_characters() throws Exception {
        troubles = Collections.nCopies(1000, "\u001B[31m\u202E" + "x".repeat(1000));

        looksForAWhile(heartbeat(now -> troubles), now);

        assertThat(pings).singleElement().asString().hasSizeLessThan(10_100).doesNotContain("\u001B", "\u202E");
    }
}
