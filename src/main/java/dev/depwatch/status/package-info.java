/**
 * Reports what depwatch concluded to programs and people: {@code /metrics}, {@code /api/v1/assessment}, health.
 *
 * <p>Each answer reads the newest {@link dev.depwatch.assess.Assessment} once, so that all rows of
 * an answer agree. {@link dev.depwatch.status.StatusServer} owns the threads {@code http-<n>}: they change nothing,
 * except for a requested reload, and read no file except a changed web configuration. No answer contains a secret; of
 * the metrics only {@code depwatch_token_info} and {@code depwatch_account_*} contain Apple IDs.
 */
@NullMarked
package dev.depwatch.status;

import org.jspecify.annotations.NullMarked;
