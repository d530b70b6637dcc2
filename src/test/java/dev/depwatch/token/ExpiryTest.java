package dev.depwatch.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class ExpiryTest {
    private static final Expiry SECOND_OF_JANUARY = Expiry.ofDate(LocalDate.of(2027, 1, 2));

    @Test
    void a_date_is_over_when_it_has_ended_everywhere() {
        assertThat(SECOND_OF_JANUARY.isOver(Instant.parse("2027-01-03T11:59:59Z")))
                .isFalse();
        assertThat(SECOND_OF_JANUARY.isOver(Instant.parse("2027-01-03T12:00:00Z")))
                .isTrue();
    }

    @Test
    void a_date_is_shown_as_jamf_pro_gave_it() {
        assertThat(SECOND_OF_JANUARY.shown()).isEqualTo("2027-01-02");
    }

    @Test
    void a_date_can_end_at_the_start_of_its_day() {
        assertThat(SECOND_OF_JANUARY.earliest()).isEqualTo("2027-01-02T00:00:00Z");
    }

    @Test
    void an_instant_ends_exactly_then() {
        Instant instant = Instant.parse("2027-01-02T21:09:31.661Z");

        assertThat(Expiry.ofInstant(instant).earliest()).isEqualTo(instant);
    }
}
