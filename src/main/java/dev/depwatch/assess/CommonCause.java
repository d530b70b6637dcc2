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
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Why? As far as the fleet tells, what began together has one reason. Cases that closed within the
 * last hour count as well, for what began together does not end in the same second.
 */
final class CommonCause {
    /** So many owners do not change their passwords within five minutes. */
    private static final int OWNERS_OF_AN_OUTAGE = 3;

    private final AssessmentInput input;
    private final Map<AppleId, Set<Token.Key>> tokensByOwner = new HashMap<>();
    private final Map<AppleId, Instant> countsUntil = new HashMap<>();
    private final Map<Token.Key, Instant> failingSince;
    private final Set<Beginning> outage;
    private final Set<AppleId> passwordChanged;

    CommonCause(Attribution.Evidence evidence) {
        this.input = evidence.input();
        input.inventories().stream()
                .flatMap(inventory -> inventory.reading().map(Reading::tokens).orElse(List.of()).stream())
                .map(TokenState::token)
                .filter(token -> token.kind() == TokenKind.ADE)
                .forEach(token -> token.owner()
                        .ifPresent(owner -> tokensByOwner
                                .computeIfAbsent(owner, first -> new HashSet<>())
                                .add(token.key())));
        List<Owned> owned = input.openOrJustClosed()
                .filter(episode -> episode.kind() == TokenKind.ADE)
                .flatMap(episode -> Attribution.of(episode, evidence).stream()
                        .flatMap(attribution -> Owned.of(episode.from(attribution.began()), attribution).stream()))
                .filter(one -> one.episode().beginningIsKnown(input.timing()))
                .toList();
        this.failingSince = failingSince(owned);
        this.outage =
                outage(Stream.concat(owned.stream(), owned.stream().flatMap(one -> one.asFirstBegun(input).stream())));
        this.passwordChanged = passwordChanged(owned);
    }

    private static Map<Token.Key, Instant> failingSince(List<Owned> owned) {
        Map<Token.Key, Instant> failingSince = new HashMap<>();
        owned.stream()
                .filter(one -> one.episode().open())
                .forEach(one -> one.tokens()
                        .forEach(
                                token -> failingSince.merge(token, one.episode().began(), CommonCause::earlier)));
        return failingSince;
    }

    /**
     * Until when the owner had a token that did not fail yet and of which a failure would have been heard: an outage that
     * began by then would have shown.
     */
    private Instant countsUntil(AppleId owner) {
        return countsUntil.computeIfAbsent(
                owner,
                one -> tokensByOwner.getOrDefault(one, Set.of()).stream()
                        .map(token -> earlier(input.heardUntil(token), failingSince.getOrDefault(token, Instant.MAX)))
                        .max(Comparator.naturalOrder())
                        .orElse(Instant.MIN));
    }

    /** A run whose owner is certain, even where the token is not. */
    private record Owned(Episode episode, AppleId owner, Set<Token.Key> tokens, Verdict verdict) {
        static Optional<Owned> of(Episode episode, Attribution attribution) {
            return attribution
                    .account()
                    .map(owner -> new Owned(
                            episode,
                            owner,
                            attribution.tokens().stream().map(Token::key).collect(toSet()),
                            attribution.verdict()));
        }

        /** What has gone on began with those that never stopped. */
        Optional<Owned> asFirstBegun(AssessmentInput input) {
            return input.asFirstBegun(episode).map(first -> new Owned(first, owner, tokens, verdict));
        }
    }

    /** One case can be of several owners' tokens, each of which began to fail at a time of its own. */
    private record Beginning(String caseId, Instant at) {
        static Beginning of(Episode episode) {
            return new Beginning(episode.found().id(), episode.began());
        }
    }

    /** Whether tokens of three owners, or of every owner of at least two, began with this run without a stated answer. */
    boolean isAppleOrNetwork(Episode episode) {
        return outage.contains(Beginning.of(episode));
    }

    /** Whether every ADE token of the owner, on two or more instances, began together and is refused. */
    boolean isPasswordChanged(Episode episode, AppleId owner) {
        return episode.cause().canFollowPasswordChange() && passwordChanged.contains(owner);
    }

    /**
     * How many other tokens of the owner have synced well since these began to fail: while one does, the account is as it
     * was. Two syncs later, since the others' syncs come within one after it, and Apple may need a moment.
     */
    int othersThatWork(AppleId owner, Collection<Token.Key> failing, Instant began) {
        Set<Object> servers = failing.stream().map(input::server).collect(toSet());
        Instant since = began.plus(input.timing().missedSync());
        return (int) input.othersThatWork(owner, servers, since).count();
    }

