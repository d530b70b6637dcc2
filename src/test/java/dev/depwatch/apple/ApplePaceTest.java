package dev.depwatch.apple;

import static org.assertj.core.api.Assertions.assertThat;

import dev.depwatch.apple.ApplePace.Attempt;
import dev.depwatch.inventory.ReadException.Reason;
import dev.depwatch.token.SyncInterval;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApplePaceTest {
    private static final Instant NOW = Instant.parse("2026-11-27T14:00:00Z");

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            # sync interval | urgent    | failure     | retry after s | minutes to the next
            2               | false     | -           | -             | 10
            2               | true      | -           | -             | 2
            2               | true      | UNREACHABLE | -             | 10
            2               | true      | PRIVILEGE   | -             | 10
            2               | false     | CREDENTIALS | -             | 15
            2               | true      | CREDENTIALS | -             | 15
            2               | true      | UNAVAILABLE | 30            | 10
            2               | true      | UNAVAILABLE | 3600          | 60
            2               | false     | UNAVAILABLE | 99999999999   | 360
            4               | false     | -           | -             | 20
            4               | true      | -           | -             | 4
            """)
    void how_long_until_the_next_reading(
            long syncInterval, boolean urgent, Reason failure, Long retryAfter, long minutes) {
        Attempt attempt = new Attempt(
                NOW,
                Optional.ofNullable(failure),
                Optional.ofNullable(retryAfter).map(Duration::ofSeconds));

        assertThat(new ApplePace(new SyncInterval(Duration.ofMinutes(syncInterval)))
                        .dueAt(Optional.of(attempt), urgent, NOW))
                .isEqualTo(NOW.plus(Duration.ofMinutes(minutes)));
    }

    @Test
    void one_that_was_never_asked_is_asked_at_once_and_so_is_one_after_the_clock_was_set_back() {
        ApplePace pace = new ApplePace(new SyncInterval(Duration.ofMinutes(2)));
        Attempt ahead = new Attempt(NOW.plusSeconds(3_600), Optional.empty(), Optional.empty());

        assertThat(pace.dueAt(Optional.empty(), false, NOW)).isEqualTo(NOW);
        assertThat(pace.dueAt(Optional.of(ahead), false, NOW)).isEqualTo(NOW);
    }
}
