/** Cleans text from outside, decides when two names are equal, and writes times, numbers, lists and errors for people. */
@NullMarked
package dev.depwatch.text;

import org.jspecify.annotations.NullMarked;
