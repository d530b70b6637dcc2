package dev.depwatch.inventory;

import java.time.Instant;

/** A source of one instance's tokens. */
public interface TokenSource {
    /**
     * Reads all tokens of the instance, in bounded time.
     *
     * @throws ReadException with a sentence for the administrator, which holds no secret
     * @throws InterruptedException soon after the thread is interrupted
     */
    Reading read(Instant now) throws ReadException, InterruptedException;
}
