package dev.depwatch.alert;

import dev.depwatch.alert.Alerts.Ended;
import dev.depwatch.assess.Assessment;
import dev.depwatch.token.Instance;
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
import java.util.stream.Collectors;

/**
 * The messages that one receiver is owed: each alert is told when it opens, grows, changes, goes on for long and ends. Holds no
 * more than the alerts there are and those whose end is not told yet.
 */
public final class MessageOutbox implements Outbox {
    /** What was tried longest ago comes first, so that a message which always fails does not hold up the others. */
    private static final Comparator<Standing> ORDER = Comparator.comparing(
                    (Standing standing) -> standing.triedAt().orElse(Instant.MIN))
            .thenComparing(standing -> standing.subject().severity(), Comparator.reverseOrder())
            .thenComparing(standing -> standing.subject().since())
            .thenComparing(standing -> standing.subject().remedy())
            .thenComparing(standing -> standing.subject().subject());

    private final Rules rules;
    private final Notifier notifier;
    private final Function<Assessment, List<Alert>> alertsOf;
    private final Function<Assessment, Function<Told, Optional<Ended>>> endsOf;
    private final Optional<URI> statusUrl;
    private final Map<Alert.Key, Standing> standings = new HashMap<>();
    /** How many messages the receiver has accepted: whatever it refused before the newest may have been mended. */
    private long accepted;

    /**
     * @param minSeverity alerts below it are not told
     * @param alertsOf the alerts of an assessment
     * @param endsOf how a reported alert ended that is not among those of an assessment; empty while it has not
     */
    public MessageOutbox(
            AlertsConfig config,
            Severity minSeverity,
            Notifier notifier,
            Function<Assessment, List<Alert>> alertsOf,
            Function<Assessment, Function<Told, Optional<Ended>>> endsOf) {
        this(config, minSeverity, notifier, alertsOf, endsOf, Optional.empty());
    }

    /** @param statusUrl where people find depwatch's status page, for every message */
    public MessageOutbox(
            AlertsConfig config,
            Severity minSeverity,
            Notifier notifier,
            Function<Assessment, List<Alert>> alertsOf,
            Function<Assessment, Function<Told, Optional<Ended>>> endsOf,
            Optional<URI> statusUrl) {
        this.statusUrl = statusUrl;
        this.rules = new Rules(config, minSeverity);
        this.notifier = notifier;
        this.alertsOf = alertsOf;
        this.endsOf = endsOf;
    }

    @Override
    public void resume(Collection<Told> before) {
        before.forEach(told -> standings.put(told.alert().key(), Standing.resumed(told)));
    }

    @Override
    public void observe(Assessment assessment, Instant now) {
        Set<Alert.Key> missing = new HashSet<>(standings.keySet());
        for (Alert alert : alertsOf.apply(assessment)) {
            missing.remove(alert.key());
            standings.merge(
                    alert.key(),
                    Standing.appeared(alert, now),
                    (standing, ignored) -> standing.present(
                            standing.told()
                                    .map(told -> Progress.of(alert, told.tokens(), assessment))
                                    .orElse(alert),
                            now));
        }
        if (!missing.isEmpty()) {
            Set<Instance> unheard = assessment.unheard();
            Function<Told, Optional<Ended>> ends = endsOf.apply(assessment);
            missing.forEach(key -> standings.computeIfPresent(
                    key,
                    (same, standing) -> missed(standing, ends, unheard, now).orElse(null)));
        }
        standings.replaceAll(
                (key, standing) -> standing.owed(reason(standing, now).isPresent(), now));
    }

    /** Empty if it can be forgotten. */
    private Optional<Standing> missed(
            Standing standing, Function<Told, Optional<Ended>> ends, Set<Instance> unheard, Instant now) {
        if (standing.told().isEmpty()) {
            return Optional.empty();
        }
        if (standing.isGone() && reason(standing, now).isEmpty() && rules.isOver(standing.since(), now)) {
            return Optional.empty();
        }
        Told told = standing.told().get();
        if (told.alert().instances().stream().anyMatch(unheard::contains)) {
            return Optional.of(standing.unknown());
        }
        Optional<Ended> end = ends.apply(told);
        if (end.isEmpty()) {
            return Optional.of(standing.unknown());
        }
        // An assessment knows for an hour how a case ended: what was known better before is kept.
        boolean knewBetter = standing.end()
                .filter(before -> before.end().isKnown() && !end.get().end().isKnown())
                .isPresent();
        return Optional.of(knewBetter ? standing : standing.gone(end.get(), now));
    }

    @Override
    public List<Dispatch> due(Instant now) {
        return standings.values().stream()
                .sorted(ORDER)
                .flatMap(standing -> due(standing, now).stream())
                .<Dispatch>map(Due::new)
                .toList();
    }

    private Optional<Notification> due(Standing standing, Instant now) {
        return reason(standing, now)
                .map(reason -> new Notification(
                        reason,
                        standing.subject(),
                        standing.end().map(Ended::end),
                        standing.message(),
                        standing.told(),
                        now,
                        statusUrl))
                .filter(notification -> standing.refusal()
                        .map(refusal ->
                                refusal.accepted() < accepted || rules.isWorthAnotherTry(refusal, notification, now))
                        .orElse(true));
    }

    private Optional<Reason> reason(Standing standing, Instant now) {
        if (standing.awaited()) {
            return Optional.empty();
        }
        return standing.end()
                .map(ended -> rules.reasonToTellEnd(standing.told(), ended.end(), standing.since(), now))
                .orElseGet(() -> rules.reasonToTell(standing.told(), standing.subject(), standing.since(), now));
    }

    @Override
    public Optional<Instant> pendingSince() {
        return standings.values().stream()
                .flatMap(standing -> standing.dueSince().stream())
                .min(Comparator.naturalOrder());
    }

    @Override
    public Set<Told> told() {
        return standings.values().stream()
                .flatMap(standing -> standing.told().stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    private final class Due implements Dispatch {
        private final Notification notification;

        Due(Notification notification) {
            this.notification = notification;
        }

        @Override
        public String destination() {
            return "";
        }

        @Override
        public int alerts() {
            return 1;
        }

        @Override
        public void send() throws DeliveryException, InterruptedException {
            Optional<String> handle = notifier.deliver(notification);
            accepted++;
            standings.computeIfPresent(
                    notification.alert().key(),
                    (key, standing) ->
                            notification.reason() == Reason.RESOLVED ? null : standing.delivered(notification, handle));
        }

        @Override
        public void failed(DeliveryException failure) {
            standings.computeIfPresent(
                    notification.alert().key(),
                    (key, standing) -> standing.failed(notification, failure.isRetryable(), accepted));
        }
    }
}
