/**
 * A simulated Jamf Pro, for the command {@code demo} and for tests: the API here, strict as the real one, and the logs.
 * Nothing in the daemon knows of it.
 */
@NullMarked
package dev.depwatch.demo;

import org.jspecify.annotations.NullMarked;
