package dev.depwatch.notify;

import dev.depwatch.alert.Alert;
import dev.depwatch.alert.Alerts.Ended;
import dev.depwatch.alert.Delivered;
import dev.depwatch.alert.Message;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * One receiver's state of one alert.
 *
 * @param alert as it is now; if it is not in the assessment, as it was last reported
 * @param awaited whether the alert is not in the assessment and a sync must still decide whether it has ended: nothing
 *     is sent meanwhile
 * @param end how it ended and the text of the end; empty while it has not ended
 * @param since when the receiver saw it appear; from its end on, when it saw it disappear
 * @param delivered what the receiver last accepted for this alert
 * @param rejected the message that the receiver has refused for good; empty after a failure that a retry may cure
 * @param triedAt when a delivery last failed
 * @param dueSince since when a notification is due and not accepted
 */
record AlertState(
        Alert alert,
        boolean awaited,
        Optional<Ended> end,
        Instant since,
        Optional<Delivered> delivered,
        Optional<Rejected> rejected,
        Optional<Instant> triedAt,
        Optional<Instant> dueSince) {

    /**
     * A message that the receiver refused.
     *
     * @param accepted how many messages the receiver had accepted until then
     */
    record Rejected(Notification notification, Instant at, long accepted) {}

    static AlertState appeared(Alert alert, Instant now) {
        return new AlertState(
                alert,
                false,
                Optional.empty(),
                now,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** As an earlier run of depwatch reported it. The next assessment decides whether it is still present. */
    static AlertState resumed(Delivered delivered) {
        return new AlertState(
                delivered.alert(),
                true,
                Optional.empty(),
                delivered.lastDeliveredAt(),
                Optional.of(delivered),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** The alert is present, or present again. */
    AlertState present(Alert alert) {
        return new AlertState(alert, false, Optional.empty(), since, delivered, rejected, triedAt, dueSince);
    }

    /** The alert is absent, and it is not known yet whether it has ended. */
    AlertState unknown() {
        return new AlertState(known(), true, Optional.empty(), since, delivered, rejected, triedAt, dueSince);
    }

    AlertState gone(Ended ended, Instant now) {
        return new AlertState(
                known(), false, Optional.of(ended), isGone() ? since : now, delivered, rejected, triedAt, dueSince);
    }

    private Alert known() {
        return delivered.map(Delivered::alert).orElse(alert);
    }

    /** Records since when a notification is due, or that none is. */
    AlertState owed(boolean isOwed, Instant now) {
        Optional<Instant> from = isOwed ? dueSince.or(() -> Optional.of(now)) : Optional.empty();
        return new AlertState(alert, awaited, end, since, delivered, rejected, triedAt, from);
    }

    AlertState delivered(Notification notification, Optional<String> handle) {
        Instant first = delivered.map(Delivered::firstDeliveredAt).orElse(notification.at());
        Delivered last = new Delivered(
                notification.alert(),
                first,
                notification.at(),
                delivered.map(Delivered::tokens).orElse(Set.of()),
                handle);
        return new AlertState(
                alert, awaited, end, since, Optional.of(last), Optional.empty(), Optional.empty(), Optional.empty());
    }

    AlertState failed(Notification notification, boolean retryable, long accepted) {
        Instant now = notification.at();
        Optional<Rejected> refused = retryable ? rejected : Optional.of(new Rejected(notification, now, accepted));
        return new AlertState(alert, awaited, end, since, delivered, refused, Optional.of(now), dueSince);
    }

    boolean isGone() {
        return end.isPresent();
    }

    Message message() {
        return end.map(Ended::message).orElse(alert.message());
    }
}
