package dev.depwatch.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.depwatch.record.RecordAssembler.Accept;
import dev.depwatch.record.RecordAssembler.Completed;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LayoutWatchTest {
    private static final Instant START = Instant.parse("2026-11-24T12:00:00Z");

    private final LayoutWatch watch = new LayoutWatch();
    private int seconds;

    @Test
    void twenty_records_without_an_understood_one_are_enough_and_it_reports_since_when() {
        observe(19, record("2026-11-24 12:00:00 what is this"));
        assertThat(watch.unknownSince()).isEmpty();

        observe(1, record("2026-11-24 12:00:00 what is this"));

        assertThat(watch.unknownSince()).contains(START);
    }

    @Test
    void twenty_lines_without_any_date_are_enough_if_they_come_one_by_one() {
        observe(38, stray());
        assertThat(watch.unknownSince()).isEmpty();

        observe(1, stray());

        assertThat(watch.unknownSince()).contains(START);
    }

    @Test
    void one_understood_record_is_enough_to_know_the_layout() {
        observe(25, record("2026-11-24 12:00:00 what is this"));

        observe(1, record("2026-11-24 12:00:00 ERROR Class: - message"));

        assertThat(watch.unknownSince()).isEmpty();
        observe(19, record("2026-11-24 12:00:00 what is this"));
        assertThat(watch.unknownSince()).isEmpty();
    }

    @Test
    void a_long_stack_trace_of_an_understood_record_does_not_count() {
        RecordAssembler assembler = new RecordAssembler(ZoneOffset.UTC, Accept.DATED);
        assembler.line("2026-11-24 12:00:00 ERROR Class: - message", 1);
        for (int line = 0; line < 10_000; line++) {
            assembler.line("\tat some.Frame(Some.java:1)", line + 2);
        }

        observe(1, assembler.finish().orElseThrow());

        assertThat(watch.unknownSince()).isEmpty();
    }

    @Test
    void stray_lines_of_a_late_stack_trace_come_within_a_second_and_count_once() {
        observe(1, record("2026-11-24 12:00:00 ERROR Class: - message"));

        for (int line = 0; line < 500; line++) {
            watch.observe(stray(), START.plusSeconds(seconds).plusMillis(line));
        }

        assertThat(watch.unknownSince()).isEmpty();
        observe(39, stray());
        assertThat(watch.unknownSince())
                .as("lines that come one by one have another layout")
                .contains(START.plusSeconds(1));
    }

    private void observe(int times, Completed completed) {
        for (int time = 0; time < times; time++) {
            watch.observe(completed, START.plusSeconds(seconds++));
        }
    }

    private static Completed stray() {
        return new Completed(Optional.empty(), 1);
    }

    private static Completed record(String line) {
        RecordAssembler assembler = new RecordAssembler(ZoneOffset.UTC, Accept.DATED);
        assembler.line(line, line.length());
        return assembler.finish().orElseThrow();
    }
}
