package dev.depwatch.journal;

import dev.depwatch.token.Token;
import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What Jamf Pro's API states of a case. A log says what happened, once; the API says what is, at every reading.
 *
 * @param notBefore the newest reading before the case that did not state it; empty if there was none, so that nobody knows
 *     when it began
 * @param until the newest reading that stated it
 * @param tokens the tokens it was stated of so far; empty where the API does not tell
 */
public record ApiCondition(Optional<Instant> notBefore, Instant until, Set<Token.Key> tokens) {
    public ApiCondition {
        tokens = Set.copyOf(tokens);
    }

    /** The same of more tokens and until later. */
    ApiCondition and(ApiCondition newer) {
        Set<Token.Key> all = new HashSet<>(tokens);
        all.addAll(newer.tokens);
        return new ApiCondition(
                notBefore, until.isAfter(newer.until) ? until : newer.until, Collections.unmodifiableSet(all));
    }
}
