package dev.depwatch.notify;

import static dev.depwatch.alert.SampleAlerts.alert;
import static dev.depwatch.alert.SampleAlerts.names;
import static dev.depwatch.alert.SampleAlerts.regenerate;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import dev.depwatch.CapturedLog;
import dev.depwatch.alert.Alert;
import dev.depwatch.alert.Delivered;
import dev.depwatch.alert.SampleAlerts;
import dev.depwatch.alert.Severity;
import dev.depwatch.alert.Situation;
import dev.depwatch.assess.Assessment;
import dev.depwatch.assess.Route;
import dev.depwatch.notify.DeliveryException.Reason;
import dev.depwatch.notify.MessageOutbox.Subscription;
import dev.depwatch.notify.Notification.Detail;
import dev.depwatch.notify.Notification.NotifyReason;
import dev.depwatch.token.Remedy;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(180)
class ReceiverTest {
    private static final AlertsConfig CONFIG =
            new AlertsConfig(Duration.ofSeconds(60), Duration.ofMinutes(5), Duration.ofHours(24), true);
    private static final AlertsConfig AT_ONCE =
            new AlertsConfig(Duration.ZERO, Duration.ZERO, Duration.ofHours(24), true);

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final RecordingNotifier notifier = new RecordingNotifier();
    private final AtomicReference<List<Alert>> alerts = new AtomicReference<>(List.of());
    private final AtomicReference<Optional<Assessment>> newest = new AtomicReference<>(Optional.empty());
    private Instant now = Instant.parse("2026-11-24T14:00:00Z");
    private Receiver.Keeping keeping = () -> {};
    private Receiver receiver = receiver(notifier, CONFIG);

    @AfterEach
    void close() {
        receiver.close();
    }

    @Test
    void saving_runs_only_when_the_delivered_alerts_change() throws Exception {
        List<Set<Delivered>> saved = new ArrayList<>();
        keeping = () -> saved.add(receiver.delivered());
        alerts.set(List.of(regenerate("school")));
        look("0s");
        assertThat(saved).isEmpty();
        look("60s", "1s");
        assertThat(saved).singleElement().isEqualTo(receiver.delivered());

        alerts.set(List.of());
        look("1s", "5m", "1s");
        assertThat(saved).hasSize(2).last().isEqualTo(Set.of());
    }

