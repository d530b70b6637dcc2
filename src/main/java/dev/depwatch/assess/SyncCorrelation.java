package dev.depwatch.assess;

import static dev.depwatch.assess.Candidates.only;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.depwatch.assess.Candidate.Fit;
import dev.depwatch.assess.Candidates.Role;
import dev.depwatch.inventory.SyncHistory.Failing;
import dev.depwatch.token.TokenKind;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds by the sync states of one instance's enrolment tokens which of several an episode is about. A state never
 * confirms a cause. It shows that a token fails and since when, and this links the token to a case: a failing token
 * appears in the log at every sync.
 */
final class SyncCorrelation {
    private final Thresholds thresholds;
    /** The open episodes that none outlasts. */
    private final List<Episode> current;
    /** Of each token that fails, or did until just now: as a candidate of every episode. */
    private final Map<TokenTimeline, List<Candidate>> failing;
    /** Of these, the ones that explain why it fails. */
    private final Map<TokenTimeline, List<Candidate>> explained = new HashMap<>();

    SyncCorrelation(InstanceFacts facts, Collection<List<Candidate>> all) {
        this.thresholds = facts.thresholds();
        this.current = notOutlasted(facts.open().stream()
                .filter(episode -> episode.kind() == TokenKind.ADE)
                .toList());
        this.failing = all.stream()
                .flatMap(List::stream)
                .filter(one ->
                        one.episode().kind() == TokenKind.ADE && one.failing().isPresent())
                .collect(groupingBy(Candidate::timeline));
        failing.forEach((token, candidates) -> explained.put(token, explaining(candidates)));
    }

    /**
     * If an episode missed three syncs while another continued, its token has recovered or fails in another way
     * now. What hides refusals is no such other.
     */
    private List<Episode> notOutlasted(List<Episode> among) {
        return among.stream()
                .filter(episode -> !episode.cause().repeatsEverySync()
                        || among.stream().noneMatch(other -> outlasts(other, episode)))
                .toList();
    }

    private boolean outlasts(Episode longer, Episode episode) {
        return (episode.cause().hidesRefusals() || !longer.cause().hidesRefusals())
                && Duration.between(episode.last(), longer.last()).compareTo(thresholds.threeSyncs()) > 0;
    }

    /** A recovered token is the one an episode was about, unless the episode continued after the recovery. */
    private List<Candidate> explaining(List<Candidate> ofToken) {
        Optional<Instant> recovered = ofToken.get(0).failing().flatMap(Failing::recoveredBy);
        if (recovered.isPresent()) {
            Instant silentFrom = recovered.get().plus(thresholds.missedSync());
            List<Episode> silent = notOutlasted(ofToken.stream()
                    .map(Candidate::episode)
                    .filter(episode -> !episode.ofCase().lastSeenAt().isAfter(silentFrom))
                    .toList());
            return fitting(only(ofToken, one -> silent.contains(one.episode())));
        }
        List<Candidate> fitting = fitting(ofToken);
        List<Candidate> still = only(fitting, this::isCurrent);
        return still.isEmpty()
                ? only(ofToken, one -> isCurrent(one) && one.mayFit() && changedInto(one, fitting))
                : still;
    }

    /** Those that fit the best. */
    private static List<Candidate> fitting(List<Candidate> some) {
        Fit best =
                some.stream().map(Candidate::fit).min(Comparator.naturalOrder()).orElse(Fit.NONE);
        return only(some, one -> best != Fit.NONE && one.fit() == best);
    }

    private boolean isCurrent(Candidate one) {
        return current.contains(one.episode());
    }

    /**
     * Whether the failure changed its cause: one episode ended, another began, and the token still fails. An outage
     * can hide that another begins anew.
     */
    private boolean changedInto(Candidate one, List<Candidate> before) {
        return before.stream()
                .anyMatch(ended -> ended.failsAfterwards()
                        && ((ended.episode().cause().hidesRefusals()
                                        && one.episode().canBeginAnew(thresholds))
                                || isOfNoOther(one, ended.episode().last())
                                || !one.episode()
                                        .began()
                                        .isBefore(ended.episode().last().minus(thresholds.missedSync()))));
    }

    /** Whether its episode, which went on when another ended, was about no other token: each sync is logged. */
    private boolean isOfNoOther(Candidate one, Instant ended) {
        return failing.values().stream()
                .flatMap(List::stream)
                .filter(other -> other.episode().equals(one.episode()) && other.timeline() != one.timeline())
                .filter(other -> !other.failing().orElseThrow().by().isAfter(ended.plus(thresholds.missedSync())))
                .noneMatch(other -> other.fit() != Fit.NONE);
    }

    /** What the states show of one episode's tokens. */
    Map<Candidate, Role> roles(List<Candidate> ofEpisode) {
        List<Candidate> its = its(ofEpisode);
        List<Candidate> unclear = its.size() == 1 && isCurrent(its.get(0))
                ? only(ofEpisode, one -> !its.contains(one) && !isClear(one))
                : List.of();
        boolean isAlone = its.size() == 1 && unclear.isEmpty();
        Map<Candidate, Role> roles = new HashMap<>();
        its.forEach(one -> roles.put(one, isAlone || othersOf(one).isEmpty() ? Role.FAILING : Role.SHARED));
        if (roles.containsValue(Role.SHARED)) {
            unclear.forEach(one -> roles.put(one, Role.UNCLEAR));
        }
        return roles;
    }

    /**
     * The tokens that the episode can be about. An episode that another outlasts keeps the tokens that still fail
     * and have no other cause; if it has no other token, also those that have one.
     */
    private List<Candidate> its(List<Candidate> ofEpisode) {
        List<Candidate> its = only(ofEpisode, one -> explained(one).contains(one));
        return only(
                ofEpisode,
                one -> its.contains(one)
                        || (!isCurrent(one)
                                && one.failing().stream()
                                        .anyMatch(
                                                failing -> failing.recoveredBy().isEmpty())
                                && (its.isEmpty() || explained(one).isEmpty())
                                && fitting(failing.getOrDefault(one.timeline(), List.of()))
                                        .contains(one)));
    }

    private boolean isClear(Candidate one) {
        return one.timeline().isKnownGoodSince(one.episode().beganSeenAt()) || isAnothers(one);
    }

    /** Of a token that fails in another way than this episode says: whether others say how. */
    boolean isAnothers(Candidate one) {
        return !explained(one).isEmpty();
    }

    /** The other episodes that the token can be about. */
    Set<Episode> othersOf(Candidate one) {
        return explained(one).stream()
                .filter(other -> other != one)
                .map(Candidate::episode)
                .collect(toUnmodifiableSet());
    }

    private List<Candidate> explained(Candidate one) {
        return explained.getOrDefault(one.timeline(), List.of());
    }
}
