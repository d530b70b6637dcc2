package dev.depwatch.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.depwatch.alert.Alert;
import dev.depwatch.alert.Alerts;
import dev.depwatch.alert.Delivered;
import dev.depwatch.alert.Message;
import dev.depwatch.token.Remedy;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SampleFleetTest {
    private static final Pattern HOST = Pattern.compile("(?:[\\w-]+@|https?://)([\\w-]+(?:\\.[\\w-]+)+)");

    private final SampleFleet fleet = new SampleFleet(Instant.parse("2026-11-24T14:00:00Z"));
    private final Alerts alerts = new Alerts(ZoneOffset.UTC, SampleFleet.WARN_AT);
    private final List<Alert> samples = alerts.of(fleet.failing());

    @Test
    void there_is_one_alert_of_every_kind() {
        assertThat(samples)
                .extracting(Alert::remedy)
                .containsExactlyInAnyOrderElementsOf(EnumSet.complementOf(EnumSet.of(Remedy.WAIT)));
    }

    private static final Set<Remedy> DATED = EnumSet.of(Remedy.RENEW, Remedy.RENEW_CERTIFICATE);

    @Test
    void each_alert_has_a_proven_end_the_next_day() {
        assertThat(alerts.of(fleet.over())).isEmpty();
        for (Alert sample : samples) {
            Message end = alerts.ends(fleet.over())
                    .apply(new Delivered(sample, Instant.EPOCH, Instant.EPOCH, Optional.empty()))
                    .orElseThrow()
                    .message();

            assertThat(end.headline())
                    .as(sample.subject().name())
                    .matches(DATED.contains(sample.remedy()) ? ".* no longer needs renewing.*" : "Resolved after .*");
        }
    }

    @Test
    void the_names_are_made_up() {
        Set<String> hosts = HOST.matcher(samples.toString() + fleet.over().tokens())
                .results()
                .map((MatchResult found) -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(hosts).isNotEmpty().allMatch(host -> host.endsWith("example.org") || host.endsWith("apple.com"));
    }
}
