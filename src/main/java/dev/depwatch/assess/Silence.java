package dev.depwatch.assess;

import dev.depwatch.token.Instance;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

/**
 * No receiver is notified of what it covers, until it ends. What it covers is judged and shown like everything else.
 *
 * @param kind empty: both
 * @param tokenId empty: every token of the kind, and failures of the kind that name no token
 * @param lastDay as it is written
 * @param until the first instant at which it is over
 * @param reason why, in the words of its author
 */
public record Silence(
        Instance instance,
        Optional<TokenKind> kind,
        Optional<String> tokenId,
        LocalDate lastDay,
        Instant until,
        String reason) {

    public boolean covers(Token.Key token) {
        return coversKind(token.instance(), token.kind())
                && tokenId.map(token.id()::equals).orElse(true);
    }

    /** Whether whatever fails of this kind is covered, so that it need not be known which token it is. */
    boolean coversAll(Instance where, TokenKind which) {
        return coversKind(where, which) && tokenId.isEmpty();
    }

    /** Whether all of the instance is covered, with what keeps depwatch from seeing it. */
    boolean coversAll(Instance where) {
        return instance.equals(where) && kind.isEmpty() && tokenId.isEmpty();
    }

    private boolean coversKind(Instance where, TokenKind which) {
        return instance.equals(where) && kind.map(which::equals).orElse(true);
    }
}
