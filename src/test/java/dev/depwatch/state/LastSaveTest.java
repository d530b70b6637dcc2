package dev.depwatch.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LastSaveTest {
    private static final Instant ENDED = Instant.parse("2026-11-24T14:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "a change is saved at once but for the second before      , false, true , false, PT1S",
        "a position waits for ten seconds                         , false, false, true , PT10S",
        "a change does not wait for a position                    , false, true , true , PT1S",
        "without a change a save happens every five minutes       , false, false, false, PT5M",
        "after a failure a change waits too                       , true , true , false, PT10S",
    })
    void the_next_save_is_due(String rule, boolean failed, boolean changed, boolean moved, Duration after) {
        State.LastSave last = new State.LastSave(ENDED, failed);

        assertThat(last.untilNext(changed, moved, ENDED)).as(rule).isEqualTo(after);
        assertThat(last.untilNext(changed, moved, ENDED.plus(after))).as(rule).isZero();
    }

    @ParameterizedTest
    @CsvSource({"PT-0.4S, PT0.6S", "PT-1H, PT-59M-59S"})
    void a_clock_set_back_does_not_delay_a_save(Duration step, Duration left) {
        State.LastSave last = new State.LastSave(ENDED, false);

        assertThat(last.untilNext(true, false, ENDED.plus(step))).isEqualTo(left);
    }
}
