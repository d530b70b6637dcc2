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
                wording.apple().hangs(facts) + " Renew " + (tokens.size() == 1 ? "it" : "them")
                        + " with another account.",
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
                Format.counted(tokens)
                        + wording.expires(facts)
                        + Wording.whereOrWhose(facts)
                        + (wording.mayBeRenewed(facts).isEmpty() ? "" : wording.whetherRenewed(facts)),
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
        List<Line> before = wording.lookFirst(facts);
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
}
