package dev.depwatch.alert;

import java.time.Instant;
import java.util.Optional;

/**
 * How a receiver stands with one alert.
 *
 * @param subject the alert as it is now, or as it last was
 * @param end what to say of its end; empty while the alert is there
 * @param since when it appeared or went, as the receiver saw it
 * @param told what the receiver was last told of it
 * @param refusal what it did not take since then, and would not take a minute later
 * @param triedAt when it last failed to take something
 * @param dueSince since when there is a reason to tell that it has not taken
 */
record Standing(
        Alert subject,
        Optional<Message> end,
        Instant since,
        Optional<Told> told,
        Optional<Refusal> refusal,
        Optional<Instant> triedAt,
        Optional<Instant> dueSince) {

    /** A message that was refused. */
    record Refusal(Notification notification, Instant at) {}

    static Standing appeared(Alert alert, Instant now) {
        return new Standing(
                alert, Optional.empty(), now, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** As it was told by a depwatch before this one; whether it is still there will be seen. */
    static Standing resumed(Told told) {
        return new Standing(
                told.alert(),
                Optional.empty(),
                told.toldAt(),
                Optional.of(told),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** Still there, or there again. */
    Standing present(Alert alert, Instant now) {
        return new Standing(alert, Optional.empty(), isGone() ? now : since, told, refusal, triedAt, dueSince);
    }

    Standing gone(Message ending, Instant now) {
        return new Standing(subject, Optional.of(ending), now, told, refusal, triedAt, dueSince);
    }

    /** Owed since now, if it was not before; or not owed. */
    Standing owed(boolean isOwed, Instant now) {
        Optional<Instant> from = isOwed ? dueSince.or(() -> Optional.of(now)) : Optional.empty();
        return new Standing(subject, end, since, told, refusal, triedAt, from);
    }

    Standing delivered(Notification notification, Optional<String> handle) {
        Instant first = told.map(Told::firstToldAt).orElse(notification.at());
        Told last = new Told(notification.alert(), first, notification.at(), handle);
        return new Standing(
                subject, end, since, Optional.of(last), Optional.empty(), Optional.empty(), Optional.empty());
    }

    Standing failed(Notification notification, boolean retryable) {
        Instant now = notification.at();
        Optional<Refusal> refused = retryable ? refusal : Optional.of(new Refusal(notification, now));
        return new Standing(subject, end, since, told, refused, Optional.of(now), dueSince);
    }

    boolean isGone() {
        return end.isPresent();
    }

    Optional<Alert> current() {
        return isGone() ? Optional.empty() : Optional.of(subject);
    }

    Message message() {
        return end.orElse(subject.message());
    }
}
