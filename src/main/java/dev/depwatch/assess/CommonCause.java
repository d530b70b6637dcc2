package dev.depwatch.assess;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import dev.depwatch.apple.Account.Status;
import dev.depwatch.assess.Candidate.Verdict;
import dev.depwatch.assess.Candidates.Attribution;
import dev.depwatch.assess.Finding.Certainty;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Instance;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Why? Failures that began together have one reason, as far as the fleet shows, and a fault of the network at the same
 * time explains them. Closed cases count too, because failures that began together do not end together.
 */
final class CommonCause {
    /** A locked account keeps its tokens, and one that Apple no longer lists may have another name. */
    private static final Set<Status> GONE = EnumSet.of(Status.DEACTIVATED, Status.RELEASED);

    /** This many owners do not change their passwords within five minutes. */
    private static final int MANY_OWNERS = 3;

    private static final Comparator<Episode> EARLIER =
            Comparator.comparing(Episode::began).thenComparing(Episode::beganAtTheEarliest);

    private final AssessmentInput input;
    private final Thresholds thresholds;
    private final Map<AppleId, Set<TokenTimeline>> tokensByOwner;
    private final Map<TokenTimeline, Instant> failingSince;
    /** One case can be about tokens of several owners: each has an episode of its own, with its own beginning. */
    private final Set<Episode> outage;
    /** Where Apple refuses many owners at once, of whatever organisation. */
    private final Set<Episode> refusedTogether;

    private final Set<AppleId> passwordChanged;

    private final List<Episode> outagesOfApple;

    CommonCause(AssessmentInput input, Collection<Attribution> attributions) {
        this.input = input;
        this.thresholds = input.thresholds();
        this.tokensByOwner = input.enrollmentTokens()
                .filter(token -> token.token().owner().isPresent())
                .collect(groupingBy(token -> token.token().owner().orElseThrow(), toSet()));
        List<Owned> all = attributions.stream()
                .flatMap(one -> Owned.of(one, one.episode(), one.account()))
                .toList();
        List<Owned> owned = all.stream().filter(this::beginningIsKnown).toList();
        this.failingSince = owned.stream()
                .filter(one -> one.episode().open())
                .flatMap(one -> one.attribution()
                        .timelines()
                        .map(token -> Map.entry(token, one.episode().began())))
                .collect(toMap(Map.Entry::getKey, Map.Entry::getValue, CommonCause::earlier));
        List<Owned> beginnings = Stream.concat(
                        all.stream().filter(one -> !one.isRenewed()),
                        all.stream().flatMap(one -> one.asFirstBegun(input)))
                .filter(this::beginningIsKnown)
                .toList();
        this.outage = together(
                beginnings.stream().filter(one -> !one.episode().cause().isAnswered() && isOngoing(one)),
                (near, began) ->
                        owners(near).size() >= MANY_OWNERS || (owners(near).size() >= 2 && isEveryOwner(near, began)));
        // Owners who recover without a new token are the best sign of a fault at Apple, while others still fail.
        this.refusedTogether = together(
                beginnings.stream().filter(one -> mayBeRefused(one) && !hasLeft(one)),
                (near, began) -> near.stream().anyMatch(one -> one.episode().open())
                        && owners(near).size() >= MANY_OWNERS
                        && areSeveral(near.stream()
                                .filter(one -> one.episode().cause() == Cause.FORBIDDEN)
                                .map(Owned::owner)));
        this.passwordChanged = passwordChanged(owned);
        this.outagesOfApple = input.instances().stream()
                .flatMap(facts -> outages(facts.instance()))
                .filter(episode -> episode.ofCase().lastNetworkLoggedAt().isEmpty())
                .toList();
    }

    /** A record that reports a fault of the network, or of Apple's service, opens a case of this cause, and no other. */
    private Stream<Episode> outages(Instance instance) {
        return input.factsOf(instance).episodes().filter(episode -> episode.cause() == Cause.SERVICE_ERROR);
    }

    /**
     * Until when the owner had a token that did not fail yet and whose failure depwatch would have seen. An outage that
     * began by then would show in this token. What fails near this beginning does not count.
     */
    private Instant countsUntil(AppleId owner, List<Owned> near) {
        return unexpired(owner)
                .filter(token ->
                        near.stream().noneMatch(one -> one.attribution().isAbout(token)))
                .map(token ->
                        earlier(input.factsOf(token).heardUntil(token), failingSince.getOrDefault(token, Instant.MAX)))
                .max(Comparator.naturalOrder())
                .orElse(Instant.MIN);
    }

    private Stream<TokenTimeline> of(AppleId owner) {
        return tokensByOwner.getOrDefault(owner, Set.of()).stream();
    }

    /** One that has ended fails whatever happens. */
    private Stream<TokenTimeline> unexpired(AppleId owner) {
        return of(owner).filter(token -> !token.isExpired());
    }

