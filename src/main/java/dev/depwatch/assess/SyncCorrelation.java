package dev.depwatch.assess;

import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.depwatch.inventory.SyncHistory.Failing;
import dev.depwatch.token.Cause;
import dev.depwatch.token.TokenKind;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Uses the sync states of one instance's enrolment tokens to find which of several tokens a case is about. A state never
 * confirms a cause. It shows that a token fails and since when, and this links the token to a case: a failing token
 * appears in the log at every sync.
 */
final class SyncCorrelation {
    private final Thresholds thresholds;
    private final InstanceFacts facts;
    private final List<Episode> episodes;
    /** The open ones that none outlasts. */
    private final List<Episode> current;

    private final List<TokenTimeline> tokens;
    private final List<SyncFailure> syncFailures;
    /** For each token that fails, or did until just now: the episodes that it can be about. */
    private final Map<TokenTimeline, Set<Episode>> episodesOf = new HashMap<>();

    /**
     * A token's newest change to failing, as its sync states show it, and the episodes that it can be about. Its time is
     * known only as between two readings, and Jamf Pro logs and reports a failure at about the same time: events less than
     * two syncs apart count as simultaneous.
     *
     * @param failing after which reading without a failure, by when at the latest, and recovered by which reading
     */
    private record SyncFailure(TokenTimeline token, Failing failing) {
        boolean isOngoing() {
            return failing.recoveredBy().isEmpty();
        }

        boolean cameBefore(Episode episode) {
            Instant seen = episode.beganSeenAt();
            Instant earliest = episode.beganByHost().isBefore(seen) ? episode.beganByHost() : seen;
            return failing.by().isBefore(earliest.minus(thresholds().missedSync()));
        }

        boolean cameAfter(Episode episode) {
            return !cameBefore(episode)
                    && failing.after().stream()
                            .anyMatch(at -> at.isAfter(
                                    episode.beganSeenAt().plus(thresholds().missedSync())));
        }

        /**
         * Those of these episodes that can explain it: the token's expiry if its date has passed, else those that began
         * with it, else those that were under way. An episode that may have begun anew may have begun with it.
         */
        List<Episode> explainedBy(List<Episode> episodes) {
            List<Episode> possible = episodes.stream().filter(this::canBeAbout).toList();
            List<Episode> expiry = possible.stream()
                    .filter(episode -> episode.cause() == Cause.TOKEN_EXPIRED && token.hasPassed())
                    .toList();
            List<Episode> together = possible.stream()
                    .filter(episode -> (!cameBefore(episode) && !cameAfter(episode))
                            || (joined(episode) && episode.canBeginAnew(thresholds())))
                    .toList();
            List<Episode> later = possible.stream().filter(this::joined).toList();
            return Stream.of(expiry, together, later)
                    .filter(found -> !found.isEmpty())
                    .findFirst()
                    .orElse(List.of());
        }

        boolean canBeAbout(Episode episode) {
            return !episode.isDeniedByDateOf(token) && !isOfTheTokenBefore(episode);
        }

        /** Whether it belongs to a token that was replaced before the episode began, or long before it ended. */
        private boolean isOfTheTokenBefore(Episode episode) {
            return token.hasNotSyncedYet()
                    && token.renewedAt().stream()
                            .anyMatch(renewed -> renewed.isBefore(episode.beganByHost())
                                    || renewed.plus(thresholds().missedSync()).isBefore(episode.lastLoggedByHost()));
        }

        /**
         * Whether the episode was under way when the token began to fail, and the token has failed long enough to be no
         * blip.
         */
        private boolean joined(Episode episode) {
            return cameAfter(episode)
                    && failing.after().stream()
                            .anyMatch(at -> !episode.ofCase()
                                    .lastSeenAt()
                                    .isBefore(at.minus(thresholds().missedSync())))
                    && Duration.between(failing.by(), failing.recoveredBy().orElse(token.now()))
                                    .compareTo(thresholds().anotherSync())
                            >= 0;
        }

        /** Whether its syncs still failed after the episode's last sighting. */
        boolean failsAfter(Episode episode) {
            return token.reportsFailure()
                    && token.hasSyncedSince(
                            episode.ofCase().lastSeenAt().plus(thresholds().missedSync()));
        }

        private Thresholds thresholds() {
            return token.thresholds();
        }
    }

    SyncCorrelation(InstanceFacts facts) {
        this.thresholds = facts.thresholds();
        this.facts = facts;
        this.episodes = facts.episodes().stream()
                .filter(episode -> episode.kind() == TokenKind.ADE)
                .toList();
        this.current = notOutlasted(episodes.stream().filter(Episode::open).toList());
        this.tokens = episodes.stream()
                .flatMap(episode -> facts.tokensFor(episode).stream())
                .distinct()
                .toList();
        this.syncFailures = !hasSeveral()
                ? List.of()
                : tokens.stream()
                        .flatMap(token ->
                                token.history().failing().map(failing -> new SyncFailure(token, failing)).stream())
                        .toList();
        syncFailures.forEach(syncFailure -> episodesOf.put(
                syncFailure.token(),
                Set.copyOf(syncFailure.isOngoing() ? episodesNow(syncFailure) : formerEpisodes(syncFailure))));
    }

    /** A case about the only token needs no correlation. */
    private boolean hasSeveral() {
        return tokens.size() > 1;
    }

