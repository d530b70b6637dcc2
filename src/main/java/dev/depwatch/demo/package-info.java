/**
 * A simulated Jamf Pro and a simulated Apple for the command {@code demo} and for tests: the APIs, as strict as the
 * real ones, and the logs. The daemon does not use them.
 */
@NullMarked
package dev.depwatch.demo;

import org.jspecify.annotations.NullMarked;
