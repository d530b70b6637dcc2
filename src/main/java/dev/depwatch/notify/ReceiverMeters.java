package dev.depwatch.notify;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.search.Search;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** The metrics of one receiver. Owns its meters: closing removes them from the registry. */
final class ReceiverMeters implements AutoCloseable {
    private final String receiver;
    private final MeterRegistry registry;
    private final Counter delivered;
    private final Map<DeliveryException.Reason, Counter> failed = new EnumMap<>(DeliveryException.Reason.class);
    private volatile double pendingSince;
    private volatile double lastSuccess;

    ReceiverMeters(String receiver, MeterRegistry registry) {
        this.receiver = receiver;
        this.registry = registry;
        this.delivered = Counter.builder("depwatch.notifications")
                .description("Messages that a receiver accepted.")
                .tag("receiver", receiver)
                .register(registry);
        // From the start, so that the first failure is an increase.
        for (DeliveryException.Reason kind : DeliveryException.Reason.values()) {
            failed.put(
                    kind,
                    Counter.builder("depwatch.notifications.failed")
                            .description("Attempts to deliver a message that failed.")
                            .tag("receiver", receiver)
                            .tag("reason", kind.key())
                            .register(registry));
        }
        timestamp(
                "depwatch.notification.pending.since.timestamp",
                "Since when a message is due that the receiver has not accepted; 0 if none is.",
                meters -> meters.pendingSince);
        timestamp(
                "depwatch.notification.last.success.timestamp",
                "When the receiver last accepted a message; 0 before the first time since the start.",
                meters -> meters.lastSuccess);
    }

    private void timestamp(String name, String description, ToDoubleFunction<ReceiverMeters> seconds) {
        Gauge.builder(name, this, seconds)
                .description(description)
                .baseUnit("seconds")
                .tag("receiver", receiver)
                .strongReference(true)
                .register(registry);
    }

    void delivered(Instant now) {
        delivered.increment();
        lastSuccess = seconds(now);
    }

    void failed(DeliveryException.Reason kind) {
        Counter counter = failed.get(kind);
        if (counter != null) {
            counter.increment();
        }
    }

    void pendingSince(Optional<Instant> since) {
        pendingSince = since.map(ReceiverMeters::seconds).orElse(0.0);
    }

    private static double seconds(Instant instant) {
        return instant.toEpochMilli() / 1000.0;
    }

    @Override
    public void close() {
        Search.in(registry).tag("receiver", receiver).meters().forEach(registry::remove);
    }
}
