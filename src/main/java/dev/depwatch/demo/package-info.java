/**
 * A simulated Jamf Pro and a simulated Apple for the command {@code demo}: the logs, and what the APIs answer. The tests
 * add the rest of the APIs, as strict as the real ones, and their failures. The daemon does not use them.
 */
@NullMarked
package dev.depwatch.demo;

import org.jspecify.annotations.NullMarked;
