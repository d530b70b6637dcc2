package dev.depwatch.alert;

import dev.depwatch.assess.Assessment;
import dev.depwatch.assess.Finding;
import dev.depwatch.assess.Ignore;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Remedy;
import dev.depwatch.token.Token;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** An alert that was told and whose failure goes on, but is ignored by now. */
final class IgnoredText {
    private final Phrases phrases;
    private final Assessment now;

    /** @param now with what is ignored */
    IgnoredText(Phrases phrases, Assessment now) {
        this.phrases = phrases;
        this.now = now;
    }

    /** Empty if nothing of what was told is hidden. */
    Optional<Message> of(Alert told) {
        List<Token.Key> hidden = told.tokens().stream()
                .filter(token -> now.ignored(token).isPresent() && isFound(token))
                .sorted(Comparator.comparing(Token.Key::instance)
                        .thenComparing(Token.Key::kind)
                        .thenComparing(Token.Key::id))
                .toList();
        List<Ignore> ignores = hidden.isEmpty()
                ? unnamed(told)
                : hidden.stream().flatMap(token -> now.ignored(token).stream()).toList();
        return ignores.stream().min(Comparator.comparing(Ignore::until)).map(first -> message(told, hidden, first));
    }

    private boolean isFound(Token.Key token) {
        return now.findings().stream()
                .filter(IgnoredText::isTold)
                .flatMap(finding -> finding.tokens().stream())
                .anyMatch(found -> found.key().equals(token));
    }

    /** What hides failures of the alert that name no token, and what keeps depwatch from seeing. */
    private List<Ignore> unnamed(Alert told) {
        Stream<Ignore> ofFindings = now.findings().stream()
                .filter(IgnoredText::isTold)
                .filter(finding -> !Collections.disjoint(finding.caseIds(), told.caseIds()))
                .flatMap(finding -> now.ignored(finding).stream());
        Stream<Ignore> ofTroubles = now.troubles().stream()
                .filter(trouble ->
                        told.remedy() == Remedy.INVESTIGATE && told.instances().contains(trouble.instance()))
                .flatMap(trouble -> now.ignored(trouble).stream());
        return Stream.concat(ofFindings, ofTroubles).toList();
    }

    private static boolean isTold(Finding finding) {
        return finding.remedy() != Remedy.WAIT;
    }

    private Message message(Alert told, List<Token.Key> hidden, Ignore first) {
        List<Token.Key> others = new ArrayList<>(told.tokens());
        others.removeAll(hidden);
        String what = hidden.isEmpty()
                ? "it"
                : Phrases.counted(hidden.stream().map(Token.Key::kind).toList()) + " on "
                        + Phrases.names(hidden.stream()
                                .map(Token.Key::instance)
                                .distinct()
                                .toList());
        return EndText.message(
                "Ignored. " + EndText.subject(told) + ": nothing more is told of " + what + " until the end of "
                        + first.lastDay() + " (" + Phrases.cut(first.reason())
                        + "). The failure itself has not ended.",
                Phrases.lines(hidden.stream().map(this::line).toList()),
                "It began at " + phrases.time(told.since()) + "."
                        + (hidden.isEmpty() || others.isEmpty()
                                ? ""
                                : " What else this alert named is no longer found to fail."),
                List.of("To be told of it again before then, remove the entry from alerts.ignore in depwatch.yml and "
                        + "restart depwatch."),
                List.of());
    }

    private String line(Token.Key token) {
        Instance instance = token.instance();
        return Phrases.name(instance) + ": "
                + now.tokens().stream()
                        .map(health -> health.token())
                        .filter(known -> known.key().equals(token))
                        .findFirst()
                        .map(Phrases::token)
                        .orElseGet(() -> Phrases.noun(token.kind()) + " with id " + Phrases.cut(token.id()))
                + now.ignored(token)
                        .map(ignore ->
                                ", ignored until the end of " + ignore.lastDay() + ": " + Phrases.cut(ignore.reason()))
                        .orElse("");
    }
}
