package dev.depwatch.inventory.jamf;

import dev.depwatch.config.Secret;

/** The credentials with which depwatch signs in to the Jamf Pro API. */
public sealed interface JamfCredentials {
    /** How an error names the account. */
    String account();

    /** An API client: of Jamf Pro, which has them since 10.49, or of Jamf Account. */
    record ClientCredentials(String clientId, Secret clientSecret) implements JamfCredentials {
        @Override
        public String account() {
            return "API client \"" + clientId + "\"";
        }
    }

    /** A user account with HTTP basic authentication. */
    record UserPassword(String username, Secret password) implements JamfCredentials {
        @Override
        public String account() {
            return "user \"" + username + "\"";
        }
    }
}
