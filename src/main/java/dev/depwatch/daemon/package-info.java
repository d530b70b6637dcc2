/**
 * The whole configuration file ({@link dev.depwatch.daemon.Settings}, used only here), the wiring of the parts, and
 * start and stop in order.
 */
@NullMarked
package dev.depwatch.daemon;

import org.jspecify.annotations.NullMarked;
