package dev.depwatch.logs;

import dev.depwatch.logs.LogRecord.ClassField;
import dev.depwatch.logs.LogRecord.Layout;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the first line of a record says before its message. */
record Header(Layout layout, String level, List<ClassField> classFields) {
    /** Log4j's levels. */
    static final Set<String> LEVELS = Set.of("TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL");

    private static final String PADDED_LEVEL = "(?<level>TRACE|DEBUG|INFO |WARN |ERROR|FATAL)";

    /**
     * Forms A and B, {@code %d{ISO8601} [%-5p] [%-11.11t] [%-25.25c{1}] - %m}. Every field has a fixed width, so that no
     * bracket in a thread's name shifts the next one.
     */
    private static final Pattern BRACKETED = Pattern.compile(
            ".{10}(?<divider>[ T]).{8},\\d{3} \\[" + PADDED_LEVEL + "] \\[.{11}] \\[(?<class>.{25})] -(?: |$)");

    /** Form C, {@code %d{yyyy-MM-dd HH:mm:ss} %-5p %c{1}:%L - %m}; newer images leave the line number empty. */
    private static final Pattern CONTAINER =
            Pattern.compile(".{10} .{8} " + PADDED_LEVEL + " (?<class>[^\\s:]++):\\d*+ -(?: |$)");

    /** The header of a line that starts with this timestamp. */
    static Header of(String line, Timestamp timestamp) {
        Matcher bracketed = BRACKETED.matcher(line);
        if (bracketed.lookingAt()) {
            return exact(bracketed.group("divider").equals("T") ? Layout.ISO : Layout.SPACED, bracketed);
        }
        Matcher container = CONTAINER.matcher(line);
        if (container.lookingAt()) {
            return exact(Layout.CONTAINER, container);
        }
        return EditedHeader.of(line, timestamp.end()).orElseGet(() -> new Header(Layout.NOT_UNDERSTOOD, "", List.of()));
    }

    private static Header exact(Layout layout, Matcher matcher) {
        ClassField field = new ClassField(matcher.group("class").strip(), matcher.end());
        return new Header(layout, matcher.group("level").strip(), List.of(field));
    }
}
