package dev.depwatch.assess;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.depwatch.inventory.Reading.TokenState;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Uses the sync states of an instance's enrolment tokens to find which of several tokens a case is about. A state never
 * confirms a cause. It shows that a token fails and since when, and this links the token to a case: a failing token
 * appears in the log at every sync.
 */
final class SyncCorrelation {
    private final AssessmentInput input;
    private final Thresholds thresholds;
    private final Map<Instance, Site> sites = new HashMap<>();

    SyncCorrelation(AssessmentInput input) {
        this.input = input;
        this.thresholds = input.thresholds();
        input.openOrJustClosed()
                .filter(episode -> episode.kind() == TokenKind.ADE)
                .collect(groupingBy(Episode::instance))
                .forEach((instance, episodes) -> {
                    List<TokenState> tokens = episodes.stream()
                            .flatMap(episode -> input.tokensFor(episode).stream())
                            .distinct()
                            .toList();
                    if (tokens.size() > 1) {
                        sites.put(instance, new Site(tokens, episodes));
                    }
                });
    }

    /**
     * What the states show about one episode.
     *
     * @param certain the tokens that fail as it says, or did until just now, and that no other episode can be about
     * @param shared the tokens that fail as this or another episode says, with those other episodes
     * @param unclear if it shares its token: those that no evidence shows to work
     * @param others those that fail as other episodes say, and not as this one says
     */
    record Correlated(
            Set<Token.Key> certain,
            Map<Token.Key, Set<Episode>> shared,
            Set<Token.Key> unclear,
            Set<Token.Key> others) {
        static final Correlated NOTHING = new Correlated(Set.of(), Map.of(), Set.of(), Set.of());

        Correlated {
            certain = Set.copyOf(certain);
            shared = Map.copyOf(shared);
            unclear = Set.copyOf(unclear);
            others = Set.copyOf(others);
        }
    }

    Correlated of(Episode episode) {
        Site site = sites.get(episode.instance());
        return site == null || episode.kind() != TokenKind.ADE ? Correlated.NOTHING : site.of(episode);
    }

    /** When a token of the episode began to fail: with the episode, or later by its own state. */
    Instant began(Episode episode, Token.Key token) {
        Site site = sites.get(episode.instance());
        return site == null
                ? episode.began()
                : site.syncFailures.stream()
                        .filter(syncFailure -> syncFailure.token().equals(token) && syncFailure.cameAfter(episode))
                        .map(syncFailure -> syncFailure.failing().by())
                        .findFirst()
                        .orElse(episode.began());
    }

    /** One instance with several tokens. */
    private final class Site {
        private final List<TokenState> tokens;
        private final List<SyncFailure> syncFailures = new ArrayList<>();
        private final List<Episode> episodes;
        private final List<Episode> ongoing;
        /** For each token that fails, or did until just now: the episodes that it can be about. */
        private final Map<Token.Key, Set<Episode>> causes = new HashMap<>();

        Site(List<TokenState> tokens, List<Episode> episodes) {
            this.tokens = tokens;
            this.episodes = episodes;
            this.ongoing = notOutlasted(episodes.stream().filter(Episode::open).toList());
            for (TokenState state : tokens) {
                input.historyOf(state.token())
                        .failing()
                        .ifPresent(failing -> syncFailures.add(new SyncFailure(state, failing, input)));
            }
            syncFailures.forEach(syncFailure -> causes.put(
                    syncFailure.token(),
                    Set.copyOf(syncFailure.isOngoing() ? causes(syncFailure) : formerCauses(syncFailure))));
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
            return Duration.between(episode.last(), longer.last()).compareTo(thresholds.threeSyncs()) > 0;
        }

        private List<Episode> causes(SyncFailure syncFailure) {
            List<Episode> explaining = syncFailure.explainedBy(episodes);
            if (explaining.isEmpty()) {
                return ongoing.stream()
                        .filter(episode -> syncFailure.canBeAbout(episode)
                                && syncFailure.cameBefore(episode)
                                && allOthersWorkBut(syncFailure, episode))
                        .toList();
            }
            List<Episode> still = ongoing.stream().filter(explaining::contains).toList();
            return still.isEmpty()
                    ? ongoing.stream()
                            .filter(episode ->
                                    syncFailure.canBeAbout(episode) && changedInto(episode, explaining, syncFailure))
                            .toList()
                    : still;
        }

