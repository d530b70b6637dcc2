package dev.depwatch.assess;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;
import static java.util.stream.Collectors.toMap;

import dev.depwatch.assess.Candidate.Connection;
import dev.depwatch.assess.Candidate.Verdict;
import dev.depwatch.assess.Finding.Certainty;
import dev.depwatch.assess.Finding.Hint;
import dev.depwatch.inventory.InstanceInventory.Source;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Token;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The tokens that an episode can be about, separated as far as the evidence allows, and which of them it is about.
 *
 * @param ofKind all of them, in the order of their ids
 * @param roles of those that are not excluded
 * @param byApple whether the times of Apple's API identify the failing tokens, or exclude others from the undecided
 */
record Candidates(
        Episode episode,
        InstanceFacts facts,
        SyncCorrelation syncs,
        List<Candidate> ofKind,
        Map<Candidate, Role> roles,
        boolean byApple) {
    /** What the evidence shows of one token. */
    enum Role {
        /** It fails as the case says: the only token, one whose own data or syncs show it, or one that the API names. */
        FAILING,
        /** It fails, but another case may be the reason. */
        SHARED,
        /** Another token is shared, and this one may be meant instead. */
        UNCLEAR,
        /** No evidence rules it out, and none gives a token another role. */
        UNDECIDED
    }

    /** For each open or recently closed episode. */
    static List<Candidates> ofEpisodes(AssessmentInput input) {
        List<Candidates> all = new ArrayList<>();
        for (InstanceFacts facts : input.instances()) {
            Map<Episode, List<Candidate>> ofKind = new LinkedHashMap<>();
            facts.episodes().forEach(episode -> ofKind.put(episode, Candidate.all(episode, facts)));
            SyncCorrelation syncs = new SyncCorrelation(facts, ofKind.values());
            ofKind.forEach((episode, candidates) ->
                    all.add(new Candidates(episode, facts, syncs, candidates, Map.of(), false).separated()));
        }
        return all;
    }

    private Candidates separated() {
        if (ofKind.isEmpty()) {
            return this;
        }
        if (!episode.tokens().isEmpty()) {
            return with(
                    Role.FAILING,
                    only(ofKind, one -> episode.tokens().contains(one.timeline().key())),
                    false);
        }
        if (ofKind.size() == 1) {
            return with(Role.FAILING, ofKind, false);
        }
        Map<Candidate, Role> found = syncs.roles(ofKind);
        only(ofKind, one -> explains(one) || one.isFlapping()).forEach(one -> found.put(one, Role.FAILING));
        return found.isEmpty() ? undecided() : with(found, false);
    }

    private Candidates with(Map<Candidate, Role> others, boolean isByApple) {
        return new Candidates(episode, facts, syncs, ofKind, others, isByApple);
    }

    private Candidates with(Role role, List<Candidate> some, boolean isByApple) {
        return with(some.stream().collect(toMap(Function.identity(), one -> role)), isByApple);
    }

    /**
     * Those whose date and syncs allow it, without those whose servers went on. All of them where that leaves nothing
     * that explains the case.
     */
    private Candidates undecided() {
        List<Candidate> possible = orAll(ofKind, Candidate::canBeAbout);
        List<Candidate> all = orAll(possible, one -> !syncs.isAnothers(one));
        List<Candidate> left =
                stopsServers() ? only(all, one -> one.connection() != Connection.EXCLUDES) : List.<Candidate>of();
        boolean isNarrower = !left.isEmpty() && left.size() < all.size();
        if (isNarrower && left.stream().noneMatch(one -> one.connection() == Connection.UNKNOWN)) {
            return with(Role.FAILING, left, true);
        }
        return isNarrower && left.size() > 1 ? with(Role.UNDECIDED, left, true) : with(Role.UNDECIDED, all, false);
    }

    /** Only failures at every sync do, and a fault of Apple's service or of the host's clock is no token's. */
    private boolean stopsServers() {
        return episode.cause().repeatsEverySync()
                && !episode.cause().hidesRefusals()
                && episode.ofCase().condition().isEmpty()
                && facts.isDense(episode);
    }

    /** The tokens that fail, where another case may be the reason. */
    List<Candidate> shared() {
        return in(Role.SHARED);
    }

    /** The other cases that may be the reason why a shared token fails. */
    Set<Episode> othersOf(Candidate shared) {
        return syncs.othersOf(shared);
    }

    /**
     * These candidates after all competing cases agreed on one remedy for some shared tokens, which then count as
     * failing.
     */
    Candidates agreedOn(Set<Candidate> agreed) {
        Map<Candidate, Role> changed = new HashMap<>(roles);
        agreed.forEach(one -> changed.put(one, Role.FAILING));
        // Only a single shared token leaves others unclear.
        changed.values().removeIf(role -> role == Role.UNCLEAR);
        return with(changed, byApple);
    }

    /** The tokens that must be good before the case is over. */
    List<Candidate> notExcluded() {
        return only(ofKind, roles::containsKey);
    }

    private List<Candidate> in(Role role) {
        return only(ofKind, one -> roles.get(one) == role);
    }

    /**
     * Which token? One case can have several attributions, because its tokens can differ in owner, organisation and
     * later syncs, and because some may or may not be meant.
     */
    List<Attribution> attributions() {
        if (roles.isEmpty()) {
            return List.of(unknown());
        }
        boolean isReadSince = facts.isReadSince(episode);
        boolean isTheOnlyOneKnown =
                ofKind.size() == 1 && facts.inventory().failure().isPresent();
        Set<Hint> hints = EnumSet.noneOf(Hint.class);
        if (facts.inventory().source() == Source.CONFIGURED) {
            hints.add(Hint.AS_CONFIGURED);
        }
        if (byApple) {
            hints.add(roles.containsValue(Role.UNDECIDED) ? Hint.APPLE_EXCLUDES : Hint.APPLE_CONNECTIONS);
        }
        if (!isReadSince && isTheOnlyOneKnown) {
            hints.add(Hint.TOKENS_NOT_READ_SINCE);
        }
        List<Attribution> attributions = new ArrayList<>();
        if (isReadSince || isTheOnlyOneKnown) {
            // An alert addresses one account or one organisation, and several failing tokens can belong to several.
            stillFailing().stream()
                    .collect(groupingBy(Attribution::traits, LinkedHashMap::new, toList()))
                    .values()
                    .forEach(alike -> attributions.add(certain(alike, hints)));
        } else {
            // A token may have appeared since the last reading, so these are worth reporting, but not as certain.
            oneOf(stillFailing(), false, hints).ifPresent(attributions::add);
        }
        // The next record must show that it is not the one that somebody has just renewed.
        List<Candidate> undecided = in(Role.UNDECIDED);
        boolean isExplained = undecided.stream().anyMatch(Candidate::awaitsRecord);
        oneOf(isExplained ? List.of() : undecided, true, hints).ifPresent(attributions::add);
        Set<Hint> ofSeveral = EnumSet.of(Hint.SEVERAL_CAUSES);
        ofSeveral.addAll(hints);
        // First those that are shown to fail.
        List<Candidate> doubtful =
                Stream.concat(shared().stream(), in(Role.UNCLEAR).stream()).toList();
        oneOf(doubtful, true, ofSeveral).ifPresent(attributions::add);
        return attributions;
    }

    private Attribution certain(List<Candidate> alike, Set<Hint> hints) {
        Verdict verdict = alike.get(0).verdict();
        Episode since = since(alike, verdict == Verdict.RENEWED ? Candidate::firstBegan : Candidate::began);
        return new Attribution(since, Certainty.CERTAIN, alike, false, verdict, hints);
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
            Episode since = since(left, Candidate::began);
            return Optional.of(new Attribution(since, Certainty.ONE_OF, left, isAmbiguous, verdict, hints));
        }
        boolean isContradicted = possible.stream().anyMatch(one -> one.verdict() == Verdict.SYNCED)
                && possible.stream()
                        .allMatch(one -> !one.isReplacedSinceLastRecord()
                                && one.timeline().syncs().wentWellBetween(episode.began(), episode.lastLogged()))
                && episode.lastedAtLeast(facts.thresholds().patience());
        return isContradicted
                ? Optional.of(new Attribution(episode, Certainty.ONE_OF, possible, isAmbiguous, Verdict.FLAPS, hints))
                : Optional.empty();
    }

    private Episode since(List<Candidate> some, Function<Candidate, Instant> when) {
        return some.stream()
                .map(when)
                .min(Comparator.naturalOrder())
                .map(episode::from)
                .orElse(episode);
    }

    /**
     * If the API named several tokens one after the other: those that it names now, or all if it names none now. A date
     * explains a failing sync by itself; an owner who has left does not show that there is no outage.
     */
    private List<Candidate> stillFailing() {
        List<Candidate> failing = in(Role.FAILING);
        if (episode.tokens().isEmpty()) {
            return failing;
        }
        List<Candidate> now = orAll(failing, this::isNamed);
        return orAll(now, one -> !episode.from(one.began()).isExplainedByDateOf(one.timeline()));
    }

    private boolean isNamed(Candidate candidate) {
        return candidate.timeline().isReported(episode.cause());
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
            default -> false;
        };
    }

    /** A date without a zone passes in some zones before it has passed in all. */
    private boolean isTheOnlyOneToEnd(Candidate candidate) {
        return candidate.timeline().token().expiry().isPresent()
                && only(ofKind, Candidate::canBeAbout).equals(List.of(candidate));
    }

    static List<Candidate> orAll(List<Candidate> candidates, Predicate<Candidate> filter) {
        List<Candidate> some = only(candidates, filter);
        return some.isEmpty() ? candidates : some;
    }

    static List<Candidate> only(List<Candidate> candidates, Predicate<Candidate> filter) {
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
        /** Tokens that agree in these go into one attribution. */
        private static List<Object> traits(Candidate one) {
            Token token = failed(one, one.verdict());
            return List.of(token.owner(), token.organization(), one.verdict());
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
