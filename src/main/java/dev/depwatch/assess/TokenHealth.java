package dev.depwatch.assess;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import dev.depwatch.apple.Witness;
import dev.depwatch.inventory.Reading.Sync;
import dev.depwatch.token.Keyword;
import dev.depwatch.token.Token;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One token and its health.
 *
 * @param finding what to do about it; empty for a token that needs nothing
 * @param works whether it synced well within the last few intervals
 * @param recovery what has happened since it failed
 * @param personalOwner whether its owner is not a shared account; false if no shared accounts are configured
 * @param apple what Apple's own API reports of its server
 * @param confirmedWithin if depwatch waits for the syncs that confirm its first failure, and reports nothing of it yet:
 *     how long they take after that failure at most
 */
public record TokenHealth(
        Token token,
        Health health,
        Optional<Sync> lastSync,
        boolean works,
        Recovery recovery,
        Optional<Finding> finding,
        boolean personalOwner,
        Optional<Witness> apple,
        Optional<Duration> confirmedWithin) {
    /** Whether it is certain that it fails. */
    public boolean fails() {
        return health == Health.FAILING || health == Health.EXPIRED;
    }

    public TokenHealth with(Health other) {
        return new TokenHealth(token, other, lastSync, works, recovery, finding, personalOwner, apple, confirmedWithin);
    }

    /** Highest first: a token has the first value that applies. */
    public enum Health implements Keyword {
        /** It fails, and this is certain. */
        FAILING,
        /** Its date has passed. */
        EXPIRED,
        /** One of several tokens on its instance fails. */
        SUSPECT,
        /**
         * A content token whose owner's ADE tokens are rejected, or one whose owner's account is locked or gone at
         * Apple.
         */
        AT_RISK,
        /** It ends within the first warning step. */
        EXPIRING,
        /** The state of its sync is unknown; or the date of a certificate, or whether devices know its new topic. */
        @JsonEnumDefaultValue
        UNKNOWN,
        HEALTHY
    }

    /**
     * What a token has done since it failed.
     *
     * @param renewedAt the first reading with a new token since the failure; empty if there is none
     */
    public record Recovery(State state, Optional<Instant> renewedAt) {
        /** For a token that has not failed lately, or whose failure only became silent. */
        public static final Recovery NONE = new Recovery(State.NONE, Optional.empty());

        /** If a token has failed in several ways, the first value counts. */
        public enum State {
            /** It still fails. */
            FAILS,
            /** It has failed, and the next sync must show whether the failure continues. */
            AWAITS_SYNC,
            /** A new token is in place and has not synced yet. */
            AWAITS_FIRST_SYNC,
            /** A new token has been in place for long, and none of its syncs has gone well. */
            NOT_PROVEN,
            /** One sync has gone well; two more must prove that the failure does not return. */
            SETTLES,
            /** Syncs have gone well for long enough. */
            PROVEN,
            NONE
        }
    }
}
