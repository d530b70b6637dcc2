package dev.depwatch.alert;

import java.time.Instant;

/**
 * One message to one receiver.
 *
 * @param alert as it is now; as it was last told if it is over
 * @param message what to say: the alert's own message, or how it ended
 * @param at when this was found to be due
 */
public record Notification(Reason reason, Alert alert, Message message, Instant at) {}
