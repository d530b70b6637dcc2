package dev.depwatch.assess;

import static java.util.stream.Collectors.joining;

import dev.depwatch.token.AppleId;
import dev.depwatch.token.Token;
import java.time.Duration;
import java.time.Instant;
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

    /** {@code <remedy>: <sightings>, <since>..<last seen>}, both in minutes. */
    static List<String> times(Assessment assessment) {
        return assessment.findings().stream()
                .map(finding -> finding.remedy().key() + ": " + finding.sightings() + ", " + minutes(finding.since())
                        + ".." + minutes(finding.lastSeen()))
                .toList();
    }

    private static double minutes(Instant at) {
        return Duration.between(World.START, at).toSeconds() / 60.0;
    }

    static List<String> ended(Assessment assessment) {
        return assessment.ended().stream()
                .map(end -> end.closed().instance() + " " + end.closed().cause().key() + " "
                        + end.proof().key())
                .toList();
    }
}
