package dev.depwatch.assess;

import dev.depwatch.assess.Finding.Certainty;
import dev.depwatch.assess.Finding.Hint;
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
 * Which token? One case can have several answers, because its tokens can differ in owner, organisation and later syncs,
 * and because some may or may not be meant.
 *
 * @param tokens the failing ones if certain, all candidates if one of several, none if unknown; each as it was when it
 *     failed
 * @param ambiguous whether there are several candidates and no evidence separates them
 * @param began since when these tokens fail in this way
 * @param verdict whether the failure counts against these tokens
 */
record Attribution(
        Certainty certainty, List<Token> tokens, boolean ambiguous, Instant began, Verdict verdict, Set<Hint> hints) {
    /** The evidence from the tokens themselves, shared by all rules of one assessment. */
    record Evidence(AssessmentInput input, SyncCorrelation syncs, Verdicts verdicts, AppleEvidence apple) {}

    /** A case, its candidates and the answers that follow from them. All rules of one assessment share it. */
    record Attributed(Episode episode, Candidates candidates, List<Attribution> answers) {
        static Attributed of(Episode episode, Evidence evidence) {
            Candidates candidates = Candidates.of(episode, evidence);
            return new Attributed(episode, candidates, Attribution.of(episode, candidates, evidence));
        }
    }

    static List<Attribution> of(Episode episode, Candidates candidates, Evidence evidence) {
        AssessmentInput input = evidence.input();
        Optional<InstanceInventory> inventory = input.inventoryOf(episode.instance());
        if (inventory.isEmpty() || candidates.all().isEmpty()) {
            return List.of(unknown(episode, inventory));
        }
        Set<Hint> hints = EnumSet.noneOf(Hint.class);
        if (inventory.get().source() == Source.CONFIGURED) {
            hints.add(Hint.AS_CONFIGURED);
        }
        if (candidates.byApple()) {
            hints.add(candidates.undecided().isEmpty() ? Hint.APPLE_CONNECTIONS : Hint.APPLE_EXCLUDES);
        }
        List<Attribution> answers = new ArrayList<>();
        List<TokenState> failing = candidates.stillFailing(episode, input);
        boolean isReadSince = AssessmentInput.isReadSince(episode, inventory.get());
        if (isReadSince || input.isTheOnlyOneKnown(episode)) {
            if (!isReadSince) {
                hints.add(Hint.TOKENS_NOT_READ_SINCE);
            }
            // An alert addresses one account or one organisation, and several failing tokens can belong to several.
            alike(failing, episode, evidence)
                    .forEach((part, tokens) -> answers.add(new Attribution(
                            Certainty.CERTAIN,
                            tokens,
                            false,
                            part.verdict() == Verdict.RENEWED ? episode.began() : began(episode, tokens, evidence),
                            part.verdict(),
                            hints)));
        } else if (!failing.isEmpty()) {
            // A token may have appeared since the last reading, so these are worth reporting, but not as certain.
            oneOf(episode, failing, false, hints, evidence).ifPresent(answers::add);
        }
        if (!candidates.doubtful().isEmpty()) {
            Set<Hint> more = EnumSet.of(Hint.SEVERAL_CAUSES);
            more.addAll(hints);
            oneOf(episode, candidates.doubtful(), true, more, evidence).ifPresent(answers::add);
        }
        if (!candidates.undecided().isEmpty()) {
            oneOf(episode, candidates.suspects(episode, input.thresholds()), true, hints, evidence)
                    .ifPresent(answers::add);
        }
        return answers;
    }

    /**
     * Leaves out the tokens that newer evidence clears. If it clears all of them while the log keeps reporting
     * failures, something else is wrong.
     */
    private static Optional<Attribution> oneOf(
            Episode episode, List<TokenState> states, boolean isAmbiguous, Set<Hint> hints, Evidence evidence) {
        Map<TokenState, Verdict> verdicts = new LinkedHashMap<>();
        states.forEach(state -> verdicts.put(state, evidence.verdicts().of(episode, state)));
        List<Token> left = tokens(states.stream()
                .filter(state -> verdicts.getOrDefault(state, Verdict.STANDS).isOngoing())
                .toList());
        if (!left.isEmpty()) {
            Verdict verdict = Stream.of(Verdict.STANDS, Verdict.AWAITS_SYNC, Verdict.FLAPS)
                    .filter(verdicts::containsValue)
                    .findFirst()
                    .orElseThrow();
            return Optional.of(new Attribution(
                    Certainty.ONE_OF, left, isAmbiguous, began(episode, left, evidence), verdict, hints));
        }
        boolean isContradicted = verdicts.containsValue(Verdict.SYNCED)
                && episode.lastedAtLeast(evidence.input().thresholds().patience());
        return isContradicted
                ? Optional.of(new Attribution(
                        Certainty.ONE_OF, tokens(states), isAmbiguous, episode.began(), Verdict.FLAPS, hints))
                : Optional.empty();
    }

    private static List<Token> tokens(List<TokenState> states) {
        return states.stream().map(TokenState::token).toList();
    }

    private static Instant began(Episode episode, List<Token> tokens, Evidence evidence) {
        return tokens.stream()
                .map(token -> began(episode, token, evidence))
                .min(Comparator.naturalOrder())
                .orElse(episode.began());
    }

    /** When the episode began, or later when the token's own state failed or when the current token was first seen. */
    private static Instant began(Episode episode, Token token, Evidence evidence) {
        Instant began = evidence.apple()
                .stoppedLater(episode, token)
                .orElseGet(() -> evidence.syncs().began(episode, token.key()));
        return evidence.input()
                .replacementSince(episode, token.key())
                .map(Replaced::at)
                .filter(at -> at.isAfter(began))
                .orElse(began);
    }

    private static Attribution unknown(Episode episode, Optional<InstanceInventory> inventory) {
        Set<Hint> why = inventory
                .filter(known -> known.source() == Source.JAMF)
                .map(known ->
                        AssessmentInput.isReadSince(episode, known) ? Set.<Hint>of() : Set.of(Hint.OWNER_NOT_READ_YET))
                .orElse(Set.of(Hint.OWNER_NOT_CONFIGURED));
        return new Attribution(Certainty.UNKNOWN, List.of(), false, episode.began(), Verdict.STANDS, why);
    }

    private record Part(Optional<AppleId> account, String organization, Verdict verdict) {}

    private static Map<Part, List<Token>> alike(List<TokenState> states, Episode episode, Evidence evidence) {
        Map<Part, List<Token>> parts = new LinkedHashMap<>();
        for (TokenState state : states) {
            Verdict verdict = evidence.verdicts().of(episode, state);
            Token token = failed(episode, state, verdict, evidence);
            parts.computeIfAbsent(new Part(token.owner(), token.organization(), verdict), first -> new ArrayList<>())
                    .add(token);
        }
        return parts;
    }

    /** The token that failed: the former one if it has been replaced since. */
    private static Token failed(Episode episode, TokenState state, Verdict verdict, Evidence evidence) {
        return verdict == Verdict.RENEWED
                ? evidence.input()
                        .replacementSince(episode, state.token().key())
                        .flatMap(Replaced::former)
                        .orElse(state.token())
                : state.token();
    }

    /** The owner of all tokens; empty if one has no owner or if they have several. */
    static Optional<AppleId> commonOwner(List<Token> tokens) {
        List<Optional<AppleId>> owners =
                tokens.stream().map(Token::owner).distinct().toList();
        return owners.size() == 1 ? owners.get(0) : Optional.empty();
    }

    Optional<AppleId> account() {
        return commonOwner(tokens);
    }
}
