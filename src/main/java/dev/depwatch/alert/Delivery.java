package dev.depwatch.alert;

/** Something that is ready to be sent to one destination. */
public interface Delivery {
    /**
     * Where to. A failure that another try may mend holds up what goes to the same destination and nothing else. Stands in
     * the log: no secret.
     */
    String destination();

    /** How many alerts it tells of. */
    int alerts();

    /**
     * Sends it. When this returns, {@link Outbox#delivered} knows it. Ends within seconds, and soon after an interrupt.
     *
     * @throws DeliveryException if it was not taken, or if nobody can tell
     */
    void send() throws DeliveryException, InterruptedException;

    /** Sending it failed, by this exception or by a fault of ours that became this one. */
    void failed(DeliveryException failure);
}
