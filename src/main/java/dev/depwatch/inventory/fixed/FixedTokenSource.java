package dev.depwatch.inventory.fixed;

import dev.depwatch.inventory.Reading;
import dev.depwatch.inventory.Reading.Terms;
import dev.depwatch.inventory.Reading.TokenState;
import dev.depwatch.inventory.TokenSource;
import dev.depwatch.token.Token;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The tokens in the configuration. This source knows no syncs and no terms, and never fails. */
public final class FixedTokenSource implements TokenSource {
    private final Reading reading;

    public FixedTokenSource(List<Token> tokens) {
        this.reading = new Reading(
                tokens.stream()
                        .map(token -> new TokenState(token, Optional.empty()))
                        .toList(),
                Terms.UNKNOWN);
    }

    @Override
    public Reading read(Instant now) {
        return reading;
    }
}
