/**
 * A simulated Jamf Pro for the command {@code demo} and for tests: the API, as strict as the real one, and the logs.
 * The daemon does not use it.
 */
@NullMarked
package dev.depwatch.demo;

import org.jspecify.annotations.NullMarked;