        /** Whether the failure changed its cause: one episode ended, another began, and the token still fails. */
        private boolean changedInto(Episode episode, List<Episode> before, SyncFailure syncFailure) {
            return before.stream()
                    .anyMatch(ended -> syncFailure.outlasts(ended)
                            && !episode.began().isBefore(ended.last().minus(thresholds.missedSync())));
        }

        /**
         * Whether only this token is left: it has failed since before the episode, and all others have synced well
         * since.
         */
        private boolean allOthersWorkBut(SyncFailure syncFailure, Episode episode) {
            return tokens.stream()
                    .filter(state -> !state.token().key().equals(syncFailure.token()))
                    .allMatch(state -> isWellSince(episode, state));
        }

        private boolean isWellSince(Episode episode, TokenState state) {
            return input.isKnownGood(state)
                    && state.sync()
                            .filter(sync -> sync.at().isAfter(episode.beganSeenAt()))
                            .isPresent();
        }

        /** A recovered token is the one an episode was about, unless the episode continued after the recovery. */
        private List<Episode> formerCauses(SyncFailure syncFailure) {
            Instant silentFrom =
                    syncFailure.failing().recoveredBy().orElse(input.now()).plus(thresholds.missedSync());
            return syncFailure.explainedBy(notOutlasted(episodes.stream()
                    .filter(episode -> !episode.found().lastSeenAt().isAfter(silentFrom))
                    .toList()));
        }

        Correlated of(Episode episode) {
            Set<Token.Key> explained = explained(episode);
            Set<Token.Key> unclear = explained.size() == 1 && ongoing.contains(episode)
                    ? keys(state -> !explained.contains(state.token().key()) && !isClear(episode, state))
                    : Set.of();
            boolean alone = explained.size() == 1 && unclear.isEmpty();
            Map<Token.Key, Set<Episode>> shared = new HashMap<>();
            for (Token.Key key : explained) {
                Set<Episode> others = new HashSet<>(causesOf(key));
                others.remove(episode);
                if (!alone && !others.isEmpty()) {
                    shared.put(key, Set.copyOf(others));
                }
            }
            Set<Token.Key> certain = new HashSet<>(explained);
            certain.removeAll(shared.keySet());
            return new Correlated(
                    certain,
                    shared,
                    shared.isEmpty() ? Set.of() : unclear,
                    keys(state -> !explained.contains(state.token().key()) && isAnothers(episode, state)));
        }

        /**
         * The tokens that the episode can be about. An episode that another outlasts keeps the tokens that still fail
         * and have no other cause; if it has no other token, also those that have one.
         */
        private Set<Token.Key> explained(Episode episode) {
            Set<Token.Key> explained =
                    keys(state -> causesOf(state.token().key()).contains(episode));
            if (ongoing.contains(episode)) {
                return explained;
            }
            Stream<Token.Key> kept = syncFailures.stream()
                    .filter(SyncFailure::isOngoing)
                    .filter(syncFailure ->
                            explained.isEmpty() || causesOf(syncFailure.token()).isEmpty())
                    .filter(syncFailure -> syncFailure.explainedBy(episodes).contains(episode))
                    .map(SyncFailure::token);
            return Stream.concat(explained.stream(), kept).collect(toUnmodifiableSet());
        }

        private boolean isClear(Episode episode, TokenState state) {
            return isWellSince(episode, state) || isAnothers(episode, state);
        }

        private boolean isAnothers(Episode episode, TokenState state) {
            Set<Episode> others = causesOf(state.token().key());
            return !others.isEmpty() && !others.contains(episode);
        }

        private Set<Episode> causesOf(Token.Key key) {
            return causes.getOrDefault(key, Set.of());
        }

        private Set<Token.Key> keys(Predicate<TokenState> filter) {
            return tokens.stream()
                    .filter(filter)
                    .map(state -> state.token().key())
                    .collect(toUnmodifiableSet());
        }
    }
}
