package dev.depwatch.notify;

import static dev.depwatch.alert.SampleAlerts.alert;
import static dev.depwatch.alert.SampleAlerts.regenerate;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.depwatch.alert.Alert;
import dev.depwatch.alert.AlertEnd;
import dev.depwatch.alert.Alerts.Ended;
import dev.depwatch.alert.Delivered;
import dev.depwatch.alert.SampleAlerts;
import dev.depwatch.alert.Severity;
import dev.depwatch.alert.Situation;
import dev.depwatch.notify.MessageOutbox.Subscription;
import dev.depwatch.notify.Notification.Detail;
import dev.depwatch.notify.Notification.NotifyReason;
import dev.depwatch.state.SavedForm;
import dev.depwatch.token.Remedy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessageOutboxTest {
    private static final Instant NOW = Instant.parse("2026-11-24T14:00:00Z");
    private static final AlertsConfig CONFIG =
            new AlertsConfig(Duration.ofSeconds(60), Duration.ofMinutes(5), Duration.ofHours(24), true);

    /**
     * What was sent before and when, the alert or its end now, since when the receiver has seen that, and the receiver's
     * minimum severity.
     */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', useHeadersInDisplayName = true, textBlock = """
            rule                                               | BEFORE   | SENT   | NOW        | SINCE  | REASON     | MINIMUM
            A new alert waits for others of its kind           |          |        | one        | -59s   | nothing    | INFO
            It is sent groupWait after it was first seen       |          |        | one        | -60s   | OPENED      | INFO
            An alert that ends before it was sent is not sent  |          |        | gone       | -1h    | nothing    | INFO
            A sent alert is not sent again                     | one      | -23h   | one        | -23h   | nothing    | INFO
            New instances are not sent before groupInterval    | one      | -4m59s | two        | -9m    | nothing    | INFO
            They are sent groupInterval after the last message | one      | -5m    | two        | -9m    | GREW | INFO
            An instance whose token nobody knows is sent too   | unnamed  | -5m    | unnamed+   | -9m    | GREW | INFO
            Fewer tokens that can be the failing one are sent  | warning+ | -5m    | warning    | -9m    | CHANGED    | INFO
            Instances that leave cause no message              | two      | -1h    | one        | -1h    | nothing    | INFO
            Another aspect is not sent before groupInterval    | likely   | -4m    | one        | -9m    | nothing    | INFO
            It is sent after groupInterval                     | likely   | -5m    | one        | -9m    | CHANGED    | INFO
            Another severity is sent after groupInterval       | warning  | -5m    | info       | -9m    | CHANGED    | INFO
            Growth comes before change                         | likely   | -5m    | two        | -9m    | GREW | INFO
            A critical alert is repeated after repeatEvery     | one      | -24h   | one        | -25h   | REMINDER     | INFO
            Any other alert is not repeated                    | warning  | -72h   | warning    | -72h   | nothing    | INFO
            An end is not sent before it lasts groupInterval   | one      | -1h    | gone       | -4m59s | nothing    | INFO
            An end is sent when it lasts groupInterval         | one      | -1h    | gone       | -5m    | RESOLVED   | INFO
            A proven end is sent at once                       | one      | -10s   | proven     | -0s    | RESOLVED   | INFO
            An end that is not completely proven waits         | one      | -1h    | quiet      | -4m59s | nothing    | INFO
            An alert that returns in time is not new           | one      | -1h    | one        | -0s    | nothing    | INFO
            A small step back of the clock lengthens a wait    |          |        | one        | +30s   | nothing    | INFO
            A large step back ends a wait                      |          |        | one        | +1h    | OPENED      | INFO
            An alert below the minimum is not sent             |          |        | info       | -1h    | nothing    | WARNING
            An alert at the minimum is sent                    |          |        | warning    | -1h    | OPENED      | WARNING
            Its growth is sent                                 | warning  | -5m    | warning+   | -1h    | GREW | WARNING
            An alert that sinks below is sent once more        | warning  | -5m    | info       | -1h    | CHANGED    | WARNING
            Later changes below the minimum are not sent       | info     | -5m    | other info | -1h    | nothing    | WARNING
            Its end is sent                                    | info     | -1h    | gone       | -5m    | RESOLVED   | WARNING
            An alert that rises to the minimum is sent         | info     | -5m    | warning    | -1h    | CHANGED    | WARNING
            """)
    void the_last_message_and_the_present_alert_decide(
            String rule, String before, String sent, String current, String since, String expected, Severity minimum)
            throws Exception {
        assertThat(reason(CONFIG, minimum, delivered(before, sent), current, at(since)))
                .as(rule)
                .isEqualTo(expected);
    }

    @Test
    void no_end_is_sent_if_the_configuration_excludes_it() throws Exception {
        AlertsConfig silent = new AlertsConfig(Duration.ZERO, Duration.ZERO, Duration.ofHours(24), false);

        assertThat(reason(silent, Severity.INFO, delivered("one", "-1h"), "proven", at("-1h")))
                .isEqualTo("nothing");
    }

    @Test
    void waits_of_zero_do_not_wait() throws Exception {
        AlertsConfig zero = new AlertsConfig(Duration.ZERO, Duration.ZERO, Duration.ofHours(24), true);

        assertThat(reason(zero, Severity.INFO, Optional.empty(), "one", NOW)).isEqualTo("OPENED");
        assertThat(reason(zero, Severity.INFO, delivered("one", "-0s"), "gone", NOW))
                .isEqualTo("RESOLVED");
    }

    private static String reason(
            AlertsConfig config, Severity minSeverity, Optional<Delivered> delivered, String current, Instant since)
            throws Exception {
        RecordingNotifier notifier = new RecordingNotifier();
        MessageOutbox outbox = new MessageOutbox(
                new Subscription(config, minSeverity, notifier, Detail.FULL, Optional.empty(), any -> false),
                any -> named(current) instanceof Alert alert ? List.of(alert) : List.of(),
                any -> last -> Optional.of(new Ended((AlertEnd) named(current), SampleAlerts.ended())));
        outbox.resume(delivered.stream().toList());
        outbox.observe(Situation.of("jamf school physics").assessment(), since);
        for (Outbox.Delivery due : outbox.due(NOW)) {
            due.sending().send();
        }
        return notifier.reasons().stream().map(NotifyReason::name).findFirst().orElse("nothing");
    }

    private static Object named(String name) {
        return switch (name) {
            case "one" -> regenerate("school");
            case "two" -> regenerate("school", "physics");
            case "likely" -> alert(Remedy.REGENERATE, Severity.CRITICAL, "likely", "school");
            case "warning" -> alert(Remedy.IDENTIFY, Severity.WARNING, "certain", "school");
            case "warning+" -> alert(Remedy.IDENTIFY, Severity.WARNING, "certain", "school", "physics");
            case "unnamed" -> withoutTokens((Alert) named("warning"));
            case "unnamed+" -> withoutTokens((Alert) named("warning+"));
            case "info" -> alert(Remedy.IDENTIFY, Severity.INFO, "certain", "school");
            case "other info" -> alert(Remedy.IDENTIFY, Severity.INFO, "30 days", "school");
            case "gone" -> new AlertEnd(AlertEnd.How.NO_LONGER_FOUND);
            case "proven" -> SampleAlerts.over(AlertEnd.How.SYNCED, AlertEnd.How.REPLACED);
            case "quiet" -> SampleAlerts.over(AlertEnd.How.SYNCED, AlertEnd.How.NOT_SEEN_SINCE);
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static Alert withoutTokens(Alert alert) {
        return SavedForm.changed(
                alert, Alert.class, json -> ((ObjectNode) json).set("tokens", JsonNodeFactory.instance.arrayNode()));
    }

    private static Optional<Delivered> delivered(@Nullable String alert, @Nullable String sent) {
        return Optional.ofNullable(alert)
                .map(name -> new Delivered((Alert) named(name), at("-1000h"), at(sent), Optional.empty()));
    }

    /** In so much time, or so long ago. */
    private static Instant at(@Nullable String when) {
        Duration distance = Duration.parse("PT" + String.valueOf(when).substring(1));
        return String.valueOf(when).startsWith("-") ? NOW.minus(distance) : NOW.plus(distance);
    }
}
