/** Cleans text from outside, and decides when two names are equal. */
@NullMarked
package dev.depwatch.text;

import org.jspecify.annotations.NullMarked;
