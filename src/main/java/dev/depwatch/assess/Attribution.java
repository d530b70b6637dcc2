package dev.depwatch.assess;

import dev.depwatch.assess.Finding.Certainty;
import dev.depwatch.assess.Finding.Reason;
import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.inventory.InstanceInventory.Source;
import dev.depwatch.inventory.Reading;
import dev.depwatch.inventory.Reading.Sync;
import dev.depwatch.inventory.Reading.TokenState;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Token;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which token?
 *
 * @param tokens the failing ones if certain, all candidates if one of them, none if unknown
 * @param ambiguous whether there are several candidates that nothing tells apart
 */
record Attribution(Certainty certainty, List<Token> tokens, boolean ambiguous, Set<Reason> reasons) {

    static Attribution of(Run run, Facts facts) {
        return facts.inventoryOf(run.instance())
                .map(inventory -> of(run, inventory, facts))
                .orElseGet(() -> unknown(Set.of(Reason.OWNER_NOT_CONFIGURED)));
    }

    private static Attribution of(Run run, InstanceInventory inventory, Facts facts) {
        List<TokenState> candidates = candidates(run, inventory, facts.now());
        boolean readSince = Facts.isReadSince(run, inventory);
        if (candidates.isEmpty()) {
            return unknown(whyNoTokens(inventory, readSince));
        }
        Set<Reason> reasons = inventory.source() == Source.CONFIGURED ? Set.of(Reason.AS_CONFIGURED) : Set.of();
        boolean ambiguous = candidates.size() > 1 && !stateTells(run, inventory, facts.now());
        if (!ambiguous) {
            // A token may have come since the last reading; then its name is worth telling, but not as a certainty.
            Certainty certainty = readSince ? Certainty.CERTAIN : Certainty.ONE_OF;
            return new Attribution(certainty, tokens(stillSaid(run, inventory, candidates, facts)), false, reasons);
        }
        List<TokenState> suspects = candidates.stream()
                .filter(state -> !hasSyncedSince(run, state, facts.timing()))
                .toList();
        return new Attribution(Certainty.ONE_OF, tokens(suspects.isEmpty() ? candidates : suspects), true, reasons);
    }

    /**
     * Of several tokens that the API has named in turn those that it names now, or all of them if it names none any more. A
     * date that is over explains a failing sync by itself.
     */
    private static List<TokenState> stillSaid(
            Run run, InstanceInventory inventory, List<TokenState> candidates, Facts facts) {
        if (run.tokens().isEmpty()) {
            return candidates;
        }
        Set<Token.Key> said = inventory
                .reading()
                .map(reading -> reading.tokensSaidToFail(run.cause()))
                .orElse(Set.of());
        List<TokenState> now =
                only(candidates, state -> said.contains(state.token().key()));
        return run.stated() ? now : only(now, state -> !facts.isExpired(state.token()));
    }

    private static List<TokenState> only(List<TokenState> states, Predicate<TokenState> condition) {
        List<TokenState> some = states.stream().filter(condition).toList();
        return some.isEmpty() ? states : some;
    }

    /** The tokens that a case can be about. */
    static List<TokenState> candidates(Run run, InstanceInventory inventory, Instant now) {
        List<TokenState> ofKind = inventory.reading().map(Reading::tokens).orElse(List.of()).stream()
                .filter(state -> state.token().kind() == run.kind())
                .sorted(Comparator.comparing(state -> state.token().id()))
                .toList();
        return stateTells(run, inventory, now)
                ? ofKind.stream()
                        .filter(state -> explains(run, inventory, state, now))
                        .toList()
                : ofKind;
    }

    /** Whether the tokens themselves say which of them the cause is about. */
    private static boolean stateTells(Run run, InstanceInventory inventory, Instant now) {
        return !run.tokens().isEmpty()
                || inventory.reading().map(Reading::tokens).orElse(List.of()).stream()
                        .anyMatch(state -> explains(run, inventory, state, now));
    }

    private static boolean explains(Run run, InstanceInventory inventory, TokenState state, Instant now) {
        if (!run.tokens().isEmpty()) {
            return run.tokens().contains(state.token().key());
        }
        return switch (run.cause()) {
            case TOKEN_EXPIRED -> expiryExplains(run, inventory, state, now);
            case CONTENT_TOKEN_CLAIMED_ELSEWHERE ->
                state.sync().filter(Sync::claimedElsewhere).isPresent();
            default -> false;
        };
    }

    /** Its time is over; or it was, for it has been replaced since. */
    private static boolean expiryExplains(Run run, InstanceInventory inventory, TokenState state, Instant now) {
        Instant replaced = inventory.replacedAt().get(state.token().key());
        return state.token().kind() == run.kind()
                && (isOver(state.token(), now)
                        || (replaced != null && !replaced.isBefore(run.found().firstSeenAt())));
    }

    /**
     * A token with a good sync newer than the last sighting is no candidate. Newer by more than a sync: while a token
     * fails, the others sync between any two of its sightings, and that tells nothing.
     */
    private static boolean hasSyncedSince(Run run, TokenState state, Timing timing) {
        return state.sync()
                .filter(sync -> !sync.tellsFailure())
                .filter(sync -> sync.at().isAfter(run.found().lastSeenAt().plus(timing.missedSync())))
                .isPresent();
    }

    private static Set<Reason> whyNoTokens(InstanceInventory inventory, boolean readSince) {
        return switch (inventory.source()) {
            case NONE, CONFIGURED -> Set.of(Reason.OWNER_NOT_CONFIGURED);
            case JAMF -> readSince ? Set.of() : Set.of(Reason.OWNER_NOT_READ_YET);
        };
    }

    private static Attribution unknown(Set<Reason> reasons) {
        return new Attribution(Certainty.UNKNOWN, List.of(), false, reasons);
    }

    private static List<Token> tokens(List<TokenState> states) {
        return states.stream().map(TokenState::token).toList();
    }

    static boolean isOver(Token token, Instant now) {
        return token.expiry().filter(expiry -> expiry.isOver(now)).isPresent();
    }

    /** The one owner of all of them; empty if one has none or they have several. */
    static Optional<AppleId> commonOwner(List<Token> tokens) {
        List<Optional<AppleId>> owners =
                tokens.stream().map(Token::owner).distinct().toList();
        return owners.size() == 1 ? owners.get(0) : Optional.empty();
    }

    Optional<AppleId> account() {
        return commonOwner(tokens);
    }
}
