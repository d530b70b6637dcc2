package dev.depwatch.assess;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class PolicyTest {
    @Test
    void a_duration_that_is_not_above_zero_is_refused_with_its_name() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Policy(Duration.ZERO, List.of(), List.of()))
                .withMessage("syncInterval: expected a duration above zero; found PT0S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Policy(Duration.ofMinutes(2), List.of(Duration.ofDays(-1)), List.of()))
                .withMessage("warnAt: expected a duration above zero; found PT-24H");
    }
}
