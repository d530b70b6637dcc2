package dev.depwatch.alert;

import dev.depwatch.alert.AlertState.Rejected;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether a receiver is to be told of an alert: what it was last told against what is true now. Pure.
 *
 * <p>What is told once stays told: tokens that leave an alert are not told, and one that comes back is no news before
 * the alert's end or its next reminder.
 */
public record NotificationRules(AlertsConfig config, Severity minSeverity) {
    /** Mostly somebody mends what was refused: an archived channel, a token, a right. An alert that is an hour late is bad enough. */
    private static final Duration REFUSED_PAUSE = Duration.ofHours(1);

    /**
     * Why the receiver is to be told now; empty if it is not.
     *
     * @param delivered what it was last told of the alert
     * @param alert as it is now
     * @param since when the receiver saw it appear
     */
    Optional<NotifyReason> reasonToNotify(Optional<Delivered> delivered, Alert alert, Instant since, Instant now) {
        if (delivered.isEmpty()) {
            return isSevereEnough(alert) && hasPassed(config.groupWait(), since, now)
                    ? Optional.of(NotifyReason.FIRST)
                    : Optional.empty();
        }
        Alert before = delivered.get().alert();
        // A told alert that sinks below the minimum is told once more: the receiver believes the worse.
        if (!isSevereEnough(alert) && !isSevereEnough(before)) {
            return Optional.empty();
        }
        return reasonToNotifyAgain(delivered.get(), alert, now);
    }

    /**
     * Why the receiver is to be told now of an alert that has ended; empty if it is not. What can come back has to stay away for
     * a while first.
     *
     * @param since when the receiver saw it go
     */
    Optional<NotifyReason> reasonToNotifyEnd(Optional<Delivered> delivered, AlertEnd end, Instant since, Instant now) {
        return delivered.isPresent() && config.sendResolved() && (end.isFinal() || isOver(since, now))
                ? Optional.of(NotifyReason.RESOLVED)
                : Optional.empty();
    }

    private Optional<NotifyReason> reasonToNotifyAgain(Delivered delivered, Alert alert, Instant now) {
        if (hasPassed(config.groupInterval(), delivered.lastDeliveredAt(), now)) {
            if (grew(delivered.alert(), alert)) {
                return Optional.of(NotifyReason.NEW_TOKENS);
            }
            if (changed(delivered.alert(), alert)) {
                return Optional.of(NotifyReason.CHANGED);
            }
        }
        return alert.severity() == Severity.CRITICAL
                        && hasPassed(config.repeatEvery(), delivered.lastDeliveredAt(), now)
                ? Optional.of(NotifyReason.REPEAT)
                : Optional.empty();
    }

    /** Whether a gone alert has been gone for long enough that its coming back would be a new one. */
    boolean isOver(Instant goneSince, Instant now) {
        return hasPassed(config.groupInterval(), goneSince, now);
    }

    /** Whether what the receiver refused is worth another try, while it accepts nothing else. */
    boolean isWorthAnotherTry(Rejected rejected, Notification notification, Instant now) {
        boolean another = notification.reason() == NotifyReason.RESOLVED
                ? rejected.notification().reason() != NotifyReason.RESOLVED
                : grew(rejected.notification().alert(), notification.alert())
                        || changed(rejected.notification().alert(), notification.alert());
        return (another && hasPassed(config.groupInterval(), rejected.at(), now))
                || hasPassed(REFUSED_PAUSE, rejected.at(), now);
    }

    private boolean isSevereEnough(Alert alert) {
        return alert.severity().compareTo(minSeverity) >= 0;
    }

    private static boolean grew(Alert before, Alert now) {
        return !before.tokens().containsAll(now.tokens()) || !before.instances().containsAll(now.instances());
    }

    private static boolean changed(Alert before, Alert now) {
        return before.severity() != now.severity() || !before.aspects().containsAll(now.aspects());
    }

    /**
     * A clock that was set back makes a past moment lie ahead. Counting the distance either way, a small step does no
     * more than lengthen the wait, by less than the wait itself, and after a large one nothing is waited for.
     */
    public static boolean hasPassed(Duration wait, Instant since, Instant now) {
        return Duration.between(since, now).abs().compareTo(wait) >= 0;
    }
}
