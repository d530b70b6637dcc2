/**
 * What depwatch concluded, for machines and for whoever looks: {@code /metrics}, {@code /api/v1/assessment}, health.
 *
 * <p>Everything here only reads the newest {@link dev.depwatch.assess.Assessment}, once an answer, so that all rows of an
 * answer agree. {@link dev.depwatch.status.StatusServer} owns the threads {@code http-N}: they change nothing, but for a
 * reload that is asked for, and read no file but the web configuration when it has changed. No answer holds a secret, and
 * Apple IDs stand in the metrics of tokens and accounts only.
 */
@NullMarked
package dev.depwatch.status;

import org.jspecify.annotations.NullMarked;
