package dev.depwatch.token;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

/** Tokens of tests. What is "" is not known; a token ends on a date or at an instant. */
public final class SampleToken {
    private SampleToken() {}

    public static Token.Key key(String instance, TokenKind kind, String id) {
        return new Token.Key(new Instance(instance), kind, id);
    }

    /** Nothing else is known. */
    public static Token of(Token.Key key, String name) {
        return of(key, name, "", "", "");
    }

    /** Without a server at Apple. */
    public static Token of(Token.Key key, String name, String owner, String organization, String expires) {
        return of(key, name, owner, organization, "", "", expires);
    }

    public static Token of(
            Token.Key key,
            String name,
            String owner,
            String organization,
            String serverName,
            String serverUuid,
            String expires) {
        Optional<Expiry> expiry = expires.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        expires.contains("T")
                                ? Expiry.ofInstant(Instant.parse(expires))
                                : Expiry.ofDate(LocalDate.parse(expires)));
        return new Token(key, name, AppleId.of(owner), organization, serverName, serverUuid, expiry);
    }

    /** As if its expiry could not be read. */
    public static Token withoutExpiry(Token token) {
        return with(token, token.key(), Optional.empty());
    }

    /** The same in another entry. */
    public static Token withKey(Token token, Token.Key key) {
        return with(token, key, token.expiry());
    }

    private static Token with(Token one, Token.Key key, Optional<Expiry> expiry) {
        return new Token(key, one.name(), one.owner(), one.organization(), one.serverName(), one.serverUuid(), expiry);
    }
}
