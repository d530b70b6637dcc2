package dev.depwatch.signature;

import com.google.re2j.Pattern;
import dev.depwatch.record.LogRecord;
import dev.depwatch.record.LogRecord.ClassField;
import dev.depwatch.record.RecordAssembler;
import dev.depwatch.record.RecordAssembler.Accept;
import dev.depwatch.record.RecordAssembler.Completed;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Makes a record of an example. Many published lines are fragments. A fragment gets a date and, before its class field,
 * a level and a thread, in the layout of form A.
 */
final class Example {
    private static final Pattern DATED_OR_SHORT =
            Pattern.compile("(?:\\d{4}-\\d{2}-\\d{2}[ T])?\\d{2}:\\d{2}:\\d{2}\\b");
    private static final Pattern LEVEL = Pattern.compile("\\[?(?:TRACE|DEBUG|INFO|WARN|ERROR|FATAL) *]? ");
    private static final String DATE = "2026-01-02 03:04:05,678 ";
    private static final String LEVEL_AND_THREAD = "[ERROR] [duledPool-8] ";

    private Example() {}

    /**
     * The record that the example begins; empty if its date is invalid.
     *
     * @param className the class for an example without a class field
     */
    static Optional<LogRecord> record(String text, String className) {
        RecordAssembler assembler = new RecordAssembler(ZoneOffset.UTC, Accept.DATED_OR_SHORT);
        return Stream.of(whole(text, className).split("\n", -1))
                .flatMap(line -> assembler.line(line, 0).stream())
                .findFirst()
                .or(assembler::finish)
                .flatMap(Completed::record);
    }

    private static String whole(String text, String className) {
        if (DATED_OR_SHORT.matcher(text).lookingAt()) {
            return text;
        }
        if (LEVEL.matcher(text).lookingAt()) {
            return DATE + text;
        }
        if (text.startsWith("[")) {
            return DATE + LEVEL_AND_THREAD + text;
        }
        String field = String.format(Locale.ROOT, "[%-25s]", ClassField.printed(className));
        return DATE + LEVEL_AND_THREAD + field + " - " + text;
    }
}
