package dev.depwatch.alert;

import dev.depwatch.alert.Message.Line;
import dev.depwatch.alert.Wording.Check;
import dev.depwatch.assess.Finding.Hint;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Remedy;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** One of several tokens fails, and depwatch does not know which: find it before you change any. */
record IdentifyText(AlertFacts facts, Wording wording) {

    Message message() {
        String why = wording.failure(facts, Wording.why(facts));
        return new Message(
                headline(),
                Format.unlinked(
                        facts.tokens().stream().map(token -> wording.apple().line(token, facts.subject()))),
                Format.sentences(why, whyUnknown(), wording.apple().of(facts), wording.source(facts)),
                facts.evidence(),
                steps(wording.checkNotification(facts), this::look, Check::steps),
                List.of(),
                Stream.concat(Stream.of(doNot()), wording.renewal().notTwice(facts.tokens()))
                        .toList(),
                Optional.of(new Message.Brief(
                        why,
                        steps(
                                wording.checkNotificationInBrief(facts),
                                kind -> new Line(
                                        "In Jamf Pro, find the one that " + RenewalSteps.sign(kind) + ".",
                                        wording.page(facts, kind)),
                                check -> List.of(Line.of("Check " + check.what() + "."))))));
    }

    private String headline() {
        if (isOneCandidate()) {
            Token token = facts.tokens().get(0);
            return areSeveralCauses()
                    ? Format.token(token)
                            + " fails, and the log states several reasons. Find out which reason applies before you change anything."
                    : "an " + token.kind().noun() + " fails. " + Format.entry(token)
                            + " is the likeliest; make sure that it is the one.";
        }
        boolean isOne = facts.findings().size() == 1 && !areSeveralCauses();
        return (isOne ? "one of " : "some of ") + Format.counted(facts.tokens())
                + Wording.account(facts).map(owner -> " of Apple ID " + owner).orElse("")
                + (isOne ? " fails" : " fail")
                + (areSeveralCauses()
                        ? ", and the log states several reasons. Find out which fails, and why,"
                        : ", and it is not known which. Find " + (isOne ? "it" : "them"))
                + " before you change anything.";
    }

    private boolean isOneCandidate() {
        return facts.tokens().size() == 1;
    }

    private boolean areSeveralCauses() {
        return facts.says(Hint.SEVERAL_CAUSES);
    }

    private String whyUnknown() {
        String source =
                (facts.says(Hint.AS_NOTIFIED) ? "Jamf Pro's notification" : "The log") + " does not name the token";
        return source
                + (!isReadSince()
                        ? ", and depwatch has not read Jamf Pro since this began."
                        : isOneCandidate()
                                ? ", but what is known fits no other one."
                                : ", and the states of the syncs do not show which one it is.");
    }

    private boolean isReadSince() {
        return wording.toNotify().instances().stream()
                .filter(inventory -> facts.instances().contains(inventory.instance()))
                .allMatch(inventory -> inventory.readAt().stream().anyMatch(at -> !at.isBefore(facts.since())));
    }

    private String doNot() {
        // Apple's rule for server tokens.
        boolean isEndedByADownload = facts.kinds().contains(TokenKind.ADE);
        return facts.causes().stream().noneMatch(cause -> cause.remedy() == Remedy.REGENERATE)
                ? "Do not regenerate any of these tokens: a new token does not help here"
                        + (isEndedByADownload ? ", and each download ends one." : ".")
                : "Do not regenerate a token before you know that it fails, and why"
                        + (isEndedByADownload ? ": each download can end a token that works." : ".");
    }

    private List<Line> steps(
            Line checkNotification, Function<TokenKind, Line> look, Function<Check, List<Line>> doubt) {
        List<Line> steps = new ArrayList<>(Wording.steps(wording.checks(facts)));
        if (facts.says(Hint.AS_NOTIFIED)) {
            steps.add(checkNotification);
        }
        if (areSeveralCauses()) {
            steps.add(Line.of(
                    "If another alert about this instance asks for something that changes no token, such as accepting "
                            + "terms, do that first: this alert is about what still fails then."));
        }
        facts.kinds().stream().map(look).forEach(steps::add);
        regenerate().checksOfDoubt().stream().map(doubt).forEach(steps::addAll);
        facts.causes().stream().map(this::thenWhat).distinct().map(Line::of).forEach(steps::add);
        return steps;
    }

    private Line look(TokenKind kind) {
        return new Line(
                "In Jamf Pro open " + Links.menu(kind) + " and look at each token. The one that fails "
                        + RenewalSteps.sign(kind)
                        + (kind == TokenKind.ADE ? "; at Apple, its server has not connected since this began." : "."),
                wording.page(facts, kind));
    }

    /** What it would say if the token were known. */
    private RegenerateText regenerate() {
        return new RegenerateText(facts, wording);
    }

    private String thenWhat(Cause cause) {
        String which = "that fails" + (areSeveralCauses() ? " with \"" + cause.words() + "\"" : "");
        return switch (cause) {
            case SERVER_INACTIVE ->
                "Link the one " + which
                        + ", and no other, to a server that exists at Apple; or remove it if its server was deleted "
                        + "on purpose.";
            case CONTENT_TOKEN_CLAIMED_ELSEWHERE ->
                "Find out which other server uses the one " + which + ", remove it there, and reclaim it in Jamf Pro.";
            default ->
                "Only the one " + which
                        + (regenerate().checksOfDoubt().isEmpty() ? "" : " " + AlertFacts.doubt(facts.findings()))
                        + " needs a new token: made with a shared account that will stay, and uploaded at once."
                        + " Leave all others as they are.";
        };
    }
}
