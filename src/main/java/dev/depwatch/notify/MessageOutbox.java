package dev.depwatch.notify;

import static dev.depwatch.notify.Outbox.hasPassed;
import static java.util.Objects.requireNonNull;

import dev.depwatch.alert.Alert;
import dev.depwatch.alert.Alerts.Ended;
import dev.depwatch.alert.Delivered;
import dev.depwatch.alert.Progress;
import dev.depwatch.alert.Severity;
import dev.depwatch.alert.Subject;
import dev.depwatch.assess.Assessment;
import dev.depwatch.assess.TokenHealth;
import dev.depwatch.notify.DeliveryException.Reason;
import dev.depwatch.notify.Notification.Detail;
import dev.depwatch.notify.Notification.NotifyReason;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Remedy;
import dev.depwatch.token.Token;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The messages that are due to one receiver: when an alert opens, grows, changes, continues for long and ends. Holds
 * only the present alerts, and ended ones whose end the receiver has not accepted.
 *
 * <p>A token that leaves an alert causes no message, except from a list of candidates. A token that returns within
 * {@code repeatEvery} causes none either, unless a message since reported more than new tokens.
 */
public final class MessageOutbox implements Outbox {
    /** The oldest attempt comes first, so that a message which always fails does not delay the others. */
    private static final Comparator<State> ORDER = Comparator.comparing(
                    (State state) -> state.triedAt.orElse(Instant.MIN))
            .thenComparing(state -> state.alert.severity(), Comparator.reverseOrder())
            .thenComparing(state -> state.alert.since())
            .thenComparing(state -> state.alert.remedy())
            .thenComparing(state -> state.alert.subject());

    /**
     * How a receiver is notified.
     *
     * @param minSeverity alerts below it are not sent
     * @param statusUrl where people find depwatch's status page, for every message
     * @param isQuiet when all but critical alerts and their ends wait, a summary too
     */
    public record Subscription(
            AlertsConfig rules,
            Severity minSeverity,
            Notifier notifier,
            Detail detail,
            Optional<URI> statusUrl,
            Predicate<Instant> isQuiet) {}

    private final Subscription subscription;
    private final AlertsConfig config;
    private final Notifier notifier;
    private final Function<Assessment, List<Alert>> alertsOf;
    private final Function<Assessment, Function<Delivered, Optional<Ended>>> endsOf;
    private final Map<Alert.Key, State> states = new HashMap<>();
    private Consumer<Notification> listener = end -> {};

    /** One alert. */
    private static final class State {
        /** As it is now; if it is not in the assessment, as it was last reported. */
        private Alert alert;
        /** When the receiver saw it appear; from its end on, when it saw it disappear. */
        private Instant openOrOverSince;
        /** How it ended and the text of the end; empty while it has not ended. */
        private Optional<Ended> end = Optional.empty();
        /** Whether nothing is sent: a sync must still decide whether it has ended, or more tokens may join it. */
        private boolean undecided;
        /** Whether a quiet time held back what is due. */
        private boolean heldBack;
        /** What the receiver last accepted for it. */
        private Optional<Delivered> delivered = Optional.empty();
        /** The tokens and instances that are no news to the receiver; and since when each has left the alert, if it has. */
        private final Map<Object, Optional<Instant>> known = new HashMap<>();
        /** What is still to follow that. */
        private Optional<Sending> followUp = Optional.empty();
        /** When the receiver refused a message of it for good, unless it has accepted another since. */
        private Instant refusedAt = Instant.EPOCH;
        /** When a delivery last failed. */
        private Optional<Instant> triedAt = Optional.empty();
        /** Since when something is due and not accepted. */
        private Optional<Instant> dueSince = Optional.empty();

        State(Alert alert, Instant appearedAt) {
            this.alert = alert;
            this.openOrOverSince = appearedAt;
        }

        void remember(NotifyReason reason, Alert accepted, Instant at, Optional<String> handle) {
            // What only takes turns with others stays known; what left with another change may be done.
            if (reason != NotifyReason.GREW || delivered.stream().anyMatch(last -> changed(last.alert(), accepted))) {
                known.clear();
            }
            delivered = Optional.of(new Delivered(
                    accepted,
                    delivered.map(Delivered::firstDeliveredAt).orElse(at),
                    at,
                    delivered.map(Delivered::tokens).orElse(Set.of()),
                    handle));
            parts(accepted).forEach(part -> known.put(part, Optional.empty()));
            triedAt = Optional.empty();
            dueSince = Optional.empty();
        }
    }

