package dev.depwatch.assess;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class PolicyTest {
    @Test
    void a_duration_that_is_not_positive_is_rejected_by_name() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Policy(Duration.ZERO, List.of()))
                .withMessage("syncInterval: expected a duration above zero; found PT0S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Policy(Duration.ofMinutes(2), List.of(Duration.ofDays(-1))))
                .withMessage("warnAt: expected a duration above zero; found PT-24H");
    }
}
