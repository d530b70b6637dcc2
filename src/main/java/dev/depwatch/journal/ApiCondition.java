package dev.depwatch.journal;

import dev.depwatch.token.Token;
import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * A failure that Jamf Pro's API reports. A log reports an event once; the API reports a condition at every reading.
 *
 * @param notBefore the newest reading before the case without the condition; empty if there was none, so that the
 *     beginning is unknown
 * @param until the newest reading with the condition
 * @param tokens the tokens it concerned so far; empty if the API names none
 */
public record ApiCondition(Optional<Instant> notBefore, Instant until, Set<Token.Key> tokens) {
    public ApiCondition {
        tokens = Set.copyOf(tokens);
    }

    /** This condition, extended by the newer one's tokens and time. */
    ApiCondition and(ApiCondition newer) {
        Set<Token.Key> all = new HashSet<>(tokens);
        all.addAll(newer.tokens);
        return new ApiCondition(
                notBefore, until.isAfter(newer.until) ? until : newer.until, Collections.unmodifiableSet(all));
    }
}
