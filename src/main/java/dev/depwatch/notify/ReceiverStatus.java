package dev.depwatch.notify;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The state of one receiver at one moment.
 *
 * @param lastTakenAt when it last accepted a message; empty before the first time since the start
 * @param owedSince since when a message has been due; empty if none is due
 * @param failures why it did not accept the last message, as sentences without a secret, each with the destination if
 *     there are several; empty if it did
 */
public record ReceiverStatus(
        String name, Optional<Instant> lastTakenAt, Optional<Instant> owedSince, List<String> failures) {}
