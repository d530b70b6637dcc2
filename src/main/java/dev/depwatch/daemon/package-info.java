/**
 * The whole file ({@link dev.depwatch.daemon.Settings}, seen here only), the wiring of the parts, start and stop in
 * order.
 */
@NullMarked
package dev.depwatch.daemon;

import org.jspecify.annotations.NullMarked;
