package dev.depwatch.alert;

import dev.depwatch.alert.Message.Step;
import dev.depwatch.assess.Assessment;
import dev.depwatch.token.Expiry;
import dev.depwatch.token.Token;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Tokens whose year ends soon: renew them by day, before they wake anybody. */
final class RenewText {
    private static final Comparator<Token> SOONEST = Comparator.comparing(
                    (Token token) -> token.expiry().map(Expiry::at).orElse(Instant.MAX))
            .thenComparing(Token::instance)
            .thenComparing(Token::kind)
            .thenComparing(Token::id);

    private final Phrases phrases;
    private final Links links;
    private final Assessment assessment;
    private final Instant now;

    RenewText(Phrases phrases, Links links, Assessment assessment) {
        this.phrases = phrases;
        this.links = links;
        this.assessment = assessment;
        this.now = assessment.at();
    }

    Message of(Topic topic) {
        List<Token> tokens = topic.tokens().stream().sorted(SOONEST).toList();
        return new Message(
                headline(topic, tokens),
                Phrases.lines(tokens.stream()
                        .map(token -> Phrases.name(token.instance()) + ": " + Phrases.tokenAtApple(token)
                                + (hasPassed(token) ? ", should have expired " : ", expires ") + expires(token))
                        .toList()),
                Background.sentences(
                        Stream.of(
                                "Apple's server tokens live for one year.",
                                tokens.stream().anyMatch(this::hasPassed)
                                        ? "depwatch could not read Jamf Pro since that day."
                                        : "Nothing fails yet."),
                        topic.kinds().stream().map(kind -> switch (kind) {
                            case ADE ->
                                "Once an ADE token has expired, new or wiped devices do not enrol; enrolled devices "
                                        + "keep working.";
                            case CONTENT ->
                                "Once an Apps and Books (formerly VPP) token has expired, Jamf Pro cannot assign or "
                                        + "take back licences of apps and books.";
                        }),
                        Background.personalOwner(topic),
                        Background.source(topic, phrases)),
                "",
                steps(tokens),
                RenewalSteps.alsoIn(tokens, assessment).toList(),
                RenewalSteps.doNot(topic.kinds()).toList());
    }

    private List<Step> steps(List<Token> tokens) {
        List<Step> steps = stepsBefore(tokens);
        steps.addAll(new RenewalSteps(links).of(tokens));
        return steps;
    }

    /** What is to be checked before a token is made. */
    List<Step> stepsBefore(List<Token> tokens) {
        List<Step> steps = new ArrayList<>();
        tokens.stream()
                .filter(this::hasPassed)
                .findFirst()
                .ifPresent(token -> steps.add(new Step(
                        "In Jamf Pro, look at the expiry date of each token above that has passed. If it lies ahead now, the"
                                + " token was renewed: make no other.",
                        links.tokens(token.instance(), token.kind()))));
        return steps;
    }

    private String headline(Topic topic, List<Token> tokens) {
        Token first = tokens.get(0);
        if (hasPassed(first)) {
            return Phrases.cut(topic.subject().name()) + ": " + Phrases.counted(tokens) + " on "
                    + Phrases.names(topic.instances()) + " should have expired"
                    + (tokens.size() == 1 ? " on " : ", the first on ")
                    + first.expiry().map(phrases::expiry).orElse("a day that is not known")
                    + ". Check in Jamf Pro whether " + (tokens.size() == 1 ? "it was" : "they were") + " renewed.";
        }
        return Phrases.cut(topic.subject().name()) + ": " + Phrases.counted(tokens)
                + when(tokens, first)
                + (topic.subject().isInstance()
                        ? tokens.size() == 1 ? "; its Apple ID is not known." : "; their Apple ID is not known."
                        : ", on " + Phrases.names(topic.instances()) + ".");
    }

    private String when(List<Token> tokens, Token first) {
        boolean one = tokens.size() == 1;
        return one ? " expires " + on(first) : " expire soon, the first " + on(first);
    }

    /** Its day has passed, and nobody could read since whether it was renewed. */
    private boolean hasPassed(Token token) {
        return token.expiry().filter(expiry -> expiry.isOver(now)).isPresent();
    }

    private String on(Token token) {
        return token.expiry()
                .map(expiry -> phrases.daysUntil(expiry, now) + " (" + phrases.expiry(expiry) + ")")
                .orElse("soon");
    }

    private String expires(Token token) {
        return token.expiry()
                .map(expiry ->
                        phrases.expiry(expiry) + (expiry.isOver(now) ? "" : ", " + phrases.daysUntil(expiry, now)))
                .orElse("soon");
    }
}
