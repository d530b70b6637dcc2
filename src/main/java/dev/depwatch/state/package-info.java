/**
 * What outlives the process: sections, handed in as immutable values by whoever knows them, in one file that is replaced
 * as a whole or not at all. {@code State} owns the thread {@code state}, the only one that writes to a disk. Nothing here
 * knows what a section means.
 */
@NullMarked
package dev.depwatch.state;

import org.jspecify.annotations.NullMarked;
