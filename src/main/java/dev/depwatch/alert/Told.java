package dev.depwatch.alert;

import java.time.Instant;
import java.util.Optional;

/**
 * What a receiver was last told of an alert.
 *
 * @param alert as it was told
 * @param firstToldAt when the receiver took the first message of it
 * @param toldAt when it took the last
 * @param handle what the notifier finds the alert's message by at the receiver, in the protocol's own form; no secret
 */
public record Told(Alert alert, Instant firstToldAt, Instant toldAt, Optional<String> handle) {}
