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
 * What one token's alert adds where a receiver shows several alerts as one message.
 *
 * @param where which token it is, and since when it fails
 * @param stepsOfSeveral the steps that all of them share; empty if each alert has steps of its own
 * @param step what to do for this token, after those; empty if {@code stepsOfSeveral} is complete, or nothing is to do
 */
public record Share(String where, List<Line> stepsOfSeveral, Optional<Line> step) {
    static Share of(AlertGroup group, Wording wording) {
        Optional<Token> certain = group.certainToken();
        String where = certain.map(token -> Format.name(token.instance()) + ": " + Format.tokenAtApple(token))
                        .orElseGet(() -> Format.places(group))
                + (group.remedy() == Remedy.REGENERATE && group.allLikely() ? ", most likely" : "")
                + (group.remedy().isRenewal()
                        ? ""
                        : ", since " + wording.format().time(group.since()));
        if (certain.isEmpty() || (group.remedy() != Remedy.REGENERATE && group.remedy() != Remedy.RENEW)) {
            return new Share(where, List.of(), Optional.empty());
        }
        Token token = certain.get();
        List<Line> steps = new ArrayList<>(
                group.remedy() == Remedy.REGENERATE
                        ? new RegenerateText(group, wording).stepsBefore()
                        : new RenewText(group, wording).stepsBefore(group.tokens()));
        steps.addAll(RenewalSteps.ofSeveral(token.kind()));
        List<Token> alike = alike(group.remedy(), token, wording);
        wording.renewal()
                .byCommand(alike.stream()
                        .filter(other -> other.owner().equals(token.owner()))
                        .toList())
                .ifPresent(steps::add);
        Token first = alike.stream()
                .filter(other -> other.server().equals(token.server()))
                .min(Comparator.comparing(Token::key))
                .orElse(token);
        return new Share(where, steps, Optional.of(wording.renewal().ofOne(token, first)));
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