    /**
     * @param alertsOf the alerts of an assessment
     * @param endsOf how a reported alert ended that is not in an assessment; empty while it has not ended
     */
    public MessageOutbox(
            Subscription subscription,
            Function<Assessment, List<Alert>> alertsOf,
            Function<Assessment, Function<Delivered, Optional<Ended>>> endsOf) {
        this.subscription = subscription;
        this.config = subscription.rules();
        this.notifier = subscription.notifier();
        this.alertsOf = alertsOf;
        this.endsOf = endsOf;
    }

    /** @param each gets each end that the receiver accepted, or that is not sent */
    void onEnd(Consumer<Notification> each) {
        listener = each;
    }

    /** The next assessment decides which alerts are still present. */
    @Override
    public void resume(Collection<Delivered> before) {
        for (Delivered delivered : before) {
            // A summary is not over when the configuration asks for no more.
            if (delivered.alert().subject().kind() != Subject.Kind.SUMMARY) {
                State state = new State(delivered.alert(), delivered.lastDeliveredAt());
                state.delivered = Optional.of(delivered);
                parts(delivered.alert()).forEach(part -> state.known.put(part, Optional.empty()));
                states.put(delivered.alert().key(), state);
            }
        }
    }

    @Override
    public void observe(Assessment assessment, Instant now) {
        Set<Alert.Key> missing = new HashSet<>(states.keySet());
        Assessment toNotify = assessment.toNotify();
        for (Alert alert : alertsOf.apply(assessment)) {
            missing.remove(alert.key());
            State state = states.computeIfAbsent(alert.key(), key -> new State(alert, now));
            Set<Object> parts = parts(alert);
            Map<Object, Optional<Instant>> known = state.known;
            known.values().removeIf(left -> left.stream().anyMatch(at -> hasPassed(config.repeatEvery(), at, now)));
            known.replaceAll((part, left) -> parts.contains(part) ? Optional.empty() : left.or(() -> Optional.of(now)));
            // What is gone, silenced or has expired does not return, and a message reports what is renewed.
            boolean mayReturn = known.values().stream().anyMatch(Optional::isPresent)
                    && toNotify.tokens().stream()
                            .filter(health -> health.finding().stream()
                                    .noneMatch(finding -> finding.remedy() == Remedy.REGENERATE
                                            && finding.cause() == Cause.TOKEN_EXPIRED))
                            .flatMap(health -> known.getOrDefault(health.token().key(), Optional.empty()).stream())
                            .anyMatch(at -> !hasPassed(Duration.ofDays(1), at, now));
            // Of an instance that the receiver does not know of yet, it gets no end.
            state.delivered = state.delivered.map(last ->
                    last.alert().instances().containsAll(alert.instances()) ? last.updatedBy(alert, mayReturn) : last);
            state.alert = state.delivered
                    .map(last -> Progress.of(alert, last, assessment))
                    .orElse(alert);
            // Another message is due than the end that was refused.
            state.refusedAt = state.end.isPresent() ? Instant.EPOCH : state.refusedAt;
            state.end = Optional.empty();
            state.undecided = state.delivered.isEmpty() && mayGrow(state, toNotify, now);
        }
        if (!missing.isEmpty()) {
            Function<Delivered, Optional<Ended>> ends = endsOf.apply(assessment);
            states.values().removeIf(state -> missing.contains(state.alert.key()) && !isKept(state, ends, now));
        }
        states.values().forEach(state -> markDue(state, now));
    }

    /** Whether the alert, which is not in the assessment, can not be forgotten yet. */
    private boolean isKept(State state, Function<Delivered, Optional<Ended>> ends, Instant now) {
        if (state.delivered.isEmpty() && !state.heldBack) {
            return false;
        }
        if (state.end.isPresent() && reason(state, now).isEmpty() && isOver(state, now)) {
            // Where no end is sent, a summary lists it all the same.
            listener.accept(notification(state, NotifyReason.RESOLVED, now));
            return false;
        }
        // What a quiet time has kept from the receiver is closed for its summary all the same.
        Delivered delivered = state.delivered.orElseGet(
                () -> new Delivered(state.alert, state.openOrOverSince, now, Optional.empty()));
        Optional<Ended> end = ends.apply(delivered)
                .map(found -> state.end
                        .filter(before -> before.end().outlasts(found.end()))
                        .orElse(found));
        state.alert = delivered.alert();
        state.openOrOverSince = end.isPresent() && state.end.isEmpty() ? now : state.openOrOverSince;
        state.end = end;
        state.undecided = end.isEmpty();
        return true;
    }

