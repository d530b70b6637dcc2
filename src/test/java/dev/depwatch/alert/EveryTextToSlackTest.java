package dev.depwatch.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.depwatch.alert.slack.SimulatedSlack;
import dev.depwatch.alert.slack.SlackConfig;
import dev.depwatch.alert.slack.SlackWebhook;
import dev.depwatch.config.Secret;
import dev.depwatch.http.Http;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A strict Slack takes every text there is, and a hundred instances in one message. */
class EveryTextToSlackTest {
    @Test
    void each_is_taken_as_it_is() throws Exception {
        List<Notification> all = new ArrayList<>();
        Letters.alerts().values().forEach(situation -> all.add(opened(Letters.only(situation.assessment()))));
        Letters.ends().values().forEach(end -> all.add(SampleAlerts.notification(Reason.RESOLVED, end)));
        all.add(opened(Letters.only(Letters.many(100).assessment())));

        try (SimulatedSlack slack = new SimulatedSlack()) {
            SlackWebhook webhook = new SlackWebhook(
                    new SlackConfig(
                            Optional.of(new Secret(slack.webhook().toString())), Optional.empty(), Optional.empty()),
                    new Http(Duration.ofSeconds(20), Optional.empty()));
            for (Notification notification : all) {
                webhook.deliver(notification);
            }

            assertThat(slack.problems()).isEmpty();
            assertThat(slack.channel()).hasSameSizeAs(all);
            assertThat(slack.channel().get(all.size() - 1).message().toString())
                    .contains("100 ADE tokens need regenerating", "and 88 more")
                    .doesNotContain("school-99");
        }
    }

    private static Notification opened(Alert alert) {
        return new Notification(Reason.OPENED, alert, alert.message(), Optional.empty(), Situation.NOW);
    }
}
