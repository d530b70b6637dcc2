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
                "two threads that overtake each other are held~2026-11-24 22:00:05, 2026-11-24 22:00:00, 2026-11-24 22:00:06~2026-11-24T21:00:05Z, 2026-11-24T21:00:05Z, 2026-11-24T21:00:06Z",
                "a larger step back is believed~2026-11-24 22:00:06, 2026-11-24 22:00:00, 2026-11-24 22:00:01~2026-11-24T21:00:06Z, 2026-11-24T21:00:00Z, 2026-11-24T21:00:01Z",
                "one time in the near future freezes nothing~2026-11-24 01:50:00, 2026-11-24 03:45:00, 2026-11-24 01:52:00, 2026-11-24 01:54:00~2026-11-24T00:50:00Z, 2026-11-24T02:45:00Z, 2026-11-24T00:52:00Z, 2026-11-24T00:54:00Z",
                "nor does it with a printed offset~2026-10-25 01:50:00Z, 2026-10-25 03:45:00Z, 2026-10-25 01:52:00Z~2026-10-25T01:50:00Z, 2026-10-25T03:45:00Z, 2026-10-25T01:52:00Z",
                "an hour that comes twice holds up to two hours~2026-10-25 03:50:00, 2026-10-25 02:30:00~2026-10-25T02:50:00Z, 2026-10-25T02:50:00Z",
                "and believes more~2026-10-25 04:30:01, 2026-10-25 02:30:00~2026-10-25T03:30:01Z, 2026-10-25T00:30:00Z",
                "one time in the future freezes nothing~2026-11-24 22:00:00, 2099-01-01 00:00:00, 2026-11-24 22:00:01~2026-11-24T21:00:00Z, 2098-12-31T23:00:00Z, 2026-11-24T21:00:01Z",
                "a log set back into the hour that comes twice begins with the first~2027-11-24 22:00:00, 2026-10-25 02:30:00~2027-11-24T21:00:00Z, 2026-10-25T00:30:00Z",
                "a printed offset settles it~2026-10-25 02:30:00+01:00~2026-10-25T01:30:00Z",
            })
    void time_in_a_log_goes_on_unless_the_log_clearly_says_otherwise(String rule, String printed, String expected) {
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
