/**
 * Which certificates depwatch shows and trusts, and plain sentences for TLS failures. Has one thread, {@code
 * certificates}, which ends when it has read Java's authorities.
 */
@NullMarked
package dev.depwatch.tls;

import org.jspecify.annotations.NullMarked;
