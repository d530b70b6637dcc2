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
                new Attempt(BEGUN, wasOpen, Optional.ofNullable(failure).map(Reason::valueOf));
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
        Attempt tomorrow = new Attempt(BEGUN.plus(Duration.ofDays(1)), false, Optional.empty());

        assertThat(PACE.dueAt(Optional.of(tomorrow), false, BEGUN)).isEqualTo(BEGUN);
    }

    @Test
    void a_delayed_thread_does_not_retry_rejected_credentials() {
        Attempt refused = new Attempt(BEGUN.plusSeconds(1), false, Optional.of(Reason.CREDENTIALS));

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
                new Attempt(BEGUN, isOpen, Optional.ofNullable(failure).map(Reason::valueOf));

        assertThat(new PollSchedule(new SyncInterval(Duration.ofSeconds(2))).dueAt(Optional.of(attempt), isOpen, BEGUN))
                .as(rule)
                .isEqualTo(BEGUN.plusMillis(dueAfterMillis));
    }
}
