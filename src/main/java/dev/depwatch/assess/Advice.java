package dev.depwatch.assess;

import static java.util.stream.Collectors.toSet;

import dev.depwatch.assess.Finding.Certainty;
import dev.depwatch.assess.Finding.Detail;
import dev.depwatch.assess.Finding.Hint;
import dev.depwatch.assess.Finding.Seen;
import dev.depwatch.assess.Finding.SyncCount;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Remedy;
import dev.depwatch.token.Token;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What a person must do about the tokens of one case. Several pieces of advice can compete for one token.
 *
 * @param likely true if it follows from experience and not from an answer of Apple's
 * @param hints beside those of the attribution
 * @param othersThatWork how many of the owner's other tokens work; if any, the account is not at fault
 */
record Advice(Attribution attribution, Remedy remedy, boolean likely, Set<Hint> hints, int othersThatWork) {
    private static final Set<Cause> WITHOUT_A_REMEDY =
            EnumSet.of(Cause.BAD_REQUEST, Cause.REQUEST_INVALID, Cause.PROXY_ANSWER);

    Advice {
        hints = Set.copyOf(hints);
    }

    static Advice of(Attribution attribution, Remedy remedy, Hint... hints) {
        return new Advice(attribution, remedy, false, Set.of(hints), 0);
    }

    Episode episode() {
        return attribution.episode();
    }

    /** Whether no token of the case is known. */
    boolean isAboutUnknown() {
        return attribution.certainty() == Certainty.UNKNOWN;
    }

    Advice with(Hint hint) {
        Set<Hint> more = EnumSet.of(hint);
        more.addAll(hints);
        return new Advice(attribution, remedy, likely, more, othersThatWork);
    }

    /** Without a known answer of Apple's. */
    Advice asLikely() {
        return new Advice(attribution, remedy, true, hints, othersThatWork);
    }

    Advice beside(int others) {
        return others == 0 ? this : new Advice(attribution, remedy, likely, with(Hint.OTHER_TOKENS_WORK).hints, others);
    }

    /**
     * Nobody should renew or reclaim "one of these": identify the token first. Terms are accepted by organisation, and
     * a passing failure needs only waiting, so these remedies need no token.
     */
    Advice identifyFirst() {
        boolean needsTheToken = switch (remedy) {
            case REGENERATE, RELINK_SERVER, RECLAIM -> true;
            case ACCEPT_TERMS, IDENTIFY, INVESTIGATE, WAIT, RENEW, RENEW_CERTIFICATE -> false;
        };
        return needsTheToken && attribution.certainty() == Certainty.ONE_OF
                ? new Advice(attribution, Remedy.IDENTIFY, false, hints, othersThatWork)
                : this;
    }

    /**
     * Sorts advice that competes for a token, the strongest first.
     *
     * <ol>
     *   <li>A case whose record states Apple's answer. An answer without a remedy, or of a single record, counts only
     *       while the case continues and, if another case began earlier, once it lasts three syncs: otherwise two such
     *       records would hide for a day what every sync reports.
     *   <li>Any cause but a failure of Apple's service, which does not cure what Apple refused before.
     *   <li>A case that has not missed three syncs while another continued, however late it began.
     *   <li>A case that asks for a remedy.
     *   <li>The last to begin, so that two alternating cases do not change the advice with every line.
     * </ol>
     */
    static List<Advice> byPrecedence(Collection<Advice> competing, Thresholds thresholds) {
        Instant newest = competing.stream()
                .map(advice -> advice.episode().last())
                .max(Comparator.naturalOrder())
                .orElse(Instant.MIN);
        Instant earliest = competing.stream()
                .map(advice -> advice.episode().began())
                .min(Comparator.naturalOrder())
                .orElse(Instant.MIN);
        Predicate<Episode> isOlder = one -> Duration.between(one.last(), newest).compareTo(thresholds.threeSyncs()) > 0;
        Predicate<Episode> isNew = one -> !one.lastedAtLeast(thresholds.threeSyncs())
                && Duration.between(earliest, one.began()).compareTo(thresholds.threeSyncs()) > 0;
        Predicate<Episode> states = one -> one.answerKnown()
                && !((isOlder.test(one) || isNew.test(one))
                        && (!asksForARemedy(one) || one.found().sightings() == 1));
        return competing.stream()
                .sorted(Comparator.comparing(
                        Advice::episode,
                        Comparator.comparing((Episode one) -> !states.test(one))
                                .thenComparing(one -> one.cause() == Cause.SERVICE_ERROR)
                                .thenComparing(isOlder::test)
                                .thenComparing(one -> !asksForARemedy(one))
                                .thenComparing(Episode::began, Comparator.reverseOrder())
                                .thenComparing(Episode::last, Comparator.reverseOrder())
                                .thenComparing(Episode::cause)))
                .toList();
    }

    private static boolean asksForARemedy(Episode episode) {
        return !WITHOUT_A_REMEDY.contains(episode.cause());
    }

    /**
     * The finding about some of the tokens.
     *
     * @param agreeing other advice with the same remedy for one of these tokens; the finding rests on it too and
     *     includes its hints
     * @param syncs how the newest syncs of these tokens went, if worth reporting
     */
    Finding finding(List<Token> tokens, List<Advice> agreeing, Optional<SyncCount> syncs) {
        List<Advice> all = Stream.concat(Stream.of(this), agreeing.stream()).toList();
        List<Episode> episodes = all.stream().map(Advice::episode).toList();
        Instant since = episodes.stream()
                .map(Episode::began)
                .min(Comparator.naturalOrder())
                .orElseThrow();
        Instant last = episodes.stream()
                .map(Episode::last)
                .max(Comparator.naturalOrder())
                .orElseThrow();
        return new Finding(
                remedy,
                attribution.certainty(),
                likely,
                episode().cause(),
                Stream.concat(attribution.hints().stream(), all.stream().flatMap(one -> one.hints.stream()))
                        .collect(toSet()),
                episode().instance(),
                episode().kind(),
                tokens,
                new Seen(
                        since,
                        last,
                        episodes.stream()
                                .mapToLong(one -> one.found().sightings())
                                .sum(),
                        episodes.stream().map(one -> one.found().id()).toList(),
                        episode().found().evidence()),
                new Detail(all.stream().mapToInt(Advice::othersThatWork).max().orElse(0), syncs, Optional.empty()));
    }
}