    /** An attribution whose owner is certain, even if the token is not, with its episode or that as it first began. */
    private record Owned(Attribution attribution, Episode episode, AppleId owner) {
        static Stream<Owned> of(Attribution attribution, Episode episode, Optional<AppleId> owner) {
            return owner.map(known -> new Owned(attribution, episode, known)).stream();
        }

        /** Whether all of its tokens were renewed in vain: only how they first began says something of others. */
        boolean isRenewed() {
            return attribution.certainty() == Certainty.CERTAIN
                    && attribution.candidates().stream()
                            .allMatch(one -> one.replacedInVain().isPresent());
        }

        /** As it began together with others: a case before it was reopened, a token before it was renewed. */
        Stream<Owned> asFirstBegun(AssessmentInput input) {
            Stream<Owned> reopened = input.factsOf(episode.instance()).asFirstBegun(episode).stream()
                    .map(first -> new Owned(attribution, first, owner));
            // Nobody knows whether one of several possible tokens failed before it was renewed.
            Stream<Owned> renewed = attribution.candidates().stream()
                    .filter(one -> attribution.certainty() == Certainty.CERTAIN)
                    .flatMap(one -> one.replacedInVain().stream()
                            .flatMap(former -> of(attribution, one.episode().from(one.firstBegan()), former.owner())));
            return Stream.concat(reopened, renewed);
        }
    }

    /**
     * Whether tokens of three owners, or of every owner if there are at least two, began to fail with this episode
     * without a known answer from Apple.
     */
    boolean isAppleOrNetwork(Episode episode) {
        return outage.contains(episode);
    }

    /**
     * Whether tokens of three owners began to fail together, and Apple refuses those of two or more: their passwords were
     * not changed within five minutes.
     */
    boolean areManyRefused(Episode episode) {
        return refusedTogether.contains(episode);
    }

    /**
     * Whether the newest evidence is a fault of the network or of Apple's service, or was until just before. Both make a
     * refresh fail, and a new token would not help. Each instance has its own network, but all share Apple's service: its
     * answer to one instance also counts for failures that began on another within five minutes.
     *
     * @param isExplained whether other evidence explains the failure, so that other instances do not count
     */
    boolean isNetworkFault(Episode episode, boolean isExplained) {
        Instant since = episode.last().minus(thresholds.networkVeto());
        Stream<Episode> elsewhere = outagesOfApple.stream().filter(outage -> beganNear(outage, episode));
        return Stream.concat(outages(episode.instance()), isExplained ? Stream.of() : elsewhere)
                .anyMatch(outage -> !isStray(outage, episode) && !outage.last().isBefore(since));
    }

    private boolean beganNear(Episode one, Episode other) {
        return Duration.between(one.began(), other.began()).abs().compareTo(thresholds.outageSpread()) <= 0;
    }

    /** A single record does not explain a failure that had lasted without it. */
    private boolean isStray(Episode outage, Episode episode) {
        return outage.ofCase().sightings() == 1
                && outage.began().isAfter(episode.began().plus(thresholds.threeSyncs()));
    }

    /** Whether Apple refuses every ADE token of each owner, on two or more instances, since about the same time. */
    boolean isPasswordChanged(Attribution attribution) {
        return attribution.isAllOf(token -> token.token().owner().stream().anyMatch(passwordChanged::contains));
    }

    /**
     * How many of the owner's other tokens have synced well since these began to fail: if one has, the account itself
     * works. Counts syncs from two intervals later: the others sync within one interval, and Apple may need a moment.
     * A failure with several cases began with the first of them.
     */
    int othersThatWork(Attribution failing) {
        Instant began = failing.episode().began();
        List<TokenTimeline> tokens = failing.timelines().toList();
        Instant first = tokens.stream()
                .map(token -> failingSince.getOrDefault(token, began))
                .reduce(began, CommonCause::earlier);
        Set<Object> servers = tokens.stream().map(TokenTimeline::server).collect(toSet());
        Instant since = began.plus(thresholds.missedSync());
        return (int) failing.account().stream()
                .flatMap(this::of)
                .filter(token -> token.lastGoodWhileWorking().stream().anyMatch(since::isBefore))
                // A new token works whatever ended the old one.
                .filter(token -> token.worksSince().isBefore(first))
                .map(TokenTimeline::server)
                .filter(server -> !servers.contains(server))
                .distinct()
                .count();
    }

    private boolean beginningIsKnown(Owned one) {
        return one.episode().beginningIsKnown(thresholds);
    }

    /**
     * Where no log is followed, nothing states that Apple refuses a token. One failed sync is no sign of it, nor is a
     * failure that began anew.
     */
    private boolean mayBeRefused(Owned one) {
        Instant together = one.episode().began().plus(thresholds.missedSync());
        return one.episode().cause().canFollowPasswordChange()
                || (one.episode().cause() == Cause.SYNC_FAILED
                        && one.episode().lastedAtLeast(thresholds.threeSyncs())
                        && one.attribution().isAllOf(token -> !token.beganToFailAfter(together)));
    }

