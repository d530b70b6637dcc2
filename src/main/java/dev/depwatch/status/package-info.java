/**
 * Reports what depwatch concluded to programs and people: {@code /metrics}, {@code /api/v1/assessment}, health.
 *
 * <p>Each answer reads the newest {@link dev.depwatch.assess.Assessment} once, so that all rows of
 * an answer agree. {@link dev.depwatch.status.StatusServer} owns the threads {@code http-N}: they change nothing,
 * except for a requested reload, and read no file except a changed web configuration. No answer contains a secret, and
 * only the metrics of tokens and accounts contain Apple IDs.
 */
@NullMarked
package dev.depwatch.status;

import org.jspecify.annotations.NullMarked;
