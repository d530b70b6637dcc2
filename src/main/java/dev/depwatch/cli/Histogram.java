package dev.depwatch.cli;

import dev.depwatch.text.Phrase;
import dev.depwatch.token.Cause;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The failures over time: a line of bars for each cause, all in one scale.
 *
 * @param causes how many failures of each are in which hour
 */
record Histogram(Map<Cause, Map<Instant, Long>> causes, ZoneId zone) {
    private static final String LEVELS = "▁▂▃▄▅▆▇█";
    private static final int MOST_COLUMNS = 72;
    private static final int LEAST_COLUMNS = 12;

    /** Hours a column may be: by these, columns begin with days. */
    private static final long[] STEPS = {1, 2, 3, 4, 6, 12, 24, 48, 72, 168, 336, 720, 2160, 8760};

    /** Empty if all failures are in one hour, or if there is no room. */
    List<String> lines(int width) {
        TreeSet<Instant> hours = causes.values().stream()
                .flatMap(counts -> counts.keySet().stream())
                .collect(Collectors.toCollection(TreeSet::new));
        int label = causes.keySet().stream()
                .mapToInt(cause -> cause.key().length())
                .max()
                .orElse(0);
        int room = Math.min(MOST_COLUMNS, width - label - "    ".length());
        if (hours.size() < 2 || room < LEAST_COLUMNS) {
            return List.of();
        }
        LocalDate firstDay = LocalDate.ofInstant(hours.first(), zone);
        Instant begin = firstDay.atStartOfDay(zone).toInstant();
        long first = begin.until(hours.first(), ChronoUnit.HOURS);
        long last = begin.until(hours.last(), ChronoUnit.HOURS);
        long step = Arrays.stream(STEPS)
                .filter(some -> last / some - first / some < room)
                .findFirst()
                .orElse(last / room + 1);
        long offset = first / step;
        int columns = Math.toIntExact(last / step - offset + 1);
        Map<Cause, long[]> bars = new EnumMap<>(Cause.class);
        causes.forEach((cause, counts) -> {
            long[] bar = new long[columns];
            counts.forEach((hour, count) ->
                    bar[Math.toIntExact(begin.until(hour, ChronoUnit.HOURS) / step - offset)] += count);
            bars.put(cause, bar);
        });
        long peak = bars.values().stream().flatMapToLong(Arrays::stream).max().orElse(0);
        List<String> lines = new ArrayList<>();
        String column = step % 24 == 0 ? Phrase.counted(step / 24, "day") : Phrase.counted(step, "hour");
        lines.add("Failures over time, each column " + column + ", the highest " + peak);
        bars.forEach((cause, bar) ->
                lines.add("  " + cause.key() + " ".repeat(label - cause.key().length()) + "  " + drawn(bar, peak)));
        String axis = firstDay.toString();
        String lastDay = LocalDate.ofInstant(hours.last(), zone).toString();
        int gap = columns - axis.length() - lastDay.length();
        String end = gap > 0 ? " ".repeat(gap) + lastDay : axis.equals(lastDay) ? "" : " – " + lastDay;
        lines.add("  " + " ".repeat(label) + "  " + axis + end);
        return lines;
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
}
