package dev.depwatch.assess;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import dev.depwatch.assess.Candidate.Connection;
import dev.depwatch.assess.Candidate.Verdict;
import dev.depwatch.assess.Finding.Certainty;
import dev.depwatch.assess.Finding.Hint;
import dev.depwatch.assess.SyncCorrelation.Correlated;
import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.inventory.InstanceInventory.Source;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Token;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The tokens that an episode can be about, separated as far as the evidence allows, and which of them it is about.
 *
 * @param ofKind all of them
 * @param failing those that fail as the case says: the only token, those whose own expiry or sync state shows it, or
 *     those that the API names
 * @param shared tokens that fail, but another case may be the reason, with those other cases
 * @param unclear if there are shared tokens: others that may be meant instead
 * @param undecided used only if the three above are empty: those that no evidence rules out
 * @param byApple whether the times of Apple's API identify the failing tokens, or exclude others from the undecided
 */
record Candidates(
        Episode episode,
        InstanceFacts facts,
        SyncCorrelation syncs,
        List<Candidate> ofKind,
        List<Candidate> failing,
        Map<Candidate, Set<Episode>> shared,
        List<Candidate> unclear,
        List<Candidate> undecided,
        boolean byApple) {
    /** For each open or recently closed episode. */
    static List<Candidates> ofEpisodes(AssessmentInput input) {
        List<Candidates> all = new ArrayList<>();
        for (InstanceFacts facts : input.instances()) {
            if (!facts.episodes().isEmpty()) {
                SyncCorrelation syncs = new SyncCorrelation(facts);
                facts.episodes().forEach(episode -> all.add(of(episode, facts, syncs)));
            }
        }
        return all;
    }

    private static Candidates of(Episode episode, InstanceFacts facts, SyncCorrelation syncs) {
        List<TokenTimeline> tokens = facts.tokensFor(episode);
        List<Candidate> ofKind = tokens.stream()
                .map(token -> new Candidate(episode, token, tokens, facts))
                .toList();
        Candidates all =
                new Candidates(episode, facts, syncs, ofKind, List.of(), Map.of(), List.of(), List.of(), false);
        if (!episode.tokens().isEmpty()) {
            return all.withFailing(
                    only(ofKind, one -> episode.tokens().contains(one.timeline().key())), false);
        }
        return ofKind.size() == 1 ? all.withFailing(ofKind, false) : all.separated(syncs.of(episode));
    }

    private Candidates separated(Correlated correlated) {
        List<Candidate> itsOwn =
                only(ofKind, one -> correlated.failing().contains(one.timeline()) || explains(one) || one.isFlapping());
        List<Candidate> others = only(ofKind, one -> !itsOwn.contains(one));
        Map<Candidate, Set<Episode>> withOthers = new LinkedHashMap<>();
        others.forEach(one -> Optional.ofNullable(correlated.shared().get(one.timeline()))
                .ifPresent(episodes -> withOthers.put(one, episodes)));
        return itsOwn.isEmpty() && withOthers.isEmpty()
                ? undecided(correlated)
                : with(
                        itsOwn,
                        withOthers,
                        only(others, one -> correlated.unclear().contains(one.timeline())),
                        List.of(),
                        false);
    }

    private Candidates with(
            List<Candidate> itsOwn,
            Map<Candidate, Set<Episode>> withOthers,
            List<Candidate> notClear,
            List<Candidate> notDecided,
            boolean isByApple) {
        return new Candidates(episode, facts, syncs, ofKind, itsOwn, withOthers, notClear, notDecided, isByApple);
    }

    private Candidates withFailing(List<Candidate> some, boolean isByApple) {
        return with(some, Map.of(), List.of(), List.of(), isByApple);
    }

    private Candidates withUndecided(List<Candidate> some, boolean isByApple) {
        return with(List.of(), Map.of(), List.of(), some, isByApple);
    }

    private Candidates undecided(Correlated correlated) {
        List<Candidate> possible = orAll(ofKind, Candidate::canBeAbout);
        return narrowedByApple(orAll(possible, one -> !correlated.others().contains(one.timeline())));
    }

    /**
     * Without those whose servers went on; all of them where that leaves nothing that explains the case. Only failures
     * at every sync stop a server, and a fault of Apple's service or of the host's clock is no token's.
     */
    private Candidates narrowedByApple(List<Candidate> all) {
        if (all.size() < 2
                || !episode.cause().repeatsEverySync()
                || episode.cause() == Cause.SERVICE_ERROR
                || episode.cause() == Cause.CLOCK_REFUSED
                || episode.ofCase().condition().isPresent()
                || !facts.isDense(episode)) {
            return withUndecided(all, false);
        }
        List<Candidate> left = only(all, one -> one.connection() != Connection.EXCLUDES);
        if (left.isEmpty() || left.size() == all.size()) {
            return withUndecided(all, false);
        }
        if (left.stream().noneMatch(one -> one.connection() == Connection.UNKNOWN)) {
            return withFailing(left, true);
        }
        return left.size() > 1 ? withUndecided(left, true) : withUndecided(all, false);
    }

    /**
     * These candidates after all competing cases agreed on one remedy for some shared tokens, which then count as
     * failing.
     */
    Candidates agreedOn(Set<Candidate> agreed) {
        Map<Candidate, Set<Episode>> left = new LinkedHashMap<>(shared);
        left.keySet().removeAll(agreed);
        return with(
                Stream.concat(failing.stream(), shared.keySet().stream().filter(agreed::contains))
                        .toList(),
                left,
                left.isEmpty() ? List.of() : unclear,
                undecided,
                byApple);
    }

    /** Tokens that may be the one this case is about: shared with another case, or unclear. */
    private List<Candidate> doubtful() {
        return Stream.concat(shared.keySet().stream(), unclear.stream()).toList();
    }

    /** The tokens that must be good before the case is over. */
    List<Candidate> notExcluded() {
        return Stream.of(failing, doubtful(), undecided).flatMap(List::stream).toList();
    }

    /**
     * Which token? One case can have several attributions, because its tokens can differ in owner, organisation and
     * later syncs, and because some may or may not be meant.
     */
    List<Attribution> attributions() {
        if (notExcluded().isEmpty()) {
            return List.of(unknown());
        }
        Set<Hint> hints = EnumSet.noneOf(Hint.class);
        if (facts.inventory().source() == Source.CONFIGURED) {
            hints.add(Hint.AS_CONFIGURED);
        }
        if (byApple) {
            hints.add(undecided.isEmpty() ? Hint.APPLE_CONNECTIONS : Hint.APPLE_EXCLUDES);
        }
        List<Attribution> attributions = new ArrayList<>();
        boolean isReadSince = facts.isReadSince(episode);
        boolean isTheOnlyOneKnown =
                ofKind.size() == 1 && facts.inventory().failure().isPresent();
        if (isReadSince || isTheOnlyOneKnown) {
            if (!isReadSince) {
                hints.add(Hint.TOKENS_NOT_READ_SINCE);
            }
            // An alert addresses one account or one organisation, and several failing tokens can belong to several.
            stillFailing().stream()
                    .collect(groupingBy(Attribution.Part::of, LinkedHashMap::new, toList()))
                    .forEach((part, alike) -> attributions.add(new Attribution(
                            part.verdict() == Verdict.RENEWED ? episode : since(alike),
                            Certainty.CERTAIN,
                            alike,
                            false,
                            part.verdict(),
                            hints)));
        } else if (!failing.isEmpty()) {
            // A token may have appeared since the last reading, so these are worth reporting, but not as certain.
            oneOf(stillFailing(), false, hints).ifPresent(attributions::add);
        }
        if (!doubtful().isEmpty()) {
            Set<Hint> more = EnumSet.of(Hint.SEVERAL_CAUSES);
            more.addAll(hints);
            oneOf(doubtful(), true, more).ifPresent(attributions::add);
        }
        if (!undecided.isEmpty()) {
            oneOf(undecided, true, hints).ifPresent(attributions::add);
        }
        return attributions;
    }

    private Attribution unknown() {
        Set<Hint> why = facts.inventory().source() != Source.JAMF
                ? Set.of(Hint.OWNER_NOT_CONFIGURED)
                : facts.isReadSince(episode) ? Set.of() : Set.of(Hint.OWNER_NOT_READ_YET);
        return new Attribution(episode, Certainty.UNKNOWN, List.of(), false, Verdict.STANDS, why);
    }

    /**
     * Leaves out the tokens that newer evidence clears. If it clears all of them while the log keeps reporting
     * failures, something else is wrong, unless a token that was replaced since the last record explains them.
     */
    private Optional<Attribution> oneOf(List<Candidate> possible, boolean isAmbiguous, Set<Hint> hints) {
        List<Candidate> left = only(possible, one -> one.verdict().isOngoing());
        if (!left.isEmpty()) {
            Verdict verdict = Collections.min(left, Comparator.comparing(Candidate::verdict))
                    .verdict();
            return Optional.of(new Attribution(since(left), Certainty.ONE_OF, left, isAmbiguous, verdict, hints));
        }
        boolean isContradicted = possible.stream().anyMatch(one -> one.verdict() == Verdict.SYNCED)
                && possible.stream().noneMatch(Candidate::isReplacedSinceLastRecord)
                && episode.lastedAtLeast(facts.thresholds().patience());
        return isContradicted
                ? Optional.of(new Attribution(episode, Certainty.ONE_OF, possible, isAmbiguous, Verdict.FLAPS, hints))
                : Optional.empty();
    }

    private Episode since(List<Candidate> some) {
        return some.stream()
                .map(this::began)
                .min(Comparator.naturalOrder())
                .map(episode::from)
                .orElse(episode);
    }

    /**
     * If the API named several tokens one after the other: those that it names now, or all if it names none now. An
     * expired token explains a failing sync by itself.
     */
    private List<Candidate> stillFailing() {
        if (episode.tokens().isEmpty()) {
            return failing;
        }
        List<Candidate> now = orAll(failing, this::isNamed);
        return episode.answerKnown() ? now : orAll(now, one -> !one.timeline().isExpired());
    }

    /** Whether the API names it as failing now. */
    private boolean isNamed(Candidate candidate) {
        return facts.inventory().reading().stream()
                .anyMatch(reading -> reading.tokensReportedFailing(episode.cause())
                        .contains(candidate.timeline().key()));
    }

    /**
     * When a token began to fail, by this host's clock: with the episode, or later by its own state or when it was put
     * in place.
     */
    private Instant began(Candidate candidate) {
        Instant began = candidate.stoppedLater().orElseGet(() -> syncs.began(episode, candidate.timeline()));
        return candidate
                .replacement()
                .map(InstanceInventory.Replaced::at)
                .filter(at -> at.isAfter(began))
                .orElse(began);
    }

    /** Whether the token's own data shows that the cause is about it. */
    private boolean explains(Candidate candidate) {
        return switch (episode.cause()) {
            case TOKEN_EXPIRED ->
                candidate.timeline().hasPassed() || candidate.wasReplacedInTime() || isTheOnlyOneToEnd(candidate);
            // A log reports an expired content token in the same words. A notification reports only a revoked one.
            case CONTENT_TOKEN_INVALID ->
                episode.ofCase().condition().isEmpty()
                        ? candidate.timeline().isExpired() || candidate.hadExpired()
                        : isNamed(candidate);
            case CONTENT_TOKEN_CLAIMED_ELSEWHERE -> candidate.timeline().reportsClaimedElsewhere();
            case SERVER_INACTIVE -> candidate.timeline().goneServer().isPresent();
            case TERMS_NOT_SIGNED,
                    TOKEN_REJECTED,
                    FORBIDDEN,
                    OAUTH_REFRESH_FAILED,
                    BAD_REQUEST,
                    CLOCK_REFUSED,
                    REQUEST_INVALID,
                    PROXY_ANSWER,
                    SERVICE_ERROR,
                    TOKEN_OF_ANOTHER_SERVER,
                    CERTIFICATE_EXPIRED,
                    CERTIFICATE_REVOKED,
                    SYNC_FAILED -> false;
        };
    }

    /** A date without a zone passes in some zones before it has passed in all. */
    private boolean isTheOnlyOneToEnd(Candidate candidate) {
        return candidate.timeline().token().expiry().isPresent()
                && only(ofKind, Candidate::canBeAbout).equals(List.of(candidate));
    }

    private static List<Candidate> orAll(List<Candidate> candidates, Predicate<Candidate> filter) {
        List<Candidate> some = only(candidates, filter);
        return some.isEmpty() ? candidates : some;
    }

    private static List<Candidate> only(List<Candidate> candidates, Predicate<Candidate> filter) {
        return candidates.stream().filter(filter).toList();
    }

    /**
     * Which token an episode is about.
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
        /** Tokens that agree in this go into one attribution. */
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
}
