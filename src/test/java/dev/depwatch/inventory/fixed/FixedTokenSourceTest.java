package dev.depwatch.inventory.fixed;

import static dev.depwatch.token.SampleToken.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.depwatch.inventory.ReadException;
import dev.depwatch.inventory.ReadException.Reason;
import dev.depwatch.inventory.Reading;
import dev.depwatch.inventory.Reading.Part;
import dev.depwatch.inventory.Reading.TokenState;
import dev.depwatch.inventory.TokenSource;
import dev.depwatch.inventory.TokenSourceContract;
import dev.depwatch.token.SampleToken;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FixedTokenSourceTest extends TokenSourceContract {
    @Override
    protected TokenSource holding(List<Token> tokens) {
        return new FixedTokenSource(tokens, Optional.empty());
    }

    @Override
    protected Map<String, TokenSource> failing() {
        return Map.of("the API beside it does not answer", new FixedTokenSource(List.of(), Optional.of(now -> {
            throw new ReadException(Reason.UNREACHABLE, "jamf.example.org: no connection");
        })));
    }

    @Override
    protected Optional<TokenSource> hanging() {
        return Optional.empty();
    }

    @Override
    protected List<String> secrets() {
        return List.of("client-secret");
    }

    @Test
    void what_an_api_reads_stays_beside_what_is_configured() throws Exception {
        Reading api =
                new Reading(List.of(state(TokenKind.ADE)), List.of(), Map.of(Part.CONTENT_TOKENS, "no privilege"));

        Reading both = new FixedTokenSource(List.of(state(TokenKind.PUSH).token()), Optional.of(now -> api))
                .read(Instant.EPOCH);

        assertThat(both)
                .isEqualTo(new Reading(
                        List.of(state(TokenKind.ADE), state(TokenKind.PUSH)), List.of(), api.unreadParts()));
    }

    private static TokenState state(TokenKind kind) {
        return new TokenState(SampleToken.of(key("school", kind, Token.Key.ONLY), kind.key()), Optional.empty());
    }
}
