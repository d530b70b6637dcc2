package dev.depwatch.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.depwatch.inventory.PollSchedule.Attempt;
import dev.depwatch.inventory.ReadException.Reason;
import dev.depwatch.token.SyncInterval;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PollScheduleTest {
    private static final Instant BEGUN = Instant.parse("2026-11-24T12:00:00Z");
    private static final PollSchedule PACE = new PollSchedule(new SyncInterval(Duration.ofMinutes(2)));

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
        # rule                                                           | was open | is open | failure     | in a row | due after
        without a case, every ten minutes                                | false    | false   |             | 0        | 600
        a new case is polled at once                                     | false    | true    |             | 0        | 5
        a case that stays open, every thirty seconds                     | true     | true    |             | 0        | 30
        a case that has ended, every ten minutes again                   | true     | false   |             | 0        | 600
        a failure is tried again soon                                    | false    | false   | UNREACHABLE | 1        | 30
        a second failure in a row, after twice the time                  | false    | false   | ANSWER      | 2        | 60
        a fifth, after sixteen times the time                            | false    | false   | PRIVILEGE   | 5        | 480
        but never later than usual                                       | false    | false   | UNREACHABLE | 6        | 600
        however many there were                                          | false    | false   | UNREACHABLE | 5000     | 600
        while a case is open, not later than three minutes               | true     | true    | UNREACHABLE | 5        | 180
        and not sooner either                                            | true     | true    | UNREACHABLE | 2        | 60
        except once, when it opens                                       | false    | true    | UNREACHABLE | 5        | 5
        rejected credentials wait for a quarter of an hour               | false    | false   | CREDENTIALS | 1        | 900
        even if a case opens, because the account could lock             | false    | true    | CREDENTIALS | 1        | 900
        even while it stays open                                         | true     | true    | CREDENTIALS | 9        | 900
        """)
    void an_instance_is_due(
            String rule, boolean wasOpen, boolean isOpen, String failure, int inARow, long dueAfterSeconds) {
        Attempt attempt =
                new Attempt(BEGUN, wasOpen, Optional.ofNullable(failure).map(Reason::valueOf), inARow);
        Instant now = BEGUN.plusSeconds(5);

        assertThat(PACE.dueAt(Optional.of(attempt), isOpen, now))
                .as(rule)
                .isEqualTo(BEGUN.plusSeconds(dueAfterSeconds));
    }

    @Test
    void an_unread_instance_is_due_at_once() {
        assertThat(PACE.dueAt(Optional.empty(), false, BEGUN)).isEqualTo(BEGUN);
    }

    @Test
    void a_clock_set_back_delays_nothing() {
        Attempt tomorrow = new Attempt(BEGUN.plus(Duration.ofDays(1)), false, Optional.empty(), 0);

        assertThat(PACE.dueAt(Optional.of(tomorrow), false, BEGUN)).isEqualTo(BEGUN);
    }

    @Test
    void a_delayed_thread_does_not_retry_rejected_credentials() {
        Attempt refused = new Attempt(BEGUN.plusSeconds(1), false, Optional.of(Reason.CREDENTIALS), 1);

        assertThat(PACE.dueAt(Optional.of(refused), false, BEGUN)).isEqualTo(BEGUN.plusSeconds(901));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
        # at a sixtieth of the usual interval | open  | failure     | in a row | due after, ms
        a reading                             | false |             | 0        | 10000
        a reading while a case is open        | true  |             | 0        | 500
        a failure                             | false | UNREACHABLE | 1        | 500
        failures while a case is open         | true  | UNREACHABLE | 9        | 3000
        rejected credentials do not scale     | false | CREDENTIALS | 1        | 900000
        """)
    void times_scale_with_the_sync_interval(
            String rule, boolean isOpen, String failure, int inARow, long dueAfterMillis) {
        Attempt attempt =
                new Attempt(BEGUN, isOpen, Optional.ofNullable(failure).map(Reason::valueOf), inARow);

        assertThat(new PollSchedule(new SyncInterval(Duration.ofSeconds(2))).dueAt(Optional.of(attempt), isOpen, BEGUN))
                .as(rule)
                .isEqualTo(BEGUN.plusMillis(dueAfterMillis));
    }
}
