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

    private final Format format;
    private final Links links;
    private final Assessment assessment;
    private final Instant now;

    RenewText(Format format, Links links, Assessment assessment) {
        this.format = format;
        this.links = links;
        this.assessment = assessment;
        this.now = assessment.at();
    }

    Message of(AlertGroup group) {
        List<Token> tokens = group.tokens().stream().sorted(SOONEST).toList();
        return new Message(
                headline(group, tokens),
                Format.lines(tokens.stream()
                        .map(token -> Format.name(token.instance()) + ": " + Format.tokenAtApple(token)
                                + (hasPassed(token) ? ", should have expired " : ", expires ") + expires(token))
                        .toList()),
                SharedText.sentences(
                        Stream.of(
                                "Apple's server tokens live for one year.",
                                tokens.stream().anyMatch(this::hasPassed)
                                        ? "depwatch could not read Jamf Pro since that day."
                                        : "Nothing fails yet."),
                        group.kinds().stream().map(kind -> switch (kind) {
                            case ADE ->
                                "Once an ADE token has expired, new or wiped devices do not enrol; enrolled devices "
                                        + "keep working.";
                            case CONTENT ->
                                "Once an Apps and Books (formerly VPP) token has expired, Jamf Pro cannot assign or "
                                        + "take back licences of apps and books.";
                        }),
                        SharedText.personalOwner(group),
                        SharedText.source(group, format)),
                "",
                steps(tokens),
                RenewalSteps.alsoIn(tokens, assessment).toList(),
                RenewalSteps.doNot(group.kinds()).toList());
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

    private String headline(AlertGroup group, List<Token> tokens) {
        Token first = tokens.get(0);
        if (hasPassed(first)) {
            return Format.cut(group.subject().name()) + ": " + Format.counted(tokens) + " on "
                    + Format.names(group.instances()) + " should have expired"
                    + (tokens.size() == 1 ? " on " : ", the first on ")
                    + first.expiry().map(format::expiry).orElse("a day that is not known")
                    + ". Check in Jamf Pro whether " + (tokens.size() == 1 ? "it was" : "they were") + " renewed.";
        }
        return Format.cut(group.subject().name()) + ": " + Format.counted(tokens)
                + when(tokens, first)
                + (group.subject().isInstance()
                        ? tokens.size() == 1 ? "; its Apple ID is not known." : "; their Apple ID is not known."
                        : ", on " + Format.names(group.instances()) + ".");
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
                .map(expiry -> format.daysUntil(expiry, now) + " (" + format.expiry(expiry) + ")")
                .orElse("soon");
    }

    private String expires(Token token) {
        return token.expiry()
                .map(expiry -> format.expiry(expiry) + (expiry.isOver(now) ? "" : ", " + format.daysUntil(expiry, now)))
                .orElse("soon");
    }
}
