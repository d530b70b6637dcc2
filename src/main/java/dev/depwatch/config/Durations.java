package dev.depwatch.config;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as administrators write them for Prometheus: one whole number and one unit, such as {@code 250ms}. */
public final class Durations {
    private static final Pattern WRITTEN = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");

    private static final Map<String, ChronoUnit> UNITS = Map.of(
            "ms", ChronoUnit.MILLIS,
            "s", ChronoUnit.SECONDS,
            "m", ChronoUnit.MINUTES,
            "h", ChronoUnit.HOURS,
            "d", ChronoUnit.DAYS);

    private Durations() {}

    /** Throws an {@link IllegalArgumentException} if the text is no duration. */
    public static Duration read(String text) {
        Matcher written = WRITTEN.matcher(text);
        if (!written.matches()) {
            throw new IllegalArgumentException("not a duration");
        }
        return Duration.of(Long.parseLong(written.group(1)), requireNonNull(UNITS.get(written.group(2))));
    }

    /** As in the file, in the largest unit that gives a whole number. */
    static String write(Duration duration) {
        if (duration.isZero()) {
            return "0s";
        }
        Map.Entry<String, ChronoUnit> largest = UNITS.entrySet().stream()
                .filter(unit ->
                        duration.toMillis() % unit.getValue().getDuration().toMillis() == 0)
                .max(Map.Entry.comparingByValue())
                .orElseThrow();
        return duration.dividedBy(largest.getValue().getDuration()) + largest.getKey();
    }
}
