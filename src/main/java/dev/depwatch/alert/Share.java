package dev.depwatch.alert;

import dev.depwatch.alert.Message.Line;
import dev.depwatch.assess.Finding.Certainty;
import dev.depwatch.token.Remedy;
import dev.depwatch.token.Token;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * One token's alert for a receiver that shows several alerts as one message, and what it adds there.
 *
 * @param where which token it is, and since when it fails
 * @param stepsOfSeveral the steps that all of them share; empty if each alert has steps of its own
 * @param step what to do for this token, after those; empty if {@code stepsOfSeveral} is complete, or nothing is to do
 */
public record Share(Alert alert, String where, List<Line> stepsOfSeveral, Optional<Line> step) {
    static Share of(AlertFacts facts, Alert alert, Wording wording) {
        Optional<Token> certain = facts.certainToken();
        String where = certain.map(token -> Format.name(token.instance()) + ": " + Format.tokenAtApple(token))
                        .orElseGet(() -> Format.places(facts.instances(), facts.organizationsAtApple()))
                + (facts.remedy() == Remedy.REGENERATE && facts.allLikely() ? ", most likely" : "")
                + (facts.remedy().isRenewal()
                        ? ""
                        : ", since " + wording.format().time(facts.since()));
        if (certain.isEmpty() || (facts.remedy() != Remedy.REGENERATE && facts.remedy() != Remedy.RENEW)) {
            return new Share(alert, where, List.of(), Optional.empty());
        }
        Token token = certain.get();
        List<Line> steps = new ArrayList<>(
                facts.remedy() == Remedy.REGENERATE
                        ? Wording.steps(new RegenerateText(facts, wording).checks().stream())
                                .toList()
                        : wording.lookFirst(facts));
        steps.addAll(RenewalSteps.ofSeveral(token.kind()));
        List<Token> alike = alike(facts.remedy(), token, wording);
        wording.renewal()
                .byCommand(alike.stream()
                        .filter(other -> other.owner().equals(token.owner()))
                        .toList())
                .ifPresent(steps::add);
        Token first = alike.stream()
                .filter(other -> other.server().equals(token.server()))
                .min(Comparator.comparing(Token::key))
                .orElse(token);
        return new Share(alert, where, steps, Optional.of(wording.renewal().ofOne(token, first)));
    }

    /** The tokens of its kind that certainly need the same. */
    private static List<Token> alike(Remedy remedy, Token token, Wording wording) {
        return wording.assessment().findings().stream()
                .filter(finding -> finding.remedy() == remedy && finding.certainty() == Certainty.CERTAIN)
                .flatMap(finding -> finding.tokens().stream())
                .filter(other -> other.kind() == token.kind())
                .toList();
    }

    /** A sentence that distinguishes two tokens of one instance whose alerts have the same headline. */
    public static String naming(Token token) {
        return "It is the " + Format.tokenAtApple(token) + ".";
    }
}
