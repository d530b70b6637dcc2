package dev.depwatch.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.depwatch.inventory.PollSchedule.Attempt;
import dev.depwatch.inventory.ReadException.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PollScheduleTest {
    private static final Instant BEGUN = Instant.parse("2026-11-24T12:00:00Z");
    private static final PollSchedule PACE = PollSchedule.ofJamfPro(Duration.ofMinutes(2));

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
        # rule                                                           | was open | is open | failure     | due after
        without a case, every ten minutes                                | false    | false   |             | 600
        a new case is polled at once                                     | false    | true    |             | 5
        a case that stays open, every thirty seconds                     | true     | true    |             | 30
        a case that has ended, every ten minutes again                   | true     | false   |             | 600
        a failure is tried again after three minutes                     | false    | false   | UNREACHABLE | 180
        whatever it is                                                   | false    | false   | PRIVILEGE   | 180
        also while a case is open                                        | true     | true    | UNREACHABLE | 180
        except once, when it opens                                       | false    | true    | UNREACHABLE | 5
        rejected credentials wait for a quarter of an hour               | false    | false   | CREDENTIALS | 900
        even if a case opens, because the account could lock             | false    | true    | CREDENTIALS | 900
        even while it stays open                                         | true     | true    | CREDENTIALS | 900
        """)
    void an_instance_is_due(String rule, boolean wasOpen, boolean isOpen, String failure, long dueAfterSeconds) {
        Attempt attempt =
                new Attempt(BEGUN, wasOpen, Optional.ofNullable(failure).map(Reason::valueOf), Optional.empty());
        Instant now = BEGUN.plusSeconds(5);

        assertThat(Collections.max(List.of(now, PACE.dueAt(Optional.of(attempt), isOpen, now))))
                .as(rule)
                .isEqualTo(BEGUN.plusSeconds(dueAfterSeconds));
    }

    @Test
    void an_unread_instance_is_due_at_once() {
        assertThat(PACE.dueAt(Optional.empty(), false, BEGUN)).isBefore(BEGUN);
    }

    @Test
    void a_clock_set_back_delays_nothing() {
        Attempt tomorrow = new Attempt(BEGUN.plus(Duration.ofDays(1)), false, Optional.empty(), Optional.empty());

        assertThat(PACE.dueAt(Optional.of(tomorrow), false, BEGUN)).isBefore(BEGUN);
    }

    @Test
    void a_delayed_thread_does_not_retry_rejected_credentials() {
        Attempt refused = new Attempt(BEGUN.plusSeconds(1), false, Optional.of(Reason.CREDENTIALS), Optional.empty());

        assertThat(PACE.dueAt(Optional.of(refused), false, BEGUN)).isEqualTo(BEGUN.plusSeconds(901));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
        # at a sixtieth of the usual interval | open  | failure     | due after, ms
        a reading                             | false |             | 10000
        a reading while a case is open        | true  |             | 500
        failures                              | true  | UNREACHABLE | 3000
        rejected credentials do not scale     | false | CREDENTIALS | 900000
        """)
    void times_scale_with_the_sync_interval(String rule, boolean isOpen, String failure, long dueAfterMillis) {
        Attempt attempt =
                new Attempt(BEGUN, isOpen, Optional.ofNullable(failure).map(Reason::valueOf), Optional.empty());

        assertThat(PollSchedule.ofJamfPro(Duration.ofSeconds(2)).dueAt(Optional.of(attempt), isOpen, BEGUN))
                .as(rule)
                .isEqualTo(BEGUN.plusMillis(dueAfterMillis));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            # sync interval | urgent    | failure     | retry after s | minutes to the next
            2               | false     | -           | -             | 10
            2               | true      | -           | -             | 2
            2               | true      | -           | 3600          | 60
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
    void an_organisation_at_apple_is_due(
            long syncInterval, boolean urgent, Reason failure, Long retryAfter, long minutes) {
        Attempt attempt = new Attempt(
                BEGUN,
                true,
                Optional.ofNullable(failure),
                Optional.ofNullable(retryAfter).map(Duration::ofSeconds));

        assertThat(PollSchedule.ofApple(Duration.ofMinutes(syncInterval)).dueAt(Optional.of(attempt), urgent, BEGUN))
                .isEqualTo(BEGUN.plus(Duration.ofMinutes(minutes)));
    }
}
