package dev.depwatch.record;

import dev.depwatch.record.LogRecord.ClassField;
import dev.depwatch.record.LogRecord.Layout;
import java.time.DateTimeException;
import java.time.LocalTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The part of a record's first line before the message. */
record Header(Layout layout, List<ClassField> classFields) {
    /** Log4j's levels, padded or not, and java.util.logging's word for an error: some logs have both. */
    static final Set<String> LEVELS =
            Set.of("TRACE", "DEBUG", "INFO", "INFO ", "WARN", "WARN ", "ERROR", "FATAL", "SEVERE");

    /**
     * Forms A and B, {@code %d{ISO8601} [%-5p] [%-11.11t] [%-25.25c{1}] - %m}; an underscore stands for any character.
     * Every field has a fixed width, so a bracket in a thread's name does not shift the next field. Nearly every record
     * of a log has this form, and a regular expression took three times as long.
     */
    private static final String BRACKETED =
            "____-__-_____:__:__,___ [_____] [___________] [_________________________] -";

    private static final int LEVEL = BRACKETED.indexOf('[') + 1;
    private static final int LEVEL_END = BRACKETED.indexOf(']');
    private static final int CLASS = BRACKETED.lastIndexOf('[') + 1;
    private static final int CLASS_END = BRACKETED.lastIndexOf(']');

    /** Form C, {@code %d{yyyy-MM-dd HH:mm:ss} %-5p %c{1}:%L - %m}; newer images leave the line number empty. */
    private static final Pattern CONTAINER = Pattern.compile(
            "....-..-.. .{8} (?:TRACE|DEBUG|INFO |WARN |ERROR|FATAL) (?<class>[^\\s:]++):\\d*+ -(?: |$)");

    /** The header of a line that starts with this timestamp. */
    static Header of(String line, Timestamp timestamp) {
        if (isBracketed(line)) {
            Layout layout = line.charAt(Timestamp.DIVIDER) == 'T' ? Layout.ISO : Layout.SPACED;
            int messageStart = Math.min(BRACKETED.length() + 1, line.length());
            return header(layout, line.substring(CLASS, CLASS_END), messageStart);
        }
        Matcher container = CONTAINER.matcher(line);
        if (container.lookingAt()) {
            return header(Layout.CONTAINER, container.group("class"), container.end());
        }
        return EditedHeader.of(line, timestamp.end()).orElseGet(() -> new Header(Layout.NOT_UNDERSTOOD, List.of()));
    }

    private static boolean isBracketed(String line) {
        int end = BRACKETED.length();
        return Timestamp.fits(BRACKETED, line, 0)
                && (line.length() == end || line.charAt(end) == ' ')
                && LEVELS.contains(line.substring(LEVEL, LEVEL_END));
    }

    private static Header header(Layout layout, String className, int messageStart) {
        return new Header(layout, List.of(new ClassField(className.strip(), messageStart)));
    }

    /**
     * The first line of form D, {@code 12:01:10 [ntInstanceSyncCommService] - message}. It comes from published excerpts
     * that an administrator's script made, without date or level and cut at the end. Some are as short as {@code 11:15:52
     * []}.
     */
    record Undated(LocalTime time, Header header) {
        private static final Pattern SHORT = Pattern.compile("(\\d\\d:\\d\\d:\\d\\d) \\[([^\\[\\]]{0,25})](?: - |$)");

        static Optional<Undated> of(String line) {
            Matcher matcher = SHORT.matcher(line);
            if (!matcher.lookingAt()) {
                return Optional.empty();
            }
            ClassField field = new ClassField(matcher.group(2).strip(), matcher.end());
            try {
                LocalTime time = LocalTime.parse(matcher.group(1));
                return Optional.of(new Undated(time, new Header(Layout.SHORT, List.of(field))));
            } catch (DateTimeException ignored) {
                // 25:61:00 is not a time of day: the line is text like any other.
                return Optional.empty();
            }
        }
    }
}
