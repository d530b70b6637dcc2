package dev.depwatch.alert;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;

import dev.depwatch.alert.Message.Line;
import dev.depwatch.assess.Finding;
import dev.depwatch.assess.Finding.Certainty;
import dev.depwatch.assess.Finding.Hint;
import dev.depwatch.text.Sha256;
import dev.depwatch.token.Remedy;
import dev.depwatch.token.Token;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;

/**
 * One token's alert for a receiver that shows several alerts as one message, and what it adds there.
 *
 * @param where which token it is, and since when it fails; "" where the message's own words say so
 * @param stepsOfSeveral the steps that all of them share
 * @param step what to do for this token, after those; empty if {@code stepsOfSeveral} is complete, or nothing is to do
 * @param part a word that alerts share if the reason and the steps of one can stand for all
 * @param caution what holds up the remedy, in a word: the more doubt, the later in the alphabet; "" if nothing does
 */
public record Share(
        Alert alert, String where, List<Line> stepsOfSeveral, Optional<Line> step, String part, String caution) {
    static Share of(AlertFacts facts, Alert alert, Wording wording, Alike alike) {
        boolean isLikely = facts.remedy() == Remedy.REGENERATE && facts.allLikely();
        String since = wording.format().time(facts.since());
        Optional<Token> certain = facts.certainToken();
        String where = certain.filter(token -> !facts.remedy().isRenewal())
                .map(token -> Format.name(token.instance()) + ": " + Format.tokenAtApple(token)
                        + (isLikely ? ", " + AlertFacts.doubt(facts.findings()) : "") + ", since " + since)
                .orElse("");
        String caution = isLikely ? "likely" : caution(facts, wording);
        if (certain.isEmpty() || (facts.remedy() != Remedy.REGENERATE && facts.remedy() != Remedy.RENEW)) {
            Message words = alert.message();
            // Where somebody only looks, the page of one Jamf Pro would stand for all.
            List<Line> steps = words.steps().stream()
                    .map(step -> facts.remedy() != Remedy.INVESTIGATE || Links.OF_APPLE.contains(step.link())
                            ? step
                            : Line.of(step.text()))
                    .toList();
            Object out = facts.says(Hint.OWNER_ACCOUNT_OUT) ? facts.account() : "";
            Object key = List.of(facts.causes(), facts.monitoringKinds(), out, words.alsoCheck(), words.doNot(), steps);
            return new Share(alert, where, steps, Optional.empty(), part(key, since), caution);
        }
        Token token = certain.get();
        Token first = alike.firstOfServer.getOrDefault(Alike.server(facts.remedy(), token), token);
        Line step = wording.renewal().ofOne(token, first);
        Together together = alike.together(facts);
        return new Share(alert, where, together.steps(), Optional.of(step), together.part(), caution);
    }

    /** What one person does for all tokens of an Apple ID. */
    private record Together(List<Line> steps, String part) {}

    /** The findings of an assessment that are certain of one token, and what each Apple ID's alerts share: made once for all. */
    static final class Alike {
        private final Wording wording;
        private final Map<Object, List<Finding>> ofOwner;
        private final Map<Object, Together> together = new HashMap<>();
        private final Map<Object, Token> firstOfServer;

        Alike(Wording wording) {
            this.wording = wording;
            List<Finding> findings = wording.toNotify().findings().stream()
                    .filter(finding -> finding.certainty() == Certainty.CERTAIN)
                    .flatMap(Alerts::byToken)
                    .toList();
            ofOwner = findings.stream().collect(groupingBy(Alike::owner));
            firstOfServer = findings.stream()
                    .collect(toMap(
                            finding -> server(finding.remedy(), finding.tokens().get(0)),
                            finding -> finding.tokens().get(0),
                            BinaryOperator.minBy(Comparator.comparing(Token::key))));
        }

        private static Object owner(Finding finding) {
            return List.of(finding.remedy(), finding.kind(), finding.account(), Subject.of(finding));
        }

        private static Object server(Remedy remedy, Token token) {
            return List.of(remedy, token.kind(), token.server());
        }

        /** One person renews them, and what is to be checked of one comes before all of them. */
        private Together together(AlertFacts facts) {
            Object key = owner(facts.findings().get(0));
            List<Finding> others = ofOwner.getOrDefault(key, List.of());
            // An assessment may lack its own: depwatch has not read the log of the instance yet.
            return others.containsAll(facts.findings())
                    ? together.computeIfAbsent(key, any -> of(facts, others))
                    : of(facts, others);
        }

        private Together of(AlertFacts facts, List<Finding> others) {
            List<Finding> both = Stream.concat(others.stream(), facts.findings().stream())
                    .distinct()
                    .toList();
            AlertFacts all = new AlertFacts(facts.remedy(), facts.subject(), both, List.of());
            List<Line> steps = new ArrayList<>(checks(all, wording));
            steps.addAll(wording.renewal().ofSome(all.tokens()));
            return new Together(
                    steps, part(List.of(all.account(), steps), wording.format().time(all.since())));
        }
    }

    /** What comes before any renewal. */
    private static List<Line> checks(AlertFacts facts, Wording wording) {
        return facts.remedy() == Remedy.REGENERATE
                ? Wording.steps(new RegenerateText(facts, wording).checks())
                : facts.remedy().isRenewal() ? wording.lookFirst(facts) : List.of();
    }

    private static String caution(AlertFacts facts, Wording wording) {
        Instant now = wording.toNotify().at();
        return facts.remedy() == Remedy.RENEW_CERTIFICATE && new CertificateText(facts, wording).isOnlyTheAccount()
                ? "account"
                : checks(facts, wording).isEmpty() && !facts.any(finding -> finding.isContradicted(now)) ? "" : "check";
    }

    /** @param time differs from one token to another, and from one depwatch to another */
    private static String part(Object key, String time) {
        return Long.toHexString(Sha256.brief(key.toString().replace(time, "")));
    }

    /** A sentence that distinguishes two tokens of one instance whose alerts have the same headline. */
    public static String naming(Token token) {
        return "It is the " + Format.tokenAtApple(token) + ".";
    }
}
