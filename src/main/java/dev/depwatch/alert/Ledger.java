package dev.depwatch.alert;

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
 * What one receiver was told, what is true now, and so what it is owed. Holds no more than the alerts there are and those
 * whose end is not told yet. Used by one thread.
 */
final class Ledger {
    /** What was tried longest ago comes first, so that a message which always fails does not hold up the others. */
    private static final Comparator<Standing> ORDER = Comparator.comparing(
                    (Standing standing) -> standing.triedAt().orElse(Instant.MIN))
            .thenComparing(standing -> standing.subject().severity(), Comparator.reverseOrder())
            .thenComparing(standing -> standing.subject().since())
            .thenComparing(standing -> standing.subject().remedy())
            .thenComparing(standing -> standing.subject().subject());

    private final Rules rules;
    private final Map<Alert.Key, Standing> standings = new HashMap<>();

    Ledger(Rules rules) {
        this.rules = rules;
    }

    /** Goes on from what was told before. */
    void resume(Collection<Told> before) {
        before.forEach(told -> standings.put(told.alert().key(), Standing.resumed(told)));
    }

    /**
     * Takes in what is true now.
     *
     * @param hasEnded whether a told alert that is not among these is really over
     * @param endOf what to say of the end, asked when it comes: an assessment knows for an hour how a case ended
     */
    void observe(List<Alert> alerts, Predicate<Alert> hasEnded, Function<Alert, Message> endOf, Instant now) {
        Set<Alert.Key> missing = new HashSet<>(standings.keySet());
        for (Alert alert : alerts) {
            missing.remove(alert.key());
            standings.merge(
                    alert.key(), Standing.appeared(alert, now), (standing, ignored) -> standing.present(alert, now));
        }
        for (Alert.Key key : missing) {
            standings.computeIfPresent(
                    key,
                    (ignored, standing) ->
                            missed(standing, hasEnded, endOf, now).orElse(null));
        }
        standings.replaceAll(
                (key, standing) -> standing.owed(reason(standing, now).isPresent(), now));
    }

    /** Empty if it can be forgotten. */
    private Optional<Standing> missed(
            Standing standing, Predicate<Alert> hasEnded, Function<Alert, Message> endOf, Instant now) {
        if (standing.told().isEmpty()) {
            return Optional.empty();
        }
        if (standing.isGone()) {
            boolean untold = reason(standing, now).isEmpty();
            return untold && rules.isOver(standing.since(), now) ? Optional.empty() : Optional.of(standing);
        }
        Alert told = standing.told().get().alert();
        return Optional.of(hasEnded.test(told) ? standing.gone(endOf.apply(told), now) : standing);
    }

    /** What the receiver is to be told now, in order. */
    List<Notification> due(Instant now) {
        return standings.values().stream()
                .sorted(ORDER)
                .flatMap(standing -> due(standing, now).stream())
                .toList();
    }

    private Optional<Notification> due(Standing standing, Instant now) {
        return reason(standing, now)
                .map(reason -> new Notification(reason, standing.subject(), standing.message(), now))
                .filter(notification -> standing.refusal()
                        .map(refusal -> rules.isWorthAnotherTry(refusal, notification, now))
                        .orElse(true));
    }

    private Optional<Reason> reason(Standing standing, Instant now) {
        return rules.reasonToTell(standing.told(), standing.current(), standing.since(), now);
    }

    void delivered(Notification notification) {
        standings.computeIfPresent(
                notification.alert().key(),
                (key, standing) -> notification.reason() == Reason.RESOLVED ? null : standing.delivered(notification));
    }

    void failed(Notification notification, boolean retryable) {
        standings.computeIfPresent(
                notification.alert().key(), (key, standing) -> standing.failed(notification, retryable));
    }

    /** Since when the receiver has been owed a message; empty if it is owed none. */
    Optional<Instant> pendingSince() {
        return standings.values().stream()
                .flatMap(standing -> standing.dueSince().stream())
                .min(Comparator.naturalOrder());
    }

    Map<Alert.Key, Told> told() {
        return standings.values().stream()
                .flatMap(standing -> standing.told().stream())
                .collect(Collectors.toUnmodifiableMap(told -> told.alert().key(), Function.identity()));
    }
}
