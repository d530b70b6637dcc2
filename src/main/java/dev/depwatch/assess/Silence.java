package dev.depwatch.assess;

import dev.depwatch.token.Instance;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

/**
 * Until it ends, depwatch notifies no receiver of what it covers. depwatch still assesses and shows it.
 *
 * @param kind empty: all
 * @param tokenId empty: every token of the kind, and failures of the kind that name no token
 * @param lastDay as written in the configuration
 * @param until the first instant after its end
 * @param reason why, in the words of its author
 * @param by who made it; empty if nobody wrote that down
 */
public record Silence(
        Instance instance,
        Optional<TokenKind> kind,
        Optional<String> tokenId,
        LocalDate lastDay,
        Instant until,
        String reason,
        Optional<String> by) {

    public boolean covers(Token.Key token) {
        return coversKind(token.instance(), token.kind())
                && tokenId.map(token.id()::equals).orElse(true);
    }

    /** Whether it covers every failure of this kind, whichever token fails. */
    boolean coversAll(Instance where, TokenKind which) {
        return coversKind(where, which) && tokenId.isEmpty();
    }

    /** Whether it covers the whole instance, including monitoring issues. */
    boolean coversAll(Instance where) {
        return instance.equals(where) && kind.isEmpty() && tokenId.isEmpty();
    }

    private boolean coversKind(Instance where, TokenKind which) {
        return instance.equals(where) && kind.map(which::equals).orElse(true);
    }
}
