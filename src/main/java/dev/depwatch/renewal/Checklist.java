package dev.depwatch.renewal;

import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.inventory.Reading;
import dev.depwatch.token.Token;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The tokens to renew, and how far each is. Pure.
 *
 * @param tokens in order
 */
public record Checklist(List<TokenRenewal> tokens) {
    public Checklist {
        tokens = List.copyOf(tokens);
    }

    Optional<TokenRenewal> of(Token.Key key) {
        return tokens.stream().filter(token -> token.key().equals(key)).findFirst();
    }

    public boolean isDone() {
        return done() == tokens.size();
    }

    public long done() {
        return tokens.stream().filter(TokenRenewal::isDone).count();
    }

    /** The list after an instance was read, or could not be. */
    Checklist read(InstanceInventory inventory) {
        if (inventory.reading().isEmpty() || inventory.readAt().isEmpty()) {
            return this;
        }
        Reading reading = inventory.reading().get();
        Instant at = inventory.readAt().get();
        return new Checklist(tokens.stream()
                .map(token -> token.key().instance().equals(inventory.instance()) ? token.read(reading, at) : token)
                .toList());
    }

    /** The list after an upload to an entry. */
    Checklist uploaded(Token.Key key, Token after, Instant at) {
        return new Checklist(tokens.stream()
                .map(token -> token.key().equals(key) ? token.uploaded(after, at) : token)
                .toList());
    }

    /** Those that are in another state than they were. */
    List<TokenRenewal> changedSince(Checklist former) {
        return tokens.stream()
                .filter(token -> former.of(token.key()).stream().noneMatch(was -> was.state() == token.state()))
                .toList();
    }
}
