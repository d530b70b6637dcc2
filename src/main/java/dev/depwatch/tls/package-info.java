/**
 * Which certificates are shown and trusted, and in plain words why one was not. Has one thread, {@code certificates}, which ends
 * when it has read Java's authorities.
 */
@NullMarked
package dev.depwatch.tls;

import org.jspecify.annotations.NullMarked;
