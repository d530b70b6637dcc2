package dev.depwatch.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class RetryAfterFuzz {
    private static final Instant NOW = Instant.parse("2026-11-24T14:00:00Z");

    @FuzzTest
    void a_pause_is_never_negative_and_can_be_added_to_a_time(byte[] input) {
        HttpHeaders headers =
                HttpHeaders.of(Map.of("Retry-After", List.of(new String(input, ISO_8859_1))), (name, value) -> true);

        RetryAfter.of(new Http.Response(429, headers, new byte[0], Optional.empty()), NOW)
                .ifPresent(pause -> {
                    assertThat(pause).isGreaterThanOrEqualTo(Duration.ZERO);
                    assertThat(NOW.plus(pause).toEpochMilli()).isGreaterThanOrEqualTo(NOW.toEpochMilli());
                });
    }
}
