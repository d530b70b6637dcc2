package dev.depwatch.alert;

import dev.depwatch.assess.Assessment;
import dev.depwatch.token.Remedy;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * An alert that is told no more although its failure goes on: better advice has taken its
 * place, it is ignored, or there is no advice now.
 */
final class SupersededText {
    private final Phrases phrases;
    private final Assessment now;
    private final List<Alert> alerts;

    SupersededText(Phrases phrases, Assessment now, List<Alert> alerts) {
        this.phrases = phrases;
        this.now = now;
        this.alerts = alerts;
    }

    /** Empty if what was told has come to an end. */
    Optional<Message> of(Alert told) {
        boolean open = now.cases().stream().anyMatch(going -> told.caseIds().contains(going.id()));
        return next(told)
                .map(next -> changed(told, next))
                .or(() -> new IgnoredText(phrases, now).of(told))
                .or(() -> open ? Optional.of(withdrawn(told)) : Optional.empty());
    }

    /** The alert that goes on with what this one was about; a date that was told has no case, but a token. */
    private Optional<Alert> next(Alert told) {
        return alerts.stream()
                .filter(alert -> !alert.key().equals(told.key()))
                .filter(alert -> told.caseIds().isEmpty()
                        ? !Collections.disjoint(alert.tokens(), told.tokens())
                        : !Collections.disjoint(alert.caseIds(), told.caseIds()))
                .findFirst();
    }

    private Message changed(Alert told, Alert next) {
        return EndText.message(
                EndText.subject(told) + ": the advice has changed. Now: "
                        + next.message().headline(),
                List.of(),
                told.caseIds().isEmpty()
                        ? ""
                        : "It has not ended: what began at " + phrases.time(told.since()) + " is better known now.",
                List.of(),
                told.remedy() == next.remedy() || !changesTokens(told.remedy())
                        ? List.of()
                        : List.of("Do not act on the earlier advice (" + advice(told.remedy()) + ")."));
    }

    private Message withdrawn(Alert told) {
        boolean waiting = now.findings().stream()
                .anyMatch(finding ->
                        finding.remedy() == Remedy.WAIT && !Collections.disjoint(finding.caseIds(), told.caseIds()));
        return EndText.message(
                EndText.subject(told) + ": the alert is withdrawn. "
                        + (waiting
                                ? "Apple's service or the network fails, not the token; there is nothing to do for now."
                                : "What is known now no longer supports it; depwatch keeps watching."),
                List.of(),
                "The failure has not ended. It began at " + phrases.time(told.since())
                        + "; you will be told if somebody has to act.",
                List.of(),
                List.of("Do not act on the earlier advice (" + advice(told.remedy()) + ")."));
    }

    /** Whether the advice does harm where it is no longer right. */
    private static boolean changesTokens(Remedy remedy) {
        return switch (remedy) {
            case REGENERATE, RELINK_SERVER, RECLAIM -> true;
            case ACCEPT_TERMS, IDENTIFY, INVESTIGATE, WAIT, EXPIRING -> false;
        };
    }

    private static String advice(Remedy remedy) {
        return switch (remedy) {
            case REGENERATE -> "regenerate";
            case ACCEPT_TERMS -> "accept the terms";
            case RELINK_SERVER -> "link the server again";
            case RECLAIM -> "reclaim the token";
            case IDENTIFY -> "find the failing token";
            case INVESTIGATE -> "investigate";
            case WAIT -> "wait";
            case EXPIRING -> "renew in time";
        };
    }
}
