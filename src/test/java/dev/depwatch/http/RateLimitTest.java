package dev.depwatch.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpHeaders;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateLimitTest {
    private static final Instant NOW = Instant.parse("2026-11-29T08:00:00Z");

    @ParameterizedTest(name = "{0}")
    @CsvSource(useHeadersInDisplayName = true, textBlock = """
            RULE,                                     STATUS, RESET,         WAIT
            a number of seconds,                      429,    7,             7
            no wait,                                  429,    0,             0
            blanks,                                   429,    ' 7 ',         7
            never long,                               429,    3600,          60
            nor until a time,                         429,    1795939207,    60
            nor for what nobody understands,          429,    soon,          60
            no header,                                429,    ,
            an answer,                                200,    7,
            """)
    void how_long_to_wait(String rule, int status, String reset, Long wait) {
        RateLimit limit = new RateLimit();
        Map<String, List<String>> headers = reset == null ? Map.of() : Map.of("x-ratelimit-reset", List.of(reset));
        Http.Response answer = new Http.Response(
                status, HttpHeaders.of(headers, (name, value) -> true), new byte[0], Optional.empty());

        boolean isReached = limit.isReached(answer, NOW);

        assertThat(isReached).as(rule).isEqualTo(wait != null);
        assertThat(limit.left(NOW).toSeconds()).as(rule).isEqualTo(wait == null ? -NOW.getEpochSecond() : wait);
    }
}
