package dev.depwatch.fleet;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;

/** The newest value of one series. */
record Sample(Map<String, String> labels, double value) {
    String name() {
        return label("__name__");
    }

    /** "" if there is none; Prometheus makes no difference between the two. */
    String label(String name) {
        return labels.getOrDefault(name, "");
    }

    /** The value of a series of times. */
    Instant time() {
        return time(value);
    }

    static Instant time(double seconds) {
        BigDecimal exact = BigDecimal.valueOf(seconds);
        return Instant.ofEpochSecond(
                exact.longValue(),
                exact.remainder(BigDecimal.ONE).movePointRight(9).longValue());
    }
}
