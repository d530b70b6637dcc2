package dev.depwatch.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as administrators write them for Prometheus: one whole number and one unit, such as {@code 250ms}. */
public final class Durations {
    private static final Pattern WRITTEN = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");

    private static final List<Map.Entry<String, Duration>> UNITS_LARGEST_FIRST = List.of(
            Map.entry("d", Duration.ofDays(1)),
            Map.entry("h", Duration.ofHours(1)),
            Map.entry("m", Duration.ofMinutes(1)),
            Map.entry("s", Duration.ofSeconds(1)),
            Map.entry("ms", Duration.ofMillis(1)));

    private Durations() {}

    /** Throws an {@link IllegalArgumentException} if the text is no duration. */
    public static Duration read(String text) {
        Matcher written = WRITTEN.matcher(text);
        if (!written.matches()) {
            throw new IllegalArgumentException("not a duration");
        }
        return UNITS_LARGEST_FIRST.stream()
                .filter(unit -> unit.getKey().equals(written.group(2)))
                .map(unit -> unit.getValue().multipliedBy(Long.parseLong(written.group(1))))
                .findFirst()
                .orElseThrow();
    }

    /** As in the file, in the largest unit that gives a whole number. */
    static String write(Duration duration) {
        if (duration.isZero()) {
            return "0s";
        }
        return UNITS_LARGEST_FIRST.stream()
                .filter(unit -> duration.toMillis() % unit.getValue().toMillis() == 0)
                .map(unit -> duration.dividedBy(unit.getValue()) + unit.getKey())
                .findFirst()
                .orElseThrow();
    }
}
