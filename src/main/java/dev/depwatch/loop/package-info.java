/** A thread that repeats one step until its owner ends it. */
@NullMarked
package dev.depwatch.loop;

import org.jspecify.annotations.NullMarked;
