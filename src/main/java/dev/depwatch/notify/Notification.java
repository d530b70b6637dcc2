package dev.depwatch.notify;

import dev.depwatch.alert.Alert;
import dev.depwatch.alert.AlertEnd;
import dev.depwatch.alert.Delivered;
import dev.depwatch.alert.Message;
import dev.depwatch.alert.Progress;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;

/**
 * One message to one receiver.
 *
 * @param alert as it is now; if it is over, as it was last reported
 * @param end how it ended, if the reason is its end; otherwise empty
 * @param message the whole text: the alert's own message, or the text of its end
 * @param detail how much of it the receiver gets
 * @param before what the receiver last accepted for this alert, so that a notifier can build a thread; empty for the
 *     first message
 * @param at when depwatch found that the message is due
 * @param statusUrl where people find depwatch's status page; empty if that is not configured
 */
public record Notification(
        NotifyReason reason,
        Alert alert,
        Optional<AlertEnd> end,
        Message message,
        Detail detail,
        Optional<Delivered> before,
        Instant at,
        Optional<URI> statusUrl) {
    public Notification {
        if (end.isPresent() != (reason == NotifyReason.RESOLVED)) {
            throw new IllegalArgumentException(reason + " with the end " + end);
        }
    }

    /** The text at the receiver's length. */
    public Message text() {
        return detail == Detail.FULL ? message : message.inBrief();
    }

    /**
     * The text for a receiver that shows it after the messages before. In brief, an alert that only grew or progressed
     * has no reasons and steps: the receiver has them.
     */
    public Message update() {
        return detail == Detail.BRIEF && isSameAdvice() ? message.news() : text();
    }

    /** Whether the receiver already has the advice, and only the tokens differ. */
    public boolean isSameAdvice() {
        return (reason == NotifyReason.NEW_TOKENS || reason == NotifyReason.CHANGED)
                && before.filter(known -> known.alert().severity() == alert.severity()
                                && Progress.without(known.alert().aspects())
                                        .containsAll(Progress.without(alert.aspects())))
                        .isPresent();
    }

    /** Why it is sent, in a word or two. */
    public String phrase() {
        return end.map(AlertEnd::phrase).orElseGet(reason::phrase);
    }

    /** Whether there is proof that every token of the alert works again. */
    public boolean isProven() {
        return end.filter(AlertEnd::isProven).isPresent();
    }
}
