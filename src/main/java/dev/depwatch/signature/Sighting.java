package dev.depwatch.signature;

import dev.depwatch.token.Cause;
import java.time.Instant;

/**
 * One record that matches a signature.
 *
 * @param cause what the record reports; always {@link Cause#SERVICE_ERROR} if that is a fault of the network; {@link
 *     Cause#OAUTH_REFRESH_FAILED} only if every cause in the record fits it
 * @param network whether the record reports a network fault (TLS, name look-up, proxy, connection, time-out)
 * @param signature the id of the signature
 * @param loggedAt the record's own time
 * @param evidence the record's first line, cut and cleaned of control characters and secrets; still hostile text
 */
public record Sighting(Cause cause, boolean network, String signature, Instant loggedAt, String evidence) {}
