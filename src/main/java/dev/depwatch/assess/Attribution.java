package dev.depwatch.assess;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import dev.depwatch.assess.Finding.Certainty;
import dev.depwatch.assess.Finding.Reason;
import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.inventory.InstanceInventory.Source;
import dev.depwatch.inventory.Reading.TokenState;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Remedy;
import dev.depwatch.token.Token;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Which token? One case can have several answers: tokens of each owner and organisation, and those that it may be about or
 * not.
 *
 * @param tokens the failing ones if certain, all candidates if one of them, none if unknown; each as it was when it failed
 * @param ambiguous whether there are several candidates that nothing tells apart
 * @param began since when these tokens fail in this way
 */
record Attribution(Certainty certainty, List<Token> tokens, boolean ambiguous, Instant began, Set<Reason> reasons) {

    /** @param remedyOf what each run asks for; see {@link SyncEvidence#of} */
    static List<Attribution> of(Run run, Facts facts, SyncEvidence syncs, Function<Run, Remedy> remedyOf) {
        Optional<InstanceInventory> inventory = facts.inventoryOf(run.instance());
        Candidates candidates = Candidates.of(run, facts, syncs, remedyOf);
        if (inventory.isEmpty() || candidates.all().isEmpty()) {
            return List.of(unknown(run, inventory));
        }
        Set<Reason> reasons = EnumSet.noneOf(Reason.class);
        if (inventory.get().source() == Source.CONFIGURED) {
            reasons.add(Reason.AS_CONFIGURED);
        }
        List<Attribution> answers = new ArrayList<>();
        List<Token> failing = tokens(candidates.stillFailing(run, facts), run, facts);
        if (Facts.isReadSince(run, inventory.get())) {
            // An alert goes to one account or one organisation, and several failing tokens can be of several.
            byOwnerAndOrganization(failing)
                    .forEach(part -> answers.add(
                            new Attribution(Certainty.CERTAIN, part, false, began(run, part, syncs), reasons)));
        } else if (!failing.isEmpty()) {
            // A token may have come since the last reading; then these are worth telling, but not as a certainty.
            answers.add(new Attribution(Certainty.ONE_OF, failing, false, began(run, failing, syncs), reasons));
        }
        if (!candidates.doubtful().isEmpty()) {
            Set<Reason> more = EnumSet.of(Reason.SEVERAL_CAUSES);
            more.addAll(reasons);
            List<Token> doubtful = tokens(candidates.doubtful(), run, facts);
            answers.add(new Attribution(Certainty.ONE_OF, doubtful, true, began(run, doubtful, syncs), more));
        }
        if (!candidates.untold().isEmpty()) {
            List<Token> suspects = tokens(candidates.suspects(run, facts.timing()), run, facts);
            answers.add(new Attribution(Certainty.ONE_OF, suspects, true, run.began(), reasons));
        }
        return answers;
    }

    private static Instant began(Run run, List<Token> tokens, SyncEvidence syncs) {
        return tokens.stream()
                .map(token -> syncs.began(run, token.key()))
                .min(Comparator.naturalOrder())
                .orElse(run.began());
    }

    private static Attribution unknown(Run run, Optional<InstanceInventory> inventory) {
        Set<Reason> why = inventory
                .filter(known -> known.source() == Source.JAMF)
                .map(known -> Facts.isReadSince(run, known) ? Set.<Reason>of() : Set.of(Reason.OWNER_NOT_READ_YET))
                .orElse(Set.of(Reason.OWNER_NOT_CONFIGURED));
        return new Attribution(Certainty.UNKNOWN, List.of(), false, run.began(), why);
    }

    private static Collection<List<Token>> byOwnerAndOrganization(List<Token> tokens) {
        record Owner(Optional<AppleId> account, String organization) {}

        return tokens.stream()
                .collect(groupingBy(
                        token -> new Owner(token.owner(), token.organization()), LinkedHashMap::new, toList()))
                .values();
    }

    private static List<Token> tokens(List<TokenState> states, Run run, Facts facts) {
        return states.stream().map(state -> facts.failed(run, state)).toList();
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
