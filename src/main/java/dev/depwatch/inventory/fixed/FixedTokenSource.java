package dev.depwatch.inventory.fixed;

import dev.depwatch.inventory.ReadException;
import dev.depwatch.inventory.Reading;
import dev.depwatch.inventory.Reading.TokenState;
import dev.depwatch.inventory.TokenSource;
import dev.depwatch.token.Token;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The tokens in the configuration, beside those of an API if there is one. The configuration knows no syncs and no
 * terms. It never fails, but without an answer of the API there is no reading, and the tokens are known all the same.
 */
public record FixedTokenSource(List<Token> tokens, Optional<TokenSource> api) implements TokenSource {
    @Override
    public Reading read(Instant now) throws ReadException, InterruptedException {
        Reading read = api.isPresent() ? api.get().read(now) : new Reading(List.of());
        Stream<TokenState> listed = tokens.stream().map(token -> new TokenState(token, Optional.empty()));
        return new Reading(Stream.concat(read.tokens().stream(), listed).toList(), read.notices(), read.unreadParts());
    }
}
