/**
 * How far each log is read, and the open cases: what was learned and the position up to which it was learned are one
 * value, changed in one short locked step without I/O. Called by every thread that follows a log or asks an API; read by the
 * assessment.
 */
@NullMarked
package dev.depwatch.journal;

import org.jspecify.annotations.NullMarked;
