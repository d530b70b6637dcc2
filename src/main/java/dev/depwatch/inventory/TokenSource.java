package dev.depwatch.inventory;

import java.time.Instant;

/** Where the tokens of one instance are known from. */
public interface TokenSource {
    /**
     * All tokens of the instance, complete, in bounded time.
     *
     * @throws TokenSourceException with a sentence for the administrator, which holds no secret
     * @throws InterruptedException soon after the thread is interrupted
     */
    Reading read(Instant now) throws TokenSourceException, InterruptedException;
}
