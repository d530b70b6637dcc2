package dev.depwatch.assess;

import dev.depwatch.assess.SyncCorrelation.Correlated;
import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.inventory.InstanceInventory.Replaced;
import dev.depwatch.inventory.Reading.Sync;
import dev.depwatch.inventory.Reading.TokenState;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Token;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The tokens that a case can be about, separated as far as the evidence allows.
 *
 * @param failing those that fail as the case says: the only token, those whose own expiry or sync state shows it, or
 *     those that the API names
 * @param shared those that fail as this case or another case says, with those other cases
 * @param unclear if there are shared tokens: others that the case may be about instead
 * @param undecided if there are none of the above: those that no evidence rules out
 * @param byApple whether the times of Apple's API identify the failing tokens, or exclude others from the undecided
 */
record Candidates(
        List<TokenState> failing,
        Map<TokenState, Set<Episode>> shared,
        List<TokenState> unclear,
        List<TokenState> undecided,
        boolean byApple) {

    static Candidates of(Episode episode, Attribution.Evidence evidence) {
        AssessmentInput input = evidence.input();
        List<TokenState> ofKind = input.tokensFor(episode);
        if (!episode.tokens().isEmpty()) {
            return certain(only(
                    ofKind, state -> episode.tokens().contains(state.token().key())));
        }
        if (ofKind.size() == 1) {
            return certain(ofKind);
        }
        Correlated correlated = evidence.syncs().of(episode);
        List<TokenState> failing = only(
                ofKind,
                state -> correlated.certain().contains(state.token().key())
                        || explains(episode, state, ofKind, input)
                        || evidence.verdicts().isFlapping(episode, state));
        Map<TokenState, Set<Episode>> shared = new LinkedHashMap<>();
        only(ofKind, state -> correlated.shared().containsKey(state.token().key()) && !failing.contains(state))
                .forEach(state -> shared.put(
                        state, correlated.shared().getOrDefault(state.token().key(), Set.of())));
        if (!failing.isEmpty() || !shared.isEmpty()) {
            return new Candidates(
                    failing,
                    shared,
                    only(
                            ofKind,
                            state -> correlated.unclear().contains(state.token().key()) && !failing.contains(state)),
                    List.of(),
                    false);
        }
        List<TokenState> possible = orAll(ofKind, state -> canBeAbout(episode, state, input));
        List<TokenState> left = orAll(
                possible, state -> !correlated.others().contains(state.token().key()));
        AppleEvidence.Narrowed narrowed = evidence.apple().narrowed(episode, left);
        return narrowed.identified()
                ? new Candidates(narrowed.candidates(), Map.of(), List.of(), List.of(), true)
                : new Candidates(
                        List.of(),
                        Map.of(),
                        List.of(),
                        narrowed.candidates(),
                        narrowed.candidates().size() < left.size());
    }

    private static Candidates certain(List<TokenState> failing) {
        return new Candidates(failing, Map.of(), List.of(), List.of(), false);
    }

    /**
     * These candidates after all competing cases agreed on one remedy for some shared tokens, which then count as
     * failing.
     */
    Candidates agreedOn(Set<TokenState> agreed) {
        Map<TokenState, Set<Episode>> left = new LinkedHashMap<>(shared);
        left.keySet().removeAll(agreed);
        return new Candidates(
                Stream.concat(failing.stream(), shared.keySet().stream().filter(agreed::contains))
                        .toList(),
                left,
                left.isEmpty() ? List.of() : unclear,
                undecided,
                byApple);
    }

    /** Tokens that may be the one this case is about: shared with another case, or unclear. */
    List<TokenState> doubtful() {
        return Stream.concat(shared.keySet().stream(), unclear.stream()).toList();
    }

    /** The tokens that must be good before the case is over. */
    List<TokenState> all() {
        return Stream.of(failing, doubtful(), undecided).flatMap(List::stream).toList();
    }

    /**
     * The undecided tokens without those that have synced since the last sighting without a failure. Such a sync must
     * come more than one sync later: while a token fails, the others sync between any two of its sightings, so an
     * earlier sync proves nothing. It proves nothing either if the failure does not repeat at every sync.
     */
    List<TokenState> suspects(Episode episode, Thresholds thresholds) {
        Instant silent = episode.found().lastSeenAt().plus(thresholds.missedSync());
        return orAll(
                undecided,
                state -> !episode.cause().repeatsEverySync()
                        || state.sync()
                                .filter(sync ->
                                        !sync.reportsFailure() && sync.at().isAfter(silent))
                                .isEmpty());
    }

    /**
     * If the API named several tokens one after the other: those that it names now, or all if it names none now. An
     * expired token explains a failing sync by itself.
     */
    List<TokenState> stillFailing(Episode episode, AssessmentInput input) {
        if (episode.tokens().isEmpty()) {
            return failing;
        }
        Set<Token.Key> named = input.inventoryOf(episode.instance())
                .flatMap(InstanceInventory::reading)
                .map(reading -> reading.tokensReportedFailing(episode.cause()))
                .orElse(Set.of());
        List<TokenState> now =
                orAll(failing, state -> named.contains(state.token().key()));
        return episode.answerKnown() ? now : orAll(now, state -> !input.isExpired(state.token()));
    }

    private static List<TokenState> orAll(List<TokenState> states, Predicate<TokenState> filter) {
        List<TokenState> some = only(states, filter);
        return some.isEmpty() ? states : some;
    }

    /** Whether the token's own data shows that the cause is about it. */
    private static boolean explains(Episode episode, TokenState state, List<TokenState> ofKind, AssessmentInput input) {
        return switch (episode.cause()) {
            case TOKEN_EXPIRED ->
                input.hasPassed(state.token())
                        || wasReplaced(episode, state.token(), input)
                        || isTheOnlyOneToEnd(episode, state, ofKind, input);
            // A log reports an expired content token in the same words. A notification reports only a revoked one.
            case CONTENT_TOKEN_INVALID ->
                episode.found().statement().isEmpty()
                        && (input.isExpired(state.token()) || hadExpired(episode, state.token(), input));
            case CONTENT_TOKEN_CLAIMED_ELSEWHERE ->
                state.sync().filter(Sync::reportsClaimedElsewhere).isPresent();
            case TERMS_NOT_SIGNED,
                    TOKEN_REJECTED,
                    FORBIDDEN,
                    OAUTH_REFRESH_FAILED,
                    SERVER_INACTIVE,
                    BAD_REQUEST,
                    SERVICE_ERROR,
                    TOKEN_OF_ANOTHER_SERVER,
                    SYNC_FAILED -> false;
        };
    }

    /** Whether its date does not exclude it: a token that ends later has not expired. */
    static boolean canBeAbout(Episode episode, TokenState state, AssessmentInput input) {
        return episode.cause() != Cause.TOKEN_EXPIRED
                || wasReplaced(episode, state.token(), input)
                || !input.endsLater(state.token());
    }

    /** A date without a zone passes in some zones before it has passed in all. */
    private static boolean isTheOnlyOneToEnd(
            Episode episode, TokenState state, List<TokenState> ofKind, AssessmentInput input) {
        return state.token().expiry().isPresent()
                && only(ofKind, other -> canBeAbout(episode, other, input)).equals(List.of(state));
    }

    /** A token with a later date had not expired when it was replaced. */
    private static boolean wasReplaced(Episode episode, Token token, AssessmentInput input) {
        return input.replacementSince(episode, token.key())
                .filter(replaced -> replaced.former().filter(input::endsLater).isEmpty())
                .isPresent();
    }

    private static boolean hadExpired(Episode episode, Token token, AssessmentInput input) {
        return input.replacementSince(episode, token.key())
                .flatMap(Replaced::former)
                .filter(input::hasPassed)
                .isPresent();
    }

    private static List<TokenState> only(List<TokenState> states, Predicate<TokenState> filter) {
        return states.stream().filter(filter).toList();
    }
}
