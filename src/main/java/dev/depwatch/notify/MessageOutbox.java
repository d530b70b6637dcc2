package dev.depwatch.notify;

import static java.util.Objects.requireNonNull;

import dev.depwatch.alert.Alert;
import dev.depwatch.alert.Alerts.Ended;
import dev.depwatch.alert.Delivered;
import dev.depwatch.alert.Progress;
import dev.depwatch.alert.Severity;
import dev.depwatch.assess.Assessment;
import dev.depwatch.notify.Notification.Detail;
import dev.depwatch.notify.Notification.NotifyReason;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Remedy;
import java.net.URI;
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

/**
 * The messages that are due to one receiver: when an alert opens, grows, changes, continues for long and ends. Holds
 * only the present alerts, and ended ones whose end the receiver has not accepted.
 */
public final class MessageOutbox implements Outbox {
    /** The oldest attempt comes first, so that a message which always fails does not delay the others. */
    private static final Comparator<State> ORDER = Comparator.comparing(
                    (State state) -> state.triedAt.orElse(Instant.MIN))
            .thenComparing(state -> state.alert.severity(), Comparator.reverseOrder())
            .thenComparing(state -> state.alert.since())
            .thenComparing(state -> state.alert.remedy())
            .thenComparing(state -> state.alert.subject());

    private final NotifySchedule schedule;
    private final Notifier notifier;
    private final Detail detail;
    private final Function<Assessment, List<Alert>> alertsOf;
    private final Function<Assessment, Function<Delivered, Optional<Ended>>> endsOf;
    private final Optional<URI> statusUrl;
    private final Predicate<Instant> isQuiet;
    private final Map<Alert.Key, State> states = new HashMap<>();
    private Consumer<Notification> listener = end -> {};

    /** One alert. */
    private static final class State {
        /** As it is now; if it is not in the assessment, as it was last reported. */
        private Alert alert;
        /** When the receiver saw it appear; from its end on, when it saw it disappear. */
        private Instant since;
        /** How it ended and the text of the end; empty while it has not ended. */
        private Optional<Ended> end = Optional.empty();
        /** Whether nothing is sent: a sync must still decide whether it has ended, or more tokens may join it. */
        private boolean waits;
        /** Whether a quiet time held back what is due. */
        private boolean heldBack;
        /** What the receiver last accepted for it. */
        private Optional<Delivered> delivered = Optional.empty();
        /** What is still to follow that. */
        private Optional<Sending> followUp = Optional.empty();
        /** The message that the receiver has refused for good, unless it has accepted another since. */
        private Optional<Notification> refused = Optional.empty();
        /** When a delivery last failed. */
        private Optional<Instant> triedAt = Optional.empty();
        /** Since when something is due and not accepted. */
        private Optional<Instant> dueSince = Optional.empty();

        State(Alert alert, Instant since) {
            this.alert = alert;
            this.since = since;
        }

        void delivered(Alert accepted, Instant at, Optional<String> handle) {
            delivered = Optional.of(new Delivered(
                    accepted,
                    delivered.map(Delivered::firstDeliveredAt).orElse(at),
                    at,
                    delivered.map(Delivered::tokens).orElse(Set.of()),
                    handle));
            triedAt = Optional.empty();
            dueSince = Optional.empty();
        }
    }

    /**
     * @param minSeverity alerts below it are not sent
     * @param alertsOf the alerts of an assessment
     * @param endsOf how a reported alert ended that is not in an assessment; empty while it has not ended
     * @param statusUrl where people find depwatch's status page, for every message
     * @param isQuiet when all but critical alerts and their ends wait
     */
    public MessageOutbox(
            AlertsConfig config,
            Severity minSeverity,
            Notifier notifier,
            Detail detail,
            Function<Assessment, List<Alert>> alertsOf,
            Function<Assessment, Function<Delivered, Optional<Ended>>> endsOf,
            Optional<URI> statusUrl,
            Predicate<Instant> isQuiet) {
        this.isQuiet = isQuiet;
        this.statusUrl = statusUrl;
        this.schedule = new NotifySchedule(config, minSeverity);
        this.notifier = notifier;
        this.detail = detail;
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
            if (delivered.alert().remedy() != Remedy.WAIT) {
                State state = new State(delivered.alert(), delivered.lastDeliveredAt());
                state.delivered = Optional.of(delivered);
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
            state.alert = state.delivered
                    .map(last -> Progress.of(alert, last.tokens(), assessment))
                    .orElse(alert);
            state.end = Optional.empty();
            state.waits = state.delivered.isEmpty() && NotifySchedule.mayGrow(alert, state.since, toNotify, now);
        }
        if (!missing.isEmpty()) {
            Set<Instance> unheard = assessment.unheard();
            Function<Delivered, Optional<Ended>> ends = endsOf.apply(assessment);
            states.values()
                    .removeIf(state -> missing.contains(state.alert.key()) && !isKept(state, ends, unheard, now));
        }
        states.values().forEach(state -> hold(state, now));
    }

