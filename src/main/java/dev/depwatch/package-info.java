/** The entry: everything else is in the packages below; docs/architecture.md has the path of a record through them. */
@NullMarked
package dev.depwatch;

import org.jspecify.annotations.NullMarked;
