package dev.depwatch.notify;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.depwatch.alert.Alert;
import dev.depwatch.alert.Delivered;
import dev.depwatch.alert.SampleAlerts;
import dev.depwatch.alert.Severity;
import dev.depwatch.alert.Situation;
import dev.depwatch.assess.Assessment;
import dev.depwatch.token.Remedy;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/**
 * A receiver whose process is killed at any moment of a delivery, again and again, while alerts appear, grow and end.
 * The next process starts from the saved state.
 */
class KilledReceiverTest {
    private static final AlertsConfig CONFIG =
            new AlertsConfig(Duration.ofSeconds(60), Duration.ofMinutes(5), Duration.ofDays(30), true);
    private static final List<Remedy> ALERTS =
            List.of(Remedy.REGENERATE, Remedy.ACCEPT_TERMS, Remedy.IDENTIFY, Remedy.RECLAIM);
    private static final String[] INSTANCES = {"a", "b", "c", "d"};

    private final Map<Remedy, Alert> truth = new TreeMap<>();
    private final List<Notification> received = new ArrayList<>();
    private final Set<Notification> inFlight = Collections.newSetFromMap(new IdentityHashMap<>());
    private Set<Delivered> kept = Set.of();
    private Instant now = Instant.parse("2026-11-24T14:00:00Z");
    private Kill next = Kill.NONE;
    private int kills;

    /** When a process is killed, if there is a delivery. */
    private enum Kill {
        NONE,
        BEFORE_IT_IS_TAKEN,
        BEFORE_IT_IS_KEPT,
        AFTER_IT_IS_KEPT
    }

    /** No exception: no code in a process can see that it is killed. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1;
    }

    @Test
    void only_the_message_in_flight_is_sent_twice_and_none_is_lost() throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int step = 0; step < 3_000; step++) {
            Receiver receiver = receiver();
            try {
                int looks = 1 + random.nextInt(8);
                for (int look = 0; look < looks; look++) {
                    change(random);
                    next = random.nextInt(3) > 0 ? Kill.NONE : Kill.values()[random.nextInt(4)];
                    now = now.plusSeconds(random.nextInt(400));
                    receiver.deliverDue(assessment(), now);
                }
            } catch (Killed killed) {
                kills++;
            }
            receiver.close();
        }
        settle();

        assertThat(kills).as("seed " + seed).isGreaterThan(100);
        for (Remedy remedy : ALERTS) {
            assertIsWhole(remedy, "seed " + seed + ", " + remedy);
        }
    }

    /**
     * Without the messages in flight when a process was killed, the messages of an alert are complete and unrepeated.
     */
    private void assertIsWhole(Remedy remedy, String which) {
        Optional<Alert> last = Optional.empty();
        for (Notification message : received) {
            if (message.alert().remedy() == remedy && !inFlight.contains(message)) {
                assertThat(last.isPresent()).as(which).isEqualTo(message.reason() != NotifyReason.FIRST);
                if (message.reason() == NotifyReason.RESOLVED) {
                    last = Optional.empty();
                } else {
                    assertThat(last).as(which).isNotEqualTo(Optional.of(message.alert()));
                    last = Optional.of(message.alert());
                }
            }
        }
        Optional<Alert> now = Optional.ofNullable(truth.get(remedy));
        assertThat(last.isPresent()).as(which).isEqualTo(now.isPresent());
        now.ifPresent(alert -> assertThat(kept)
                .as(which)
                .anySatisfy(
                        delivered -> assertThat(delivered.alert().instances()).containsAll(alert.instances())));
    }

    private void change(Random random) {
        Remedy remedy = ALERTS.get(random.nextInt(ALERTS.size()));
        switch (random.nextInt(4)) {
            case 0 -> truth.remove(remedy);
            case 1 -> {
                String[] instances = new String[1 + random.nextInt(INSTANCES.length)];
                System.arraycopy(INSTANCES, 0, instances, 0, instances.length);
                truth.put(remedy, SampleAlerts.alert(remedy, Severity.CRITICAL, "certain", instances));
            }
            default -> {}
        }
    }

    private void settle() throws InterruptedException {
        next = Kill.NONE;
        try (Receiver receiver = receiver()) {
            for (int minute = 0; minute < 20; minute++) {
                now = now.plusSeconds(60);
                receiver.deliverDue(assessment(), now);
            }
        }
    }

    private Receiver receiver() {
        Outbox outbox = new MessageOutbox(
                CONFIG,
                Severity.INFO,
                this::deliver,
                Detail.FULL,
                assessment -> List.copyOf(truth.values()),
                assessment -> delivered -> SampleAlerts.noLongerFound(),
                Optional.empty(),
                now -> false);
        AtomicReference<Receiver> itself = new AtomicReference<>();
        Receiver receiver = new Receiver(
                "team", outbox, Optional::empty, () -> now, new Random(1), new SimpleMeterRegistry(), () -> {
                    kept = requireNonNull(itself.get()).delivered();
                    kill(Kill.AFTER_IT_IS_KEPT);
                });
        itself.set(receiver);
        receiver.resume(kept);
        return receiver;
    }

    private Optional<String> deliver(Notification notification) {
        kill(Kill.BEFORE_IT_IS_TAKEN);
        received.add(notification);
        if (next == Kill.BEFORE_IT_IS_KEPT) {
            inFlight.add(notification);
        }
        kill(Kill.BEFORE_IT_IS_KEPT);
        return Optional.empty();
    }

    private void kill(Kill when) {
        if (next == when) {
            throw new Killed();
        }
    }

    private Assessment assessment() {
        return new Situation().assessment(now);
    }
}