    /** Whether the alert, which is not in the assessment, can not be forgotten yet. */
    private boolean isKept(State state, Function<Delivered, Optional<Ended>> ends, Set<Instance> unheard, Instant now) {
        if (state.delivered.isEmpty()) {
            return false;
        }
        if (state.end.isPresent() && reason(state, now).isEmpty() && schedule.isOver(state.since, now)) {
            // Where no end is sent, a summary lists it all the same.
            listener.accept(notification(state, NotifyReason.RESOLVED, now));
            return false;
        }
        Delivered delivered = state.delivered.get();
        boolean isKnown = delivered.alert().instances().stream().noneMatch(unheard::contains);
        Optional<Ended> end = isKnown ? ends.apply(delivered) : Optional.empty();
        // An assessment knows for an hour how a case ended: keep the better knowledge from before.
        boolean wasKnown = state.end.filter(before -> before.end().isKnown()).isPresent();
        if (wasKnown && end.filter(found -> !found.end().isKnown()).isPresent()) {
            return true;
        }
        state.alert = delivered.alert();
        state.since = end.isPresent() && state.end.isEmpty() ? now : state.since;
        state.end = end;
        state.waits = end.isEmpty();
        return true;
    }

    private void hold(State state, Instant now) {
        boolean isDue = reason(state, now).isPresent();
        boolean isHeld = isHeld(state, now);
        state.heldBack = isDue && state.alert.severity() != Severity.CRITICAL && (isHeld || state.heldBack);
        state.dueSince = (isDue && !isHeld) || state.followUp.isPresent()
                ? state.dueSince.or(() -> Optional.of(now))
                : Optional.empty();
    }

    private boolean isHeld(State state, Instant now) {
        return state.alert.severity() != Severity.CRITICAL && isQuiet.test(now);
    }

    /** What a quiet time held back is due together: a person reads in the morning what is true then. */
    @Override
    public List<Delivery> due(Instant now) {
        List<Delivery> due = new ArrayList<>();
        List<Delivery> followUps = new ArrayList<>();
        List<Notification> heldBack = new ArrayList<>();
        int place = 0;
        for (State state : states.values().stream().sorted(ORDER).toList()) {
            Optional<Notification> next = due(state, now);
            if (next.isEmpty()) {
                state.followUp.ifPresent(sending -> followUps.add(delivery(state, sending)));
            }
            if (next.stream().anyMatch(message -> state.heldBack && notifier.joins(message))) {
                place = heldBack.isEmpty() ? due.size() : place;
                heldBack.add(next.get());
            } else {
                next.ifPresent(message -> due.add(delivery(List.of(message))));
            }
        }
        if (!heldBack.isEmpty()) {
            due.add(place, delivery(heldBack));
        }
        // Last: one that fails again and again delays no message.
        due.addAll(followUps);
        return due;
    }

    private Optional<Notification> due(State state, Instant now) {
        return reason(state, now)
                .filter(reason -> !isHeld(state, now))
                .map(reason -> notification(state, reason, now))
                .filter(notification -> state.refused
                        .map(refused -> schedule.isWorthAnotherTry(refused, notification, now))
                        .orElse(true));
    }

    private Notification notification(State state, NotifyReason reason, Instant now) {
        return new Notification(
                reason,
                state.end.map(ended -> state.alert.with(ended.message())).orElse(state.alert),
                state.end.map(Ended::end),
                detail,
                state.delivered,
                now,
                statusUrl);
    }

    /** Also that of a message that waits for the end of a quiet time. */
    private Optional<NotifyReason> reason(State state, Instant now) {
        if (state.waits) {
            return Optional.empty();
        }
        return state.end
                .map(ended -> schedule.reasonToNotifyEnd(state.delivered, ended.end(), state.since, now))
                .orElseGet(() -> schedule.reasonToNotify(state.delivered, state.alert, state.since, now));
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
    private Delivery delivery(List<Notification> parts) {
        return new Delivery(parts.size(), () -> send(parts), failure -> failed(parts, failure));
    }

    /** What follows an accepted message. If it is refused, it is not tried again: the status page has the same text. */
    private static Delivery delivery(State state, Sending followUp) {
        return new Delivery(
                0,
                () -> {
                    followUp.send();
                    state.followUp = Optional.empty();
                },
                failure -> state.followUp = state.followUp.filter(kept -> failure.isRetryable()));
    }

    private void send(List<Notification> parts) throws DeliveryException, InterruptedException {
        if (parts.size() > 1) {
            notifier.deliver(Notification.together(parts));
            // It had no steps: the next message about each has them.
            parts.forEach(part -> accepted(
                    part,
                    part.alert().with(part.message().withoutReasonsAndSteps()),
                    part.before().flatMap(Delivered::handle)));
        } else {
            Notification message = parts.get(0);
            Optional<String> handle = notifier.deliver(message);
            accepted(message, message.alert(), handle);
            Optional.ofNullable(states.get(message.alert().key()))
                    .ifPresent(state -> state.followUp = notifier.followUp(message, handle)
                            .or(() -> state.followUp.filter(kept -> message.isSameAdvice())));
        }
        // Whatever it refused is worth another try.
        states.values().forEach(state -> state.refused = Optional.empty());
    }

    private void accepted(Notification message, Alert told, Optional<String> handle) {
        if (message.reason() == NotifyReason.RESOLVED) {
            states.remove(message.alert().key());
            listener.accept(message);
        } else {
            state(message).delivered(told, message.at(), handle);
        }
    }

    private void failed(List<Notification> parts, DeliveryException failure) {
        for (Notification part : parts) {
            State state = state(part);
            state.triedAt = Optional.of(part.at());
            if (!failure.isRetryable()) {
                state.refused = Optional.of(part);
            }
        }
    }

    private State state(Notification message) {
        return requireNonNull(states.get(message.alert().key()));
    }
}
