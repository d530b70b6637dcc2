/**
 * What one Prometheus has scraped of every depwatch, as one assessment: the tokens of the whole fleet. It asks and never
 * writes, and keeps nothing.
 */
@NullMarked
package dev.depwatch.fleet;

import org.jspecify.annotations.NullMarked;
