/** The entry: everything else is in the packages below, in the order of a record's path: see docs/architecture.md. */
@NullMarked
package dev.depwatch;

import org.jspecify.annotations.NullMarked;
