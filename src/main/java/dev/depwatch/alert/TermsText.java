package dev.depwatch.alert;

import dev.depwatch.alert.Message.Step;
import dev.depwatch.assess.Assessment;
import dev.depwatch.assess.Finding;
import dev.depwatch.assess.Finding.Certainty;
import dev.depwatch.assess.Finding.Hint;
import dev.depwatch.assess.TokenHealth;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Expiry;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Apple's terms wait to be accepted. The tokens are good, and a new one would not help. */
final class TermsText {
    private static final Duration SOON = Duration.ofDays(30);

    private final Phrases phrases;
    private final Assessment assessment;

    TermsText(Phrases phrases, Assessment assessment) {
        this.phrases = phrases;
        this.assessment = assessment;
    }

    Message of(Topic topic) {
        boolean organizationKnown = !topic.subject().isInstance();
        return new Message(
                Phrases.cut(topic.subject().name())
                        + ": Apple's new terms are waiting to be accepted; "
                        + whatFails(topic, organizationKnown) + " until they are.",
                Phrases.lines(topic.findings().stream()
                        .flatMap(finding -> where(finding, topic))
                        .toList()),
                Background.sentences(
                        Background.failingSince(topic, phrases),
                        topic.findings().stream().map(TermsText::why).distinct(),
                        Background.effects(topic.kinds()),
                        Background.source(topic, phrases)),
                topic.evidence(),
                steps(topic, organizationKnown),
                Stream.concat(
                                Stream.of("If you have several organisations at Apple, each has to accept for itself."),
                                Stream.of(
                                                answered(topic),
                                                notified(topic),
                                                endingSoon(topic),
                                                Background.ownerMissing(topic))
                                        .flatMap(part -> part))
                        .toList(),
                List.of(
                        isAnswered(topic)
                                ? "Do not make new tokens: the ones you have are good, and a new one does not help."
                                : "Do not make new tokens while terms wait: a new one does not help."));
    }

    /** Device enrolment as a whole, unless the instance has tokens of other organisations. */
    private String whatFails(Topic topic, boolean organizationKnown) {
        List<Token> meant = topic.tokens();
        boolean areAll = assessment.tokens().stream()
                .map(TokenHealth::token)
                .filter(token ->
                        token.kind() == TokenKind.ADE && topic.instances().contains(token.instance()))
                .map(Token::key)
                .allMatch(key -> meant.stream().map(Token::key).anyMatch(key::equals));
        String on = organizationKnown ? " on " + Phrases.names(topic.instances()) : "";
        if (areAll || meant.isEmpty() || topic.findings().stream().anyMatch(TermsText::isOneOf)) {
            return "device enrolment" + on + " fails";
        }
        return meant.size() == 1 ? Phrases.token(meant.get(0)) + on + " fails" : Phrases.counted(meant) + on + " fail";
    }

    private static boolean isOneOf(Finding finding) {
        return finding.certainty() == Certainty.ONE_OF;
    }

    /** Whether Apple itself says so; else a notification of Jamf Pro's does, which may be an old one. */
    private static boolean isAnswered(Finding finding) {
        return finding.cause() == Cause.TERMS_NOT_SIGNED && !finding.hints().contains(Hint.AS_NOTIFIED);
    }

    private static boolean isAnswered(Topic topic) {
        return topic.findings().stream().anyMatch(TermsText::isAnswered);
    }

    private static Stream<String> answered(Topic topic) {
        return isAnswered(topic)
                ? Stream.of(
                        "Apple has been seen to give this answer for more than a day after the terms were accepted. "
                                + "If you have just accepted them, wait.")
                : Stream.of();
    }

    private static Stream<String> notified(Topic topic) {
        boolean goesByIt = topic.findings().stream().anyMatch(finding -> !isAnswered(finding));
        return goesByIt
                ? Stream.of(
                        "If Apple shows no terms to accept, the notification in Jamf Pro is an old one: dismiss it "
                                + "there. So do if Jamf Pro still shows it once the terms are accepted and the token syncs again.")
                : Stream.of();
    }

    /** Signed terms do not make a token last longer. */
    private static Stream<String> endingSoon(Topic topic) {
        return topic.findings().stream()
                .flatMap(finding -> finding.tokens().stream().filter(token -> endsSoon(token, finding.lastSeen())))
                .map(token -> Phrases.quoted(token.name()) + " on " + token.instance() + " ends on "
                        + token.expiry().map(Expiry::shown).orElse("a date that is not known")
                        + ": renew it once the terms are accepted.");
    }

    private static boolean endsSoon(Token token, Instant now) {
        return token.expiry()
                .filter(expiry -> Duration.between(now, expiry.at()).compareTo(SOON) < 0)
                .isPresent();
    }

    private Stream<String> where(Finding finding, Topic topic) {
        return Phrases.tokensOf(finding).stream()
                .map(token -> token + Background.sinceIfItDiffers(finding, topic, phrases));
    }

    private static String why(Finding finding) {
        if (finding.hints().contains(Hint.AS_NOTIFIED)) {
            return "Jamf Pro's own notifications name terms and conditions that are not accepted.";
        }
        return finding.cause() == Cause.TERMS_NOT_SIGNED
                ? "Apple answers that the organisation has not accepted the latest terms and conditions "
                        + "(T_C_NOT_SIGNED)."
                : "Apple refuses the sign-in, and Jamf Pro says, here or on another instance of the organisation, that "
                        + "terms and conditions are not accepted.";
    }

    /** Those that it can be, where there are several. */
    private static String organizations(Topic topic) {
        List<String> possible = topic.tokens().stream()
                .map(Token::organization)
                .filter(organization -> !organization.isBlank())
                .distinct()
                .sorted()
                .map(Phrases::quoted)
                .toList();
        return possible.size() < 2
                ? "of the organisation that the server belongs to"
                : "of each of these organisations, of which at least one has to accept: "
                        + String.join(", ", Phrases.first(possible));
    }

    private static List<Step> steps(Topic topic, boolean organizationKnown) {
        String organization = organizationKnown
                ? "of " + Phrases.quoted(topic.findings().get(0).organization())
                : organizations(topic);
        return List.of(
                new Step("Sign in to " + Links.APPLE_SITES + " as an Administrator " + organization + ".", Links.APPLE),
                new Step("Read and accept the terms and conditions that are shown there.", Optional.empty()),
                new Step(
                        "Wait a few minutes for the next sync of Jamf Pro. depwatch tells you when it succeeds.",
                        Optional.empty()));
    }
}
