package dev.depwatch.cli;

import dev.depwatch.cli.ScannedLog.FoundFailure;
import dev.depwatch.token.Cause;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;

/** The failures over time: a line of bars for each cause, all in one scale. */
final class Histogram {
    private static final String LEVELS = "▁▂▃▄▅▆▇█";
    private static final int MOST_COLUMNS = 72;
    private static final int LEAST_COLUMNS = 12;
    private static final long SECONDS_OF_AN_HOUR = 3600;

    /** Hours a column may be: by these, columns begin with days. */
    private static final long[] STEPS = {1, 2, 3, 4, 6, 12, 24, 48, 72, 168, 336, 720, 2160, 8760};

    private final Map<Cause, Map<Long, Long>> causes = new EnumMap<>(Cause.class);
    private final ZoneId zone;

    Histogram(List<ScannedLog> logs, ZoneId zone) {
        this.zone = zone;
        for (ScannedLog log : logs) {
            for (FoundFailure failure : log.failures()) {
                failure.hours()
                        .forEach((hour, count) -> causes.computeIfAbsent(failure.cause(), cause -> new HashMap<>())
                                .merge(hour, count, Long::sum));
            }
        }
    }

    /** Empty if all failures are in one hour, or if there is no room. */
    List<String> lines(int width) {
        LongSummaryStatistics hours = causes.values().stream()
                .flatMap(counts -> counts.keySet().stream())
                .mapToLong(Long::longValue)
                .summaryStatistics();
        int label = causes.keySet().stream()
                .mapToInt(cause -> cause.key().length())
                .max()
                .orElse(0);
        int room = Math.min(MOST_COLUMNS, width - label - "    ".length());
        if (hours.getCount() == 0 || hours.getMin() == hours.getMax() || room < LEAST_COLUMNS) {
            return List.of();
        }
        LocalDate firstDay = day(hours.getMin());
        Instant begin = firstDay.atStartOfDay(zone).toInstant();
        long step = step(since(begin, hours.getMin()), since(begin, hours.getMax()), room);
        long offset = since(begin, hours.getMin()) / step;
        int columns = Math.toIntExact(since(begin, hours.getMax()) / step - offset + 1);
        Map<Cause, long[]> bars = new EnumMap<>(Cause.class);
        long peak = 0;
        for (Map.Entry<Cause, Map<Long, Long>> cause : causes.entrySet()) {
            long[] counts = new long[columns];
            cause.getValue()
                    .forEach((hour, count) -> counts[Math.toIntExact(since(begin, hour) / step - offset)] += count);
            bars.put(cause.getKey(), counts);
            for (long count : counts) {
                peak = Math.max(peak, count);
            }
        }
        List<String> lines = new ArrayList<>();
        lines.add("Failures over time, each column " + shown(step) + ", the highest " + peak);
        for (Map.Entry<Cause, long[]> cause : bars.entrySet()) {
            lines.add("  " + padded(cause.getKey().key(), label) + "  " + drawn(cause.getValue(), peak));
        }
        String last = day(hours.getMax()).toString();
        String axis = firstDay.toString();
        int gap = columns - axis.length() - last.length();
        String end = gap > 0 ? " ".repeat(gap) + last : axis.equals(last) ? "" : " – " + last;
        lines.add("  " + " ".repeat(label) + "  " + axis + end);
        return lines;
    }

    private static long step(long first, long last, int room) {
        for (long step : STEPS) {
            if (last / step - first / step < room) {
                return step;
            }
        }
        return last / room + 1;
    }

    private static long since(Instant begin, long hour) {
        return Math.floorDiv(hour * SECONDS_OF_AN_HOUR - begin.getEpochSecond(), SECONDS_OF_AN_HOUR);
    }

    private LocalDate day(long hour) {
        return LocalDate.ofInstant(Instant.ofEpochSecond(hour * SECONDS_OF_AN_HOUR), zone);
    }

    private static String drawn(long[] counts, long peak) {
        StringBuilder line = new StringBuilder();
        for (long count : counts) {
            // One failure beside a thousand stays visible.
            int level = Math.toIntExact((count * LEVELS.length() + peak - 1) / peak);
            line.append(level == 0 ? ' ' : LEVELS.charAt(level - 1));
        }
        return line.toString().stripTrailing();
    }

    private static String shown(long step) {
        Duration duration = Duration.of(step, ChronoUnit.HOURS);
        return step % 24 == 0 ? Screen.counted(duration.toDays(), "day") : Screen.counted(step, "hour");
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(width - text.length());
    }
}
