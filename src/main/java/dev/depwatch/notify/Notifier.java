package dev.depwatch.notify;

import dev.depwatch.alert.Delivered;
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
}
