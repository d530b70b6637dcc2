package dev.depwatch.alert;

import java.time.Instant;

/**
 * What a receiver was last told of an alert.
 *
 * @param alert as it was told
 * @param firstToldAt when the receiver took the first message of it
 * @param toldAt when it took the last
 */
public record Told(Alert alert, Instant firstToldAt, Instant toldAt) {}
