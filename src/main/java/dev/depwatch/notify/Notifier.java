package dev.depwatch.notify;

import dev.depwatch.alert.Delivered;
import dev.depwatch.notify.Outbox.Sending;
import java.util.Optional;

/** Delivers messages to one place by one protocol. Called by one thread at a time. */
public interface Notifier {
    /**
     * Delivers one message. Ends within seconds, and soon after an interrupt.
     *
     * @return the {@link Delivered#handle handle} of the alert's message from now on; empty if the protocol has none
     * @throws DeliveryException if the receiver did not accept the message, or if that is unknown
     */
    Optional<String> deliver(Notification notification) throws DeliveryException, InterruptedException;

    /**
     * What follows a message that the receiver accepted, such as its whole text in its thread; empty if nothing does. It
     * is repeated until the receiver accepts or refuses it, or depwatch restarts.
     *
     * @param handle what {@link #deliver} returned for it
     */
    default Optional<Sending> followUp(Notification accepted, Optional<String> handle) {
        return Optional.empty();
    }

    /** Whether this message and others, which a quiet time held back, may come as one. */
    default boolean joins(Notification heldBack) {
        return true;
    }
}
