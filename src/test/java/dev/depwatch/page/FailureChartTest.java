package dev.depwatch.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.depwatch.journal.FailureHour;
import dev.depwatch.page.FailureChart.Bar;
import dev.depwatch.page.FailureChart.Slice;
import dev.depwatch.text.TimeFormat;
import dev.depwatch.token.Cause;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;

class FailureChartTest {
    private static final ZoneId ZONE = ZoneId.of("Europe/Zurich");
    private static final Instant NOW = Instant.parse("2026-11-24T14:30:00Z");

    private static FailureChart chart(Instant now, FailureHour... hours) {
        return FailureChart.of(List.of(hours), new Clock(new TimeFormat(ZONE), now));
    }

    @Test
    void it_shows_today_and_the_six_days_before() {
        assertThat(chart(NOW).days())
                .containsExactly("Wed 18", "Thu 19", "Fri 20", "Sat 21", "Sun 22", "Mon 23", "Today");
    }

    @Test
    void an_hour_has_its_place_and_its_share_of_the_height_which_is_visible() {
        FailureChart chart = chart(
                NOW,
                new FailureHour(Instant.parse("2026-11-17T23:00:00Z"), Cause.FORBIDDEN, 29),
                new FailureHour(Instant.parse("2026-11-24T13:00:00Z"), Cause.FORBIDDEN, 1),
                new FailureHour(Instant.parse("2026-11-24T14:00:00Z"), Cause.FORBIDDEN, 58));

        assertThat(chart.bars()).extracting(Bar::x).containsExactly(0, 158 * 10, 159 * 10);
        assertThat(chart.bars())
                .flatExtracting(Bar::slices)
                .extracting(Slice::height)
                .containsExactly("58.0", "3.0", "116.0");
        assertThat(chart.peak()).isEqualTo(58);
    }

    @Test
    void failures_that_require_a_token_are_at_the_bottom() {
        FailureChart chart = chart(
                NOW,
                new FailureHour(Instant.parse("2026-11-24T14:00:00Z"), Cause.SERVICE_ERROR, 20),
                new FailureHour(Instant.parse("2026-11-24T14:00:00Z"), Cause.TOKEN_REJECTED, 9));

        Bar bar = chart.bars().get(0);

        assertThat(bar.slices()).extracting(Slice::tone).containsExactly("a-new-token", "c-other");
        assertThat(bar.title()).isEqualTo("15:00–16:00: 20 service error, 9 token rejected");
    }

    @Test
    void older_failures_are_not_shown_or_counted() {
        FailureChart chart = chart(NOW, new FailureHour(Instant.parse("2026-11-17T22:00:00Z"), Cause.FORBIDDEN, 5));

        assertThat(chart.isEmpty()).isTrue();
    }

    @Test
    void a_week_with_clocks_set_back_has_an_hour_more() {
        assertThat(chart(Instant.parse("2026-10-27T12:00:00Z")).width()).isEqualTo(169 * 10);
    }
}
