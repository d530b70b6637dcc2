package dev.depwatch.journal;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;

/**
 * A case that is over, and the proof.
 *
 * @param closed the case when it was found to be over; a newer sighting keeps it open
 * @param closedAt when it was found to be over, by this host's clock
 */
public record ClosedCase(Case closed, Instant closedAt, Proof proof) {
    /** How the end is known. */
    public enum Proof {
        /** The token was replaced: its expiry or owner changed. */
        REPLACED("replaced"),
        /** Every candidate has synced well since the last sighting. */
        SYNCED("synced"),
        /** The token was removed from the instance. */
        TOKEN_REMOVED("token_removed"),
        /** The configuration no longer names the instance. */
        NO_LONGER_WATCHED("no_longer_watched"),
        /** Nothing but silence: reported as "not seen since", never as "resolved". */
        NOT_SEEN_SINCE("not_seen_since");

        private final String key;

        Proof(String key) {
            this.key = key;
        }

        /** The word in JSON and saved state. */
        @JsonValue
        public String key() {
            return key;
        }
    }
}
