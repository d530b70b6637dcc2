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
                .or(() -> open ? Optional.of(isAnothersNow(told) ? left(told) : withdrawn(told)) : Optional.empty());
    }

    /** The alert that goes on with what this one was about; a date that was told has no case, but a token. */
    private Optional<Alert> next(Alert told) {
        return alerts.stream()
                .filter(alert -> !alert.key().equals(told.key()))
                .filter(alert -> told.caseIds().isEmpty()
                        ? !Collections.disjoint(alert.tokens(), told.tokens())
                        : sharesACase(alert, told) && canShareAToken(alert, told))
                .findFirst();
    }

    private static boolean sharesACase(Alert one, Alert other) {
        return !Collections.disjoint(one.caseIds(), other.caseIds());
    }

    /** One case can be of several owners' tokens; an alert without tokens can be about any. */
    private static boolean canShareAToken(Alert one, Alert other) {
        return one.tokens().isEmpty()
                || other.tokens().isEmpty()
                || !Collections.disjoint(one.tokens(), other.tokens());
    }

    private boolean isAnothersNow(Alert told) {
        return alerts.stream().anyMatch(alert -> sharesACase(alert, told));
    }

    private Message left(Alert told) {
        return EndText.message(
                EndText.subject(told) + ": " + EndText.what(told) + (EndText.isOne(told) ? " is" : " are")
                        + " no longer among those that fail" + EndText.on(told) + ".",
                List.of(),
                "It began at " + phrases.time(told.since()) + ", and other tokens go on to fail.",
                List.of("Check in Jamf Pro that the last sync is recent and good."),
                changesTokens(told.remedy())
                        ? List.of("Do not act on the earlier advice (" + advice(told.remedy()) + ").")
                        : List.of());
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
