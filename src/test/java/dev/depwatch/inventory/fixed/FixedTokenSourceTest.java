package dev.depwatch.inventory.fixed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.depwatch.inventory.Reading.Terms;
import dev.depwatch.inventory.TokenSource;
import dev.depwatch.inventory.TokenSourceContract;
import dev.depwatch.token.Token;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FixedTokenSourceTest extends TokenSourceContract {
    @Override
    protected TokenSource holding(List<Token> tokens) {
        return new FixedTokenSource(tokens);
    }

    @Override
    protected Map<String, TokenSource> failing() {
        return Map.of();
    }

    @Override
    protected Optional<TokenSource> hanging() {
        return Optional.empty();
    }

    @Override
    protected List<String> secrets() {
        return List.of();
    }

    @Test
    void the_configuration_knows_no_terms() {
        assertThat(new FixedTokenSource(List.of()).read(Instant.EPOCH).terms()).isEqualTo(Terms.UNKNOWN);
    }
}
