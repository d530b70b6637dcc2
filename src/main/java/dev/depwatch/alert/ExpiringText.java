package dev.depwatch.alert;

import dev.depwatch.token.Expiry;
import dev.depwatch.token.Token;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Tokens whose year ends soon: renew them by day, before they wake anybody. */
final class ExpiringText {
    private static final Comparator<Token> SOONEST = Comparator.comparing(
                    (Token token) -> token.expiry().map(Expiry::at).orElse(Instant.MAX))
            .thenComparing(Token::instance)
            .thenComparing(Token::kind)
            .thenComparing(Token::id);

    private final Phrases phrases;
    private final Links links;
    private final Instant now;

    ExpiringText(Phrases phrases, Links links, Instant now) {
        this.phrases = phrases;
        this.links = links;
        this.now = now;
    }

    Message of(Topic topic) {
        List<Token> tokens = topic.tokens().stream().sorted(SOONEST).toList();
        return new Message(
                headline(topic, tokens),
                Phrases.lines(tokens.stream()
                        .map(token -> Phrases.name(token.instance()) + ": " + Phrases.tokenAtApple(token) + ", expires "
                                + expires(token))
                        .toList()),
                Background.sentences(
                        Stream.of("Apple's server tokens live for one year. Nothing fails yet."),
                        topic.kinds().stream().map(kind -> switch (kind) {
                            case ADE ->
                                "Once an ADE token has expired, new or wiped devices do not enrol; enrolled devices "
                                        + "keep working.";
                            case CONTENT ->
                                "Once an Apps and Books (formerly VPP) token has expired, Jamf Pro cannot assign or "
                                        + "take back licences of apps and books.";
                        }),
                        Background.source(topic)),
                "",
                new RenewalSteps(links).of(tokens),
                List.of(),
                List.of(RenewalSteps.NO_DOWNLOAD_WITHOUT_UPLOAD, RenewalSteps.NO_DELETION));
    }

    private String headline(Topic topic, List<Token> tokens) {
        Token first = tokens.get(0);
        return Phrases.cut(topic.subject().name()) + ": " + Phrases.counted(tokens)
                + (tokens.size() == 1 ? " expires " + on(first) : " expire soon, the first " + on(first))
                + topic.subject()
                        .instance()
                        .map(instance ->
                                tokens.size() == 1 ? "; its Apple ID is not known." : "; their Apple ID is not known.")
                        .orElseGet(() -> ", on " + Phrases.names(topic.instances()) + ".");
    }

    private String on(Token token) {
        return token.expiry()
                .map(expiry -> phrases.daysUntil(expiry, now) + " (" + phrases.expiry(expiry) + ")")
                .orElse("soon");
    }

    private String expires(Token token) {
        return token.expiry()
                .map(expiry -> phrases.expiry(expiry) + ", " + phrases.daysUntil(expiry, now))
                .orElse("soon");
    }
}
