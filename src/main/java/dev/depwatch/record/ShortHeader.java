package dev.depwatch.record;

import dev.depwatch.record.LogRecord.ClassField;
import dev.depwatch.record.LogRecord.Layout;
import java.time.DateTimeException;
import java.time.LocalTime;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The first line of form D, {@code 12:01:10 [ntInstanceSyncCommService] - message}. It comes from published excerpts
 * that an administrator's script made, without date or level and cut at the end. Some are as short as {@code 11:15:52
 * []}.
 */
record ShortHeader(LocalTime time, Header header) {
    private static final Pattern SHORT = Pattern.compile("(\\d\\d:\\d\\d:\\d\\d) \\[([^\\[\\]]{0,25})](?: - |$)");

    static Optional<ShortHeader> of(String line) {
        Matcher matcher = SHORT.matcher(line);
        if (!matcher.lookingAt()) {
            return Optional.empty();
        }
        ClassField field = new ClassField(matcher.group(2).strip(), matcher.end());
        try {
            LocalTime time = LocalTime.parse(matcher.group(1));
            return Optional.of(new ShortHeader(time, new Header(Layout.SHORT, List.of(field))));
        } catch (DateTimeException ignored) {
            // 25:61:00 is not a time of day: the line is text like any other.
            return Optional.empty();
        }
    }
}