    /**
     * What the states show about one episode.
     *
     * @param failing the tokens that fail as it says, or did until just now, and that no other episode can be about
     * @param shared the tokens that fail as this or another episode says, with those other episodes
     * @param unclear if it shares its token: those that no evidence shows to work
     * @param others those that fail as other episodes say, and not as this one says
     */
    record Correlated(
            Set<TokenTimeline> failing,
            Map<TokenTimeline, Set<Episode>> shared,
            Set<TokenTimeline> unclear,
            Set<TokenTimeline> others) {
        static final Correlated NOTHING = new Correlated(Set.of(), Map.of(), Set.of(), Set.of());
    }

    /** When a token of the episode began to fail, by this host's clock: with the episode, or later by its own state. */
    Instant began(Episode episode, TokenTimeline token) {
        return syncFailures.stream()
                .filter(syncFailure -> syncFailure.token() == token && syncFailure.cameAfter(episode))
                .map(syncFailure -> syncFailure.failing().by())
                .findFirst()
                .orElse(episode.beganByHost());
    }

    /**
     * If an episode missed three syncs while another continued, its token has recovered or fails in another way
     * now.
     */
    private List<Episode> notOutlasted(List<Episode> among) {
        return among.stream()
                .filter(episode -> !episode.cause().repeatsEverySync()
                        || among.stream().noneMatch(other -> outlasts(other, episode)))
                .toList();
    }

    private boolean outlasts(Episode longer, Episode episode) {
        return Duration.between(episode.lastByHost(), longer.lastByHost()).compareTo(thresholds.threeSyncs()) > 0;
    }

    private List<Episode> episodesNow(SyncFailure syncFailure) {
        List<Episode> explaining = syncFailure.explainedBy(episodes);
        List<Episode> still = current.stream().filter(explaining::contains).toList();
        return still.isEmpty()
                ? current.stream()
                        .filter(episode ->
                                syncFailure.canBeAbout(episode) && changedInto(episode, explaining, syncFailure))
                        .toList()
                : still;
    }

    /** Whether the failure changed its cause: one episode ended, another began, and the token still fails. */
    private boolean changedInto(Episode episode, List<Episode> before, SyncFailure syncFailure) {
        return before.stream()
                .anyMatch(ended -> syncFailure.failsAfter(ended)
                        && !episode.beganByHost().isBefore(ended.lastByHost().minus(thresholds.missedSync())));
    }

    /** A recovered token is the one an episode was about, unless the episode continued after the recovery. */
    private List<Episode> formerEpisodes(SyncFailure syncFailure) {
        Instant silentFrom =
                syncFailure.failing().recoveredBy().orElse(facts.now()).plus(thresholds.missedSync());
        return syncFailure.explainedBy(notOutlasted(episodes.stream()
                .filter(episode -> !episode.ofCase().lastSeenAt().isAfter(silentFrom))
                .toList()));
    }

    Correlated of(Episode episode) {
        if (!hasSeveral() || episode.kind() != TokenKind.ADE) {
            return Correlated.NOTHING;
        }
        Set<TokenTimeline> its = tokensOf(episode);
        Set<TokenTimeline> unclear = its.size() == 1 && current.contains(episode)
                ? only(token -> !its.contains(token) && !isClear(episode, token))
                : Set.of();
        boolean alone = its.size() == 1 && unclear.isEmpty();
        Map<TokenTimeline, Set<Episode>> shared = new HashMap<>();
        for (TokenTimeline token : its) {
            Set<Episode> others = new HashSet<>(episodesOf(token));
            others.remove(episode);
            if (!alone && !others.isEmpty()) {
                shared.put(token, Set.copyOf(others));
            }
        }
        Set<TokenTimeline> failing = new HashSet<>(its);
        failing.removeAll(shared.keySet());
        return new Correlated(
                failing,
                shared,
                shared.isEmpty() ? Set.of() : unclear,
                only(token -> !its.contains(token) && isAnothers(episode, token)));
    }

    /**
     * The tokens that the episode can be about. An episode that another outlasts keeps the tokens that still fail
     * and have no other cause; if it has no other token, also those that have one.
     */
    private Set<TokenTimeline> tokensOf(Episode episode) {
        Set<TokenTimeline> explained = only(token -> episodesOf(token).contains(episode));
        if (current.contains(episode)) {
            return explained;
        }
        Stream<TokenTimeline> kept = syncFailures.stream()
                .filter(SyncFailure::isOngoing)
                .filter(syncFailure ->
                        explained.isEmpty() || episodesOf(syncFailure.token()).isEmpty())
                .filter(syncFailure -> syncFailure.explainedBy(episodes).contains(episode))
                .map(SyncFailure::token);
        return Stream.concat(explained.stream(), kept).collect(toUnmodifiableSet());
    }

    private boolean isClear(Episode episode, TokenTimeline token) {
        return token.isKnownGoodSince(episode.beganSeenAt()) || isAnothers(episode, token);
    }

    private boolean isAnothers(Episode episode, TokenTimeline token) {
        Set<Episode> others = episodesOf(token);
        return !others.isEmpty() && !others.contains(episode);
    }

    private Set<Episode> episodesOf(TokenTimeline token) {
        return episodesOf.getOrDefault(token, Set.of());
    }

    private Set<TokenTimeline> only(Predicate<TokenTimeline> filter) {
        return tokens.stream().filter(filter).collect(toUnmodifiableSet());
    }
}
