package dev.depwatch.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordClockTest {
    /** In Zurich 03:00 becomes 02:00 on 2026-10-25, and 02:00 becomes 03:00 on 2026-03-29. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '~',
            value = {
                "an hour is read once where it is once~2026-11-24 22:32:43~2026-11-24T21:32:43Z",
                "of an hour that comes twice the first is meant~2026-10-25 02:30:00~2026-10-25T00:30:00Z",
                "unless that would go back~2026-10-25 02:59:00, 2026-10-25 02:01:00, 2026-10-25 02:02:00~2026-10-25T00:59:00Z, 2026-10-25T01:01:00Z, 2026-10-25T01:02:00Z",
                "also by little~2026-10-25 02:10:00, 2026-10-25 02:09:50~2026-10-25T00:10:00Z, 2026-10-25T01:09:50Z",
                "but not for two threads that overtake each other~2026-10-25 02:10:00, 2026-10-25 02:09:59, 2026-10-25 02:10:01~2026-10-25T00:10:00Z, 2026-10-25T00:10:00Z, 2026-10-25T00:10:01Z",
                "an hour that is skipped is read as the one after it~2026-03-29 02:30:00~2026-03-29T01:30:00Z",
                "a small step back is held~2026-11-24 22:00:00, 2026-11-24 21:30:00, 2026-11-24 22:00:01~2026-11-24T21:00:00Z, 2026-11-24T21:00:00Z, 2026-11-24T21:00:01Z",
                "two hours are still held~2026-11-24 22:00:00, 2026-11-24 20:00:00~2026-11-24T21:00:00Z, 2026-11-24T21:00:00Z",
                "a larger step back is believed~2026-11-24 22:00:00, 2026-11-24 19:59:59, 2026-11-24 20:00:00~2026-11-24T21:00:00Z, 2026-11-24T18:59:59Z, 2026-11-24T19:00:00Z",
                "one time in the future freezes nothing~2026-11-24 22:00:00, 2099-01-01 00:00:00, 2026-11-24 22:00:01~2026-11-24T21:00:00Z, 2098-12-31T23:00:00Z, 2026-11-24T21:00:01Z",
                "a log set back into the hour that comes twice begins with the first~2027-11-24 22:00:00, 2026-10-25 02:30:00~2027-11-24T21:00:00Z, 2026-10-25T00:30:00Z",
                "a printed offset settles it~2026-10-25 02:30:00+01:00~2026-10-25T01:30:00Z",
            })
    void time_in_a_log_never_goes_back(String rule, String printed, String expected) {
        RecordClock clock = new RecordClock(ZoneId.of("Europe/Zurich"));

        List<Instant> read = Arrays.stream(printed.split(", ", -1))
                .map(time -> clock.at(Timestamp.of(time).orElseThrow()))
                .toList();

        assertThat(read)
                .isEqualTo(Arrays.stream(expected.split(", ", -1))
                        .map(Instant::parse)
                        .toList());
    }
}