    @ParameterizedTest
    @EnumSource(
            value = Reason.class,
            names = {"REJECTED", "FAULT"},
            mode = EnumSource.Mode.EXCLUDE)
    void a_delivery_that_failed_stays_due(Reason kind) throws Exception {
        notifier.failNext(new DeliveryException(kind, "not now"));
        notifier.failNext(new DeliveryException(kind, "not now"));
        due(regenerate("school"));
        double since = now.getEpochSecond();
        assertThat(pendingSince()).isEqualTo(since);
        restart(Optional.of(receiver.status()));
        look("0s", "60s");
        assertThat(pendingSince()).as("after a reload").isEqualTo(since);
        look("1s");

        assertThat(notifier.reasons()).containsExactly(NotifyReason.OPENED);
        assertThat(pendingSince()).isZero();
        assertThat(failures(kind)).isEqualTo(1);
        assertThat(registry.get("depwatch.notifications")
                        .tag("receiver", "team")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void what_ended_over_a_reload_is_not_pending() throws Exception {
        notifier.alwaysFail(notification -> true);
        due(regenerate("school"));
        restart(Optional.of(receiver.status()));
        alerts.set(List.of());
        look("0s", "301s");

        assertThat(pendingSince()).isZero();
    }

    @Test
    void retries_slow_down_to_one_in_five_minutes() throws Exception {
        notifier.alwaysFail(notification -> true);
        due(regenerate("school"));
        for (int second = 0; second < 3600; second++) {
            look("1s");
        }

        assertThat(notifier.attempts()).isBetween(12 + 8, 2 * 12 + 2 * 9);
        assertThat(pendingSince()).isEqualTo((double) now.minusSeconds(3600).getEpochSecond());

        notifier.alwaysFail(notification -> false);
        look("5m");
        notifier.failNext(new DeliveryException(Reason.UNAVAILABLE, "not now"));
        due(regenerate("school"), alert(Remedy.IDENTIFY, Severity.WARNING, "", "physics"));
        look("1s");
        assertThat(notifier.taken()).as("after a success they begin anew").hasSize(2);
    }

    @Test
    void a_receiver_gets_the_pause_it_asks_for_up_to_an_hour() throws Exception {
        notifier.failNext(rateLimited("90s"));
        notifier.failNext(rateLimited("1000h"));
        // Each answer takes ten seconds.
        receiver.close();
        receiver = receiver(
                notification -> {
                    now = now.plusSeconds(10);
                    return notifier.deliver(notification);
                },
                CONFIG);
        due(regenerate("school"));
        look("89s");
        assertThat(notifier.attempts()).isEqualTo(1);
        look("1s");
        assertThat(notifier.attempts()).isEqualTo(2);
        look("59m");
        assertThat(notifier.attempts()).isEqualTo(2);
        look("1m");

        assertThat(notifier.reasons()).containsExactly(NotifyReason.OPENED);
    }

    @Test
    void a_message_that_always_fails_does_not_delay_the_others() throws Exception {
        notifier.alwaysFail(notification -> notification.alert().remedy() == Remedy.REGENERATE);
        due(regenerate("school"), alert(Remedy.IDENTIFY, Severity.WARNING, "", "physics"));
        look("1s");

        assertThat(notifier.taken()).extracting(taken -> taken.alert().remedy()).containsExactly(Remedy.IDENTIFY);
    }

    @Test
    void a_refused_message_is_retried_after_a_quarter_of_an_hour() throws Exception {
        notifier.failNext(new DeliveryException(Reason.REJECTED, "no_service"));
        due(regenerate("school"));
        look("14m");
        assertThat(notifier.attempts()).isEqualTo(1);
        look("1m");

        assertThat(notifier.reasons()).containsExactly(NotifyReason.OPENED);
        assertThat(failures(Reason.REJECTED)).isEqualTo(1);
    }

    @Test
    void a_refused_message_does_not_delay_the_others() throws Exception {
        notifier.failNext(new DeliveryException(Reason.REJECTED, "invalid_payload"));
        notifier.failNext(new IllegalStateException("a fault"));
        due(
                regenerate("school"),
                alert(Remedy.ACCEPT_TERMS, Severity.CRITICAL, "", "school"),
                alert(Remedy.IDENTIFY, Severity.WARNING, "", "physics"));

        assertThat(notifier.taken()).extracting(taken -> taken.alert().remedy()).containsExactly(Remedy.IDENTIFY);
        assertThat(failures(Reason.FAULT)).isEqualTo(1);
        assertThat(pendingSince()).isEqualTo((double) now.getEpochSecond());
    }

    @Test
    void a_refused_message_is_retried_once_for_each_accepted_one() throws Exception {
        notifier.alwaysFail(
                Reason.REJECTED, notification -> notification.alert().remedy() == Remedy.REGENERATE);
        due(regenerate("school"), alert(Remedy.IDENTIFY, Severity.WARNING, "", "physics"));
        look("1s", "1s", "14m");

        assertThat(notifier.attempts()).isEqualTo(3);
    }

    @Test
    void a_notification_contains_the_last_delivery_and_its_handle() throws Exception {
        notifier.answer("C012345:1764000000.000100");
        due(regenerate("school"));
        Delivered opened = new Delivered(regenerate("school"), now, now, Optional.of("C012345:1764000000.000100"));
        assertThat(receiver.delivered()).containsExactly(opened);
        restart(Optional.empty());
        alerts.set(List.of(regenerate("school", "physics")));
        look("5m");
        alerts.set(List.of());
        look("1s", "5m");

        assertThat(notifier.taken().get(0).before()).isEmpty();
        assertThat(notifier.taken().get(1).before()).contains(opened);
        assertThat(notifier.taken().get(2).before().orElseThrow().firstDeliveredAt())
                .isEqualTo(opened.firstDeliveredAt());
    }

    @Test
    void a_restart_repeats_no_message_that_names_no_instance() throws Exception {
        due(alert(Remedy.INVESTIGATE, Severity.WARNING, "certain"));
        restart(Optional.empty());
        look("0s", "60s");

        assertThat(notifier.reasons()).containsExactly(NotifyReason.OPENED);
    }

    @Test
    void a_delivery_keeps_all_tokens_of_its_alert_and_a_thousand_former_ones() {
        Alert former =
                regenerate(IntStream.range(0, 1_001).mapToObj(i -> "i" + i).toArray(String[]::new));
        Alert alert = regenerate("school", "physics");

        assertThat(new Delivered(alert, now, now, former.tokens(), Optional.empty()).tokens())
                .hasSize(1_002)
                .containsAll(alert.tokens());
    }

    @ParameterizedTest
    @CsvSource({"RATE_LIMITED, 2", "UNAVAILABLE, 2", "REJECTED, 1"})
    void what_follows_a_message_is_tried_again_as_one_is_and_the_message_is_not(Reason reason, int attempts)
            throws Exception {
        RecordingNotifier followed = new RecordingNotifier();
        followed.failNext(new DeliveryException(reason, "not now"));
        notifier.isFollowedBy(followed);
        receiver.close();
        receiver = receiver(notifier, AT_ONCE);
        alerts.set(List.of(regenerate("school")));
        look("0s", "1s");
        assertThat(failures(reason)).isEqualTo(1);
        look("1m", "1m");

        assertThat(followed.attempts()).isEqualTo(attempts);
        assertThat(notifier.attempts()).isEqualTo(1);
        assertThat(pendingSince()).isZero();
    }

    @Test
    void what_follows_a_message_and_always_fails_delays_no_other_message_and_no_end() throws Exception {
        RecordingNotifier follower = new RecordingNotifier();
        follower.alwaysFail(notification -> true);
        notifier.isFollowedBy(follower);
        due(regenerate("school"), alert(Remedy.IDENTIFY, Severity.WARNING, "certain", "lab"));
        look("1s", "10s");
        assertThat(follower.attempts()).isPositive();

        due(alert(Remedy.RELINK_SERVER, Severity.WARNING, "certain", "physics"));
        look("6m");

        assertThat(notifier.reasons())
                .containsExactlyInAnyOrder(
                        NotifyReason.OPENED,
                        NotifyReason.OPENED,
                        NotifyReason.OPENED,
                        NotifyReason.RESOLVED,
                        NotifyReason.RESOLVED);
    }

    @Test
    void nothing_else_is_sent_before_a_delivery_is_saved() throws Exception {
        List<String> happened = new ArrayList<>();
        receiver.close();
        receiver = receiver(
                notification -> {
                    happened.add("sent");
                    return Optional.empty();
                },
                AT_ONCE);
        keeping = () -> happened.add("kept " + receiver.delivered().size());
        alerts.set(List.of(regenerate("school"), alert(Remedy.RECLAIM, Severity.WARNING, "certain", "physics")));
        look("0s");

        assertThat(happened).containsExactly("sent", "kept 1", "sent", "kept 2");
    }

    @Test
    void a_failing_destination_delays_no_other() throws Exception {
        RecordedOutbox outbox = new RecordedOutbox();
        receiver.close();
        receiver = receiver(outbox);
        outbox.failing.add("am1");
        outbox.due.addAll(List.of("am1", "am1", "am2"));

        look("0s", "0s");
        assertThat(outbox.tried).containsExactly("am1", "am2", "am2");

        outbox.failing.clear();
        look("1s");

        assertThat(outbox.tried).endsWith("am1", "am1", "am2");
        assertThat(failures(Reason.UNREACHABLE)).isEqualTo(1);
    }

    @Test
    void it_is_logged_once_that_a_destination_refuses_and_accepts_again_what_it_refused() throws Exception {
        RecordedOutbox outbox = new RecordedOutbox();
        receiver.close();
        receiver = receiver(outbox);
        outbox.reason = Reason.REJECTED;
        outbox.failing.addAll(List.of("am1", "am2"));
        outbox.due.addAll(List.of("am1", "am2"));
        try (CapturedLog log = new CapturedLog(Receiver.class.getName(), Level.INFO)) {
            // Alertmanager takes the others each minute, and is asked after a quarter of an hour what it refused alone.
            for (String wait : List.of("1m", "14m", "15m")) {
                look("0s");
                outbox.failing.remove("am1");
                look("0s");
                outbox.due.remove("am1");
                look(wait);
                outbox.due.add("am1");
                outbox.failing.add("am1");
            }

            assertThat(log.events())
                    .extracting(event -> event.getLevel() + " " + event.getFormattedMessage())
                    .filteredOn(message -> message.contains("am1 "))
                    .map(message -> message.replaceFirst(";.*", ""))
                    .containsExactly(
                            "ERROR Receiver \"team\" at am1 refused a message",
                            "INFO Receiver \"team\" at am1 accepts messages again.");
        }
    }

    @Test
    void it_is_logged_that_a_receiver_accepts_messages_again_whatever_follows_them() throws Exception {
        notifier.isFollowedBy(new RecordingNotifier());
        notifier.alwaysFail(Reason.REJECTED, notification -> true);
        try (CapturedLog log = new CapturedLog(Receiver.class.getName(), Level.INFO)) {
            due(regenerate("school"));
            due(regenerate("school"), alert(Remedy.IDENTIFY, Severity.WARNING, "", "physics"));
            notifier.alwaysFail(notification -> false);
            look("14m", "1s", "1s", "1s", "15m");

            assertThat(log.messagesOfThisThread()).hasSize(2).endsWith("Receiver \"team\" accepts messages again.");
        }
    }

    @Test
    void its_status_shows_the_last_success_the_due_message_and_failures() throws Exception {
        RecordedOutbox outbox = new RecordedOutbox();
        receiver.close();
        receiver = receiver(outbox);
        assertThat(receiver.status())
                .isEqualTo(new Receiver.Status("team", Optional.empty(), Optional.empty(), List.of()));

        outbox.failing.add("am1");
        outbox.due.addAll(List.of("am1", "am2"));
        look("0s");
        Instant taken = now;
        assertThat(receiver.status().lastAcceptedAt()).contains(taken);
        assertThat(gauge("depwatch.notification.last.success.timestamp")).isEqualTo((double) taken.getEpochSecond());
        assertThat(receiver.status().failures()).singleElement().asString().startsWith("am1: ");

        outbox.failing.clear();
        look("1s");
        assertThat(receiver.status().lastAcceptedAt()).contains(now);
        assertThat(receiver.status().failures()).isEmpty();
    }

    /** Sends a name to each due destination until it succeeds. */
    private static final class RecordedOutbox implements Outbox {
        private final List<String> due = new ArrayList<>();
        private final Set<String> failing = new HashSet<>();
        private final List<String> tried = new ArrayList<>();
        private Reason reason = Reason.UNREACHABLE;

        @Override
        public void resume(Collection<Delivered> before) {}

        @Override
        public void observe(Assessment assessment, Instant now) {}

        @Override
        public List<Delivery> due(Instant now) {
            return due.stream().map(this::dispatch).toList();
        }

        private Delivery dispatch(String to) {
            return new Delivery(
                    to,
                    1,
                    () -> {
                        tried.add(to);
                        if (failing.contains(to)) {
                            throw new DeliveryException(reason, to + " cannot be reached");
                        }
                    },
                    failure -> assertThat(failure).hasMessageContaining(to));
        }

        @Override
        public Optional<Instant> pendingSince() {
            return due.isEmpty() ? Optional.empty() : Optional.of(Instant.EPOCH);
        }

        @Override
        public Set<Delivered> delivered() {
            return Set.of();
        }
    }

    @Test
    void closing_removes_its_meters() {
        assertThat(registry.getMeters()).isNotEmpty();

        receiver.close();

        assertThat(registry.getMeters()).isEmpty();
    }

    @Test
    void the_thread_sends_when_woken_and_when_closed() throws Exception {
        BlockingQueue<NotifyReason> reasons = new LinkedBlockingQueue<>();
        receiver.close();
        receiver = receiver(into(reasons), AT_ONCE);
        alerts.set(List.of(regenerate("school")));
        assertThat(receiver.trouble(now).orElseThrow()).contains("\"notify-team\" does not run");
        receiver.start();
        receiver.wake();
        assertThat(reasons.poll(50, TimeUnit.MILLISECONDS)).isNull();

        newest.set(Optional.of(assessment()));
        receiver.wake();
        assertThat(reasons.poll(1, TimeUnit.MINUTES)).isEqualTo(NotifyReason.OPENED);
        assertThat(receiver.trouble(now)).isEmpty();
        assertThat(receiver.trouble(now.plusSeconds(61)).orElseThrow()).contains("stuck for 1 min");

        alerts.set(List.of());
        receiver.close();

        assertThat(reasons).containsExactly(NotifyReason.RESOLVED);
        assertThat(receiver.trouble(now)).isPresent();
    }

    @Test
    void a_fault_is_reported_and_does_not_end_the_thread() throws Exception {
        BlockingQueue<NotifyReason> reasons = new LinkedBlockingQueue<>();
        CountDownLatch failed = new CountDownLatch(2);
        AtomicBoolean faulty = new AtomicBoolean(true);
        receiver.close();
        receiver = receiver(new MessageOutbox(
                new Subscription(AT_ONCE, Severity.INFO, into(reasons), Detail.FULL, Optional.empty(), now -> false),
                assessment -> {
                    if (faulty.get()) {
                        failed.countDown();
                        throw new IllegalStateException("no words");
                    }
                    return alerts.get();
                },
                assessment -> any -> SampleAlerts.noLongerFound()));
        alerts.set(List.of(regenerate("school")));
        newest.set(Optional.of(assessment()));
        receiver.start();
        while (failed.getCount() > 0) {
            receiver.wake();
            Thread.onSpinWait();
        }
        assertThat(receiver.trouble(now).orElseThrow()).contains("no words");

        faulty.set(false);
        receiver.wake();

        assertThat(reasons.poll(1, TimeUnit.MINUTES)).isEqualTo(NotifyReason.OPENED);
    }

    private Receiver receiver(Notifier to, AlertsConfig config) {
        return receiver(new MessageOutbox(
                new Subscription(config, Severity.INFO, to, Detail.FULL, Optional.empty(), now -> false),
                assessment -> alerts.get(),
                assessment -> delivered -> SampleAlerts.noLongerFound()));
    }

    private Receiver receiver(Outbox outbox) {
        return new Receiver(
                new Receiver.Id("team", "slack"),
                outbox,
                Route.ALL,
                newest::get,
                () -> now,
                new Random(1),
                registry,
                () -> keeping.keep());
    }

    private static Notifier into(BlockingQueue<NotifyReason> reasons) {
        return notification -> {
            reasons.add(notification.reason());
            return Optional.empty();
        };
    }

    /**
     * Starts from the saved state; the waits are lost.
     *
     * @param former empty: like a new process
     */
    private void restart(Optional<Receiver.Status> former) {
        DeliveryLog saved = DeliveryLog.of(List.of(receiver));
        receiver.close();
        receiver = receiver(notifier, CONFIG);
        receiver.resume(saved.to(receiver.id()), former);
    }

    /** These alerts are found, and their wait of a minute ends. */
    private void due(Alert... found) throws InterruptedException {
        alerts.set(List.of(found));
        look("0s", "60s");
    }

    /** Looks again and again, each time so much later. */
    private void look(String... later) throws InterruptedException {
        for (String time : later) {
            now = now.plus(Duration.parse("PT" + time));
            receiver.deliverDue(assessment(), now);
        }
    }

    private Assessment assessment() {
        return new Situation().assessment(now);
    }

    private static DeliveryException rateLimited(String pause) {
        return new DeliveryException(Reason.RATE_LIMITED, "slower", Optional.of(Duration.parse("PT" + pause)));
    }

    private double pendingSince() {
        return gauge("depwatch.notification.pending.since.timestamp");
    }

    private double gauge(String name) {
        return registry.get(name).gauge().value();
    }

    private double failures(Reason kind) {
        return registry.get("depwatch.notifications.failed")
                .tag("receiver", "team")
                .tag("reason", kind.key())
                .counter()
                .count();
    }
}
