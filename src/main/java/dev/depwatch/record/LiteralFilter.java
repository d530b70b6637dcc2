package dev.depwatch.record;

import java.util.List;

/**
 * Selects the records to build: those that contain one of the names in the first line, and the text anywhere.
 *
 * @param names classes as they are {@linkplain LogRecord.ClassField#printed printed}
 */
public record LiteralFilter(List<String> names, String text) {}
