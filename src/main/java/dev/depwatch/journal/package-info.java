/**
 * How far each log is read, which of its sightings counted, and the open cases. These change together in one short
 * locked step without I/O. Every thread that follows a log or polls an API calls it; the assessment reads it. {@code
 * History} writes the closed cases, on the thread {@code state}.
 */
@NullMarked
package dev.depwatch.journal;

import org.jspecify.annotations.NullMarked;
