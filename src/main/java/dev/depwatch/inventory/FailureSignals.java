package dev.depwatch.inventory;

import dev.depwatch.inventory.Reading.JamfNotification;
import dev.depwatch.inventory.Reading.Part;
import dev.depwatch.inventory.Reading.Sync;
import dev.depwatch.inventory.Reading.TokenState;
import dev.depwatch.inventory.SyncHistory.Streak;
import dev.depwatch.text.TimeFormat;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The failure signals in the newest reading of an instance. A followed log reports failing syncs and unsigned terms
 * itself, sooner and with the reason. What it reports about a revoked content token is not public.
 *
 * @param known with the reading
 * @param before without it
 * @param times of the evidence
 */
record FailureSignals(InstanceInventory known, InstanceInventory before, boolean hasLog, TimeFormat times) {
    private static final String EVIDENCE_PREFIX = "Jamf Pro API: ";

    /** The oldest first, because the first signal begins a case. */
    List<FailureSignal> all() {
        return Stream.concat(
                        !hasLog && known.readAt(Part.SYNCS).isPresent()
                                ? reading().failingSyncs().map(this::ofSync)
                                : Stream.of(),
                        known.readAt(Part.TERMS).isPresent() ? ofNotifications() : Stream.of())
                .sorted(Comparator.comparing(FailureSignal::since)
                        .thenComparing(FailureSignal::cause)
                        .thenComparing(FailureSignal::evidence))
                .toList();
    }

    private Reading reading() {
        return known.reading().orElseThrow();
    }

    private Instant readAt() {
        return known.readAt().orElseThrow();
    }

    private Stream<FailureSignal> ofNotifications() {
        Set<Token.Key> failing = reading().tokensWithFailingSync();
        return reading().notices().stream()
                .filter(notification ->
                        notification.cause().stream().anyMatch(cause -> !hasLog || cause.kind() == TokenKind.CONTENT))
                .flatMap(notification -> ofNotification(notification, reading().tokensOf(notification, failing)));
    }

    private FailureSignal ofSync(TokenState state) {
        Token token = state.token();
        Sync sync = state.sync().orElseThrow();
        return new FailureSignal(
                known.instance(),
                Cause.SYNC_FAILED,
                Set.of(token.key()),
                "syncState",
                sync.at(),
                before.readAt(Part.SYNCS),
                readAt(),
                EVIDENCE_PREFIX + "syncState " + sync.state() + " of \"" + token.name() + "\" at "
                        + times.time(sync.at()));
    }

    private Stream<FailureSignal> ofNotification(JamfNotification notification, Set<Token.Key> named) {
        String name = notification.name().isEmpty() ? "" : " of \"" + notification.name() + "\"";
        FailureSignal signal = new FailureSignal(
                known.instance(),
                notification.cause().orElseThrow(),
                hasLog ? Set.of() : named,
                notification.type(),
                notification.since(),
                before.readAt(Part.TERMS),
                readAt(),
                EVIDENCE_PREFIX + "notification " + notification.type() + name);
        return isOld(notification, named) ? Stream.of() : Stream.of(signal);
    }

    /**
     * Whether nobody has dismissed it: each token that it can be about has synced well since its first reading, or is
     * a content token that was replaced or removed. Terms are different: neither signs them.
     */
    private boolean isOld(JamfNotification notification, Set<Token.Key> named) {
        TokenKind kind = notification.cause().orElseThrow().kind();
        List<TokenState> about = reading()
                .ofKind(kind)
                .filter(state -> named.isEmpty() || named.contains(state.token().key()))
                .toList();
        if (kind == TokenKind.CONTENT && wasRemoved(notification)) {
            return true;
        }
        if (about.isEmpty()) {
            return kind == TokenKind.CONTENT
                    && known.readAt(Part.CONTENT_TOKENS).isPresent();
        }
        Instant since = notification.since();
        return about.stream()
                .allMatch(state -> hasSyncedWellSince(since, state)
                        || (kind == TokenKind.CONTENT
                                && known.formerSince(since, state.token().key()).isPresent()));
    }

    /** Whether the content token that it names is gone: no other is to blame for it. */
    private boolean wasRemoved(JamfNotification notification) {
        return known.removed().stream().anyMatch(removed -> removed.isNamedIn(notification))
                && reading()
                        .ofKind(TokenKind.CONTENT)
                        .noneMatch(left -> left.token().name().equals(notification.name()));
    }

    private boolean hasSyncedWellSince(Instant moment, TokenState state) {
        return known.syncs(state.token().key()).streaks().stream()
                .map(Streak::newest)
                .anyMatch(sync -> sync.at().isAfter(moment) && state.outcomeOf(sync) == Outcome.GOOD);
    }
}
