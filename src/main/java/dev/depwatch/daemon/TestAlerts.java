package dev.depwatch.daemon;

import dev.depwatch.alert.Alerts;
import dev.depwatch.assess.Assessment;
import dev.depwatch.config.ConfigException;
import dev.depwatch.notify.AlertsConfig;
import dev.depwatch.notify.DeliveryException;
import dev.depwatch.notify.DeliveryException.Reason;
import dev.depwatch.notify.Outbox;
import dev.depwatch.notify.Outbox.Delivery;
import dev.depwatch.token.Remedy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Sends samples to the configured receivers: of one kind of alert, or of each kind and then of its end. Does not read
 * or write the state of a running depwatch.
 */
public final class TestAlerts {
    /** If a receiver requests a longer pause, the test of it ends. */
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private final ReceiverFactory receiverFactory;
    private final Assessment failing;
    private final Optional<Assessment> over;
    private final Instant now;

    /**
     * The result for one receiver.
     *
     * @param good whether it accepted a sample, and refused none
     * @param delivered the number of accepted samples
     * @param failures the first of each destination; a failed destination gets no further samples
     */
    public record Result(String receiver, boolean good, int delivered, List<FailedDestination> failures) {}

    /**
     * Why a destination refused a sample.
     *
     * @param destination "" if the receiver has only one
     * @param reason as in the metrics
     */
    public record FailedDestination(String destination, String reason, String sentence) {}

    /**
     * Prepares the test; sends nothing yet.
     *
     * @param kind what the sample is about; empty: a sample of each kind, and of its end
     * @param now the samples are of the last day
     * @throws ConfigException with every unusable file that the settings name
     */
    public TestAlerts(Settings settings, Terminal terminal, Optional<Remedy> kind, Instant now) throws ConfigException {
        AlertsConfig rules = settings.alerts().rules();
        SampleFleet fleet = new SampleFleet(now);
        this.failing = kind.map(fleet::failing).orElseGet(fleet::failing);
        this.over = kind.isEmpty() ? Optional.of(fleet.over()) : Optional.empty();
        Alerts alerts = Alerts.ofATest(settings.alerts().timeZone(), SampleFleet.WARN_AT);
        this.receiverFactory = new ReceiverFactory(
                new AlertsConfig(Duration.ZERO, Duration.ZERO, rules.repeatEvery(), rules.sendResolved()),
                alerts,
                alerts::of,
                () -> Optional.of(failing),
                Resources.of(settings),
                terminal,
                true);
        this.now = now;
    }

    /**
     * Sends the samples that this receiver would get: no alert below its minimum severity, and no resolution if it gets
     * none or if it resolves alerts itself.
     */
    public Result send(ReceiverSettings receiver) throws InterruptedException {
        Outbox outbox = receiverFactory.of(receiver);
        Map<String, FailedDestination> failures = new TreeMap<>();
        outbox.observe(failing, now);
        // The second time, what follows an accepted sample, such as its whole text in a thread.
        int delivered = send(outbox, failures) + send(outbox, failures);
        if (over.isPresent() && receiver.alertmanager().isEmpty()) {
            outbox.observe(over.get(), now);
            delivered += send(outbox, failures);
        }
        return new Result(
                receiver.name(), failures.isEmpty() && delivered > 0, delivered, List.copyOf(failures.values()));
    }

    private int send(Outbox outbox, Map<String, FailedDestination> failures) throws InterruptedException {
        int delivered = 0;
        for (Delivery delivery : outbox.due(now)) {
            String destination = delivery.destination();
            if (failures.containsKey(destination)) {
                continue;
            }
            try {
                sendPatiently(delivery);
                delivered += delivery.alerts();
            } catch (DeliveryException | RuntimeException e) {
                DeliveryException failure = DeliveryException.of(e);
                String reason = failure.reason().key();
                failures.put(destination, new FailedDestination(destination, reason, failure.getMessage()));
            }
        }
        return delivered;
    }

    /**
     * Waits if the receiver requests a pause: the samples are more messages at once than depwatch ever sends in
     * operation.
     */
    private void sendPatiently(Delivery delivery) throws DeliveryException, InterruptedException {
        try {
            delivery.sending().send();
        } catch (DeliveryException e) {
            Duration asked = e.retryAfter().orElse(Duration.ofSeconds(1));
            if (e.reason() != Reason.RATE_LIMITED || asked.compareTo(LONGEST_PAUSE) > 0) {
                throw e;
            }
            TimeUnit.MILLISECONDS.sleep(asked.toMillis());
            delivery.sending().send();
        }
    }
}
