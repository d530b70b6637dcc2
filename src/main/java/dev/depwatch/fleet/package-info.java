/**
 * Reads the assessment of others: of the depwatch that runs on this host, or of the whole fleet from one Prometheus
 * that scrapes every depwatch. It only reads, and keeps nothing.
 */
@NullMarked
package dev.depwatch.fleet;

import org.jspecify.annotations.NullMarked;
