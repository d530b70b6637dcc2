package dev.depwatch.assess;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toSet;

import dev.depwatch.assess.Attribution.Attributed;
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
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Why? Failures that began together have one reason, as far as the fleet shows. Cases closed within the last hour count
 * too, because failures that began together do not end in the same second.
 */
final class CommonCause {
    /** This many owners do not change their passwords within five minutes. */
    private static final int MANY_OWNERS = 3;

    private final AssessmentInput input;
    private final Map<AppleId, Set<Token.Key>> tokensByOwner = new HashMap<>();
    private final Map<AppleId, Instant> countsUntil = new HashMap<>();
    private final Map<Token.Key, Instant> failingSince;
    private final Set<Beginning> outage;
    /** By organisation: where Apple refuses many owners at once. */
    private final Map<String, Set<Beginning>> refusedTogether = new HashMap<>();

    private final Set<AppleId> passwordChanged;

    CommonCause(AssessmentInput input, List<Attributed> cases) {
        this.input = input;
        input.inventories().stream()
                .flatMap(inventory -> inventory.states().stream())
                .map(TokenState::token)
                .filter(token -> token.kind() == TokenKind.ADE)
                .forEach(token -> token.owner()
                        .ifPresent(owner -> tokensByOwner
                                .computeIfAbsent(owner, first -> new HashSet<>())
                                .add(token.key())));
        List<Owned> owned = cases.stream()
                .filter(one -> one.episode().kind() == TokenKind.ADE)
                .flatMap(one -> one.answers().stream()
                        .flatMap(answer -> Owned.of(one.episode().from(answer.began()), answer).stream()))
                .filter(one -> one.episode().beginningIsKnown(input.thresholds()))
                .toList();
        this.failingSince = failingSince(owned);
        List<Owned> beginnings = Stream.concat(
                        owned.stream(), owned.stream().flatMap(one -> one.asFirstBegun(input).stream()))
                .toList();
        this.outage = together(
                beginnings.stream().filter(one -> !one.episode().answerKnown() && isOngoing(one)), this::isOutage);
        beginnings.stream()
                .filter(one -> one.episode().cause() == Cause.FORBIDDEN
                        && !one.organization().isBlank()
                        && (one.verdict() == Verdict.RENEWED || isOngoing(one)))
                .collect(groupingBy(Owned::organization))
                .forEach((organization, its) -> refusedTogether.put(
                        organization, together(its.stream(), (owners, began) -> owners.size() >= MANY_OWNERS)));
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
     * Until when the owner had a token that did not fail yet and whose failure depwatch would have seen. An outage that
     * began by then would show in this token.
     */
    private Instant countsUntil(AppleId owner) {
        return countsUntil.computeIfAbsent(
                owner,
                one -> tokensByOwner.getOrDefault(one, Set.of()).stream()
                        .map(token -> earlier(input.heardUntil(token), failingSince.getOrDefault(token, Instant.MAX)))
                        .max(Comparator.naturalOrder())
                        .orElse(Instant.MIN));
    }

    /** An episode whose owner is certain, even if the token is not. */
    private record Owned(Episode episode, AppleId owner, String organization, Set<Token.Key> tokens, Verdict verdict) {
        static Optional<Owned> of(Episode episode, Attribution attribution) {
            return attribution
                    .account()
                    .map(owner -> new Owned(
                            episode,
                            owner,
                            Conclusion.commonOrganization(attribution.tokens()),
                            attribution.tokens().stream().map(Token::key).collect(toSet()),
                            attribution.verdict()));
        }

        /** A reopened case began together with those that were never closed. */
        Optional<Owned> asFirstBegun(AssessmentInput input) {
            return input.asFirstBegun(episode).map(first -> new Owned(first, owner, organization, tokens, verdict));
        }
    }

    /** One case can be about tokens of several owners, and each token has its own beginning. */
    private record Beginning(String caseId, Instant at) {
        static Beginning of(Episode episode) {
            return new Beginning(episode.found().id(), episode.began());
        }
    }

    /**
     * Whether tokens of three owners, or of every owner if there are at least two, began to fail with this episode
     * without a known answer from Apple.
     */
    boolean isAppleOrNetwork(Episode episode) {
        return outage.contains(Beginning.of(episode));
    }

    /**
     * Whether Apple began to refuse tokens of three owners of this organisation together: their passwords were not
     * changed within five minutes.
     */
    boolean areManyRefused(Episode episode, Collection<Token> tokens) {
        return refusedTogether
                .getOrDefault(Conclusion.commonOrganization(tokens), Set.of())
                .contains(Beginning.of(episode));
    }

    /** Whether Apple refuses every ADE token of the owner, on two or more instances, since about the same time. */
    boolean isPasswordChanged(Episode episode, AppleId owner) {
        return episode.cause().canFollowPasswordChange() && passwordChanged.contains(owner);
    }

    /**
     * How many of the owner's other tokens have synced well since these began to fail: if one has, the account itself
     * works. Counts syncs from two intervals later: the others sync within one interval, and Apple may need a moment.
     * A failure with several cases began with the first of them.
     */
    int othersThatWork(AppleId owner, Collection<Token.Key> failing, Instant began) {
        Set<Object> servers = failing.stream().map(input::server).collect(toSet());
        Instant since = began.plus(input.thresholds().missedSync());
        Instant first = failing.stream()
                .map(token -> failingSince.getOrDefault(token, began))
                .reduce(began, CommonCause::earlier);
        return (int) input.othersThatWork(owner, servers, first, since).count();
    }

    /** An episode enters or leaves a window of five minutes. */
    private record Edge(Instant at, boolean enters, Owned owned) {
        static final Comparator<Edge> ORDER = Comparator.comparing(Edge::at).thenComparing(edge -> !edge.enters());
    }

    /**
     * Moves a window of five minutes over the beginnings; some of them are known only as between two readings. The
     * result has every beginning in a window with enough owners.
     */
    private Set<Beginning> together(Stream<Owned> owned, BiPredicate<Set<AppleId>, Instant> areEnough) {
        List<Edge> edges = owned.flatMap(one -> Stream.of(
                        new Edge(
                                one.episode()
                                        .beganAtTheEarliest()
                                        .minus(input.thresholds().outageSpread()),
                                true,
                                one),
                        new Edge(one.episode().began(), false, one)))
                .sorted(Edge.ORDER)
                .toList();
        Set<Beginning> together = new HashSet<>();
        Map<AppleId, Integer> owners = new HashMap<>();
        Set<Owned> unmarked = new HashSet<>();
        boolean hasGrown = false;
        for (Edge edge : edges) {
            if (edge.enters()) {
                owners.merge(edge.owned().owner(), 1, Integer::sum);
                unmarked.add(edge.owned());
                hasGrown = true;
                continue;
            }
            if (hasGrown && areEnough.test(owners.keySet(), edge.at())) {
                unmarked.forEach(one -> together.add(Beginning.of(one.episode())));
                unmarked.clear();
            }
            hasGrown = false;
            owners.computeIfPresent(edge.owned().owner(), (owner, count) -> count == 1 ? null : count - 1);
            unmarked.remove(edge.owned());
        }
        return together;
    }

    /** Failures that began together do not end in the same second, but soon after each other. */
    private boolean isOngoing(Owned one) {
        return (one.episode().open() && one.verdict() != Verdict.SYNCED)
                || one.episode()
                        .last()
                        .plus(input.thresholds().betweenReadings())
                        .isAfter(input.now());
    }

    private boolean isOutage(Set<AppleId> owners, Instant began) {
        return owners.size() >= MANY_OWNERS || (owners.size() >= 2 && isEveryOwner(owners, began));
    }

    /**
     * Ignores an owner whose tokens all failed before, or about whom depwatch has no news: such an owner neither
     * confirms nor refutes an outage.
     */
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

    /**
     * A failed sync state does not prove a password change, but it is consistent with what a log says about the same
     * owner.
     */
    private boolean fitsAPasswordChange(Owned one) {
        Cause cause = one.episode().cause();
        return cause == Cause.SYNC_FAILED
                || (cause.canFollowPasswordChange() && one.episode().opened(input.thresholds()));
    }

    /** Instances of one server at Apple share one token; downloading a new one ends it on all of them. */
    private boolean beganTogether(Set<Token.Key> all, List<Owned> failing) {
        Map<Token.Key, Episode> began = new HashMap<>();
        for (Owned one : failing) {
            one.tokens().forEach(token -> began.merge(token, one.episode(), CommonCause::earlier));
        }
        if (began.isEmpty()) {
            return false;
        }
        Instant first = began.values().stream()
                .map(Episode::began)
                .min(Comparator.naturalOrder())
                .orElseThrow();
        // A token that was renewed meanwhile proves neither: its case may be forgotten.
        if (all.stream().anyMatch(token -> !began.containsKey(token) && !input.isRenewedSince(first, token))
                || began.keySet().stream().map(Token.Key::instance).distinct().count() < 2
                || began.keySet().stream().map(input::server).distinct().count() < 2) {
            return false;
        }
        Instant last = began.values().stream()
                .map(Episode::beganAtTheEarliest)
                .max(Comparator.naturalOrder())
                .orElseThrow();
        return Duration.between(first, last).compareTo(input.thresholds().passwordSpread()) <= 0;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private static Episode earlier(Episode one, Episode other) {
        return one.began().isBefore(other.began()) ? one : other;
    }
}
