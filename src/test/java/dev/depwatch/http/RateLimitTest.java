package dev.depwatch.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateLimitTest {
    private static final Instant NOW = Instant.parse("2026-11-29T08:00:00Z");

    /** 1795939200 is 08:00:00 UTC of that day; the seconds to wait by a clock that is as far behind. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(useHeadersInDisplayName = true, textBlock = """
            RULE,                                       STATUS, RESET,         BEHIND, WAIT
            a number of seconds,                        429,    7,             0,      7
            whatever the clocks say,                    429,    7,             5,      7
            no wait,                                    429,    0,             0,      0
            blanks,                                     429,    ' 7 ',         0,      7
            a time in seconds and what clocks differ,   429,    1795939207,    0,      10
            by the clock of the server,                 429,    1795939200,    5,      8
            a time in milliseconds,                     429,    1795939207000, 0,      10
            a time that is over,                        429,    1795938600,    0,      -597
            never long,                                 429,    3600,          0,      60
            nor until a late time,                      429,    1896025600,    0,      60
            nor for what nobody understands,            429,    soon,          0,      60
            nor for a number that has no end,           429,    9999999999999999999, 0, 60
            no header,                                  429,    ,              0,
            an answer,                                  200,    7,             0,
            """)
    void how_long_to_wait(String rule, int status, String reset, int behind, Long wait) {
        RateLimit limit = new RateLimit();
        Map<String, List<String>> headers = reset == null ? Map.of() : Map.of("x-ratelimit-reset", List.of(reset));
        Http.Response answer = new Http.Response(
                status, HttpHeaders.of(headers, (name, value) -> true), new byte[0], Optional.empty());

        boolean isReached = limit.isReached(answer, NOW, Duration.ofSeconds(behind));

        assertThat(isReached).as(rule).isEqualTo(wait != null);
        assertThat(limit.left(NOW).toSeconds()).as(rule).isEqualTo(wait == null ? -NOW.getEpochSecond() : wait);
    }
}
