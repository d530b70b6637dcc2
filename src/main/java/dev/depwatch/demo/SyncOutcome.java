package dev.depwatch.demo;

import dev.depwatch.token.Token;
import java.util.Optional;

/**
 * How one simulated token synced.
 *
 * @param failure what Apple would have answered; empty for a good sync, of which Jamf Pro logs nothing
 */
public record SyncOutcome(Token.Key token, Optional<Failure> failure) {
    /** Why Apple refuses the session. */
    public enum Failure {
        /** The owner's password is another than when the token was downloaded. */
        PASSWORD_CHANGED,
        /** The organisation has new terms to accept. */
        TERMS_NOT_SIGNED,
        /** The token's year is over. */
        TOKEN_EXPIRED,
        /** Apple's service fails, whoever asks. */
        SERVICE_ERROR
    }
}
