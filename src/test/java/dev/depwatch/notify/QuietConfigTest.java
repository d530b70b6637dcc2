package dev.depwatch.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuietConfigTest {
    private static final ZoneId ZURICH = ZoneId.of("Europe/Zurich");

    /** 2026-11-24 is a Tuesday. In Zurich clocks go forward at 01:00Z on 2026-03-29 and back at 01:00Z on 2026-10-25. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            before the evening                             | 19:00 07:00 -              | 2026-11-24T17:59:59Z | false
            from the evening on                            | 19:00 07:00 -              | 2026-11-24T18:00:00Z | true
            after midnight                                 | 19:00 07:00 -              | 2026-11-25T01:00:00Z | true
            until the morning                              | 19:00 07:00 -              | 2026-11-25T05:59:59Z | true
            not after it                                   | 19:00 07:00 -              | 2026-11-25T06:00:00Z | false
            within one day                                 | 12:00 13:00 -              | 2026-11-24T11:30:00Z | true
            and not in its night                           | 12:00 13:00 -              | 2026-11-24T23:30:00Z | false
            a whole day                                    | 00:00 00:00 SATURDAY       | 2026-11-28T22:59:59Z | true
            ends with the day                              | 00:00 00:00 SATURDAY       | 2026-11-28T23:00:00Z | false
            begins with it                                 | 00:00 00:00 SATURDAY       | 2026-11-27T22:59:59Z | false
            the night of Friday reaches into Saturday      | 19:00 07:00 FRIDAY         | 2026-11-28T05:00:00Z | true
            the night of Saturday is another               | 19:00 07:00 FRIDAY         | 2026-11-28T20:00:00Z | false
            nor does Thursday's count                      | 19:00 07:00 FRIDAY         | 2026-11-27T05:00:00Z | false
            a weekend                                      | 19:00 19:00 FRIDAY,SATURDAY | 2026-11-29T12:00:00Z | true
            over on Sunday evening                         | 19:00 19:00 FRIDAY,SATURDAY | 2026-11-29T18:00:00Z | false
            the shorter night of spring begins at its time | 19:00 07:00 -              | 2026-03-28T18:00:00Z | true
            and ends at its time                           | 19:00 07:00 -              | 2026-03-29T04:59:59Z | true
            which is an hour sooner                        | 19:00 07:00 -              | 2026-03-29T05:00:00Z | false
            an end that the clocks leave out               | 19:00 02:30 -              | 2026-03-29T01:29:59Z | true
            is as late as the hour that they leave out     | 19:00 02:30 -              | 2026-03-29T01:30:00Z | false
            a beginning that the clocks leave out          | 02:30 07:00 -              | 2026-03-29T01:30:00Z | true
            the longer night of autumn ends at its time    | 19:00 07:00 -              | 2026-10-25T05:59:59Z | true
            and not before                                 | 19:00 07:00 -              | 2026-10-25T06:00:00Z | false
            an end that comes twice counts the first time  | 19:00 02:30 -              | 2026-10-25T00:30:00Z | false
            a beginning that comes twice, too              | 02:30 07:00 -              | 2026-10-25T00:30:00Z | true
            not yet in the zone of the receiver            | 19:00 07:00 - America/New_York | 2026-11-24T22:59:59Z | false
            but when it is evening there                   | 19:00 07:00 - America/New_York | 2026-11-25T00:00:00Z | true
            until its morning                              | 19:00 07:00 - America/New_York | 2026-11-25T11:59:59Z | true
            """)
    void when_it_is_quiet(String rule, String written, Instant now, boolean quiet) {
        assertThat(config(written).covers(now, ZURICH)).as(rule).isEqualTo(quiet);
    }

    private static QuietConfig config(String written) {
        String[] words = written.split(" ", -1);
        return new QuietConfig(
                LocalTime.parse(words[0]),
                LocalTime.parse(words[1]),
                words[2].equals("-")
                        ? List.of()
                        : Stream.of(words[2].split(",", -1))
                                .map(DayOfWeek::valueOf)
                                .toList(),
                Stream.of(words).skip(3).map(ZoneId::of).findFirst());
    }
}
