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
 * @param told what the receiver was last told of it
 * @param refusal what it did not take since then, and would not take a minute later
 * @param triedAt when it last failed to take something
 * @param dueSince since when there is a reason to tell that it has not taken
 */
record Standing(
        Alert subject,
        boolean awaited,
        Optional<Ended> end,
        Instant since,
        Optional<Told> told,
        Optional<Refusal> refusal,
        Optional<Instant> triedAt,
        Optional<Instant> dueSince) {

    /**
     * A message that was refused.
     *
     * @param accepted how many messages the receiver had accepted by then
     */
    record Refusal(Notification notification, Instant at, long accepted) {}

    static Standing appeared(Alert alert, Instant now) {
        return new Standing(
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
    static Standing resumed(Told told) {
        return new Standing(
                told.alert(),
                true,
                Optional.empty(),
                told.toldAt(),
                Optional.of(told),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** Still there, or there again. */
    Standing present(Alert alert, Instant now) {
        return new Standing(alert, false, Optional.empty(), isGone() ? now : since, told, refusal, triedAt, dueSince);
    }

    /** It is not there, and whether it has ended is not known yet. */
    Standing unknown() {
        return new Standing(known(), true, Optional.empty(), since, told, refusal, triedAt, dueSince);
    }

    Standing gone(Ended ended, Instant now) {
        return new Standing(
                known(), false, Optional.of(ended), isGone() ? since : now, told, refusal, triedAt, dueSince);
    }

    private Alert known() {
        return told.map(Told::alert).orElse(subject);
    }

    /** Owed since now, if it was not before; or not owed. */
    Standing owed(boolean isOwed, Instant now) {
        Optional<Instant> from = isOwed ? dueSince.or(() -> Optional.of(now)) : Optional.empty();
        return new Standing(subject, awaited, end, since, told, refusal, triedAt, from);
    }

    Standing delivered(Notification notification, Optional<String> handle) {
        Instant first = told.map(Told::firstToldAt).orElse(notification.at());
        Told last = new Told(
                notification.alert(),
                first,
                notification.at(),
                told.map(Told::tokens).orElse(Set.of()),
                handle);
        return new Standing(
                subject, awaited, end, since, Optional.of(last), Optional.empty(), Optional.empty(), Optional.empty());
    }

    Standing failed(Notification notification, boolean retryable, long accepted) {
        Instant now = notification.at();
        Optional<Refusal> refused = retryable ? refusal : Optional.of(new Refusal(notification, now, accepted));
        return new Standing(subject, awaited, end, since, told, refused, Optional.of(now), dueSince);
    }

    boolean isGone() {
        return end.isPresent();
    }

    Message message() {
        return end.map(Ended::message).orElse(subject.message());
    }
}
