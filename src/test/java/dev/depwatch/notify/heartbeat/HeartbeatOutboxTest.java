package dev.depwatch.notify.heartbeat;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import dev.depwatch.assess.AssessmentLoop;
import dev.depwatch.assess.Assessor;
import dev.depwatch.assess.Policy;
import dev.depwatch.config.Secret;
import dev.depwatch.http.Http;
import dev.depwatch.http.RawServer;
import dev.depwatch.journal.Journal;
import dev.depwatch.logs.LogStatus;
import dev.depwatch.notify.DeliveryException;
import dev.depwatch.notify.DeliveryException.Reason;
import dev.depwatch.notify.Outbox.Delivery;
import dev.depwatch.status.Health;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
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
    private final List<AssessmentLoop> loops = new ArrayList<>();
    private volatile Instant now = Instant.parse("2026-11-24T14:00:00Z");
    private volatile int status = 200;
    private List<String> troubles = List.of();
    private HttpServer service;

    @BeforeEach
    void serve() throws IOException {
        service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        service.createContext("/", exchange -> {
            String reason = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            pings.add(now.toString().substring(11, 19) + " " + exchange.getRequestMethod() + " "
                    + exchange.getRequestURI().toString().replace(SECRET, "…")
                    + (reason.isEmpty() ? "" : ": " + reason));
            exchange.getResponseHeaders().set("Location", "/elsewhere");
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        service.start();
    }

    @AfterEach
    void stop() {
        loops.forEach(AssessmentLoop::close);
        service.stop(0);
    }

    private HeartbeatOutbox heartbeat(Function<Instant, List<String>> health) throws IOException {
        return heartbeat("http://127.0.0.1:" + service.getAddress().getPort() + "/" + SECRET, Http.TIMEOUT, health);
    }

    private static HeartbeatOutbox heartbeat(String url, Duration timeout, Function<Instant, List<String>> health)
            throws IOException {
        return new HeartbeatOutbox(
                new HeartbeatConfig(new Secret(url), Duration.ofMinutes(1)),
                new Http(timeout, Optional.empty()),
                health);
    }

    /** What the thread of the receiver does once a second. */
    private void look(HeartbeatOutbox outbox, AssessmentLoop loop) throws Exception {
        if (loop.latest().isEmpty()) {
            return;
        }
        outbox.observe(loop.latest().get(), now);
        for (Delivery delivery : outbox.due(now)) {
            try {
                delivery.send();
            } catch (DeliveryException e) {
                delivery.failed(e);
            }
        }
    }

    /** Long enough that a trouble is none that passes. */
    private void looksForAWhile(HeartbeatOutbox outbox, AssessmentLoop loop) throws Exception {
        look(outbox, loop);
        now = now.plusSeconds(15);
        look(outbox, loop);
    }

    private AssessmentLoop assessed() {
        AssessmentLoop loop = loop(List::of);
        loop.assessNow(now);
        return loop;
    }

    private AssessmentLoop loop(Supplier<List<LogStatus>> logs) {
        return new AssessmentLoop(
                new Assessor(new Policy(Duration.ofMinutes(2), List.of())),
                new Journal(new SimpleMeterRegistry(), Journal.Snapshot.EMPTY),
                logs,
                Map::of,
                List::of,
                () -> now);
    }

    @Test
    void a_hang_is_reported_and_a_restart_pings_again() throws Exception {
        AtomicBoolean hangs = new AtomicBoolean();
        CountDownLatch hung = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        CountDownLatch assessed = new CountDownLatch(1);
        AssessmentLoop loop = loop(() -> {
            if (hangs.get()) {
                hung.countDown();
                await(released);
            }
            return List.of();
        });
        Health health = new Health(() -> List.of(new Health.Check("assess", true, loop::trouble)), Optional::empty);
        HeartbeatOutbox before = heartbeat(health::troubles);
        look(before, loop);
        loop.onAssessment(assessed::countDown);
        loops.add(loop);
        loop.start();
        assessed.await();
        look(before, loop);
        now = now.plusSeconds(59);
        look(before, loop);

        hangs.set(true);
        loop.changed();
        hung.await();
        now = now.plusSeconds(1);
        look(before, loop);
        now = now.plusSeconds(60);
        looksForAWhile(before, loop);

        // Stopped from 14:02 to 14:07.
        released.countDown();
        now = now.plusSeconds(285);
        AssessmentLoop restarted = loop(List::of);
        HeartbeatOutbox after = heartbeat(now -> List.of());
        look(after, restarted);
        now = now.plusSeconds(2);
        restarted.assessNow(now);
        look(after, restarted);

        assertThat(pings)
                .containsExactly(
                        "14:00:00 POST /…",
                        "14:01:00 POST /…",
                        "14:02:15 POST /…/fail: assess: The thread \"assess\" has been stuck for 1 min: depwatch shows old"
                                + " results. Restart depwatch, and report this with a thread dump (jstack).",
                        "14:07:02 POST /…");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void a_thread_that_does_not_run_yet_is_no_failure() throws Exception {
        HeartbeatOutbox outbox = heartbeat(now -> troubles);
        troubles = List.of("state: the thread does not run");
        look(outbox, assessed());
        troubles = List.of();
        now = now.plusSeconds(1);
        look(outbox, assessed());

        assertThat(pings).containsExactly("14:00:01 POST /…");
    }

    @Test
    void an_old_assessment_is_a_failure() throws Exception {
        AssessmentLoop loop = assessed();
        HeartbeatOutbox outbox = heartbeat(now -> troubles);
        now = now.plusSeconds(120);

        looksForAWhile(outbox, loop);

        assertThat(pings).containsExactly("14:02:15 POST /…/fail: The newest assessment is 2 min old.");
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
        AssessmentLoop loop = assessed();
        HeartbeatOutbox outbox = heartbeat(now -> troubles);
        status = answer;
        look(outbox, loop);
        assertThat(outbox.pendingSince()).contains(now);
        assertThat(outbox.due(now.plusSeconds(1)).isEmpty()).isEqualTo(!again);

        Instant since = now;
        now = now.plusSeconds(60);
        look(outbox, loop);
        assertThat(pings).hasSize(2).noneMatch(ping -> ping.contains("elsewhere"));
        assertThat(outbox.pendingSince()).contains(since);

        status = 200;
        now = now.plusSeconds(60);
        loop.assessNow(now);
        look(outbox, loop);
        assertThat(pings).hasSize(3);
        assertThat(outbox.pendingSince()).isEmpty();
    }

    @Test
    void no_failure_has_the_address() throws Exception {
        HeartbeatOutbox outbox = heartbeat(now -> troubles);
        status = 404;
        outbox.observe(assessed().latest().orElseThrow(), now);
        DeliveryException refused = failure(outbox);
        assertThat(refused).hasMessageContaining("heartbeat.urlFile").message().doesNotContain(SECRET);

        try (RawServer hanging = new RawServer(RawServer.hanging())) {
            HeartbeatOutbox waiting =
                    heartbeat(hanging.uri("/" + SECRET).toString(), Duration.ofMillis(300), now -> troubles);
            waiting.observe(assessed().latest().orElseThrow(), now);
            DeliveryException late = failure(waiting);
            assertThat(late.reason()).isEqualTo(Reason.TIMEOUT);
            assertThat(late).message().doesNotContain(SECRET);
        }
    }

    private DeliveryException failure(HeartbeatOutbox outbox) {
        return catchThrowableOfType(
                DeliveryException.class, () -> outbox.due(now).get(0).send());
    }

    @ParameterizedTest
    @CsvSource({
        "https://hc-ping.com/uuid, https://hc-ping.com/uuid/fail",
        "https://hc.example.org/ping/uuid/, https://hc.example.org/ping/uuid/fail",
        "https://kuma.example.org/api/push/token?status=up&msg=OK, https://kuma.example.org/api/push/token/fail?status=up&msg=OK"
    })
    void a_failure_has_an_address_below_that_of_a_ping(String url, String expected) {
        assertThat(new HeartbeatConfig(new Secret(url), Duration.ofMinutes(1)).failing())
                .hasToString(expected);
    }

    @Test
    void the_reasons_are_short_and_of_harmless_characters() throws Exception {
        troubles = Collections.nCopies(1000, "\u001B[31m\u202E" + "x".repeat(1000));

        looksForAWhile(heartbeat(now -> troubles), assessed());

        assertThat(pings).singleElement().asString().hasSizeLessThan(10_100).doesNotContain("\u001B", "\u202E");
    }
}
