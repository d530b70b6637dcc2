package dev.depwatch.alert;

import dev.depwatch.alert.Message.Line;
import dev.depwatch.assess.Finding.Hint;
import dev.depwatch.token.Expiry;
import dev.depwatch.token.Token;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Tokens that expire soon: renew them in working hours, before they wake anybody. */
record RenewText(AlertFacts facts, Wording wording) {
    private static final Comparator<Token> SOONEST = Comparator.comparing(
                    (Token token) -> token.expiry().map(Expiry::at).orElse(Instant.MAX))
            .thenComparing(Token::instance)
            .thenComparing(Token::kind)
            .thenComparing(Token::id);

    Message message() {
        return facts.says(Hint.OWNER_ACCOUNT_OUT) ? ofAccount() : ofDates();
    }

    /** The account of the owner is out: what hangs on it may stop at any moment. */
    private Message ofAccount() {
        List<Token> tokens = facts.tokens().stream().sorted(SOONEST).toList();
        return message(
                Format.counted(tokens)
                        + (tokens.size() == 1 ? " hangs" : " hang") + " on this account, which "
                        + wording.apple().how(facts)
                        + ", on " + Format.names(facts.instances()) + ". Renew "
                        + (tokens.size() == 1 ? "it" : "them") + " with another account.",
                tokens,
                token -> "",
                Format.sentences(
                        wording.apple().of(facts),
                        Stream.of("Nothing fails yet. Apple ends the tokens that an account downloaded when its person"
                                + " leaves the organisation."),
                        stops("ended")),
                Stream.of(),
                List.of("The whole impact: depwatch impact "
                        + Wording.account(facts).orElse("APPLE_ID")));
    }

    private Message ofDates() {
        List<Token> tokens = facts.tokens().stream().sorted(SOONEST).toList();
        return message(
                headline(tokens),
                tokens,
                token -> (wording.isOver(token) ? ", should have expired " : ", expires ")
                        + token.expiry().map(wording.format()::expiry).orElse("soon"),
                Format.sentences(
                        Stream.of(
                                tokens.stream().anyMatch(wording::isOver)
                                        ? "depwatch could not read Jamf Pro since that day."
                                        : "Nothing fails yet."),
                        stops("expired")),
                Stream.concat(Stream.of("Apple's server tokens live for one year."), Wording.personalOwner(facts)),
                List.of());
    }

    private Message message(
            String headline,
            List<Token> tokens,
            Function<Token, String> more,
            String why,
            Stream<String> whyElse,
            List<String> alsoCheck) {
        RenewalSteps renewal = wording.renewal();
        List<Line> before = stepsBefore(tokens);
        return new Message(
                headline,
                Format.linked(renewal.each(tokens, more)),
                Format.sentences(Stream.of(why), whyElse, wording.source(facts)),
                "",
                Stream.concat(before.stream(), renewal.of(tokens).stream()).toList(),
                alsoCheck,
                renewal.doNot(tokens, facts.kinds()),
                Optional.of(new Message.Brief(
                        why,
                        Stream.concat(
                                        before.stream(),
                                        renewal.inBrief(tokens, before.isEmpty() ? "" : "If it was not").stream())
                                .toList())));
    }

    private Stream<String> stops(String how) {
        return facts.kinds().stream()
                .map(kind -> "Once an " + Format.noun(kind) + " has " + how + ", " + Wording.effect(kind));
    }

    /** What to check before somebody generates a token. */
    List<Line> stepsBefore(List<Token> tokens) {
        return tokens.stream()
                .filter(wording::isOver)
                .limit(1)
                .map(token -> new Line(
                        "Look in Jamf Pro at each expiry date that has passed. If it lies ahead now, the token was renewed:"
                                + " make no other.",
                        wording.links().tokens(token.instance(), token.kind())))
                .toList();
    }

    private String headline(List<Token> tokens) {
        Token first = tokens.get(0);
        // depwatch could not read since whether somebody renewed it.
        if (wording.isOver(first)) {
            return Format.counted(tokens) + " on "
                    + Format.names(facts.instances()) + " should have expired"
                    + (tokens.size() == 1 ? " on " : ", the first on ")
                    + first.expiry().map(wording.format()::expiry).orElse("a day that is not known")
                    + ". Check in Jamf Pro whether " + (tokens.size() == 1 ? "it was" : "they were") + " renewed.";
        }
        return Format.counted(tokens)
                + (tokens.size() == 1 ? " expires " : " expire soon, the first ")
                + first.expiry().map(wording::until).orElse("soon")
                + Wording.whereOrWhose(facts);
    }
}
