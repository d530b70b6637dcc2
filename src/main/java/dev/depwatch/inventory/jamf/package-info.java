/**
 * Reads one instance's tokens from its Jamf Pro API. Everything in an answer is hostile: its size, its time, its texts;
 * every field may be missing. Errors say what to do and hold nothing that was sent or received.
 *
 * <p>{@code JamfTokenSource} decides what to ask and what an answer means. The others may be skipped: {@code JamfApi}
 * signs a request and pages a list, {@code AccessTokens} signs in, {@code JamfHttpClient} has the waits, the clock and
 * the words of errors, {@code JamfServer} those that depend on whether a gateway stands between.
 */
@NullMarked
package dev.depwatch.inventory.jamf;

import org.jspecify.annotations.NullMarked;
