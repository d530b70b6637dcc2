package dev.depwatch.notify;

import dev.depwatch.alert.Alert;
import dev.depwatch.alert.Alerts.Ended;
import dev.depwatch.alert.Delivered;
import dev.depwatch.alert.Progress;
import dev.depwatch.alert.Severity;
import dev.depwatch.assess.Assessment;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Remedy;
import java.net.URI;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The messages that are due to one receiver: when an alert opens, grows, changes, continues for long and ends. Holds
 * only the present alerts, and ended ones whose end the receiver has not accepted.
 */
public final class MessageOutbox implements Outbox {
    /** The oldest attempt comes first, so that a message which always fails does not delay the others. */
    private static final Comparator<AlertState> ORDER = Comparator.comparing(
                    (AlertState state) -> state.triedAt().orElse(Instant.MIN))
            .thenComparing(state -> state.alert().severity(), Comparator.reverseOrder())
            .thenComparing(state -> state.alert().since())
            .thenComparing(state -> state.alert().remedy())
            .thenComparing(state -> state.alert().subject());

    private final NotificationRules rules;
    private final Notifier notifier;
    private final Detail detail;
    private final Function<Assessment, List<Alert>> alertsOf;
    private final Function<Assessment, Function<Delivered, Optional<Ended>>> endsOf;
    private final Optional<URI> statusUrl;
    private final Predicate<Instant> isQuiet;
    private final Map<Alert.Key, AlertState> states = new HashMap<>();
    /** Present alerts, not yet delivered, that further tokens may join within two syncs. */
    private final Set<Alert.Key> joinedSoon = new HashSet<>();
    /** How many messages the receiver has accepted. After one, a refused message is worth another try. */
    private long accepted;

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
        this.rules = new NotificationRules(config, minSeverity);
        this.notifier = notifier;
        this.detail = detail;
        this.alertsOf = alertsOf;
        this.endsOf = endsOf;
    }

    @Override
    public void resume(Collection<Delivered> before) {
        before.stream()
                // A summary, which is not over when the configuration asks for no more.
                .filter(delivered -> delivered.alert().remedy() != Remedy.WAIT)
                .forEach(delivered -> states.put(delivered.alert().key(), AlertState.resumed(delivered)));
    }

    @Override
    public void observe(Assessment assessment, Instant now) {
        Set<Alert.Key> missing = new HashSet<>(states.keySet());
        Unconfirmed unconfirmed = new Unconfirmed(assessment.toNotify());
        joinedSoon.clear();
        for (Alert alert : alertsOf.apply(assessment)) {
            missing.remove(alert.key());
            states.merge(
                    alert.key(),
                    AlertState.appeared(alert, now),
                    (state, ignored) -> state.present(state.delivered()
                            .map(delivered -> Progress.of(alert, delivered.tokens(), assessment))
                            .orElse(alert)));
            AlertState state = states.get(alert.key());
            if (state != null && state.delivered().isEmpty() && unconfirmed.mayJoin(alert, state.since(), now)) {
                joinedSoon.add(alert.key());
            }
        }
        if (!missing.isEmpty()) {
            Set<Instance> unheard = assessment.unheard();
            Function<Delivered, Optional<Ended>> ends = endsOf.apply(assessment);
            missing.forEach(key -> states.computeIfPresent(
                    key, (same, state) -> missed(state, ends, unheard, now).orElse(null)));
        }
        states.replaceAll((key, state) -> state.owed(reasonNow(state, now).isPresent(), now));
    }

    /** Empty if the alert can be forgotten. */
    private Optional<AlertState> missed(
            AlertState state, Function<Delivered, Optional<Ended>> ends, Set<Instance> unheard, Instant now) {
        if (state.delivered().isEmpty()) {
            return Optional.empty();
        }
        if (state.isGone() && reason(state, now).isEmpty() && rules.isOver(state.since(), now)) {
            return Optional.empty();
        }
        Delivered delivered = state.delivered().get();
        if (delivered.alert().instances().stream().anyMatch(unheard::contains)) {
            return Optional.of(state.unknown());
        }
        Optional<Ended> end = ends.apply(delivered);
        if (end.isEmpty()) {
            return Optional.of(state.unknown());
        }
        // An assessment knows for an hour how a case ended: keep the better knowledge from before.
        boolean wasKnown = state.end()
                .filter(before -> before.end().isKnown() && !end.get().end().isKnown())
                .isPresent();
        return Optional.of(wasKnown ? state : state.gone(end.get(), now));
    }

    @Override
    public List<Delivery> due(Instant now) {
        return states.values().stream()
                .sorted(ORDER)
                .flatMap(state -> due(state, now).stream())
                .<Delivery>map(Due::new)
                .toList();
    }

    private Optional<Notification> due(AlertState state, Instant now) {
        return reasonNow(state, now)
                .map(reason -> new Notification(
                        reason,
                        state.alert(),
                        state.end().map(Ended::end),
                        state.message(),
                        detail,
                        state.delivered(),
                        now,
                        statusUrl))
                .filter(notification -> state.rejected()
                        .map(rejected ->
                                rejected.accepted() < accepted || rules.isWorthAnotherTry(rejected, notification, now))
                        .orElse(true));
    }

    private Optional<NotifyReason> reasonNow(AlertState state, Instant now) {
        return reason(state, now).filter(reason -> state.alert().severity() == Severity.CRITICAL || !isQuiet.test(now));
    }

    /** Also that of a message that waits for the end of a quiet time. */
    private Optional<NotifyReason> reason(AlertState state, Instant now) {
        if (state.awaited() || joinedSoon.contains(state.alert().key())) {
            return Optional.empty();
        }
        return state.end()
                .map(ended -> rules.reasonToNotifyEnd(state.delivered(), ended.end(), state.since(), now))
                .orElseGet(() -> rules.reasonToNotify(state.delivered(), state.alert(), state.since(), now));
    }

    @Override
    public Optional<Instant> pendingSince() {
        return states.values().stream()
                .flatMap(state -> state.dueSince().stream())
                .min(Comparator.naturalOrder());
    }

    @Override
    public Set<Delivered> delivered() {
        return states.values().stream()
                .flatMap(state -> state.delivered().stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    private final class Due implements Delivery {
        private final Notification notification;

        Due(Notification notification) {
            this.notification = notification;
        }

        @Override
        public int alerts() {
            return 1;
        }

        @Override
        public void send() throws DeliveryException, InterruptedException {
            Optional<String> handle = notifier.deliver(notification);
            accepted++;
            states.computeIfPresent(
                    notification.alert().key(),
                    (key, state) -> notification.reason() == NotifyReason.RESOLVED
                            ? null
                            : state.delivered(notification, handle));
        }

        @Override
        public void failed(DeliveryException failure) {
            states.computeIfPresent(
                    notification.alert().key(),
                    (key, state) -> state.failed(notification, failure.isRetryable(), accepted));
        }
    }
}
