package dev.depwatch.notify;

/** One request that is ready to be sent to one destination. */
public interface Delivery {
    /**
     * The destination. A failure that a retry may fix delays other deliveries to the same destination and nothing else.
     * The name appears in the log: no secret. "" for an outbox with one destination.
     */
    default String destination() {
        return "";
    }

    /** How many alerts it reports. */
    int alerts();

    /**
     * Sends it. When this returns, {@link Outbox#delivered} includes it. Ends within seconds, and soon after an
     * interrupt.
     *
     * @throws DeliveryException if the destination did not accept it, or if that is unknown
     */
    void send() throws DeliveryException, InterruptedException;

    /** Sending failed with this exception, or with a fault of depwatch that became this one. */
    void failed(DeliveryException failure);
}