    private void markDue(State state, Instant now) {
        boolean isDue = reason(state, now).isPresent();
        boolean isQuiet = isQuietFor(state, now);
        boolean hasEndedUnseen =
                state.heldBack && state.delivered.isEmpty() && (state.end.isPresent() || state.undecided);
        state.heldBack =
                (isDue || hasEndedUnseen) && state.alert.severity() != Severity.CRITICAL && (isQuiet || state.heldBack);
        state.dueSince = (isDue && !isQuiet) || state.followUp.isPresent()
                ? state.dueSince.or(() -> Optional.of(now))
                : Optional.empty();
    }

    private boolean isQuietFor(State state, Instant now) {
        return state.alert.severity() != Severity.CRITICAL
                && subscription.isQuiet().test(now);
    }

    /** What a quiet time held back is due together: a person reads in the morning what is true then. */
    @Override
    public List<Delivery> due(Instant now) {
        List<Delivery> due = new ArrayList<>();
        List<Delivery> followUps = new ArrayList<>();
        List<Notification> heldBack = new ArrayList<>();
        int place = 0;
        for (State state : states.values().stream().sorted(ORDER).toList()) {
            Optional<Notification> next = notificationDue(state, now);
            if (next.isEmpty()) {
                state.followUp.ifPresent(sending -> followUps.add(followUpOf(state, sending)));
            } else if (state.heldBack && notifier.joins(next.get())) {
                place = heldBack.isEmpty() ? due.size() : place;
                heldBack.add(next.get());
            } else {
                due.add(delivery(List.of(next.get())));
            }
        }
        if (!heldBack.isEmpty()) {
            due.add(place, delivery(heldBack));
        }
        // Last: one that fails again and again delays no message.
        due.addAll(followUps);
        return due;
    }

    private Optional<Notification> notificationDue(State state, Instant now) {
        return reason(state, now)
                .filter(reason -> !isQuietFor(state, now) && hasPassed(REFUSED_PAUSE, state.refusedAt, now))
                .map(reason -> notification(state, reason, now));
    }

    private Notification notification(State state, NotifyReason reason, Instant now) {
        return new Notification(
                reason,
                state.end.map(ended -> state.alert.with(ended.message())).orElse(state.alert),
                state.end.map(Ended::end),
                subscription.detail(),
                state.delivered,
                now,
                subscription.statusUrl());
    }

    /**
     * Why the receiver is notified now, or at the end of a quiet time; empty if it is not. An alert that can return must
     * be absent for a while first.
     */
    private Optional<NotifyReason> reason(State state, Instant now) {
        if (state.undecided) {
            return Optional.empty();
        }
        boolean isSevereEnough = isSevereEnough(state.alert);
        if (state.end.isPresent()) {
            boolean isDue = state.end.get().end().isFinal() || isOver(state, now);
            return when(state.delivered.isPresent() && config.sendResolved() && isDue, NotifyReason.RESOLVED);
        }
        if (state.delivered.isEmpty()) {
            return when(
                    isSevereEnough && hasPassed(config.groupWait(), state.openOrOverSince, now), NotifyReason.OPENED);
        }
        Delivered last = state.delivered.get();
        // One more message reports an alert that sinks below the minimum, since the receiver shows the higher severity.
        if (!isSevereEnough && !isSevereEnough(last.alert())) {
            return Optional.empty();
        }
        if (hasPassed(config.groupInterval(), last.lastDeliveredAt(), now)) {
            if (!state.known.keySet().containsAll(parts(state.alert))) {
                return Optional.of(state.known.isEmpty() ? NotifyReason.OPENED : NotifyReason.GREW);
            }
            if (changed(last.alert(), state.alert)) {
                return Optional.of(NotifyReason.CHANGED);
            }
        }
        return when(
                state.alert.severity() == Severity.CRITICAL
                        && hasPassed(config.repeatEvery(), last.lastDeliveredAt(), now),
                NotifyReason.REMINDER);
    }

