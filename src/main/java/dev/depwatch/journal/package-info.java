/**
 * How far each log is read, and the open cases. Both change together in one short locked step without I/O. Every thread
 * that follows a log or polls an API calls it; the assessment reads it.
 */
@NullMarked
package dev.depwatch.journal;

import org.jspecify.annotations.NullMarked;
