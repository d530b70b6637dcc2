package dev.depwatch.notify;

import dev.depwatch.alert.Delivered;
import dev.depwatch.assess.Assessment;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Compares what one receiver last accepted with the present state, and so decides what to send and when. The
 * {@link Delivery deliveries} that it returns do the sending. The caller owns the thread, the back-off, the counts and
 * the log: a {@link Receiver}, or a test of the receiver. Used by one thread.
 */
public interface Outbox {
    /** A person fixes most causes of a refusal: an archived channel, a token, a permission. */
    Duration REFUSED_PAUSE = Duration.ofMinutes(15);

    /** Resumes from what the receiver accepted before a restart. Call it before anything else. */
    void resume(Collection<Delivered> before);

    /** Reads the present state. */
    void observe(Assessment assessment, Instant now);

    /**
     * What is due now, in this order. The call changes nothing: a delivery that is not sent, or fails, is returned
     * again.
     */
    List<Delivery> due(Instant now);

    /** Since when something has been due; empty if nothing is due. */
    Optional<Instant> pendingSince();

    /**
     * What the receiver last accepted for each alert whose end it has not accepted yet: the state that a restart needs.
     */
    Set<Delivered> delivered();

    /**
     * Whether the wait is over. After a clock is set back, a past moment lies in the future. The distance counts in
     * both directions: a small step lengthens the wait by less than the wait itself, and a large step ends it.
     */
    static boolean hasPassed(Duration wait, Instant since, Instant now) {
        return Duration.between(since, now).abs().compareTo(wait) >= 0;
    }

    /**
     * One request that is ready to be sent to one destination.
     *
     * @param destination a failure that a retry may fix delays other deliveries to the same destination and nothing else.
     *     The name appears in the log: no secret. "" for an outbox with one destination.
     * @param alerts how many alerts it reports
     * @param sending when it returns, {@link Outbox#delivered} includes it
     * @param failed gets why sending failed: this exception, or a fault of depwatch that became this one
     */
    record Delivery(String destination, int alerts, Sending sending, Consumer<DeliveryException> failed) {
        /** To the only destination. */
        public Delivery(int alerts, Sending sending, Consumer<DeliveryException> failed) {
            this("", alerts, sending, failed);
        }
    }

    /** Sends one request. */
    @FunctionalInterface
    interface Sending {
        /**
         * Ends within seconds, and soon after an interrupt.
         *
         * @throws DeliveryException if the destination did not accept it, or if that is unknown
         */
        void send() throws DeliveryException, InterruptedException;
    }
}
