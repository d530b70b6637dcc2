package dev.depwatch.apple;

import java.time.Instant;

/**
 * What Apple says of one token's server.
 *
 * @param organization by its name in the configuration
 * @param by how the server was found to be the token's
 * @param readAt when Apple said so
 */
public record Witness(String organization, MdmServer server, By by, Instant readAt) {
    /** What a token and a server have in common. */
    public enum By {
        ID,
        NAME
    }
}
