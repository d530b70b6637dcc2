package dev.depwatch.journal;

import dev.depwatch.token.Keyword;
import java.time.Instant;

/**
 * A case that is over, and the proof.
 *
 * @param closed the case when it was found to be over; a newer sighting keeps it open
 * @param closedAt when it was found to be over, by this host's clock
 */
public record ClosedCase(Case closed, Instant closedAt, Proof proof) {
    /** How the end is known, from the best proof to the weakest. */
    public enum Proof implements Keyword {
        /** The token was replaced: its expiry or owner changed. */
        REPLACED,
        /** Every candidate has synced well since the last sighting. */
        SYNCED,
        /** The token was removed from the instance. */
        TOKEN_REMOVED,
        /** The configuration no longer names the instance. */
        NO_LONGER_WATCHED,
        /** Nothing but silence: reported as "not seen since", never as "resolved". */
        NOT_SEEN_SINCE
    }

    boolean canReopen(Instant now) {
        return switch (proof) {
            case SYNCED, NOT_SEEN_SINCE, NO_LONGER_WATCHED ->
                !closedAt.plus(Case.REOPENS_WITHIN).isBefore(now);
            case REPLACED, TOKEN_REMOVED -> false;
        };
    }
}
