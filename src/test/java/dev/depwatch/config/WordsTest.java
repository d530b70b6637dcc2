package dev.depwatch.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Durations, and words that are almost right. */
class WordsTest {
    private static final List<String> KEYS =
            List.of("name", "logs", "timeZone", "startAt", "jamf", "tokens", "clientId", "clientSecretFile");

    @ParameterizedTest
    @CsvSource({"250ms, PT0.25S", "0s, PT0S", "60s, PT1M", "2m, PT2M", "24h, PT24H", "60d, PT1440H"})
    void a_duration_is_a_number_and_a_unit(String text, Duration duration) {
        assertThat(Durations.read(text)).isEqualTo(duration);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "m", "1.5h", "-1s", "1h30m", "1 s", "1M", "1w", "9999999999d", "٣s"})
    void anything_else_is_none(String text) {
        assertThatThrownBy(() -> Durations.read(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({"PT0S, 0s", "PT0.25S, 250ms", "PT1M30S, 90s", "PT2M, 2m", "PT36H, 36h", "PT24H, 1d"})
    void a_duration_is_shown_in_the_largest_unit_that_fits(Duration duration, String text) {
        assertThat(Durations.write(duration)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "jmaf, jamf",
        "nam, name",
        "TIMEZONE, timeZone",
        "time_zone, timeZone",
        "clientSecret, clientSecretFile",
        "log, logs",
        "token, tokens",
        "clientid, clientId"
    })
    void a_mistyped_key_is_almost_the_right_one(String found, String meant) {
        assertThat(Nearest.to(found, KEYS)).contains(meant);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "email", "webConfigFile", "stateDirectory"})
    void an_unlike_key_gets_no_suggestion(String found) {
        assertThat(Nearest.to(found, KEYS)).isEqualTo(Optional.empty());
    }
}
