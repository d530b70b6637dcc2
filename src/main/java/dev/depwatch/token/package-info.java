/**
 * The words everything else is said in: an {@link dev.depwatch.token.Instance} of Jamf Pro, the server
 * {@link dev.depwatch.token.Token tokens} in it, the {@link dev.depwatch.token.AppleId} that owns each,
 * the {@link dev.depwatch.token.Cause} of a failure and the {@link dev.depwatch.token.Remedy} a person must take.
 * Values only: no thread, no state, no I/O.
 */
@NullMarked
package dev.depwatch.token;

import org.jspecify.annotations.NullMarked;
