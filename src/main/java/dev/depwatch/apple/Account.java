package dev.depwatch.apple;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import dev.depwatch.token.AppleId;
import java.time.Instant;

/**
 * How the account of an owner stands.
 *
 * @param since the first reading that reported it so; Apple does not say when it changed
 */
public record Account(AppleId id, Status status, Instant since) {
    /** Apple's word for it (status of /v1/users), or that Apple no longer lists an account that it listed before. */
    public enum Status {
        ACTIVE,
        NEW,
        RELEASED,
        DEACTIVATED,
        LOCKED,
        LOCKED_FOR_SHARED_IPAD,
        /** Apple listed it before, and does not any more. */
        MISSING,
        /** Apple gives none, or one that depwatch does not know. */
        @JsonEnumDefaultValue
        UNKNOWN;

        /** Whether its owner cannot use it: its tokens may stop at any moment. */
        public boolean isOut() {
            return this == DEACTIVATED || this == LOCKED || this == RELEASED || this == MISSING;
        }
    }
}
