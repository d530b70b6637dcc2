package dev.depwatch.inventory;

import dev.depwatch.token.Token;
import java.time.Instant;
import java.util.List;

/** A source of one instance's tokens. */
public interface TokenSource {
    /**
     * Reads all tokens of the instance, in bounded time.
     *
     * @throws ReadException with a sentence for the administrator, which holds no secret
     * @throws InterruptedException soon after the thread is interrupted
     */
    Reading read(Instant now) throws ReadException, InterruptedException;

    /** Those that are known without reading any. */
    default List<Token> tokens() {
        return List.of();
    }
}
