package dev.depwatch.assess;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import dev.depwatch.assess.Candidate.Verdict;
import dev.depwatch.assess.Finding.Certainty;
import dev.depwatch.assess.Finding.Hint;
import dev.depwatch.inventory.InstanceInventory.Source;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Token;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Which token? One case can have several answers, because its tokens can differ in owner, organisation and later syncs,
 * and because some may or may not be meant.
 *
 * @param episode the part of the case since these tokens fail in this way
 * @param candidates the failing ones if certain, all candidates if one of several, none if unknown
 * @param ambiguous whether there are several candidates and no evidence separates them
 * @param verdict whether the failure counts against these tokens
 */
record Attribution(
        Episode episode,
        Certainty certainty,
        List<Candidate> candidates,
        boolean ambiguous,
        Verdict verdict,
        Set<Hint> hints) {

    static List<Attribution> of(Candidates candidates) {
        Episode episode = candidates.episode();
        InstanceFacts facts = candidates.facts();
        if (candidates.all().isEmpty()) {
            return List.of(unknown(episode, facts));
        }
        Set<Hint> hints = EnumSet.noneOf(Hint.class);
        if (facts.inventory().source() == Source.CONFIGURED) {
            hints.add(Hint.AS_CONFIGURED);
        }
        if (candidates.byApple()) {
            hints.add(candidates.undecided().isEmpty() ? Hint.APPLE_CONNECTIONS : Hint.APPLE_EXCLUDES);
        }
        List<Attribution> answers = new ArrayList<>();
        List<Candidate> failing = candidates.stillFailing();
        boolean isReadSince = facts.isReadSince(episode);
        boolean isTheOnlyOneKnown =
                candidates.ofKind().size() == 1 && facts.inventory().failure().isPresent();
        if (isReadSince || isTheOnlyOneKnown) {
            if (!isReadSince) {
                hints.add(Hint.TOKENS_NOT_READ_SINCE);
            }
            // An alert addresses one account or one organisation, and several failing tokens can belong to several.
            failing.stream()
                    .collect(groupingBy(Part::of, LinkedHashMap::new, toList()))
                    .forEach((part, alike) -> answers.add(new Attribution(
                            part.verdict() == Verdict.RENEWED ? episode : since(candidates, alike),
                            Certainty.CERTAIN,
                            alike,
                            false,
                            part.verdict(),
                            hints)));
        } else if (!failing.isEmpty()) {
            // A token may have appeared since the last reading, so these are worth reporting, but not as certain.
            oneOf(candidates, failing, false, hints).ifPresent(answers::add);
        }
        if (!candidates.doubtful().isEmpty()) {
            Set<Hint> more = EnumSet.of(Hint.SEVERAL_CAUSES);
            more.addAll(hints);
            oneOf(candidates, candidates.doubtful(), true, more).ifPresent(answers::add);
        }
        if (!candidates.undecided().isEmpty()) {
            oneOf(candidates, candidates.suspects(), true, hints).ifPresent(answers::add);
        }
        return answers;
    }

    /**
     * Leaves out the tokens that newer evidence clears. If it clears all of them while the log keeps reporting
     * failures, something else is wrong.
     */
    private static Optional<Attribution> oneOf(
            Candidates candidates, List<Candidate> possible, boolean isAmbiguous, Set<Hint> hints) {
        List<Candidate> left =
                possible.stream().filter(one -> one.verdict().isOngoing()).toList();
        if (!left.isEmpty()) {
            Verdict verdict = Collections.min(left, Comparator.comparing(Candidate::verdict))
                    .verdict();
            return Optional.of(
                    new Attribution(since(candidates, left), Certainty.ONE_OF, left, isAmbiguous, verdict, hints));
        }
        Episode episode = candidates.episode();
        boolean isContradicted = possible.stream().anyMatch(one -> one.verdict() == Verdict.SYNCED)
                && episode.lastedAtLeast(candidates.facts().thresholds().patience());
        return isContradicted
                ? Optional.of(new Attribution(episode, Certainty.ONE_OF, possible, isAmbiguous, Verdict.FLAPS, hints))
                : Optional.empty();
    }

    private static Episode since(Candidates candidates, List<Candidate> some) {
        return some.stream()
                .map(candidates::began)
                .min(Comparator.naturalOrder())
                .map(candidates.episode()::from)
                .orElse(candidates.episode());
    }

    private static Attribution unknown(Episode episode, InstanceFacts facts) {
        Set<Hint> why = facts.inventory().source() != Source.JAMF
                ? Set.of(Hint.OWNER_NOT_CONFIGURED)
                : facts.isReadSince(episode) ? Set.of() : Set.of(Hint.OWNER_NOT_READ_YET);
        return new Attribution(episode, Certainty.UNKNOWN, List.of(), false, Verdict.STANDS, why);
    }

    /** What one answer has in common. */
    private record Part(Optional<AppleId> account, String organization, Verdict verdict) {
        static Part of(Candidate one) {
            Token token = failed(one, one.verdict());
            return new Part(token.owner(), token.organization(), one.verdict());
        }
    }

    /** The token that failed: the former one if it has been replaced since. */
    private static Token failed(Candidate candidate, Verdict verdict) {
        return verdict == Verdict.RENEWED
                ? candidate.former()
                : candidate.timeline().token();
    }

    /** Each as it was when it failed. */
    List<Token> tokens() {
        return candidates.stream().map(one -> failed(one, verdict)).toList();
    }

    Optional<AppleId> account() {
        return Finding.commonOwner(tokens());
    }

    String organization() {
        return Finding.commonOrganization(tokens());
    }

    Stream<TokenTimeline> timelines() {
        return candidates.stream().map(Candidate::timeline);
    }

    boolean isAbout(TokenTimeline token) {
        return timelines().anyMatch(one -> one == token);
    }

    /** Whether there are tokens, and this is true of each. */
    boolean isAllOf(Predicate<TokenTimeline> question) {
        return !candidates.isEmpty() && timelines().allMatch(question);
    }
}
