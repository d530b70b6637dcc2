package dev.depwatch.notify;

import dev.depwatch.notify.DeliveryException.Reason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.search.Search;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The metrics of one receiver. Owns its meters: closing removes them from the registry. */
final class ReceiverMeters implements AutoCloseable {
    private final String receiver;
    private final MeterRegistry registry;
    private final Counter delivered;

    /** @param status the state of the receiver now */
    ReceiverMeters(String receiver, MeterRegistry registry, Supplier<Receiver.Status> status) {
        this.receiver = receiver;
        this.registry = registry;
        this.delivered = Counter.builder("depwatch.notifications")
                .description("Messages that a receiver accepted.")
                .tag("receiver", receiver)
                .register(registry);
        // From the start, so that the first failure is an increase.
        Stream.of(Reason.values()).forEach(this::failures);
        timestamp(
                "depwatch.notification.pending.since.timestamp",
                "Since when a message is due that the receiver has not accepted; 0 if none is.",
                () -> status.get().pendingSince());
        timestamp(
                "depwatch.notification.last.success.timestamp",
                "When the receiver last accepted a message; 0 before the first time since the start.",
                () -> status.get().lastAcceptedAt());
    }

    private Counter failures(Reason reason) {
        return Counter.builder("depwatch.notifications.failed")
                .description("Attempts to deliver a message that failed.")
                .tag("receiver", receiver)
                .tag("reason", reason.key())
                .register(registry);
    }

    private void timestamp(String name, String description, Supplier<Optional<Instant>> at) {
        TimeGauge.builder(name, () -> at.get().orElse(Instant.EPOCH).toEpochMilli(), TimeUnit.MILLISECONDS)
                .description(description)
                .tag("receiver", receiver)
                .register(registry);
    }

    void delivered() {
        delivered.increment();
    }

    void failed(Reason reason) {
        failures(reason).increment();
    }

    @Override
    public void close() {
        Search.in(registry).tag("receiver", receiver).meters().forEach(registry::remove);
    }
}
