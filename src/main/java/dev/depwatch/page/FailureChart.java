package dev.depwatch.page;

import dev.depwatch.journal.FailureHour;
import dev.depwatch.token.Cause;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The failures of today and the six days before, one bar an hour.
 *
 * @param days their names, the last one today
 * @param height of the drawing, in its own units
 * @param peak the most failures in an hour
 * @param rows the same in numbers with the last hour, the most frequent cause first
 */
record FailureChart(List<String> days, int width, int height, long peak, long total, List<Bar> bars, List<Row> rows) {
    private static final int DAYS = 7;
    private static final int HOUR_WIDTH = 10;
    private static final int HEIGHT = 120;

    /** A lower bar would be invisible. */
    private static final double LEAST_HEIGHT = 3;

    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("EEE d", Locale.ENGLISH);

    /** An hour: its slices from the bottom, and its description. */
    record Bar(String title, int x, List<Slice> slices) {}

    record Slice(String tone, int x, String y, String height) {}

    record Row(String tone, Cause cause, long failures, Instant last) {}

    boolean isEmpty() {
        return total == 0;
    }

    static FailureChart of(List<FailureHour> failures, Clock clock) {
        ZoneId zone = clock.times().zone();
        LocalDate today = clock.times().day(clock.now());
        Instant begin = today.minusDays(DAYS - 1).atStartOfDay(zone).toInstant();
        Instant end = today.plusDays(1).atStartOfDay(zone).toInstant();
        List<FailureHour> within = failures.stream()
                .filter(hour -> !hour.begin().isBefore(begin) && hour.begin().isBefore(end))
                .toList();
        // A week with a clock change has an hour more or less.
        int hours = Math.toIntExact(Duration.between(begin, end).toHours());
        TreeMap<Instant, List<FailureHour>> byHour =
                new TreeMap<>(within.stream().collect(Collectors.groupingBy(FailureHour::begin)));
        long peak = byHour.values().stream().mapToLong(FailureChart::sum).max().orElse(0);
        List<Bar> bars = new ArrayList<>();
        byHour.forEach((hour, counts) -> bars.add(bar(hour, counts, begin, peak, clock)));
        List<String> days = Stream.concat(
                        today.minusDays(DAYS - 1).datesUntil(today).map(DAY::format), Stream.of("Today"))
                .toList();
        return new FailureChart(days, hours * HOUR_WIDTH, HEIGHT, peak, sum(within), bars, rows(within));
    }

    private static long sum(List<FailureHour> counts) {
        return counts.stream().mapToLong(FailureHour::failures).sum();
    }

    private static Bar bar(Instant hour, List<FailureHour> counts, Instant begin, long peak, Clock clock) {
        int x = Math.toIntExact(Duration.between(begin, hour).toHours()) * HOUR_WIDTH;
        Map<String, Long> byTone = new TreeMap<>();
        counts.forEach(count -> byTone.merge(tone(count.cause()), count.failures(), Long::sum));
        List<Slice> slices = new ArrayList<>();
        double bottom = HEIGHT;
        for (Map.Entry<String, Long> slice : byTone.entrySet()) {
            double height = Math.max(LEAST_HEIGHT, slice.getValue() * (HEIGHT - 4.0) / peak);
            bottom -= height;
            slices.add(new Slice(slice.getKey(), x + 1, number(bottom), number(height)));
        }
        String title = clock.hour(hour) + ": "
                + counts.stream()
                        .sorted(Comparator.comparing(FailureHour::failures).reversed())
                        .map(count -> count.failures() + " " + Words.of(count.cause()))
                        .collect(Collectors.joining(", "));
        return new Bar(title, x, slices);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private static List<Row> rows(List<FailureHour> within) {
        return within.stream()
                .collect(Collectors.groupingBy(FailureHour::cause, TreeMap::new, Collectors.toList()))
                .entrySet()
                .stream()
                .map(cause -> new Row(
                        tone(cause.getKey()),
                        cause.getKey(),
                        sum(cause.getValue()),
                        cause.getValue().stream()
                                .map(FailureHour::begin)
                                .max(Comparator.naturalOrder())
                                .orElseThrow()))
                .sorted(Comparator.comparing(Row::failures).reversed())
                .toList();
    }

    /** By what the cause requires of people; in the order of a bar's slices from the bottom. */
    private static String tone(Cause cause) {
        return switch (cause.remedy()) {
            case REGENERATE -> "a-new-token";
            case ACCEPT_TERMS -> "b-terms";
            case RELINK_SERVER, RECLAIM, IDENTIFY, INVESTIGATE, WAIT, RENEW, RENEW_CERTIFICATE -> "c-other";
        };
    }
}
