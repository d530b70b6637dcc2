/**
 * The real jar under real logs: depwatch is killed at random instants while Jamf Pro's own logging libraries, and
 * others that rotate in other ways, write a known number of failures. What is counted in the end must be what was
 * written.
 */
@NullMarked
package dev.depwatch.torture;

import org.jspecify.annotations.NullMarked;