    /** Whether the owner's account went as the tokens began to fail: Apple itself says then why it refuses them. */
    private boolean hasLeft(Owned one) {
        Instant began = one.episode().began().minus(thresholds.betweenReadings());
        return input.witnesses().accountOut(one.owner()).stream()
                .filter(account -> GONE.contains(account.status()))
                .anyMatch(account -> !account.since().isBefore(began));
    }

    private static Set<AppleId> owners(List<Owned> near) {
        return near.stream().map(Owned::owner).collect(toSet());
    }

    private static boolean areSeveral(Stream<?> values) {
        return values.distinct().count() > 1;
    }

    /**
     * Every beginning that enough owners' failures share: within five minutes of one of them. Some beginnings are known
     * only as between two readings.
     */
    private Set<Episode> together(Stream<Owned> owned, BiPredicate<List<Owned>, Instant> areEnough) {
        List<Owned> all = owned.toList();
        Set<Episode> together = new HashSet<>();
        for (Owned first : all) {
            Instant began = first.episode().began();
            Instant until = began.plus(thresholds.outageSpread());
            List<Owned> near = all.stream()
                    .filter(one -> !one.episode().began().isBefore(began)
                            && !one.episode().beganAtTheEarliest().isAfter(until))
                    .toList();
            if (areEnough.test(near, began)) {
                near.forEach(one -> together.add(one.attribution().episode()));
            }
        }
        return together;
    }

    /** Failures that began together do not end in the same second, but soon after each other. */
    private boolean isOngoing(Owned one) {
        return (one.episode().open() && one.attribution().verdict() != Verdict.SYNCED)
                || one.episode().last().plus(thresholds.betweenReadings()).isAfter(input.now());
    }

    /**
     * Ignores an owner whose tokens all failed before, or about whom depwatch has no news: such an owner neither
     * confirms nor refutes an outage.
     */
    private boolean isEveryOwner(List<Owned> near, Instant began) {
        Set<AppleId> owners = owners(near);
        return tokensByOwner.keySet().stream()
                .allMatch(owner ->
                        owners.contains(owner) || countsUntil(owner, near).isBefore(began));
    }

    private Set<AppleId> passwordChanged(List<Owned> owned) {
        return owned.stream()
                .filter(one -> one.attribution().verdict() != Verdict.SYNCED && fitsAPasswordChange(one))
                .filter(one -> !isAppleOrNetwork(one.episode()))
                .collect(groupingBy(Owned::owner))
                .entrySet()
                .stream()
                .filter(entry -> beganTogether(unexpired(entry.getKey()), withoutFormer(entry.getValue())))
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** A failure that was over long before those that go on has nothing to do with them. */
    private List<Owned> withoutFormer(List<Owned> ofOwner) {
        Instant earliest = ofOwner.stream()
                .filter(one -> one.episode().open())
                .map(one -> one.episode().began().minus(thresholds.passwordSpread()))
                .min(Comparator.naturalOrder())
                .orElse(Instant.MIN);
        return ofOwner.stream()
                .filter(one -> !one.episode().began().isBefore(earliest))
                .toList();
    }

    /**
     * A failed sync state does not prove a password change, but it is consistent with what a log says about the same
     * owner.
     */
    private boolean fitsAPasswordChange(Owned one) {
        Cause cause = one.episode().cause();
        return cause == Cause.SYNC_FAILED
                || (cause.canFollowPasswordChange() && one.episode().isWorthReporting(thresholds));
    }

    /** Instances of one server at Apple share one token; downloading a new one ends it on all of them. */
    private boolean beganTogether(Stream<TokenTimeline> all, List<Owned> failing) {
        Map<TokenTimeline, Episode> began = failing.stream()
                .flatMap(one -> one.attribution()
                        .timelines()
                        .filter(token -> !token.isExpired())
                        .map(token -> Map.entry(token, one.episode())))
                .collect(toMap(Map.Entry::getKey, Map.Entry::getValue, BinaryOperator.minBy(EARLIER)));
        if (began.isEmpty()) {
            return false;
        }
        Instant first = Collections.min(began.values(), EARLIER).began();
        // A token that was renewed meanwhile proves neither: its case may be forgotten.
        Instant until = first.plus(thresholds.passwordSpread());
        return all.allMatch(token -> began.containsKey(token) || token.isRenewedSince(first))
                && areSeveral(began.keySet().stream().map(token -> token.key().instance()))
                && areSeveral(began.keySet().stream().map(TokenTimeline::server))
                && began.values().stream()
                        .noneMatch(episode -> episode.beganAtTheEarliest().isAfter(until));
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
