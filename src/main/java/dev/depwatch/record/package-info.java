/**
 * The text of a log as records: lines, dates and headers, and the search for those that matter. It knows no files.
 *
 * <p>{@code LineReader} cuts bytes into lines, {@code RecordAssembler} builds each record from its lines. Followed and
 * archived logs share both. All of the text is hostile.
 */
@NullMarked
package dev.depwatch.record;

import org.jspecify.annotations.NullMarked;
