package dev.depwatch.alert;

import java.util.Optional;

/** Takes messages to one place by one protocol. Called by one thread at a time. */
public interface Notifier {
    /**
     * Delivers one message. Ends within seconds, and soon after an interrupt.
     *
     * @return the {@link Delivered#handle handle} of the alert's message from now on; empty where the protocol has none
     * @throws DeliveryException if the message was not taken, or if nobody can tell
     */
    Optional<String> deliver(Notification notification) throws DeliveryException, InterruptedException;
}
