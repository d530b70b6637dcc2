package dev.depwatch.record;

import dev.depwatch.record.LogRecord.ClassField;
import dev.depwatch.record.LogRecord.Layout;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The part of a record's first line before the message. */
record Header(Layout layout, List<ClassField> classFields) {
    /** Log4j's levels. */
    static final Set<String> LEVELS = Set.of("TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL");

    /**
     * Forms A and B, {@code %d{ISO8601} [%-5p] [%-11.11t] [%-25.25c{1}] - %m}. Every field has a fixed width, so a
     * bracket in a thread's name does not shift the next field.
     */
    private static final Pattern BRACKETED = Pattern.compile(
            "....-..-..(?<divider>.)..:..:..,... \\[(?:TRACE|DEBUG|INFO |WARN |ERROR|FATAL)] \\[.{11}]"
                    + " \\[(?<class>.{25})] -(?: |\\z)",
            Pattern.DOTALL);

    /** Form C, {@code %d{yyyy-MM-dd HH:mm:ss} %-5p %c{1}:%L - %m}; newer images leave the line number empty. */
    private static final Pattern CONTAINER = Pattern.compile(
            "....-..-.. .{8} (?:TRACE|DEBUG|INFO |WARN |ERROR|FATAL) (?<class>[^\\s:]++):\\d*+ -(?: |$)");

    private static final Pattern SHORT =
            Pattern.compile("(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d \\[(?<class>[^\\[\\]]{0,25})](?: - |$)");

    /** The header of a line that starts with this timestamp. */
    static Header of(String line, Timestamp timestamp) {
        Matcher bracketed = BRACKETED.matcher(line);
        if (bracketed.lookingAt()) {
            return header(bracketed.group("divider").equals("T") ? Layout.ISO : Layout.SPACED, bracketed);
        }
        Matcher container = CONTAINER.matcher(line);
        if (container.lookingAt()) {
            return header(Layout.CONTAINER, container);
        }
        return EditedHeader.of(line, timestamp.end()).orElseGet(() -> new Header(Layout.NOT_UNDERSTOOD, List.of()));
    }

    private static Header header(Layout layout, Matcher found) {
        return new Header(layout, List.of(new ClassField(found.group("class").strip(), found.end())));
    }

    /**
     * The header of form D, {@code 12:01:10 [ntInstanceSyncCommService] - message}, which begins with a time of eight
     * characters. It comes from published excerpts that an administrator's script made, without date or level and cut
     * at the end. Some are as short as {@code 11:15:52 []}.
     */
    static Optional<Header> ofShort(String line) {
        Matcher found = SHORT.matcher(line);
        return found.lookingAt() ? Optional.of(header(Layout.SHORT, found)) : Optional.empty();
    }
}
