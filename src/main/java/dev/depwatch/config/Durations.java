package dev.depwatch.config;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as administrators write them for Prometheus: one whole number and one unit, such as {@code 250ms}. */
public final class Durations {
    private static final Pattern WRITTEN = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");

    private Durations() {}

    /** Largest first. */
    private enum Unit {
        DAY("d", ChronoUnit.DAYS),
        HOUR("h", ChronoUnit.HOURS),
        MINUTE("m", ChronoUnit.MINUTES),
        SECOND("s", ChronoUnit.SECONDS),
        MILLISECOND("ms", ChronoUnit.MILLIS);

        private final String suffix;
        private final Duration one;

        Unit(String suffix, ChronoUnit unit) {
            this.suffix = suffix;
            this.one = unit.getDuration();
        }
    }

    /** Throws an {@link IllegalArgumentException} if the text is no duration. */
    public static Duration read(String text) {
        Matcher written = WRITTEN.matcher(text);
        if (!written.matches()) {
            throw new IllegalArgumentException("not a duration");
        }
        return Arrays.stream(Unit.values())
                .filter(unit -> unit.suffix.equals(written.group(2)))
                .map(unit -> unit.one.multipliedBy(Long.parseLong(written.group(1))))
                .findFirst()
                .orElseThrow();
    }

    /** As in the file, in the largest unit that gives a whole number. */
    static String write(Duration duration) {
        if (duration.isZero()) {
            return "0s";
        }
        return Arrays.stream(Unit.values())
                .filter(unit -> duration.toMillis() % unit.one.toMillis() == 0)
                .map(unit -> duration.toMillis() / unit.one.toMillis() + unit.suffix)
                .findFirst()
                .orElseThrow();
    }
}
