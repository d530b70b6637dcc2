package dev.depwatch.assess;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toSet;

import dev.depwatch.inventory.Reading;
import dev.depwatch.inventory.Reading.TokenState;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Why? As far as the fleet tells, what began together has one reason. Cases that closed within the
 * last hour count as well, for what began together does not end in the same second.
 */
final class Together {
    /** So many owners do not change their passwords within five minutes. */
    private static final int OWNERS_OF_AN_OUTAGE = 3;

    private static final Set<Cause> A_PASSWORD_CHANGE_CAUSES =
            Set.of(Cause.FORBIDDEN, Cause.OAUTH_REFRESH_FAILED, Cause.TOKEN_REJECTED);

    private final Facts facts;
    private final Map<AppleId, Set<Token.Key>> tokensByOwner = new HashMap<>();
    private final Map<AppleId, Instant> downSince;
    private final Set<String> outage;
    private final Set<AppleId> passwordChanged;

    Together(Facts facts, SyncEvidence syncs) {
        this.facts = facts;
        facts.inventories().stream()
                .flatMap(inventory -> inventory.reading().map(Reading::tokens).orElse(List.of()).stream())
                .map(TokenState::token)
                .filter(token -> token.kind() == TokenKind.ADE)
                .forEach(token -> token.owner()
                        .ifPresent(owner -> tokensByOwner
                                .computeIfAbsent(owner, first -> new HashSet<>())
                                .add(token.key())));
        List<Owned> owned = facts.openOrJustClosed()
                .filter(run -> run.kind() == TokenKind.ADE && run.beginningIsKnown(facts.timing()))
                .flatMap(run -> Attribution.of(
                                run, facts, syncs, one -> one.cause().remedy())
                        .stream()
                        .flatMap(attribution -> Owned.of(run.from(attribution.began()), attribution).stream()))
                .toList();
        this.downSince = downSince(owned);
        this.outage = outage(owned);
        this.passwordChanged = passwordChanged(owned);
    }

    /** Of the owners all of whose tokens fail, since when they all do. */
    private Map<AppleId, Instant> downSince(List<Owned> owned) {
        Map<Token.Key, Instant> failingSince = new HashMap<>();
        owned.stream()
                .filter(one -> one.run().open())
                .forEach(one -> one.tokens()
                        .forEach(token -> failingSince.merge(
                                token, one.run().began(), (first, second) -> first.isBefore(second) ? first : second)));
        Map<AppleId, Instant> down = new HashMap<>();
        tokensByOwner.forEach((owner, tokens) -> {
            if (failingSince.keySet().containsAll(tokens)) {
                tokens.stream()
                        .map(failingSince::get)
                        .max(Comparator.naturalOrder())
                        .ifPresent(at -> down.put(owner, at));
            }
        });
        return down;
    }

    /** A run whose owner is certain, even where the token is not. */
    private record Owned(Run run, AppleId owner, Set<Token.Key> tokens) {
        static Optional<Owned> of(Run run, Attribution attribution) {
            return attribution
                    .account()
                    .map(owner -> new Owned(
                            run,
                            owner,
                            attribution.tokens().stream().map(Token::key).collect(toSet())));
        }
    }

    /** Whether tokens of three owners, or of every owner of at least two, began with this run without a stated answer. */
    boolean isAppleOrNetwork(Run run) {
        return outage.contains(run.found().id());
    }

    /** Whether every ADE token of the owner, on two or more instances, began together and is refused. */
    boolean isPasswordChanged(Run run, AppleId owner) {
        return A_PASSWORD_CHANGE_CAUSES.contains(run.cause()) && passwordChanged.contains(owner);
    }

    /** Moves a window of five minutes over the beginnings; whatever is in one with enough owners is part of the outage. */
    private Set<String> outage(List<Owned> owned) {
        List<Owned> unstated = owned.stream()
                .filter(one -> !one.run().stated())
                .sorted(Comparator.comparing((Owned one) -> one.run().began())
                        .thenComparing(one -> one.run().found().id()))
                .toList();
        Set<String> ids = new HashSet<>();
        Map<AppleId, Integer> inWindow = new HashMap<>();
        int first = 0;
        int marked = 0;
        for (int last = 0; last < unstated.size(); last++) {
            inWindow.merge(unstated.get(last).owner(), 1, Integer::sum);
            while (apart(unstated.get(first), unstated.get(last))
                            .compareTo(facts.timing().outageSpread())
                    > 0) {
                inWindow.computeIfPresent(unstated.get(first).owner(), (owner, count) -> count == 1 ? null : count - 1);
                first++;
            }
            if (isOutage(inWindow.keySet(), unstated.get(first).run().began())) {
                for (marked = Math.max(marked, first); marked <= last; marked++) {
                    ids.add(unstated.get(marked).run().found().id());
                }
            }
        }
        return ids;
    }

    private boolean isOutage(Set<AppleId> owners, Instant began) {
        return owners.size() >= OWNERS_OF_AN_OUTAGE || (owners.size() >= 2 && isEveryOwner(owners, began));
    }

    /** An owner all of whose tokens failed already has none that an outage could have reached. */
    private boolean isEveryOwner(Set<AppleId> owners, Instant began) {
        return owners.size() + downSince.size() >= tokensByOwner.size()
                && tokensByOwner.keySet().stream()
                        .allMatch(owner -> owners.contains(owner)
                                || Optional.ofNullable(downSince.get(owner))
                                        .filter(at -> at.isBefore(began))
                                        .isPresent());
    }

    private static Duration apart(Owned earlier, Owned later) {
        return Duration.between(earlier.run().began(), later.run().beganAtTheEarliest());
    }

    private Set<AppleId> passwordChanged(List<Owned> owned) {
        return owned.stream()
                .filter(this::fitsAPasswordChange)
                .filter(one -> !isAppleOrNetwork(one.run()))
                .collect(groupingBy(Owned::owner))
                .entrySet()
                .stream()
                .filter(entry -> beganTogether(tokensByOwner.getOrDefault(entry.getKey(), Set.of()), entry.getValue()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** A sync state says nothing of a password, but it does not speak against what a log says of the same owner. */
    private boolean fitsAPasswordChange(Owned one) {
        Cause cause = one.run().cause();
        return cause == Cause.SYNC_FAILED
                || (A_PASSWORD_CHANGE_CAUSES.contains(cause) && one.run().opened(facts.timing()));
    }

    private boolean beganTogether(Set<Token.Key> all, List<Owned> failing) {
        Map<Token.Key, Run> began = new HashMap<>();
        for (Owned one : failing) {
            one.tokens().forEach(token -> began.merge(token, one.run(), Together::earlier));
        }
        if (!began.keySet().containsAll(all)
                || began.keySet().stream().map(Token.Key::instance).distinct().count() < 2) {
            return false;
        }
        Instant first = began.values().stream()
                .map(Run::began)
                .min(Comparator.naturalOrder())
                .orElseThrow();
        Instant last = began.values().stream()
                .map(Run::beganAtTheEarliest)
                .max(Comparator.naturalOrder())
                .orElseThrow();
        return Duration.between(first, last).compareTo(facts.timing().passwordSpread()) <= 0;
    }

    private static Run earlier(Run one, Run other) {
        return one.began().isBefore(other.began()) ? one : other;
    }
}
