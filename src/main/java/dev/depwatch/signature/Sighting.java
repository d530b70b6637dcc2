package dev.depwatch.signature;

import dev.depwatch.token.Cause;
import java.time.Instant;

/**
 * One record that matches a signature.
 *
 * @param cause what the record states; {@link Cause#SERVICE_ERROR} whatever the signature says if the record was caused
 *     by the network; {@link Cause#OAUTH_REFRESH_FAILED} only if every cause that the record names fits it
 * @param network whether the record names a fault of the network (TLS, name look-up, proxy, connection, time-out)
 * @param signature the id of the signature
 * @param loggedAt the record's own time
 * @param evidence the record's header line, cut and cleaned of control characters and secrets; still hostile text
 */
public record Sighting(Cause cause, boolean network, String signature, Instant loggedAt, String evidence) {}
