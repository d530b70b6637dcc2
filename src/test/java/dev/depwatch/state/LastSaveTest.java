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
        "a change is saved at once but for the second before      , PT0.1S, false, true , false, PT1S",
        "a position waits for ten seconds                         , PT0.1S, false, false, true , PT10S",
        "a change does not wait for a position                    , PT0.1S, false, true , true , PT1S",
        "without a change a save happens every five minutes       , PT0.1S, false, false, false, PT5M",
        "after a slow save the next waits as long                 , PT7S  , false, true , false, PT7S",
        "a position that has waited for longer waits no more      , PT7S  , false, false, true , PT10S",
        "after a failure a change waits too                       , PT0.1S, true , true , false, PT10S",
        "after a slow failure the next waits as long              , PT30S , true , true , false, PT30S",
    })
    void the_next_save_is_due(
            String rule, Duration took, boolean failed, boolean changed, boolean moved, Duration after) {
        State.LastSave last = new State.LastSave(ENDED, took, failed);

        assertThat(last.untilNext(changed, moved, ENDED)).as(rule).isEqualTo(after);
        assertThat(last.untilNext(changed, moved, ENDED.plus(after))).as(rule).isZero();
    }

    @ParameterizedTest
    @CsvSource({"PT-0.4S, PT0.6S", "PT-1H, PT-59M-59S"})
    void a_clock_set_back_does_not_delay_a_save(Duration step, Duration left) {
        State.LastSave last = new State.LastSave(ENDED, Duration.ZERO, false);

        assertThat(last.untilNext(true, false, ENDED.plus(step))).isEqualTo(left);
    }
}
