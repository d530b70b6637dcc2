package dev.depwatch.alert;

import java.net.URI;
import java.time.Instant;
import java.util.Optional;

/**
 * One message to one receiver.
 *
 * @param alert as it is now; as it was last reported if it is over
 * @param end how it ended, if the reason is that it is over; else empty
 * @param message what to say: the alert's own message, or how it ended
 * @param before what the receiver was last notified of, so that a thread can be built; empty if this is the first
 * @param at when this was found to be due
 * @param statusUrl where people find depwatch's status page; empty if that is not configured
 */
public record Notification(
        NotifyReason reason,
        Alert alert,
        Optional<AlertEnd> end,
        Message message,
        Optional<Delivered> before,
        Instant at,
        Optional<URI> statusUrl) {
    public Notification {
        if (end.isPresent() != (reason == NotifyReason.RESOLVED)) {
            throw new IllegalArgumentException(reason + " with the end " + end);
        }
    }

    /** Without the address of a status page. */
    public Notification(
            NotifyReason reason,
            Alert alert,
            Optional<AlertEnd> end,
            Message message,
            Optional<Delivered> before,
            Instant at) {
        this(reason, alert, end, message, before, at, Optional.empty());
    }

    /** Why it is sent, in a word or two. */
    public String phrase() {
        return end.map(AlertEnd::phrase).orElseGet(reason::phrase);
    }

    /** Whether it is proven that every token of the alert works again. */
    public boolean isProven() {
        return end.filter(AlertEnd::isProven).isPresent();
    }
}
