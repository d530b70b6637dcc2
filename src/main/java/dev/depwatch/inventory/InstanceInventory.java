package dev.depwatch.inventory;

import dev.depwatch.token.Instance;
import dev.depwatch.token.Token;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What is known of one instance's tokens.
 *
 * @param jamf the instance's address for links in messages; empty where none is configured
 * @param source where the tokens are known from
 * @param reading the last good answer; empty before the first
 * @param readAt when that was
 * @param replacedAt when a token was last seen to have another expiry or owner than before, that is, a new server token
 * @param failure why the newest attempt did not succeed; empty if it did
 */
public record InstanceInventory(
        Instance instance,
        Optional<URI> jamf,
        Source source,
        Optional<Reading> reading,
        Optional<Instant> readAt,
        Map<Token.Key, Instant> replacedAt,
        Optional<Failure> failure) {
    public InstanceInventory {
        replacedAt = Map.copyOf(replacedAt);
    }

    /** Where an instance's tokens are known from. */
    public enum Source {
        /** The Jamf Pro API. */
        JAMF,
        /** Fixed tokens in the configuration: as right as the configuration. */
        CONFIGURED,
        /** Neither: owners are unknown until one is configured. */
        NONE
    }

    /** Why tokens could not be read, and since when without a good answer in between. */
    public record Failure(TokenSourceException.Kind kind, String sentence, Instant since) {}
}
