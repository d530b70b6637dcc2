package dev.depwatch.alert;

import dev.depwatch.alert.Message.Step;
import dev.depwatch.assess.Assessment;
import dev.depwatch.assess.Finding.Hint;
import dev.depwatch.token.Expiry;
import dev.depwatch.token.Token;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Tokens that expire soon: renew them in working hours, before they wake anybody. */
final class RenewText {
    private static final Comparator<Token> SOONEST = Comparator.comparing(
                    (Token token) -> token.expiry().map(Expiry::at).orElse(Instant.MAX))
            .thenComparing(Token::instance)
            .thenComparing(Token::kind)
            .thenComparing(Token::id);

    private final Format format;
    private final Links links;
    private final TokenLine line;
    private final Assessment assessment;
    private final Instant now;

    RenewText(Format format, Links links, TokenLine line, Assessment assessment) {
        this.format = format;
        this.links = links;
        this.line = line;
        this.assessment = assessment;
        this.now = assessment.at();
    }

    Message of(AlertGroup group) {
        return group.says(Hint.OWNER_ACCOUNT_OUT) ? ofAccount(group) : ofDates(group);
    }

    /** The account of the owner is out: what hangs on it may stop at any moment. */
    private Message ofAccount(AlertGroup group) {
        List<Token> tokens = group.tokens().stream().sorted(SOONEST).toList();
        AppleText apple = new AppleText(format, line, assessment);
        return new Message(
                Format.cut(group.subject().name()) + ": " + Format.counted(tokens)
                        + (tokens.size() == 1 ? " hangs" : " hang") + " on this account, which " + apple.how(group)
                        + ", on " + Format.names(group.instances()) + ". Renew "
                        + (tokens.size() == 1 ? "it" : "them") + " with another account.",
                Format.lines(tokens.stream()
                        .map(token -> Format.name(token.instance()) + ": " + Format.tokenAtApple(token))
                        .toList()),
                SharedText.sentences(
                        apple.of(group),
                        Stream.of("Nothing fails yet. Apple ends the tokens that an account downloaded when its person"
                                + " leaves the organisation."),
                        stops(group, "ended"),
                        SharedText.source(group, format)),
                "",
                steps(tokens),
                Stream.concat(
                                Stream.of("The whole impact: depwatch impact "
                                        + group.account()
                                                .map(owner -> Format.cut(owner.value()))
                                                .orElse("APPLE_ID")),
                                RenewalSteps.alsoIn(tokens, assessment))
                        .toList(),
                RenewalSteps.doNot(group.kinds()).toList());
    }

    private Message ofDates(AlertGroup group) {
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
                        stops(group, "expired"),
                        SharedText.personalOwner(group),
                        SharedText.source(group, format)),
                "",
                steps(tokens),
                RenewalSteps.alsoIn(tokens, assessment).toList(),
                RenewalSteps.doNot(group.kinds()).toList());
    }

    private static Stream<String> stops(AlertGroup group, String how) {
        return group.kinds().stream().map(kind -> switch (kind) {
            case ADE ->
                "Once an ADE token has " + how + ", new or wiped devices do not enrol; enrolled devices keep working.";
            case CONTENT ->
                "Once an Apps and Books (formerly VPP) token has " + how
                        + ", Jamf Pro cannot assign or take back licences of apps and books.";
        });
    }

    private List<Step> steps(List<Token> tokens) {
        List<Step> steps = stepsBefore(tokens);
        steps.addAll(new RenewalSteps(links, assessment).of(tokens));
        return steps;
    }

    /** What to check before somebody generates a token. */
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

    /** The token's date has passed, and depwatch could not read since whether somebody renewed it. */
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
