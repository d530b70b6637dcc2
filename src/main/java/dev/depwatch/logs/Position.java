package dev.depwatch.logs;

/**
 * How far a log has been read: the end of the last completed record, as a physical place.
 *
 * @param generation which of the log's generations, by what is in it
 * @param offset bytes from the beginning of that generation
 */
public record Position(Generation generation, long offset) {}
