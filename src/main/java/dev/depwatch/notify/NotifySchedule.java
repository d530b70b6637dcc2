package dev.depwatch.notify;

import dev.depwatch.alert.Alert;
import dev.depwatch.alert.AlertEnd;
import dev.depwatch.alert.Delivered;
import dev.depwatch.alert.Severity;
import dev.depwatch.assess.Assessment;
import dev.depwatch.assess.TokenHealth;
import dev.depwatch.notify.Notification.NotifyReason;
import dev.depwatch.token.Remedy;
import dev.depwatch.token.Token;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * When to notify a receiver of an alert, and why: compares what it last accepted with the present alert. Pure.
 *
 * <p>A token that leaves an alert causes no message, except from a list of candidates. A token that returns before the
 * alert ends or is repeated causes none either.
 */
public record NotifySchedule(AlertsConfig config, Severity minSeverity) {
    /**
     * A person fixes most causes of a refusal: an archived channel, a token, a permission. An alert that is an hour
     * late is bad enough.
     */
    public static final Duration REFUSED_PAUSE = Duration.ofHours(1);

    /**
     * Why the receiver is notified now; empty if it is not.
     *
     * @param delivered what it last accepted for the alert
     * @param alert as it is now
     * @param since when the receiver saw the alert appear
     */
    Optional<NotifyReason> reasonToNotify(Optional<Delivered> delivered, Alert alert, Instant since, Instant now) {
        if (delivered.isEmpty()) {
            return isSevereEnough(alert) && hasPassed(config.groupWait(), since, now)
                    ? Optional.of(NotifyReason.FIRST)
                    : Optional.empty();
        }
        Alert before = delivered.get().alert();
        // One more message reports an alert that sinks below the minimum, since the receiver shows the higher severity.
        if (!isSevereEnough(alert) && !isSevereEnough(before)) {
            return Optional.empty();
        }
        return reasonToNotifyAgain(delivered.get(), alert, now);
    }

    /**
     * Why the receiver is notified now of an alert's end; empty if it is not. An alert that can return must be absent
     * for a while first.
     *
     * @param since when the receiver saw the alert disappear
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

    /** Whether an absent alert has been absent long enough that its return would be a new alert. */
    boolean isOver(Instant absentSince, Instant now) {
        return hasPassed(config.groupInterval(), absentSince, now);
    }

    /** Whether to send a message that the receiver refused as it was before, while it accepts nothing else. */
    boolean isWorthAnotherTry(Notification refused, Notification message, Instant now) {
        boolean another = message.reason() == NotifyReason.RESOLVED
                ? refused.reason() != NotifyReason.RESOLVED
                : grew(refused.alert(), message.alert()) || changed(refused.alert(), message.alert());
        return (another && hasPassed(config.groupInterval(), refused.at(), now))
                || hasPassed(REFUSED_PAUSE, refused.at(), now);
    }

    /**
     * Whether the first message waits for tokens whose first failure the next syncs must confirm. One event ends all
     * tokens of an owner or of an organisation, but their syncs show it one after the other.
     *
     * @param since when the alert appeared: it waits no longer than a failure needs to be confirmed
     */
    static boolean mayGrow(Alert alert, Instant since, Assessment assessment, Instant now) {
        Predicate<Token> isNamed = token -> alert.tokens().contains(token.key());
        List<Token> named = assessment.everyToken().filter(isNamed).toList();
        return !alert.caseIds().isEmpty()
                && assessment.tokens().stream()
                        .filter(health ->
                                health.confirmedWithin().stream().anyMatch(within -> now.isBefore(since.plus(within))))
                        .map(TokenHealth::token)
                        .filter(isNamed.negate())
                        .anyMatch(other -> named.stream().anyMatch(token -> haveOneEnd(token, other)));
    }

    private static boolean haveOneEnd(Token one, Token other) {
        return (one.owner().isPresent() && one.owner().equals(other.owner()))
                || (!one.organization().isBlank() && one.organization().equals(other.organization()));
    }

    private boolean isSevereEnough(Alert alert) {
        return alert.severity().compareTo(minSeverity) >= 0;
    }

    private static boolean grew(Alert before, Alert now) {
        return !before.tokens().containsAll(now.tokens()) || !before.instances().containsAll(now.instances());
    }

    private static boolean changed(Alert before, Alert now) {
        // Fewer candidates are news to whoever looks for the failing token.
        boolean excludes = now.remedy() == Remedy.IDENTIFY
                && !now.tokens().isEmpty()
                && !now.tokens().containsAll(before.tokens());
        return excludes
                || before.severity() != now.severity()
                || !before.aspects().containsAll(now.aspects());
    }

    /**
     * Whether the wait is over. After a clock is set back, a past moment lies in the future. The distance counts in
     * both directions: a small step lengthens the wait by less than the wait itself, and a large step ends it.
     */
    public static boolean hasPassed(Duration wait, Instant since, Instant now) {
        return Duration.between(since, now).abs().compareTo(wait) >= 0;
    }
}
