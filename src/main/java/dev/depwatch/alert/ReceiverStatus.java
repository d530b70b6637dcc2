package dev.depwatch.alert;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How one receiver fares, at one moment.
 *
 * @param lastTakenAt when it last took a message; empty before the first time since the start
 * @param owedSince since when it has been owed something; empty if it is owed nothing
 * @param failures why it did not take what it was last sent, as sentences without a secret, each with the destination where
 *     there are several; empty if it did
 */
public record ReceiverStatus(
        String name, Optional<Instant> lastTakenAt, Optional<Instant> owedSince, List<String> failures) {
    public ReceiverStatus {
        failures = List.copyOf(failures);
    }

    /** What is known of a receiver that nothing was sent to yet. */
    static ReceiverStatus nothingDelivered(String name) {
        return new ReceiverStatus(name, Optional.empty(), Optional.empty(), List.of());
    }
}
