/** Text that comes from outside: what of it is shown, and when two names are one. */
@NullMarked
package dev.depwatch.text;

import org.jspecify.annotations.NullMarked;
