package dev.depwatch.logs;

import java.util.List;

/**
 * What a record must contain to be worth making: in its first line one of the names, and anywhere the text.
 *
 * @param names classes as they are {@linkplain LogRecord.ClassField#printed printed}
 */
public record LiteralFilter(List<String> names, String text) {
    public LiteralFilter {
        names = List.copyOf(names);
    }
}
