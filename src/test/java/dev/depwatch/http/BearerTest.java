package dev.depwatch.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BearerTest {
    private static final Instant ASKED = Instant.parse("2026-11-24T14:00:00Z");

    @ParameterizedTest
    @CsvSource({
        // A tenth of a short life, and half a minute of a long one.
        "10, PT9S",
        "60, PT54S",
        "300, PT4M30S",
        "3600, PT59M30S",
        // None, or nonsense.
        "0, PT54S",
        "-1, PT54S",
        "-9223372036854775808, PT54S",
        "9223372036854775807, PT23H59M30S",
    })
    void a_token_is_used_until_shortly_before_its_end(long seconds, Duration usable) {
        String answer = "{\"access_token\": \"token\", \"expires_in\": " + seconds + "}";
        Bearer bearer =
                ServerJson.tree(answer).flatMap(json -> Bearer.of(json, ASKED)).orElseThrow();

        assertThat(bearer.isUsable(ASKED.plus(usable).minusMillis(1))).isTrue();
        assertThat(bearer.isUsable(ASKED.plus(usable))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a\r\nX-Header: b", "\u00e9", "\u0000"})
    void text_that_no_header_can_hold_is_no_token(String text) {
        assertThat(Bearer.of(text, ASKED, Duration.ofMinutes(1))).isEmpty();
        assertThat(Bearer.of("x".repeat(16_385), ASKED, Duration.ofMinutes(1))).isEmpty();
    }

    @Test
    void only_the_header_gives_the_token_out() {
        Bearer bearer = Bearer.of("the-secret", ASKED, Duration.ofMinutes(1)).orElseThrow();

        assertThat(bearer.header()).isEqualTo("Bearer the-secret");
        assertThat(bearer.toString()).doesNotContain("the-secret");
    }
}
