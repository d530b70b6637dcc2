package dev.depwatch.assess;

import dev.depwatch.assess.Finding.Certainty;
import dev.depwatch.assess.Finding.Reason;
import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.inventory.InstanceInventory.Replaced;
import dev.depwatch.inventory.InstanceInventory.Source;
import dev.depwatch.inventory.Reading.TokenState;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Token;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which token? One case can have several answers: tokens of each owner and organisation, tokens that did otherwise since, and
 * those that it may be about or not.
 *
 * @param tokens the failing ones if certain, all candidates if one of them, none if unknown; each as it was when it failed
 * @param ambiguous whether there are several candidates that nothing tells apart
 * @param began since when these tokens fail in this way
 * @param verdict whether the failure counts against these tokens
 */
record Attribution(
        Certainty certainty,
        List<Token> tokens,
        boolean ambiguous,
        Instant began,
        Verdict verdict,
        Set<Reason> reasons) {
    /** What the tokens of one assessment themselves tell. */
    record Evidence(Facts facts, SyncEvidence syncs, Verdicts verdicts) {}

    static List<Attribution> of(Run run, Evidence evidence) {
        return of(run, Candidates.of(run, evidence), evidence);
    }

    static List<Attribution> of(Run run, Candidates candidates, Evidence evidence) {
        Facts facts = evidence.facts();
        Optional<InstanceInventory> inventory = facts.inventoryOf(run.instance());
        if (inventory.isEmpty() || candidates.all().isEmpty()) {
            return List.of(unknown(run, inventory));
        }
        Set<Reason> reasons = EnumSet.noneOf(Reason.class);
        if (inventory.get().source() == Source.CONFIGURED) {
            reasons.add(Reason.AS_CONFIGURED);
        }
        List<Attribution> answers = new ArrayList<>();
        List<TokenState> failing = candidates.stillFailing(run, facts);
        boolean isReadSince = Facts.isReadSince(run, inventory.get());
        if (isReadSince || facts.isTheOnlyOneKnown(run)) {
            if (!isReadSince) {
                reasons.add(Reason.TOKENS_NOT_READ_SINCE);
            }
            // An alert goes to one account or one organisation, and several failing tokens can be of several.
            alike(failing, run, evidence)
                    .forEach((part, tokens) -> answers.add(new Attribution(
                            Certainty.CERTAIN,
                            tokens,
                            false,
                            part.verdict() == Verdict.RENEWED ? run.began() : began(run, tokens, evidence),
                            part.verdict(),
                            reasons)));
        } else if (!failing.isEmpty()) {
            // A token may have come since the last reading; then these are worth telling, but not as a certainty.
            oneOf(run, failing, false, reasons, evidence).ifPresent(answers::add);
        }
        if (!candidates.doubtful().isEmpty()) {
            Set<Reason> more = EnumSet.of(Reason.SEVERAL_CAUSES);
            more.addAll(reasons);
            oneOf(run, candidates.doubtful(), true, more, evidence).ifPresent(answers::add);
        }
        if (!candidates.untold().isEmpty()) {
            oneOf(run, candidates.suspects(run, facts.timing()), true, reasons, evidence)
                    .ifPresent(answers::add);
        }
        return answers;
    }

    /** Without those that are cleared. If all of them are, while the log goes on to tell of failures, something else is wrong. */
    private static Optional<Attribution> oneOf(
            Run run, List<TokenState> states, boolean isAmbiguous, Set<Reason> reasons, Evidence evidence) {
        Map<TokenState, Verdict> verdicts = new LinkedHashMap<>();
        states.forEach(state -> verdicts.put(state, evidence.verdicts().of(run, state)));
        List<Token> left = tokens(states.stream()
                .filter(state -> verdicts.getOrDefault(state, Verdict.STANDS).goesOn())
                .toList());
        if (!left.isEmpty()) {
            Verdict verdict = Stream.of(Verdict.STANDS, Verdict.AWAITS_SYNC, Verdict.FLAPS)
                    .filter(verdicts::containsValue)
                    .findFirst()
                    .orElseThrow();
            return Optional.of(
                    new Attribution(Certainty.ONE_OF, left, isAmbiguous, began(run, left, evidence), verdict, reasons));
        }
        boolean isContradicted = verdicts.containsValue(Verdict.SYNCED)
                && run.lastedAtLeast(evidence.facts().timing().patience());
        return isContradicted
                ? Optional.of(new Attribution(
                        Certainty.ONE_OF, tokens(states), isAmbiguous, run.began(), Verdict.FLAPS, reasons))
                : Optional.empty();
    }

    private static List<Token> tokens(List<TokenState> states) {
        return states.stream().map(TokenState::token).toList();
    }

    private static Instant began(Run run, List<Token> tokens, Evidence evidence) {
        return tokens.stream()
                .map(token -> began(run, token, evidence))
                .min(Comparator.naturalOrder())
                .orElse(run.began());
    }

    /** With the run, later by its own state, or with the token that is in place now. */
    private static Instant began(Run run, Token token, Evidence evidence) {
        Instant began = evidence.syncs().began(run, token.key());
        return evidence.facts()
                .replacementSince(run, token.key())
                .map(Replaced::at)
                .filter(at -> at.isAfter(began))
                .orElse(began);
    }

    private static Attribution unknown(Run run, Optional<InstanceInventory> inventory) {
        Set<Reason> why = inventory
                .filter(known -> known.source() == Source.JAMF)
                .map(known -> Facts.isReadSince(run, known) ? Set.<Reason>of() : Set.of(Reason.OWNER_NOT_READ_YET))
                .orElse(Set.of(Reason.OWNER_NOT_CONFIGURED));
        return new Attribution(Certainty.UNKNOWN, List.of(), false, run.began(), Verdict.STANDS, why);
    }

    private record Part(Optional<AppleId> account, String organization, Verdict verdict) {}

    private static Map<Part, List<Token>> alike(List<TokenState> states, Run run, Evidence evidence) {
        Map<Part, List<Token>> parts = new LinkedHashMap<>();
        for (TokenState state : states) {
            Verdict verdict = evidence.verdicts().of(run, state);
            Token token = failed(run, state, verdict, evidence);
            parts.computeIfAbsent(new Part(token.owner(), token.organization(), verdict), first -> new ArrayList<>())
                    .add(token);
        }
        return parts;
    }

    /** The token that failed: of one that has been replaced since, the one before. */
    private static Token failed(Run run, TokenState state, Verdict verdict, Evidence evidence) {
        return verdict == Verdict.RENEWED
                ? evidence.facts()
                        .replacementSince(run, state.token().key())
                        .flatMap(Replaced::former)
                        .orElse(state.token())
                : state.token();
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
