package dev.depwatch.assess;

import dev.depwatch.assess.Finding.Certainty;
import dev.depwatch.assess.Finding.Reason;
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

/** One open case, judged: which token, and what to do. Several of them can be about one token. */
record Conclusion(Run run, Attribution attribution, Diagnosis.Advice advice) {

    /** Where a token's fate is decided: the conclusions on one subject compete for its tokens. */
    record Subject(Instance instance, TokenKind kind) implements Comparable<Subject> {
        private static final Comparator<Subject> ORDER =
                Comparator.comparing(Subject::instance).thenComparing(Subject::kind);

        @Override
        public int compareTo(Subject other) {
            return ORDER.compare(this, other);
        }
    }

    Subject subject() {
        return new Subject(run.instance(), run.kind());
    }

    Remedy remedy() {
        return advice.remedy();
    }

    /**
     * Nobody should renew or take back "one of these": which one comes first. Terms are accepted by organisation and what
     * passes is waited for, whichever token it is.
     */
    Conclusion identifyFirst() {
        boolean needsTheToken = switch (advice.remedy()) {
            case REGENERATE, RELINK_SERVER, RECLAIM -> true;
            case ACCEPT_TERMS, IDENTIFY, INVESTIGATE, WAIT, RENEW -> false;
        };
        return needsTheToken && attribution.certainty() == Certainty.ONE_OF
                ? new Conclusion(run, attribution, advice.instead(Remedy.IDENTIFY))
                : this;
    }

    /**
     * The newest with a stated answer first. A case that has missed three syncs while another went on is the older one
     * however late it began; among those that go on, the last to begin is the newest, so that two that take turns do not
     * change the advice with every line. An answer that asks for no remedy yields to one that does, and counts as stated only
     * while it goes on, and from three syncs on where something else went on before it: else two records of it would hold back
     * for a day what every sync says. So does an answer that one record alone states. That Apple's service fails does not mend what Apple has refused before.
     */
    static List<Conclusion> byPrecedence(Collection<Conclusion> competing, Timing timing) {
        Instant newest = competing.stream()
                .map(conclusion -> conclusion.run().last())
                .max(Comparator.naturalOrder())
                .orElse(Instant.MIN);
        Predicate<Conclusion> isOlder =
                one -> Duration.between(one.run.last(), newest).compareTo(timing.threeSyncs()) > 0;
        Instant eldest = competing.stream()
                .map(conclusion -> conclusion.run().began())
                .min(Comparator.naturalOrder())
                .orElse(Instant.MIN);
        Predicate<Conclusion> isNew = one -> !one.run.lastedAtLeast(timing.threeSyncs())
                && Duration.between(eldest, one.run.began()).compareTo(timing.threeSyncs()) > 0;
        Predicate<Conclusion> isPassing = one -> isOlder.test(one) || isNew.test(one);
        Predicate<Conclusion> states = one -> one.run.stated()
                && !(isPassing.test(one)
                        && (!one.asksForARemedy() || one.run.found().sightings() == 1));
        return competing.stream()
                .sorted(Comparator.comparing((Conclusion one) -> !states.test(one))
                        .thenComparing(one -> one.run.cause() == Cause.SERVICE_ERROR)
                        .thenComparing(isOlder::test)
                        .thenComparing(one -> !one.asksForARemedy())
                        .thenComparing(one -> one.run.began(), Comparator.reverseOrder())
                        .thenComparing(one -> one.run.last(), Comparator.reverseOrder())
                        .thenComparing(one -> one.run.cause()))
                .toList();
    }

    private boolean asksForARemedy() {
        return run.cause() != Cause.BAD_REQUEST;
    }

    /**
     * The finding about some of the tokens.
     *
     * @param agreeing other conclusions with the same remedy for one of these tokens: the finding rests on them as well, and
     *     says what they have to say
     * @param syncs how the newest syncs of these tokens went, where that is worth telling
     */
    Finding finding(List<Token> tokens, List<Conclusion> agreeing, Optional<SyncCount> syncs) {
        Set<Reason> reasons = EnumSet.noneOf(Reason.class);
        reasons.addAll(attribution.reasons());
        reasons.addAll(advice.reasons());
        Instant since = run.began();
        Instant lastSeen = run.last();
        long sightings = run.found().sightings();
        int othersThatWork = advice.othersThatWork();
        for (Conclusion other : agreeing) {
            reasons.addAll(other.advice.reasons());
            since = since.isBefore(other.run.began()) ? since : other.run.began();
            lastSeen = lastSeen.isAfter(other.run.last()) ? lastSeen : other.run.last();
            sightings += other.run.found().sightings();
            othersThatWork = Math.max(othersThatWork, other.advice.othersThatWork());
        }
        return new Finding(
                remedy(),
                attribution.certainty(),
                advice.likely(),
                run.cause(),
                run.instance(),
                run.kind(),
                tokens,
                Attribution.commonOwner(tokens),
                commonOrganization(tokens),
                since,
                lastSeen,
                sightings,
                othersThatWork,
                syncs,
                Optional.empty(),
                reasons,
                Stream.concat(Stream.of(this), agreeing.stream())
                        .map(conclusion -> conclusion.run.found().id())
                        .toList(),
                run.found().evidence());
    }

    private static String commonOrganization(List<Token> tokens) {
        List<String> organizations =
                tokens.stream().map(Token::organization).distinct().toList();
        return organizations.size() == 1 ? organizations.get(0) : "";
    }
}