    /** A run comes into a window of five minutes, or leaves it. */
    private record Edge(Instant at, boolean comes, Owned owned) {
        static final Comparator<Edge> ORDER = Comparator.comparing(Edge::at).thenComparing(edge -> !edge.comes());
    }

    /**
     * Moves a window of five minutes over the beginnings, of which some are known as between two readings only. Whatever is
     * in one with enough owners is part of the outage.
     */
    private Set<Beginning> outage(Stream<Owned> owned) {
        List<Edge> edges = owned.filter(one -> !one.episode().answerKnown() && goesOn(one))
                .flatMap(one -> Stream.of(
                        new Edge(
                                one.episode()
                                        .beganAtTheEarliest()
                                        .minus(input.timing().outageSpread()),
                                true,
                                one),
                        new Edge(one.episode().began(), false, one)))
                .sorted(Edge.ORDER)
                .toList();
        Set<Beginning> outage = new HashSet<>();
        Map<AppleId, Integer> owners = new HashMap<>();
        Set<Owned> unmarked = new HashSet<>();
        boolean isFuller = false;
        for (Edge edge : edges) {
            if (edge.comes()) {
                owners.merge(edge.owned().owner(), 1, Integer::sum);
                unmarked.add(edge.owned());
                isFuller = true;
                continue;
            }
            if (isFuller && isOutage(owners.keySet(), edge.at())) {
                unmarked.forEach(one -> outage.add(Beginning.of(one.episode())));
                unmarked.clear();
            }
            isFuller = false;
            owners.computeIfPresent(edge.owned().owner(), (owner, count) -> count == 1 ? null : count - 1);
            unmarked.remove(edge.owned());
        }
        return outage;
    }

    /** What began together does not end in the same second, but soon one after the other. */
    private boolean goesOn(Owned one) {
        return (one.episode().open() && one.verdict() != Verdict.SYNCED)
                || one.episode().last().plus(input.timing().betweenReadings()).isAfter(input.now());
    }

    private boolean isOutage(Set<AppleId> owners, Instant began) {
        return owners.size() >= OWNERS_OF_AN_OUTAGE || (owners.size() >= 2 && isEveryOwner(owners, began));
    }

    /** An owner all of whose tokens failed already, or of whom nothing is heard, does not tell whether it is one. */
    private boolean isEveryOwner(Set<AppleId> owners, Instant began) {
        return tokensByOwner.keySet().stream()
                .allMatch(owner -> owners.contains(owner) || countsUntil(owner).isBefore(began));
    }

    private Set<AppleId> passwordChanged(List<Owned> owned) {
        return owned.stream()
                .filter(one -> one.verdict() != Verdict.SYNCED && fitsAPasswordChange(one))
                .filter(one -> !isAppleOrNetwork(one.episode()))
                .collect(groupingBy(Owned::owner))
                .entrySet()
                .stream()
                .filter(entry -> beganTogether(tokensByOwner.getOrDefault(entry.getKey(), Set.of()), entry.getValue()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** A sync state says nothing of a password, but it does not speak against what a log says of the same owner. */
    private boolean fitsAPasswordChange(Owned one) {
        Cause cause = one.episode().cause();
        return cause == Cause.SYNC_FAILED
                || (cause.canFollowPasswordChange() && one.episode().opened(input.timing()));
    }

    /** Instances of one server at Apple share one token, which ends on all of them by one download. */
    private boolean beganTogether(Set<Token.Key> all, List<Owned> failing) {
        Map<Token.Key, Episode> began = new HashMap<>();
        for (Owned one : failing) {
            one.tokens().forEach(token -> began.merge(token, one.episode(), CommonCause::earlier));
        }
        if (!began.keySet().containsAll(all)
                || began.keySet().stream().map(Token.Key::instance).distinct().count() < 2
                || began.keySet().stream().map(input::server).distinct().count() < 2) {
            return false;
        }
        Instant first = began.values().stream()
                .map(Episode::began)
                .min(Comparator.naturalOrder())
                .orElseThrow();
        Instant last = began.values().stream()
                .map(Episode::beganAtTheEarliest)
                .max(Comparator.naturalOrder())
                .orElseThrow();
        return Duration.between(first, last).compareTo(input.timing().passwordSpread()) <= 0;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private static Episode earlier(Episode one, Episode other) {
        return one.began().isBefore(other.began()) ? one : other;
    }
}
