package dev.depwatch.assess;

import static java.util.stream.Collectors.joining;

import dev.depwatch.token.AppleId;
import dev.depwatch.token.Token;
import java.util.List;

/** An assessment as lines that fit a table. */
final class AssessmentLines {
    private AssessmentLines() {}

    /** {@code <instance>: <remedy>[ likely], <certainty> <token ids>[ of <account, without @example.org>][ <reasons>]}. */
    static List<String> by(Assessment assessment) {
        return assessment.findings().stream().map(AssessmentLines::line).toList();
    }

    private static String line(Finding finding) {
        return finding.instance() + ": " + finding.remedy().key() + (finding.likely() ? " likely" : "") + ", "
                + finding.certainty().key()
                + finding.tokens().stream().map(Token::id).map(id -> " " + id).collect(joining())
                + finding.account()
                        .map(AppleId::value)
                        .map(owner -> " of " + owner.replace("@example.org", ""))
                        .orElse("")
                + finding.hints().stream().sorted().map(hint -> " " + hint).collect(joining());
    }

    static List<String> health(Assessment assessment) {
        return assessment.tokens().stream()
                .map(token -> token.token().instance() + " " + token.token().id() + " "
                        + token.health().key())
                .toList();
    }

    static List<String> ended(Assessment assessment) {
        return assessment.ended().stream()
                .map(end -> end.closed().instance() + " " + end.closed().cause().key() + " "
                        + end.proof().key())
                .toList();
    }
}
