package dev.depwatch.alert;

import dev.depwatch.alert.Alerts.Ended;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * How a receiver stands with one alert.
 *
 * @param subject the alert as it is now; one that is not among the alerts, as it was told last
 * @param awaited whether it is not among the alerts, and a sync has to tell whether it has ended: nothing is told of it
 * @param end how it ended and what to say of it; empty while it has not
 * @param since when it appeared or went, as the receiver saw it
 * @param delivered what the receiver was last told of it
 * @param rejected what it did not take since then, and would not take a minute later
 * @param triedAt when it last failed to take something
 * @param dueSince since when there is a reason to tell that it has not taken
 */
record AlertState(
        Alert subject,
        boolean awaited,
        Optional<Ended> end,
        Instant since,
        Optional<Delivered> delivered,
        Optional<Rejected> rejected,
        Optional<Instant> triedAt,
        Optional<Instant> dueSince) {

    /**
     * A message that was refused.
     *
     * @param accepted how many messages the receiver had accepted by then
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

    /** As it was told by a depwatch before this one; whether it is still there will be seen. */
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

    /** Still there, or there again. */
    AlertState present(Alert alert, Instant now) {
        return new AlertState(
                alert, false, Optional.empty(), isGone() ? now : since, delivered, rejected, triedAt, dueSince);
    }

    /** It is not there, and whether it has ended is not known yet. */
    AlertState unknown() {
        return new AlertState(known(), true, Optional.empty(), since, delivered, rejected, triedAt, dueSince);
    }

    AlertState gone(Ended ended, Instant now) {
        return new AlertState(
                known(), false, Optional.of(ended), isGone() ? since : now, delivered, rejected, triedAt, dueSince);
    }

    private Alert known() {
        return delivered.map(Delivered::alert).orElse(subject);
    }

    /** Owed since now, if it was not before; or not owed. */
    AlertState owed(boolean isOwed, Instant now) {
        Optional<Instant> from = isOwed ? dueSince.or(() -> Optional.of(now)) : Optional.empty();
        return new AlertState(subject, awaited, end, since, delivered, rejected, triedAt, from);
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
                subject, awaited, end, since, Optional.of(last), Optional.empty(), Optional.empty(), Optional.empty());
    }

    AlertState failed(Notification notification, boolean retryable, long accepted) {
        Instant now = notification.at();
        Optional<Rejected> refused = retryable ? rejected : Optional.of(new Rejected(notification, now, accepted));
        return new AlertState(subject, awaited, end, since, delivered, refused, Optional.of(now), dueSince);
    }

    boolean isGone() {
        return end.isPresent();
    }

    Message message() {
        return end.map(Ended::message).orElse(subject.message());
    }
}
