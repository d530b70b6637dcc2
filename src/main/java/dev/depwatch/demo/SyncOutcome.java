package dev.depwatch.demo;

import dev.depwatch.token.Token;
import java.util.Optional;

/**
 * The result of one simulated sync.
 *
 * @param failure Apple's answer; empty for a good sync, which Jamf Pro does not log
 */
public record SyncOutcome(Token.Key token, Optional<Failure> failure) {
    /** Why Apple rejects the session. */
    public enum Failure {
        /** The owner changed the password after downloading the token. */
        PASSWORD_CHANGED,
        /** A newer token of the same server was downloaded, which ends this one. */
        TOKEN_REPLACED,
        /** The organisation has new terms to accept. */
        TERMS_NOT_SIGNED,
        /** The token has expired. */
        TOKEN_EXPIRED,
        /** Apple's service fails for everyone. */
        SERVICE_ERROR
    }
}
