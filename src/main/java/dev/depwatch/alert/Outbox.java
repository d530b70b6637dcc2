package dev.depwatch.alert;

import dev.depwatch.assess.Assessment;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What one receiver was told against what is true now, and so what is to be sent to it. Decides what and when, and does it
 * by the {@link Delivery dispatches} it hands out; the thread, the back-off, the counting and the log belong to whoever
 * makes them: a {@link Receiver}, or a test of the receiver. Used by one thread.
 */
public interface Outbox {
    /** Goes on from what was told before a restart. Before anything else. */
    void resume(Collection<Delivered> before);

    /** Takes in what is true now. */
    void observe(Assessment assessment, Instant now);

    /**
     * What is to be sent now, in this order. Asking changes nothing: what is not sent, or fails, is handed out again.
     */
    List<Delivery> due(Instant now);

    /** Since when the receiver has been owed something; empty if it is owed nothing. */
    Optional<Instant> pendingSince();

    /** What the receiver was last told of each alert whose end it has not been told: what a restart needs to know. */
    Set<Delivered> delivered();
}
