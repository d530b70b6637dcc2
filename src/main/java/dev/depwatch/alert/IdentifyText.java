package dev.depwatch.alert;

import dev.depwatch.alert.Message.Line;
import dev.depwatch.assess.Finding;
import dev.depwatch.assess.Finding.Hint;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Remedy;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** One of several tokens fails, and depwatch does not know which: find it before you change any. */
record IdentifyText(AlertGroup group, Wording wording) {

    Message message() {
        String why = wording.failure(group, group.causes().stream().map(cause -> Wording.why(cause, group)));
        return new Message(
                headline(),
                Format.unlinked(group.tokens().stream()
                        .map(token -> wording.apple().line(token, group.subject()))
                        .toList()),
                Format.sentences(Stream.of(why, whyUnknown()), wording.apple().of(group), wording.source(group)),
                group.evidence(),
                steps(),
                List.of(),
                Stream.concat(Stream.of(doNot()), wording.renewal().notTwice(group.tokens()))
                        .toList(),
                Optional.of(new Message.Brief(
                        why,
                        Stream.of(
                                        stepsBefore(wording.checkNotificationInBrief(group)).stream(),
                                        group.kinds().stream().map(this::lookInBrief),
                                        group.findings().stream()
                                                .map(finding -> Line.of(thenInBrief(finding.cause())))
                                                .distinct())
                                .flatMap(lines -> lines)
                                .toList())));
    }

    private String headline() {
        String subject = group.subject().name();
        if (isOneCandidate()) {
            Token token = group.tokens().get(0);
            return areSeveralCauses()
                    ? subject + ": " + Format.token(token)
                            + " fails, and the log states several reasons. Find out which is its own before you change anything."
                    : subject + ": an " + Format.noun(token.kind()) + " fails. " + Format.entry(token)
                            + (isReadSince()
                                    ? " is the likeliest"
                                    : " is the likeliest of those that Jamf Pro named last")
                            + "; make sure that it is the one.";
        }
        String tokens = Format.counted(group.tokens())
                + group.account()
                        .map(owner -> " of Apple ID " + Format.cut(owner.value()))
                        .orElse("");
        if (areSeveralCauses()) {
            return subject + ": some of " + tokens
                    + " fail, not all for the same reason, and it is not known which has "
                    + "which. Find out before you change anything.";
        }
        return subject + (group.findings().size() == 1 ? ": one of " : ": some of ") + tokens
                + (group.findings().size() == 1 ? " fails" : " fail")
                + ", and it is not known which. Find it before you change anything.";
    }

    private boolean isOneCandidate() {
        return group.tokens().size() == 1;
    }

    private boolean areSeveralCauses() {
        return group.says(Hint.SEVERAL_CAUSES);
    }

    private String whyUnknown() {
        String source = group.says(Hint.AS_NOTIFIED) ? "Jamf Pro's notification" : "The log";
        if (!isReadSince()) {
            return source
                    + " does not name the token, and the tokens have not been read from Jamf Pro since this began.";
        }
        if (areSeveralCauses()) {
            return source + " does not name the tokens, and the state of a sync does not say why it failed.";
        }
        return source + " does not name the token"
                + (isOneCandidate()
                        ? ". The sync of this one fails too."
                        : ", and the states of the syncs do not show which one it is.");
    }

    private boolean isReadSince() {
        return wording.assessment().instances().stream()
                .filter(inventory -> group.instances().contains(inventory.instance()))
                .allMatch(inventory -> inventory.readAt().stream().anyMatch(at -> !at.isBefore(group.since())));
    }

    private String doNot() {
        if (group.causes().stream().noneMatch(cause -> cause.remedy() == Remedy.REGENERATE)) {
            return "Do not regenerate any of these tokens: a new token does not help here, and each download ends one.";
        }
        if (isOneCandidate()) {
            return areSeveralCauses()
                    ? "Do not regenerate it before you know why it fails: a download ends a token that may be good."
                    : "Do not regenerate it before you are sure: a download ends a token that may well work.";
        }
        return areSeveralCauses()
                ? "Do not regenerate all of these tokens: not every one of them needs it, and each download ends one."
                : "Do not regenerate before you know which: each download can end a token that works.";
    }

    private List<Line> stepsBefore(Line checkNotification) {
        List<Line> steps = Wording.beforeAll(group);
        if (group.says(Hint.CHECK_TERMS_FIRST)) {
            steps.add(Wording.CHECK_TERMS);
        }
        if (group.says(Hint.AS_NOTIFIED)) {
            steps.add(checkNotification);
        }
        if (areSeveralCauses()) {
            steps.add(Line.of(
                    "If another alert about this instance asks for something that changes no token, such as accepting "
                            + "terms, do that first: what still fails then is meant here."));
        }
        return steps;
    }

    private List<Line> steps() {
        List<Line> steps = stepsBefore(wording.checkNotification(group));
        group.kinds().forEach(kind -> steps.add(look(kind)));
        group.findings().stream()
                .map(Finding::cause)
                .distinct()
                .map(cause -> thenWhat(cause, areSeveralCauses() ? "that fails for this reason" : "that fails"))
                .distinct()
                .forEach(text -> steps.add(Line.of(text)));
        return steps;
    }

    private Line lookInBrief(TokenKind kind) {
        return new Line(
                (areSeveralCauses() ? "See in Jamf Pro which " : "In Jamf Pro, find the one that ")
                        + RenewalSteps.sign(kind) + ".",
                wording.page(group, kind));
    }

    private Line look(TokenKind kind) {
        return new Line(
                "In Jamf Pro open " + Links.menu(kind)
                        + (isOneCandidate() ? " and look at it. " : " and look at each of them. ")
                        + "The one that fails " + RenewalSteps.sign(kind)
                        + (kind == TokenKind.ADE ? "; at Apple, its server has not connected since this began." : "."),
                wording.page(group, kind));
    }

    private String thenInBrief(Cause cause) {
        String which = areSeveralCauses() ? "what still fails then" : "that one";
        return switch (cause) {
            case SERVER_INACTIVE -> "Link only " + which + " to a server that exists, or remove it.";
            case CONTENT_TOKEN_CLAIMED_ELSEWHERE -> "Remove only " + which + " from the other server, then reclaim it.";
            default -> "Renew only " + which + ", with a shared account; leave the others as they are.";
        };
    }

    private static String thenWhat(Cause cause, String which) {
        return switch (cause) {
            case SERVER_INACTIVE ->
                "Link the one " + which
                        + ", and no other, to a server that exists at Apple; or remove it if its server was deleted "
                        + "on purpose.";
            case CONTENT_TOKEN_CLAIMED_ELSEWHERE ->
                "Find out which other server uses the one " + which + ", remove it there, and reclaim it in Jamf Pro.";
            default ->
                "Only the one " + which
                        + " needs a new token: made with a shared account that will stay, and uploaded at once."
                        + " Leave all others as they are.";
        };
    }
}
