package dev.depwatch.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.depwatch.text.TimeFormat;
import dev.depwatch.token.Expiry;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClockTest {
    private static final TimeFormat ZURICH = new TimeFormat(ZoneId.of("Europe/Zurich"));
    private final Clock clock = new Clock(ZURICH, Instant.parse("2026-11-24T14:30:00Z"));

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            less than a minute                    | 2026-11-24T14:29:18Z     | 15:29            | just now
            ahead, as of a clock that differs     | 2026-11-24T14:31:00Z     | 15:31            | just now
            minutes                               | 2026-11-24T14:18:30Z     | 15:18            | 11 min ago
            today, as the readers have it         | 2026-11-23T23:10:00Z     | 00:10            | 15 h 20 min ago
            yesterday, as the readers have it     | 2026-11-23T22:50:00Z     | 2026-11-23 23:50 | 15 h 40 min ago
            whole hours                           | 2026-11-24T12:30:00Z     | 13:30            | 2 h ago
            days                                  | 2026-11-22T11:30:00Z     | 2026-11-22 12:30 | 2 days 3 h ago
            weeks                                 | 2026-10-01T00:00:00Z     | 2026-10-01 02:00 | 54 days 14 h ago
            """)
    void a_time_is_as_short_as_it_can_be(String rule, Instant at, String shown, String ago) {
        assertThat(clock.shown(at)).as(rule).isEqualTo(shown);
        assertThat(clock.ago(at)).as(rule).isEqualTo(ago);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "the same day        , 2026-10-24T23:40:00Z, 01:40",
        "the next day        , 2026-10-25T23:40:00Z, 2026-10-26 00:40 +01:00",
        "the hour comes twice, 2026-10-25T01:33:00Z, 2026-10-25 02:33 +01:00",
    })
    void a_time_after_another_says_what_is_another(String rule, Instant at, String shown) {
        assertThat(ZURICH.timeAfter(Instant.parse("2026-10-25T00:00:00Z"), at))
                .as(rule)
                .isEqualTo(shown);
    }

    @Test
    void an_hour_has_its_begin_and_its_end() {
        assertThat(clock.hour(Instant.parse("2026-11-24T12:00:00Z"))).isEqualTo("13:00–14:00");
    }

    /** A date has no zone: where the day is over, it may last elsewhere. */
    @ParameterizedTest
    @CsvSource({
        "2026-11-23T22:30:00Z, today",
        "2026-11-23T23:30:00Z, any time now",
        "2026-11-24T12:00:00Z, over",
        "2026-11-22T22:30:00Z, tomorrow"
    })
    void what_is_left_until_a_date(Instant now, String left) {
        Expiry date = Expiry.ofDate(LocalDate.of(2026, 11, 23));

        assertThat(new Clock(ZURICH, now).left(date)).isEqualTo(left);
    }
}
