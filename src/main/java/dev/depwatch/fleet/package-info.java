/**
 * What others know, as one assessment: the depwatch that runs on this host, or one Prometheus that has scraped every
 * depwatch of the fleet. It asks and never writes, and keeps nothing.
 */
@NullMarked
package dev.depwatch.fleet;

import org.jspecify.annotations.NullMarked;
