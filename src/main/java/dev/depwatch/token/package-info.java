/**
 * The vocabulary of all packages: an {@link dev.depwatch.token.Instance} of Jamf Pro, its server {@link
 * dev.depwatch.token.Token tokens}, the {@link dev.depwatch.token.AppleId} that owns each, the {@link
 * dev.depwatch.token.Cause} of a failure and the {@link dev.depwatch.token.Remedy} for a person. Values only: no
 * thread, no state, no I/O.
 */
@NullMarked
package dev.depwatch.token;

import org.jspecify.annotations.NullMarked;
