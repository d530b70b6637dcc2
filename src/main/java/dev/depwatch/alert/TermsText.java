package dev.depwatch.alert;

import dev.depwatch.alert.Message.Line;
import dev.depwatch.assess.Finding;
import dev.depwatch.assess.Finding.Certainty;
import dev.depwatch.assess.Finding.Hint;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Somebody must accept Apple's terms. The tokens are valid, and a new one would not help. */
record TermsText(AlertFacts facts, Wording wording) {
    private static final Duration SOON = Duration.ofDays(30);

    Message message() {
        String signIn = "Sign in to " + Links.APPLE_SITES + " as an Administrator " + organization() + ".";
        boolean isAnswered = facts.all(TermsText::isAnswered);
        String why = wording.failure(
                facts,
                Format.sentences(facts.findings().stream().map(TermsText::why).distinct()));
        return new Message(
                "Apple's new terms must be accepted; " + whatFails() + " until then.",
                wording.where(facts),
                Format.sentences(why, wording.source(facts)),
                facts.evidence(),
                List.of(
                        new Line(signIn, Links.APPLE),
                        Line.of("Accept the terms that are shown there."
                                + (isAnswered
                                        ? " If the right organisation shows none, somebody has accepted them."
                                        : "")
                                + " Then " + Wording.WAIT_FOR_APPLE
                                + (isAnswered
                                        ? ""
                                        : " If the right organisation shows none, or once the token syncs again, Jamf Pro's"
                                                + " notification is an old one: dismiss it."))),
                alsoCheck(),
                List.of("Do not make new tokens" + (isAnswered ? ": yours are good, and" : " while terms wait:")
                        + " a new one does not help."),
                Optional.of(new Message.Brief(
                        why,
                        List.of(new Line(
                                signIn + " Accept the terms, then " + Wording.WAIT_FOR_APPLE
                                        + (isAnswered ? "" : " If none wait there, dismiss the notification."),
                                Links.APPLE)))));
    }

    /** All device enrolment, unless the instance has tokens of other organisations. */
    private String whatFails() {
        List<Token> tokens = facts.tokens();
        List<Token.Key> meant = tokens.stream().map(Token::key).toList();
        boolean areAll = wording.toNotify()
                .everyToken()
                .filter(token ->
                        token.kind() == TokenKind.ADE && facts.instances().contains(token.instance()))
                .map(Token::key)
                .allMatch(meant::contains);
        String on = facts.subject().isInstance() ? "" : " on " + Format.names(facts.instances());
        if (areAll || tokens.isEmpty() || facts.any(finding -> finding.certainty() == Certainty.ONE_OF)) {
            return "device enrolment" + on + " fails";
        }
        return tokens.size() == 1 ? Format.token(tokens.get(0)) + on + " fails" : Format.counted(tokens) + on + " fail";
    }

    /** Whether Apple itself says so; otherwise the source is a notification of Jamf Pro, which may be old. */
    private static boolean isAnswered(Finding finding) {
        return finding.cause() == Cause.TERMS_NOT_SIGNED && !finding.says(Hint.AS_NOTIFIED);
    }

    private List<String> alsoCheck() {
        Stream<String> others = Stream.of("If you have several organisations at Apple, each has to accept for itself.")
                .filter(each -> facts.subject().isInstance());
        return Stream.of(others, endingSoon(), Wording.ownerMissing(facts))
                .flatMap(part -> part)
                .toList();
    }

    /** Accepted terms do not extend a token. */
    private Stream<String> endingSoon() {
        Instant now = wording.toNotify().at();
        return facts.tokens().stream()
                .flatMap(token -> token.expiry().stream()
                        .filter(end -> Duration.between(now, end.at()).compareTo(SOON) < 0)
                        .map(end -> "The token of " + Format.entry(token) + " on " + Format.name(token.instance())
                                + (end.isOver(now) ? " ended on " : " ends on ") + end.shown()
                                + ": renew it once the terms are accepted."));
    }

    private static String why(Finding finding) {
        if (finding.says(Hint.AS_NOTIFIED)) {
            return "Jamf Pro notifies of unsigned terms.";
        }
        return finding.cause() == Cause.TERMS_NOT_SIGNED
                ? "Apple answers T_C_NOT_SIGNED."
                : "Apple refuses the sign-in, and Jamf Pro says, here or on another instance of the organisation, that"
                        + " terms are not accepted.";
    }

    /** The possible organisations, if there are several. */
    private String organization() {
        if (!facts.subject().isInstance()) {
            return "of " + Format.quoted(facts.findings().get(0).organization());
        }
        List<String> possible = facts.tokens().stream()
                .map(Token::organization)
                .filter(organization -> !organization.isBlank())
                .distinct()
                .sorted()
                .map(Format::quoted)
                .toList();
        return possible.size() < 2
                ? "of the organisation that the server belongs to"
                : "of each of these organisations, at least one of which has to accept: "
                        + String.join(", ", Format.first(possible));
    }
}
