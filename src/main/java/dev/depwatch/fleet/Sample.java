package dev.depwatch.fleet;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.time.Instant;
import java.util.Map;

/** The newest value of one series, as Prometheus answers it. */
record Sample(
        @JsonProperty("metric") Map<String, String> labels,
        @JsonProperty("value") Point point) {
    /**
     * depwatch exposes only 0, 1 or a time. The latest is the end of the year 9999, which many write for "forever". A
     * larger value is wrong and could not be converted to a time.
     */
    private static final double LARGEST = 253_402_387_200.0;

    /** {@code [1795530600.123, "1"]}. */
    @JsonFormat(shape = JsonFormat.Shape.ARRAY)
    @JsonPropertyOrder({"at", "value"})
    record Point(double at, String value) {}

    String name() {
        return label("__name__");
    }

    /** "" if there is none; Prometheus makes no difference between the two. */
    String label(String name) {
        return labels.getOrDefault(name, "");
    }

    /** NaN if it is no number. */
    double number() {
        try {
            return Double.parseDouble(point.value());
        } catch (NumberFormatException isNone) {
            return Double.NaN;
        }
    }

    /** Not of a value that depwatch never exposes, such as {@code NaN} or {@code +Inf}. */
    static boolean isExposed(double value) {
        return value >= 0 && value <= LARGEST;
    }

    /** The value of a series of times. */
    Instant time() {
        return time(number());
    }

    static Instant time(double seconds) {
        return Instant.ofEpochMilli(Math.round(seconds * 1_000));
    }
}