    private static Optional<NotifyReason> when(boolean isDue, NotifyReason reason) {
        return isDue ? Optional.of(reason) : Optional.empty();
    }

    /** Whether an absent alert has been absent long enough that its return would be a new alert. */
    private boolean isOver(State state, Instant now) {
        return hasPassed(config.groupInterval(), state.openOrOverSince, now);
    }

    /**
     * Whether the first message waits for tokens whose first failure the next syncs must confirm. One event ends all
     * tokens of an owner or of an organisation, but their syncs show it one after the other. It waits no longer than a
     * failure needs to be confirmed.
     */
    private static boolean mayGrow(State state, Assessment assessment, Instant now) {
        Predicate<Token> isNamed = token -> state.alert.tokens().contains(token.key());
        List<Token> named = assessment.everyToken().filter(isNamed).toList();
        return !state.alert.caseIds().isEmpty()
                && assessment.tokens().stream()
                        .filter(health -> health.confirmedWithin().stream()
                                .anyMatch(within -> now.isBefore(state.openOrOverSince.plus(within))))
                        .map(TokenHealth::token)
                        .filter(isNamed.negate())
                        .anyMatch(other -> named.stream().anyMatch(token -> haveOneEnd(token, other)));
    }

    private static boolean haveOneEnd(Token one, Token other) {
        return (one.owner().isPresent() && one.owner().equals(other.owner()))
                || (!one.organization().isBlank() && one.organization().equals(other.organization()));
    }

    private boolean isSevereEnough(Alert alert) {
        return alert.severity().compareTo(subscription.minSeverity()) >= 0;
    }

    /** Its tokens and instances. */
    private static Set<Object> parts(Alert alert) {
        return Stream.concat(alert.tokens().stream(), alert.instances().stream())
                .collect(Collectors.toSet());
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

    @Override
    public Optional<Instant> pendingSince() {
        return states.values().stream()
                .flatMap(state -> state.dueSince.stream())
                .min(Comparator.naturalOrder());
    }

    @Override
    public Set<Delivered> delivered() {
        return states.values().stream()
                .flatMap(state -> state.delivered.stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** One message: about one alert, or about all that a quiet time held back. */
    private Delivery delivery(List<Notification> notifications) {
        return new Delivery(notifications.size(), () -> send(notifications), failure -> failed(notifications, failure));
    }

    /** What follows an accepted message. If it is refused, it is not tried again: the status page has the same text. */
    private static Delivery followUpOf(State state, Sending followUp) {
        return new Delivery(
                0,
                () -> {
                    followUp.send();
                    state.followUp = Optional.empty();
                },
                failure -> state.followUp = state.followUp.filter(kept -> failure.isRetryable()));
    }

    private void send(List<Notification> notifications) throws DeliveryException, InterruptedException {
        if (notifications.size() > 1) {
            notifier.deliver(Notification.digest(notifications));
            // It had no steps: the next message about each has them.
            notifications.forEach(
                    each -> accepted(each, each.alert().with(each.message().withoutReasonsAndSteps()), each.handle()));
        } else {
            Notification message = notifications.get(0);
            Optional<String> handle = notifier.deliver(message);
            accepted(message, message.alert(), handle);
            Optional.ofNullable(states.get(message.alert().key()))
                    .ifPresent(state -> state.followUp = notifier.followUp(message, handle)
                            .or(() -> state.followUp.filter(kept -> message.isSameAdvice())));
        }
        // Whatever it refused is worth another try.
        states.values().forEach(state -> state.refusedAt = Instant.EPOCH);
    }

    private void accepted(Notification message, Alert sent, Optional<String> handle) {
        if (message.reason() == NotifyReason.RESOLVED) {
            states.remove(message.alert().key());
            listener.accept(message);
        } else {
            state(message).remember(message.reason(), sent, message.at(), handle);
        }
    }

    private void failed(List<Notification> notifications, DeliveryException failure) {
        for (Notification notification : notifications) {
            State state = state(notification);
            state.triedAt = Optional.of(notification.at());
            // It may have the end all the same: if the alert returns, it is new.
            if (notification.reason() == NotifyReason.RESOLVED && failure.reason() != Reason.UNREACHABLE) {
                state.known.clear();
            }
            if (!failure.isRetryable()) {
                state.refusedAt = notification.at();
            }
        }
    }

    private State state(Notification message) {
        return requireNonNull(states.get(message.alert().key()));
    }
}
