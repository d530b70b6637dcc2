package dev.depwatch.assess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.depwatch.token.AppleId;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyTest {
    @ParameterizedTest
    @CsvSource({
        "*@appleid.example.org, mdm@appleid.example.org, false",
        "*@appleid.example.org, anna@example.org, true",
        "*@appleid.example.org, mdm@appleidxexample.org, true",
        "*@APPLEID.Example.ORG, mdm@appleid.example.org, false",
        "mdm-?@example.org, mdm-1@example.org, false",
        "mdm-?@example.org, mdm-12@example.org, true",
        "it@example.org, it@example.org, false",
        "it@example.org, not-it@example.org, true"
    })
    void an_owner_that_no_shared_pattern_names_is_personal(String pattern, String owner, boolean personal) {
        assertThat(shared(pattern).isPersonal(new AppleId(owner))).isEqualTo(personal);
    }

    @Test
    void without_a_pattern_no_owner_is_reported_as_personal() {
        assertThat(shared().isPersonal(new AppleId("anna@example.org"))).isFalse();
    }

    @Test
    void a_duration_that_is_not_above_zero_is_refused_with_its_name() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Policy(Duration.ZERO, List.of(), List.of()))
                .withMessage("syncInterval: expected a duration above zero; found PT0S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Policy(Duration.ofMinutes(2), List.of(Duration.ofDays(-1)), List.of()))
                .withMessage("warnAt: expected a duration above zero; found PT-24H");
    }

    private static Policy shared(String... patterns) {
        return new Policy(Duration.ofMinutes(2), List.of(), List.of(patterns));
    }
}
