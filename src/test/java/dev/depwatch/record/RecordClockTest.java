package dev.depwatch.record;

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
    @CsvSource(delimiter = '~', textBlock = """
            a unique time has one meaning~2026-11-24 22:32:43~2026-11-24T21:32:43Z
            whatever came before it~2026-11-24 22:00:05, 2026-11-24 22:00:00, 2099-01-01 00:00:00, 2026-11-24 22:00:06~2026-11-24T21:00:05Z, 2026-11-24T21:00:00Z, 2098-12-31T23:00:00Z, 2026-11-24T21:00:06Z
            an hour that is skipped is read as the one after it~2026-03-29 02:30:00~2026-03-29T01:30:00Z
            of an hour that comes twice the first is meant~2026-10-25 01:59:59, 2026-10-25 02:30:00~2026-10-24T23:59:59Z, 2026-10-25T00:30:00Z
            unless that would go back~2026-10-25 02:59:00, 2026-10-25 02:01:00, 2026-10-25 02:02:00~2026-10-25T00:59:00Z, 2026-10-25T01:01:00Z, 2026-10-25T01:02:00Z
            also by little~2026-10-25 02:10:00, 2026-10-25 02:09:50~2026-10-25T00:10:00Z, 2026-10-25T01:09:50Z
            but not for two threads that overtake each other~2026-10-25 02:10:00, 2026-10-25 02:09:59, 2026-10-25 02:10:01~2026-10-25T00:10:00Z, 2026-10-25T00:09:59Z, 2026-10-25T00:10:01Z
            nor if they do so again and again~2026-10-25 02:10:00, 2026-10-25 02:09:56, 2026-10-25 02:09:55~2026-10-25T00:10:00Z, 2026-10-25T00:09:56Z, 2026-10-25T00:09:55Z
            in the second hour they stay in it~2026-10-25 02:59:00, 2026-10-25 02:10:00, 2026-10-25 02:09:59~2026-10-25T00:59:00Z, 2026-10-25T01:10:00Z, 2026-10-25T01:09:59Z
            also if the time that ends it came first~2026-10-25 03:00:00, 2026-10-25 02:59:59~2026-10-25T02:00:00Z, 2026-10-25T01:59:59Z
            a time that comes once decides anew~2026-10-25 02:59:00, 2026-10-25 02:01:00, 2026-10-25 01:59:00, 2026-10-25 02:02:00~2026-10-25T00:59:00Z, 2026-10-25T01:01:00Z, 2026-10-24T23:59:00Z, 2026-10-25T00:02:00Z
            a step back of two hours still means the second~2026-10-25 03:30:00, 2026-10-25 02:30:00~2026-10-25T02:30:00Z, 2026-10-25T01:30:00Z
            and of more that the log was set back~2026-10-25 04:30:01, 2026-10-25 02:30:00~2026-10-25T03:30:01Z, 2026-10-25T00:30:00Z
            from far in the future too~2027-11-24 22:00:00, 2026-10-25 02:30:00, 2026-10-25 02:10:00~2027-11-24T21:00:00Z, 2026-10-25T00:30:00Z, 2026-10-25T01:10:00Z
            a printed offset settles it~2026-10-25 02:30:00+01:00~2026-10-25T01:30:00Z
            and holds nothing~2026-10-25 01:50:00Z, 2026-10-25 03:45:00Z, 2026-10-25 01:52:00Z~2026-10-25T01:50:00Z, 2026-10-25T03:45:00Z, 2026-10-25T01:52:00Z
            """)
    void a_time_has_one_meaning_except_in_the_repeated_hour(String rule, String printed, String expected) {
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
