package dev.depwatch.inventory;

import dev.depwatch.token.Cause;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Token;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * That a token fails, as Jamf Pro's API says at one reading. It says what stands, so the same sign is given again at every
 * reading for as long as it does.
 *
 * @param tokens which tokens it is about, as far as that can be told; empty beside a log, which may speak of another one
 * @param source what said so, in Jamf Pro's word for it: {@code syncState}, or the type of a notification
 * @param since when it began, as far as it says: the failed sync, or when the notification was first read
 * @param readBefore the reading before this one, if that could have said so: what is new here began after it
 * @param readAt when it was read
 * @param evidence what was said, on one line; text of Jamf Pro's and of its administrators: escape it
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
