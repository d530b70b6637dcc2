package dev.depwatch.alert;

import java.time.Instant;
import java.util.Optional;

/**
 * One message to one receiver.
 *
 * @param alert as it is now; as it was last told if it is over
 * @param message what to say: the alert's own message, or how it ended
 * @param told what the receiver was last told of the alert, so that a thread can be built; empty if this is the first
 * @param at when this was found to be due
 */
public record Notification(Reason reason, Alert alert, Message message, Optional<Told> told, Instant at) {}
