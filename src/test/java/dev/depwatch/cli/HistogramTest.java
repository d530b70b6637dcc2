package dev.depwatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.depwatch.cli.ScannedLog.Sightings;
import dev.depwatch.record.LogRecord;
import dev.depwatch.token.Cause;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HistogramTest {
    private static final ZoneId ZONE = ZoneId.of("Europe/Zurich");
    private static final Instant BEGIN = Instant.parse("2026-11-17T09:00:00Z");

    private final Map<Cause, Map<Instant, Long>> causes = new EnumMap<>(Cause.class);

    private void failed(Cause cause, long hour, long count) {
        causes.computeIfAbsent(cause, first -> new HashMap<>()).put(BEGIN.plus(Duration.ofHours(hour)), count);
    }

    private List<String> lines(int width) {
        return new Histogram(causes, ZONE).lines(width);
    }

    @Test
    void each_cause_has_a_line_of_bars_and_all_have_one_scale() {
        for (int hour = 0; hour < 8; hour++) {
            failed(Cause.FORBIDDEN, hour, hour + 1);
        }
        failed(Cause.TERMS_NOT_SIGNED, 6, 4);
        failed(Cause.TERMS_NOT_SIGNED, 13, 1);

        assertThat(lines(100))
                .containsExactly(
                        "Failures over time, each column 1 hour, the highest 8",
                        "  terms_not_signed        ▄      ▁",
                        "  forbidden         ▁▂▃▄▅▆▇█",
                        "                    2026-11-17");
    }

    @Test
    void a_column_spans_enough_time_for_all_to_fit() {
        failed(Cause.FORBIDDEN, 0, 30);
        failed(Cause.FORBIDDEN, 24 * 7, 1);

        assertThat(lines(100))
                .containsExactly(
                        "Failures over time, each column 3 hours, the highest 30",
                        "  forbidden  █                                                       ▁",
                        "             2026-11-17                                     2026-11-24");
        assertThat(lines(40).get(0)).isEqualTo("Failures over time, each column 12 hours, the highest 30");
        assertThat(lines(40)).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(60));
    }

    @Test
    void hours_begin_as_in_the_zone() {
        ZoneId kolkata = ZoneId.of("Asia/Kolkata");
        Sightings sightings = new Sightings(Cause.FORBIDDEN, true, kolkata);
        for (String at : List.of("2026-11-24T00:10:00", "2026-11-24T05:10:00")) {
            LocalDateTime date = LocalDateTime.parse(at);
            sightings.add(
                    new LogRecord(date.atZone(kolkata).toInstant(), date, LogRecord.Layout.SPACED, List.of(), "", ""));
        }

        assertThat(new Histogram(Map.of(Cause.FORBIDDEN, sightings.found().hours()), kolkata).lines(100))
                .endsWith("  forbidden  █    █", "             2026-11-24");
    }

    @Test
    void many_years_fit_as_well() {
        failed(Cause.FORBIDDEN, -24 * 365 * 40, 1);
        failed(Cause.FORBIDDEN, 24 * 365 * 400, 1);

        assertThat(lines(100).get(1).length()).isLessThanOrEqualTo(100);
    }

    @Test
    void one_hour_or_a_narrow_terminal_is_no_picture() {
        assertThat(lines(100)).isEmpty();

        failed(Cause.FORBIDDEN, 0, 30);
        assertThat(lines(100)).isEmpty();

        failed(Cause.FORBIDDEN, 1, 30);
        assertThat(lines(20)).isEmpty();
        assertThat(lines(40)).isNotEmpty();
    }
}
