package dev.depwatch.journal;

import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.depwatch.token.Token;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A failure that Jamf Pro's API reports. A log reports an event once; the API reports a condition at every reading.
 *
 * @param notBefore the newest reading before the case without the condition; empty if there was none, so that the
 *     beginning is unknown
 * @param until the newest reading with the condition
 * @param tokens the tokens it concerned so far, at most a thousand; empty if the API names none
 */
public record ApiCondition(Optional<Instant> notBefore, Instant until, Set<Token.Key> tokens) {
    /** As many as are read of one instance. */
    private static final int MOST_TOKENS = 1_000;

    public ApiCondition {
        tokens = Set.copyOf(tokens);
    }

    /** This condition, extended by the newer one's tokens and time. A Jamf Pro may name others at every reading. */
    ApiCondition and(ApiCondition newer) {
        return new ApiCondition(
                notBefore,
                newer.until,
                Stream.concat(newer.tokens.stream(), tokens.stream())
                        .distinct()
                        .limit(MOST_TOKENS)
                        .collect(toUnmodifiableSet()));
    }
}
