/**
 * What outlives the process: sections, passed as immutable values by their owners, in one file that is replaced
 * atomically. {@code State} owns the thread {@code state}, the only one that writes to the state
 * directory. This package does not know what a section means.
 */
@NullMarked
package dev.depwatch.state;

import org.jspecify.annotations.NullMarked;
