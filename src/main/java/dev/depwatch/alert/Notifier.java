package dev.depwatch.alert;

/** Takes messages to one place by one protocol. Called by one thread at a time. */
public interface Notifier {
    /**
     * Delivers one message. Ends within seconds, and soon after an interrupt.
     *
     * @throws DeliveryException if the message was not taken, or if nobody can tell
     */
    void deliver(Notification notification) throws DeliveryException, InterruptedException;
}
