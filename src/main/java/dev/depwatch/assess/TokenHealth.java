package dev.depwatch.assess;

import dev.depwatch.inventory.Reading.Sync;
import dev.depwatch.token.Token;
import java.util.Optional;

/**
 * One token and how it is.
 *
 * @param finding what to do about it; empty for a token that needs nothing
 * @param works whether it synced well within the last few intervals
 * @param recovery what it has done since it failed
 * @param personalOwner whether its owner is none of the shared accounts; false where it is not told which those are
 */
public record TokenHealth(
        Token token,
        Health health,
        Optional<Sync> lastSync,
        boolean works,
        TokenRecovery recovery,
        Optional<Finding> finding,
        boolean personalOwner) {
    /** The same token in another health. */
    public TokenHealth with(Health other) {
        return new TokenHealth(token, other, lastSync, works, recovery, finding, personalOwner);
    }

    /** Highest first: a token has the first that is true of it. */
    public enum Health {
        /** It fails, and it is certain that it is this one. */
        FAILING("failing"),
        /** Its time is over. */
        EXPIRED("expired"),
        /** One of several on its instance fails. */
        SUSPECT("suspect"),
        /** A content token whose owner's ADE tokens are rejected. */
        AT_RISK("at_risk"),
        /** It ends within the first warning step. */
        EXPIRING("expiring"),
        /** Nothing is known of its sync. */
        UNKNOWN("unknown"),
        HEALTHY("healthy");

        private final String key;

        Health(String key) {
            this.key = key;
        }

        /** The word in labels and JSON. */
        public String key() {
            return key;
        }
    }
}
