package dev.depwatch.demo;

import dev.depwatch.demo.SimulatedLog.Failure;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Expiry;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A token in an instance.
 *
 * @param rejected why Apple rejects it; a content token: because Apple revoked it
 * @param syncs the newest two, oldest first
 */
record Held(Token token, Optional<Failure> rejected, List<Sync> syncs) {
    Held {
        syncs = List.copyOf(syncs.subList(Math.max(0, syncs.size() - 2), syncs.size()));
    }

    Held synced(Sync status) {
        return new Held(
                token,
                rejected,
                Stream.concat(syncs.stream(), Stream.of(status)).toList());
    }

    Optional<Sync> lastSync() {
        return syncs.stream().reduce((older, newer) -> newer);
    }

    Held rejected(Failure why) {
        return new Held(token, Optional.of(why), syncs);
    }

    /**
     * With another token in its place.
     *
     * @param server the token whose server it is for
     */
    Held holding(Token server, AppleId owner, Expiry expiry) {
        boolean isContent = token.kind() == TokenKind.CONTENT;
        return new Held(
                new Token(
                        token.key(),
                        token.name(),
                        Optional.of(owner),
                        token.organization(),
                        isContent ? "" : server.serverName(),
                        isContent ? "" : server.serverUuid(),
                        Optional.of(expiry)),
                Optional.empty(),
                syncs);
    }

    /** The result of one sync. */
    record Sync(String state, Instant at) {}
}
