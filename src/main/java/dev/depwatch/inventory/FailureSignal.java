package dev.depwatch.inventory;

import dev.depwatch.token.Cause;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Token;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * A failing token in one reading of Jamf Pro's API. The API reports a condition, so every reading repeats the signal
 * while the condition lasts.
 *
 * @param tokens which tokens it is about, if known; empty for an instance with a log, because the log may mean another
 *     token
 * @param source the origin in Jamf Pro's words: {@code syncState}, or the type of a notification
 * @param since when it began, if known: the failed sync, or the first reading of the notification
 * @param readBefore the previous reading, if it could have reported the failure: a new failure began after it
 * @param readAt when it was read
 * @param evidence what the API said, on one line; text from Jamf Pro and its administrators: escape it
 */
public record FailureSignal(
        Instance instance,
        Cause cause,
        Set<Token.Key> tokens,
        String source,
        Instant since,
        Optional<Instant> readBefore,
        Instant readAt,
        String evidence) {
    public FailureSignal {
        tokens = Set.copyOf(tokens);
    }
}
