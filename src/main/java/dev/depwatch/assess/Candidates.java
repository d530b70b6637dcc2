package dev.depwatch.assess;

import dev.depwatch.assess.SyncEvidence.Told;
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
 * The tokens that a case can be about, as far as what is known of them tells them apart.
 *
 * @param failing those that fail as it says: the only one there is, those whose own expiry or sync state tells, or those
 *     that the API itself names
 * @param shared those that fail as it says or as another case does, with those others
 * @param unclear beside what it shares: those that it may be about instead
 * @param untold where there is none of these: those that nothing rules out
 */
record Candidates(
        List<TokenState> failing, Map<TokenState, Set<Run>> shared, List<TokenState> unclear, List<TokenState> untold) {

    static Candidates of(Run run, Attribution.Evidence evidence) {
        Facts facts = evidence.facts();
        List<TokenState> ofKind = facts.tokensFor(run);
        if (!run.tokens().isEmpty()) {
            return certain(
                    only(ofKind, state -> run.tokens().contains(state.token().key())));
        }
        if (ofKind.size() == 1) {
            return certain(ofKind);
        }
        Told told = evidence.syncs().of(run);
        List<TokenState> failing = only(
                ofKind,
                state -> told.certain().contains(state.token().key())
                        || explains(run, state, ofKind, facts)
                        || evidence.verdicts().isFlapping(run, state));
        Map<TokenState, Set<Run>> shared = new LinkedHashMap<>();
        only(ofKind, state -> told.shared().containsKey(state.token().key()) && !failing.contains(state))
                .forEach(state -> shared.put(
                        state, told.shared().getOrDefault(state.token().key(), Set.of())));
        if (!failing.isEmpty() || !shared.isEmpty()) {
            return new Candidates(
                    failing,
                    shared,
                    only(ofKind, state -> told.unclear().contains(state.token().key()) && !failing.contains(state)),
                    List.of());
        }
        List<TokenState> possible = orAll(ofKind, state -> canBeAbout(run, state, facts));
        return new Candidates(
                List.of(),
                Map.of(),
                List.of(),
                orAll(possible, state -> !told.others().contains(state.token().key())));
    }

    private static Candidates certain(List<TokenState> failing) {
        return new Candidates(failing, Map.of(), List.of(), List.of());
    }

    /** The same, where all cases that share some of the tokens ask for one remedy: these need not be told apart. */
    Candidates agreedOn(Set<TokenState> agreed) {
        Map<TokenState, Set<Run>> left = new LinkedHashMap<>(shared);
        left.keySet().removeAll(agreed);
        return new Candidates(
                Stream.concat(failing.stream(), agreed.stream()).toList(),
                left,
                left.isEmpty() ? List.of() : unclear,
                untold);
    }

    /** Those of which one fails as it says or as another case does. */
    List<TokenState> doubtful() {
        return Stream.concat(shared.keySet().stream(), unclear.stream()).toList();
    }

    /** Those that must be good for the case to be over. */
    List<TokenState> all() {
        return Stream.of(failing, doubtful(), untold).flatMap(List::stream).toList();
    }

    /**
     * The untold without those that have a sync newer than the last sighting and that does not tell failure. Newer by
     * more than a sync: while a token fails, the others sync between any two of its sightings, and that tells nothing.
     * Neither does it of a failure that does not come with every sync.
     */
    List<TokenState> suspects(Run run, Timing timing) {
        Instant silent = run.found().lastSeenAt().plus(timing.missedSync());
        return orAll(
                untold,
                state -> !run.cause().repeatsEverySync()
                        || state.sync()
                                .filter(sync ->
                                        !sync.tellsFailure() && sync.at().isAfter(silent))
                                .isEmpty());
    }

    /**
     * Of several tokens that the API has named in turn those that it names now, or all of them if it names none any more. A
     * date that is over explains a failing sync by itself.
     */
    List<TokenState> stillFailing(Run run, Facts facts) {
        if (run.tokens().isEmpty()) {
            return failing;
        }
        Set<Token.Key> said = facts.inventoryOf(run.instance())
                .flatMap(InstanceInventory::reading)
                .map(reading -> reading.tokensSaidToFail(run.cause()))
                .orElse(Set.of());
        List<TokenState> now =
                orAll(failing, state -> said.contains(state.token().key()));
        return run.stated() ? now : orAll(now, state -> !facts.isExpired(state.token()));
    }

    private static List<TokenState> orAll(List<TokenState> states, Predicate<TokenState> filter) {
        List<TokenState> some = only(states, filter);
        return some.isEmpty() ? states : some;
    }

    /** Whether a token itself says that the cause is about it. */
    private static boolean explains(Run run, TokenState state, List<TokenState> ofKind, Facts facts) {
        return switch (run.cause()) {
            case TOKEN_EXPIRED ->
                facts.hasPassed(state.token())
                        || wasReplaced(run, state.token(), facts)
                        || isTheOnlyOneToEnd(run, state, ofKind, facts);
            // A log says the same of a content token that has expired. A notification says that one was revoked.
            case CONTENT_TOKEN_INVALID ->
                run.found().statement().isEmpty()
                        && (facts.isExpired(state.token()) || hadExpired(run, state.token(), facts));
            case CONTENT_TOKEN_CLAIMED_ELSEWHERE ->
                state.sync().filter(Sync::tellsClaimedElsewhere).isPresent();
            default -> false;
        };
    }

    private static boolean canBeAbout(Run run, TokenState state, Facts facts) {
        return run.cause() != Cause.TOKEN_EXPIRED
                || wasReplaced(run, state.token(), facts)
                || !facts.endsLater(state.token());
    }

    /** A date without a zone is over somewhere before it is over everywhere. */
    private static boolean isTheOnlyOneToEnd(Run run, TokenState state, List<TokenState> ofKind, Facts facts) {
        return state.token().expiry().isPresent()
                && only(ofKind, other -> canBeAbout(run, other, facts)).equals(List.of(state));
    }

    /** What was to end later had not expired when it was replaced. */
    private static boolean wasReplaced(Run run, Token token, Facts facts) {
        return facts.replacementSince(run, token.key())
                .filter(replaced -> replaced.former().filter(facts::endsLater).isEmpty())
                .isPresent();
    }

    private static boolean hadExpired(Run run, Token token, Facts facts) {
        return facts.replacementSince(run, token.key())
                .flatMap(Replaced::former)
                .filter(facts::hasPassed)
                .isPresent();
    }

    private static List<TokenState> only(List<TokenState> states, Predicate<TokenState> filter) {
        return states.stream().filter(filter).toList();
    }
}
