package dev.depwatch.journal;

import dev.depwatch.token.Cause;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The failures of the last week, counted by hour and cause. Bounded by the hours of a week. Guarded by the journal's
 * lock.
 */
final class FailureHours {
    /** A week before the current hour. */
    private static final Duration KEPT = Duration.ofDays(7);

    private final TreeMap<Instant, Map<Cause, Long>> hours = new TreeMap<>();

    void addAll(Collection<FailureHour> before) {
        before.forEach(known -> add(known.begin(), known.cause(), known.failures()));
    }

    /**
     * @param at may be ahead of this host's clock
     * @param now decides which hours are too old, or lie ahead because the clock was set back
     */
    void add(Instant at, Cause cause, Instant now) {
        add(Collections.min(List.of(at, now)).truncatedTo(ChronoUnit.HOURS), cause, 1);
        hours.headMap(now.truncatedTo(ChronoUnit.HOURS).minus(KEPT)).clear();
        hours.tailMap(now, false).clear();
    }

    private void add(Instant hour, Cause cause, long failures) {
        hours.computeIfAbsent(hour, begin -> new EnumMap<>(Cause.class)).merge(cause, failures, Long::sum);
    }

    List<FailureHour> snapshot() {
        return hours.entrySet().stream()
                .flatMap(hour -> hour.getValue().entrySet().stream()
                        .map(count -> new FailureHour(hour.getKey(), count.getKey(), count.getValue())))
                .toList();
    }
}
