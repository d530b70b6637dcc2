package dev.depwatch.alert;

import dev.depwatch.alert.Message.Brief;
import dev.depwatch.alert.Message.Line;
import dev.depwatch.assess.Finding.Hint;
import dev.depwatch.token.Cause;
import dev.depwatch.token.TokenKind;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The token is valid, but its server is deleted at Apple, or another server uses it. */
record ServerText(AlertFacts facts, Wording wording) {
    Message relink() {
        return message(
                facts.says(Hint.AS_APPLE_REPORTS)
                        ? "Apple reports the server of " + what() + " as inactive or deleted."
                        : "Apple no longer has the server of " + what() + ".",
                facts.says(Hint.AS_APPLE_REPORTS) ? "" : Wording.why(Cause.SERVER_INACTIVE, facts),
                List.of(
                        new Line(
                                "Sign in to Apple and look for the server: " + Links.SERVERS
                                        + " Ask who deleted it, and why.",
                                Links.APPLE),
                        new Line(
                                "If it was deleted on purpose: in Jamf Pro remove the PreStage enrolments that use it, "
                                        + "then its entry under " + Links.menu(TokenKind.ADE) + ".",
                                wording.page(facts, TokenKind.ADE)),
                        new Line(
                                "If its devices still need a server: create one at Apple with the public key of this Jamf Pro,"
                                        + " or use the one that replaces it. Upload its token file (.p7m) to "
                                        + (facts.tokens().size() == 1
                                                ? Format.entry(facts.tokens().get(0))
                                                : "its entry in Jamf Pro")
                                        + ". Then assign the devices to the server.",
                                wording.page(facts, TokenKind.ADE))),
                "The devices of the deleted server are assigned to none: see where they belong.",
                List.of("Do not regenerate tokens of other servers: they are not affected."),
                new Line(
                        "Ask who deleted the server. If on purpose, remove its PreStage enrolments, then its entry; else"
                                + " link it to another server.",
                        wording.page(facts, TokenKind.ADE)));
    }

    Message reclaim() {
        return message(
                "another server has claimed " + what() + ".",
                "Two servers hold this token.",
                List.of(
                        Line.of("Find out which other server it is: a test server, a second Jamf Pro, another "
                                + "product. Ask who uploaded the token there."),
                        Line.of("Remove the token there, or give that server a location and a token of its own."),
                        new Line(
                                "In Jamf Pro open " + Links.menu(TokenKind.CONTENT)
                                        + " > the location, and reclaim the token.",
                                wording.page(facts, TokenKind.CONTENT))),
                "Licences that the other server has assigned meanwhile: compare them with what you expect.",
                List.of(
                        "Do not regenerate the token: it is good, and two servers would keep sharing it.",
                        "Do not reclaim it while the other server still holds it: it would claim it again."),
                new Line(
                        "Find the other server, remove the token there, then reclaim it in Jamf Pro.",
                        wording.page(facts, TokenKind.CONTENT)));
    }

    private String what() {
        if (facts.hasUnknownToken()) {
            return Format.some(facts.kinds());
        }
        return facts.tokens().size() == 1 ? Format.token(facts.tokens().get(0)) : Format.counted(facts.tokens());
    }

    private Message message(
            String headline, String reason, List<Line> steps, String check, List<String> doNot, Line brief) {
        String why = wording.failure(facts, reason);
        return new Message(
                headline,
                wording.where(facts),
                Format.sentences(why, wording.source(facts)),
                facts.evidence(),
                steps,
                Stream.concat(Stream.of(check), Wording.ownerMissing(facts)).toList(),
                doNot,
                Optional.of(new Brief(why, List.of(brief))));
    }
}
