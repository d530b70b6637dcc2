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

/**
 * What the sync states of an instance's enrolment tokens tell: which of several fail as a case says. A state never confirms
 * a cause. It tells that a token fails and since when, and so to which of the instance's cases it belongs: a token that
 * fails is told of in the log at every sync.
 */
final class SyncEvidence {
    private final Facts facts;
    private final Timing timing;
    private final Map<Instance, Site> sites = new HashMap<>();

    SyncEvidence(Facts facts) {
        this.facts = facts;
        this.timing = facts.timing();
        facts.openOrJustClosed()
                .filter(run -> run.kind() == TokenKind.ADE)
                .collect(groupingBy(Run::instance))
                .forEach((instance, runs) -> {
                    List<TokenState> tokens = runs.stream()
                            .flatMap(run -> facts.tokensFor(run).stream())
                            .distinct()
                            .toList();
                    if (tokens.size() > 1) {
                        sites.put(instance, new Site(tokens, runs));
                    }
                });
    }

    /**
     * What the states tell of one run.
     *
     * @param certain the tokens that fail as it says, or did until just now, and that no other run can be about
     * @param shared the tokens that fail as it says or as another run says, with those others
     * @param unclear where it shares its token: those of which nothing tells that they work
     * @param others those that fail as others say, and not as it says
     */
    record Told(
            Set<Token.Key> certain, Map<Token.Key, Set<Run>> shared, Set<Token.Key> unclear, Set<Token.Key> others) {
        static final Told NOTHING = new Told(Set.of(), Map.of(), Set.of(), Set.of());

        Told {
            certain = Set.copyOf(certain);
            shared = Map.copyOf(shared);
            unclear = Set.copyOf(unclear);
            others = Set.copyOf(others);
        }
    }

    Told of(Run run) {
        Site site = sites.get(run.instance());
        return site == null || run.kind() != TokenKind.ADE ? Told.NOTHING : site.of(run);
    }

    /** When one of the run's tokens began to fail: with the run, or later by its own state. */
    Instant began(Run run, Token.Key token) {
        Site site = sites.get(run.instance());
        return site == null
                ? run.began()
                : site.turns.stream()
                        .filter(turn -> turn.token().equals(token) && turn.cameAfter(run))
                        .map(turn -> turn.failing().by())
                        .findFirst()
                        .orElse(run.began());
    }

    /** One instance with several tokens. */
    private final class Site {
        private final List<TokenState> tokens;
        private final List<Turn> turns = new ArrayList<>();
        private final List<Run> runs;
        private final List<Run> goingOn;
        /** Of each token that fails, or did until just now, the runs that it can be about. */
        private final Map<Token.Key, Set<Run>> causes = new HashMap<>();

        Site(List<TokenState> tokens, List<Run> runs) {
            this.tokens = tokens;
            this.runs = runs;
            this.goingOn = notOutlived(runs.stream().filter(Run::open).toList());
            for (TokenState state : tokens) {
                facts.historyOf(state.token())
                        .failing()
                        .ifPresent(failing -> turns.add(new Turn(state, failing, facts)));
            }
            turns.forEach(
                    turn -> causes.put(turn.token(), Set.copyOf(turn.goesOn() ? causes(turn) : formerCauses(turn))));
        }

        /** A run that missed three syncs while another went on is about a token that fails no more, or otherwise now. */
        private List<Run> notOutlived(List<Run> among) {
            return among.stream()
                    .filter(run ->
                            !run.cause().repeatsEverySync() || among.stream().noneMatch(other -> outlives(other, run)))
                    .toList();
        }

        private boolean outlives(Run longer, Run run) {
            return Duration.between(run.last(), longer.last()).compareTo(timing.threeSyncs()) > 0;
        }

        private List<Run> causes(Turn turn) {
            List<Run> explaining = turn.explainedBy(runs);
            if (explaining.isEmpty()) {
                return goingOn.stream()
                        .filter(run -> turn.canBeAbout(run) && turn.cameBefore(run) && allWellBut(turn, run))
                        .toList();
            }
            List<Run> still = goingOn.stream().filter(explaining::contains).toList();
            return still.isEmpty()
                    ? goingOn.stream()
                            .filter(run -> turn.canBeAbout(run) && becameOf(run, explaining, turn))
                            .toList()
                    : still;
        }

        /** Whether the failure changed its cause: as one run ended, another began, and the token fails on. */
        private boolean becameOf(Run run, List<Run> before, Turn turn) {
            return before.stream()
                    .anyMatch(ended -> turn.outlasts(ended)
                            && !run.began().isBefore(ended.last().minus(timing.missedSync())));
        }

        /** Nothing but this token is left: it has failed since before the run, and all others have synced well since. */
        private boolean allWellBut(Turn turn, Run run) {
            return tokens.stream()
                    .filter(state -> !state.token().key().equals(turn.token()))
                    .allMatch(state -> isWellSince(run, state));
        }

        private boolean isWellSince(Run run, TokenState state) {
            return facts.isKnownGood(state)
                    && state.sync()
                            .filter(sync -> sync.at().isAfter(run.beganSeenAt()))
                            .isPresent();
        }

        /** A token that has recovered is what a run was about, unless the run went on without it. */
        private List<Run> formerCauses(Turn turn) {
            Instant silentFrom =
                    turn.failing().recoveredBy().orElse(facts.now()).plus(timing.missedSync());
            return turn.explainedBy(notOutlived(runs.stream()
                    .filter(run -> !run.found().lastSeenAt().isAfter(silentFrom))
                    .toList()));
        }

        Told of(Run run) {
            Set<Token.Key> explained = explained(run);
            Set<Token.Key> unclear = explained.size() == 1 && goingOn.contains(run)
                    ? keys(state -> !explained.contains(state.token().key()) && !isClear(run, state))
                    : Set.of();
            boolean alone = explained.size() == 1 && unclear.isEmpty();
            Map<Token.Key, Set<Run>> shared = new HashMap<>();
            for (Token.Key key : explained) {
                Set<Run> others = new HashSet<>(causesOf(key));
                others.remove(run);
                if (!alone && !others.isEmpty()) {
                    shared.put(key, Set.copyOf(others));
                }
            }
            Set<Token.Key> certain = new HashSet<>(explained);
            certain.removeAll(shared.keySet());
            return new Told(
                    certain,
                    shared,
                    shared.isEmpty() ? Set.of() : unclear,
                    keys(state -> !explained.contains(state.token().key()) && isAnothers(run, state)));
        }

        /** The tokens that the run can be about. One that is outlived by another keeps its token if that is all it has. */
        private Set<Token.Key> explained(Run run) {
            Set<Token.Key> explained =
                    keys(state -> causesOf(state.token().key()).contains(run));
            return !explained.isEmpty() || goingOn.contains(run)
                    ? explained
                    : turns.stream()
                            .filter(Turn::goesOn)
                            .filter(turn -> turn.explainedBy(runs).contains(run))
                            .map(Turn::token)
                            .collect(toUnmodifiableSet());
        }

        private boolean isClear(Run run, TokenState state) {
            return isWellSince(run, state) || isAnothers(run, state);
        }

        private boolean isAnothers(Run run, TokenState state) {
            Set<Run> others = causesOf(state.token().key());
            return !others.isEmpty() && !others.contains(run);
        }

        private Set<Run> causesOf(Token.Key key) {
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
