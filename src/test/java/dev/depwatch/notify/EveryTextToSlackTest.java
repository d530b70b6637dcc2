package dev.depwatch.notify;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.depwatch.alert.Alert;
import dev.depwatch.alert.GoldenSituations;
import dev.depwatch.alert.SampleAlerts;
import dev.depwatch.alert.Situation;
import dev.depwatch.config.Secret;
import dev.depwatch.http.Http;
import dev.depwatch.notify.Notification.NotifyReason;
import dev.depwatch.notify.slack.SimulatedSlack;
import dev.depwatch.notify.slack.SimulatedSlack.Post;
import dev.depwatch.notify.slack.SlackConfig;
import dev.depwatch.notify.slack.SlackWebhook;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** A strict Slack accepts every text uncut, and a hundred instances in one message. */
class EveryTextToSlackTest {
    /** A cut text; "… and 12 more" is none. */
    private static final Pattern CUT = Pattern.compile("…(?! and \\d+ more)");

    @Test
    void slack_accepts_each_text_unchanged() throws Exception {
        List<Notification> all = new ArrayList<>();
        Map<String, Situation> alerts = GoldenSituations.alerts();
        Situation hostile = requireNonNull(alerts.remove("hostile-names"));
        alerts.values().forEach(situation -> all.add(opened(GoldenSituations.only(situation.assessment()))));
        GoldenSituations.ends().values().forEach(end -> all.add(SampleAlerts.notification(NotifyReason.RESOLVED, end)));
        int whole = all.size();
        all.add(opened(GoldenSituations.only(hostile.assessment())));
        all.add(opened(GoldenSituations.only(GoldenSituations.many(100).assessment())));

        try (SimulatedSlack slack = new SimulatedSlack()) {
            SlackWebhook webhook = new SlackWebhook(
                    new SlackConfig(
                            Optional.of(new Secret(slack.webhook().toString())), Optional.empty(), Optional.empty()),
                    new Http(Duration.ofSeconds(20), Optional.empty()));
            for (Notification notification : all) {
                webhook.deliver(notification);
            }

            assertThat(slack.problems()).isEmpty();
            assertThat(slack.channel().subList(0, whole).stream().flatMap(EveryTextToSlackTest::cut))
                    .isEmpty();
            assertThat(slack.channel()).hasSameSizeAs(all);
            assertThat(slack.channel().get(all.size() - 1).message().toString())
                    .contains("100 ADE tokens need regenerating", "and 88 others")
                    .doesNotContain("school-99");
        }
    }

    /** The cut sections; one of them is a headline that is too long for a header. */
    private static Stream<String> cut(Post post) {
        return StreamSupport.stream(post.message().path("blocks").spliterator(), false)
                .filter(block -> block.path("type").asText().equals("section"))
                .flatMap(block -> block.at("/text/text").asText().lines())
                .filter(line -> CUT.matcher(line).find());
    }

    private static Notification opened(Alert alert) {
        return SampleAlerts.first(alert, Situation.NOW);
    }
}
