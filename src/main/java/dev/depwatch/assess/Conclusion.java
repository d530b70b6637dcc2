package dev.depwatch.assess;

import dev.depwatch.assess.Finding.Certainty;
import dev.depwatch.assess.Finding.Hint;
import dev.depwatch.assess.Finding.SyncCount;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Remedy;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
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

/** The judgement of one open case: which token, and what to do. Several conclusions can be about one token. */
record Conclusion(Episode episode, Attribution attribution, Diagnosis.Advice advice) {

    /** The conclusions of one group compete for its tokens. */
    record TokenGroup(Instance instance, TokenKind kind) implements Comparable<TokenGroup> {
        private static final Comparator<TokenGroup> ORDER =
                Comparator.comparing(TokenGroup::instance).thenComparing(TokenGroup::kind);

        @Override
        public int compareTo(TokenGroup other) {
            return ORDER.compare(this, other);
        }
    }

    TokenGroup group() {
        return new TokenGroup(episode.instance(), episode.kind());
    }

    Remedy remedy() {
        return advice.remedy();
    }

    /**
     * Nobody should renew or reclaim "one of these": identify the token first. Terms are accepted by organisation, and
     * a passing failure needs only waiting, so these remedies need no token.
     */
    Conclusion identifyFirst() {
        boolean needsTheToken = switch (advice.remedy()) {
            case REGENERATE, RELINK_SERVER, RECLAIM -> true;
            case ACCEPT_TERMS, IDENTIFY, INVESTIGATE, WAIT, RENEW -> false;
        };
        return needsTheToken && attribution.certainty() == Certainty.ONE_OF
                ? new Conclusion(episode, attribution, advice.instead(Remedy.IDENTIFY))
                : this;
    }

    /**
     * Sorts conclusions that compete for a token, the strongest first.
     *
     * <p>A conclusion with a known answer precedes one without. If its answer asks for no remedy or rests on a single
     * record, the answer counts only while the case continues and, if another case began earlier, only once the case
     * lasts three syncs. Otherwise two such records would hide for a day what every sync reports. A failure of Apple's
     * service comes after other causes: it does not cure what Apple refused before.
     *
     * <p>A case that missed three syncs while another continued is the older one, however late it began. An answer
     * without a remedy yields to one with a remedy. Among continuing cases the last to begin comes first, so that two
     * alternating cases do not change the advice with every line.
     */
    static List<Conclusion> byPrecedence(Collection<Conclusion> competing, Thresholds thresholds) {
        Instant newest = competing.stream()
                .map(conclusion -> conclusion.episode().last())
                .max(Comparator.naturalOrder())
                .orElse(Instant.MIN);
        Predicate<Conclusion> isOlder =
                one -> Duration.between(one.episode.last(), newest).compareTo(thresholds.threeSyncs()) > 0;
        Instant earliest = competing.stream()
                .map(conclusion -> conclusion.episode().began())
                .min(Comparator.naturalOrder())
                .orElse(Instant.MIN);
        Predicate<Conclusion> isNew = one -> !one.episode.lastedAtLeast(thresholds.threeSyncs())
                && Duration.between(earliest, one.episode.began()).compareTo(thresholds.threeSyncs()) > 0;
        Predicate<Conclusion> isPassing = one -> isOlder.test(one) || isNew.test(one);
        Predicate<Conclusion> states = one -> one.episode.answerKnown()
                && !(isPassing.test(one)
                        && (!one.asksForARemedy() || one.episode.found().sightings() == 1));
        return competing.stream()
                .sorted(Comparator.comparing((Conclusion one) -> !states.test(one))
                        .thenComparing(one -> one.episode.cause() == Cause.SERVICE_ERROR)
                        .thenComparing(isOlder::test)
                        .thenComparing(one -> !one.asksForARemedy())
                        .thenComparing(one -> one.episode.began(), Comparator.reverseOrder())
                        .thenComparing(one -> one.episode.last(), Comparator.reverseOrder())
                        .thenComparing(one -> one.episode.cause()))
                .toList();
    }

    private boolean asksForARemedy() {
        return episode.cause() != Cause.BAD_REQUEST;
    }

    /**
     * The finding about some of the tokens.
     *
     * @param agreeing other conclusions with the same remedy for one of these tokens; the finding rests on them too and
     *     includes their hints
     * @param syncs how the newest syncs of these tokens went, if worth reporting
     */
    Finding finding(List<Token> tokens, List<Conclusion> agreeing, Optional<SyncCount> syncs) {
        Set<Hint> hints = EnumSet.noneOf(Hint.class);
        hints.addAll(attribution.hints());
        hints.addAll(advice.hints());
        Instant since = episode.began();
        Instant lastSeen = episode.last();
        long sightings = episode.found().sightings();
        int othersThatWork = advice.othersThatWork();
        for (Conclusion other : agreeing) {
            hints.addAll(other.advice.hints());
            since = since.isBefore(other.episode.began()) ? since : other.episode.began();
            lastSeen = lastSeen.isAfter(other.episode.last()) ? lastSeen : other.episode.last();
            sightings += other.episode.found().sightings();
            othersThatWork = Math.max(othersThatWork, other.advice.othersThatWork());
        }
        return new Finding(
                remedy(),
                attribution.certainty(),
                advice.likely(),
                episode.cause(),
                episode.instance(),
                episode.kind(),
                tokens,
                Attribution.commonOwner(tokens),
                commonOrganization(tokens),
                since,
                lastSeen,
                sightings,
                othersThatWork,
                syncs,
                Optional.empty(),
                hints,
                Stream.concat(Stream.of(this), agreeing.stream())
                        .map(conclusion -> conclusion.episode.found().id())
                        .toList(),
                episode.found().evidence());
    }

    /** "" if they have none or several. */
    static String commonOrganization(Collection<Token> tokens) {
        List<String> organizations =
                tokens.stream().map(Token::organization).distinct().toList();
        return organizations.size() == 1 ? organizations.get(0) : "";
    }
}
