/**
 * How far each log is read, which of its sightings counted, and the open cases. All change together in one short locked
 * step without I/O. Every thread that follows a log or polls an API calls it; the assessment reads it.
 */
@NullMarked
package dev.depwatch.journal;

import org.jspecify.annotations.NullMarked;
