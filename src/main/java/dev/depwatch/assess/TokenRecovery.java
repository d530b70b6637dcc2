package dev.depwatch.assess;

import static java.util.stream.Collectors.groupingBy;

import dev.depwatch.inventory.InstanceInventory.Replaced;
import dev.depwatch.token.Cause;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a token has done since it failed.
 *
 * @param renewedAt the first reading with a new token since the failure; empty if there is none
 */
public record TokenRecovery(State state, Optional<Instant> renewedAt) {
    /** For a token that has not failed lately, or whose failure only became silent. */
    public static final TokenRecovery NONE = new TokenRecovery(State.NONE, Optional.empty());

    /** If a token has failed in several ways, the first value counts. */
    public enum State {
        /** It still fails. */
        FAILS,
        /** It has failed, and the next sync must show whether the failure continues. */
        AWAITS_SYNC,
        /** A new token is in place and has not synced yet. */
        AWAITS_FIRST_SYNC,
        /** A new token has been in place for long, and none of its syncs has gone well. */
        NOT_PROVEN,
        /** One sync has gone well; two more must prove that the failure does not return. */
        SETTLES,
        /** Syncs have gone well for long enough. */
        PROVEN,
        NONE
    }

    /** For every token that failed in an open or recently closed case, or was renewed without one. */
    static Map<TokenTimeline, TokenRecovery> all(AssessmentInput input, List<Candidates> cases) {
        Map<TokenTimeline, TokenRecovery> all = new HashMap<>();
        Map<InstanceFacts, List<Candidates>> byInstance = cases.stream().collect(groupingBy(Candidates::facts));
        List<Candidates> caughtUp =
                cases.stream().filter(one -> one.facts().isCaughtUp()).toList();
        caughtUp.stream()
                .filter(one -> one.episode().cause() != Cause.SERVICE_ERROR)
                .forEach(one -> one.ofKind().stream()
                        .filter(Candidate::canBeAbout)
                        .forEach(candidate -> all.merge(
                                candidate.token(),
                                of(candidate, byInstance.getOrDefault(one.facts(), List.of())),
                                TokenRecovery::first)));
        // A failure of Apple's service says nothing about a token that failed for another reason.
        caughtUp.stream()
                .filter(one -> one.episode().cause() == Cause.SERVICE_ERROR)
                .forEach(one -> one.ofKind()
                        .forEach(candidate -> all.computeIfAbsent(
                                candidate.token(),
                                first -> of(candidate, byInstance.getOrDefault(one.facts(), List.of())))));
        // A case that began after the renewal knows nothing of it.
        input.instances()
                .forEach(facts -> facts.tokens()
                        .forEach(token -> withoutCase(token, input, byInstance.getOrDefault(facts, List.of()))
                                .ifPresent(recovery -> all.merge(
                                        token,
                                        recovery,
                                        (one, other) -> new TokenRecovery(
                                                first(one, other).state, one.renewedAt.or(other::renewedAt))))));
        return all;
    }

    private static TokenRecovery first(TokenRecovery one, TokenRecovery other) {
        return one.state.compareTo(other.state) <= 0 ? one : other;
    }

    /**
     * For a token whose date was over, or whose server Apple reported as deleted, when it was replaced: that needs no
     * case. A second renewal proves no more.
     *
     * @param cases those of its instance
     */
    private static Optional<TokenRecovery> withoutCase(
            TokenTimeline token, AssessmentInput input, List<Candidates> cases) {
        return token.renewedAt()
                .filter(at -> token.replacements().stream()
                        .anyMatch(replaced -> replaced.former()
                                .filter(former ->
                                        TokenTimeline.hasPassed(former, replaced.at()) || input.isGone(former))
                                .isPresent()))
                .map(at -> new TokenRecovery(
                        token.lastProof().isEmpty()
                                ? withoutGoodSync(token, Optional.of(at))
                                : failsOtherwise(token, cases) ? State.SETTLES : State.PROVEN,
                        Optional.of(at)));
    }

    private static State withoutGoodSync(TokenTimeline token, Optional<Instant> renewedAt) {
        return renewedAt
                        .filter(at -> token.thresholds().lastsLong(at, token.now()))
                        .isPresent()
                ? State.NOT_PROVEN
                : State.AWAITS_FIRST_SYNC;
    }

    private static TokenRecovery of(Candidate candidate, List<Candidates> cases) {
        Episode episode = candidate.episode();
        TokenTimeline token = candidate.token();
        Optional<Instant> renewedAt = candidate.replacement().map(Replaced::at);
        return switch (candidate.verdict()) {
            case STANDS, FLAPS -> new TokenRecovery(episode.open() ? State.FAILS : State.NONE, renewedAt);
            case AWAITS_SYNC -> new TokenRecovery(episode.open() ? State.AWAITS_SYNC : State.NONE, renewedAt);
            case RENEWED, SYNCED -> {
                if (!candidate.hasSyncedWell()) {
                    yield new TokenRecovery(withoutGoodSync(token, renewedAt), renewedAt);
                }
                Instant settled =
                        candidate.lastFailure().plus(token.thresholds().threeSyncs());
                // A token with alternating syncs may fail again: it has settled when its case is over.
                boolean isSettled = !settled.isAfter(token.now())
                        && candidate.facts().isReadSinceLast(episode)
                        && !failsOtherwise(token, cases)
                        && !(episode.open() && candidate.hasFlapped());
                yield new TokenRecovery(isSettled ? State.PROVEN : State.SETTLES, renewedAt);
            }
        };
    }

    /**
     * Whether its newest sync failed, for any cause: by Jamf Pro's word, or by a record that can be about it and is newer
     * than its last good sync, until a reading shows that it is about another token.
     */
    private static boolean failsOtherwise(TokenTimeline token, List<Candidates> cases) {
        return token.failsNow()
                || cases.stream()
                        .filter(one -> one.episode().open()
                                && one.ofKind().stream().anyMatch(candidate -> candidate.token() == token))
                        .filter(one -> token.lastProof()
                                .filter(one.episode().lastLoggedHere()::isAfter)
                                .isPresent())
                        .anyMatch(one ->
                                !one.facts().isReadSinceLast(one.episode()) || !isAboutAnother(one, token, cases));
    }

    /**
     * Whether a good word shows that the newest record is about another token, or a connection that is no more than two
     * syncs older than the record, while another candidate that Jamf Pro goes on syncing, and whose failure no other case
     * explains, has none.
     */
    private static boolean isAboutAnother(Candidates one, TokenTimeline token, List<Candidates> cases) {
        Set<TokenTimeline> explained = cases.stream()
                .filter(other -> other.episode().open()
                        && !other.episode().found().equals(one.episode().found()))
                .flatMap(other -> other.failing().stream())
                .map(Candidate::token)
                .collect(Collectors.toSet());
        List<TokenTimeline> others = one.all().stream()
                .map(Candidate::token)
                .filter(other -> other != token && !explained.contains(other))
                .toList();
        Instant logged = one.episode().lastLoggedHere();
        Instant about = logged.minus(token.thresholds().missedSync());
        return !others.isEmpty()
                && (token.isKnownGood()
                        || (token.isProvenSince(about)
                                && others.stream()
                                        .anyMatch(other ->
                                                !other.isProvenSince(about) && !other.isUntried(about, logged))));
    }
}
