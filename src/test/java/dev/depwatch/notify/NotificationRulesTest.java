package dev.depwatch.notify;

import static dev.depwatch.alert.SampleAlerts.alert;
import static dev.depwatch.alert.SampleAlerts.regenerate;
import static org.assertj.core.api.Assertions.assertThat;

import dev.depwatch.alert.Alert;
import dev.depwatch.alert.AlertEnd;
import dev.depwatch.alert.Delivered;
import dev.depwatch.alert.SampleAlerts;
import dev.depwatch.alert.Severity;
import dev.depwatch.token.Remedy;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class NotificationRulesTest {
    private static final Instant NOW = Instant.parse("2026-11-24T14:00:00Z");
    private static final AlertsConfig CONFIG =
            new AlertsConfig(Duration.ofSeconds(60), Duration.ofMinutes(5), Duration.ofHours(24), true);

    private static final Alert ONE = regenerate("school");
    private static final Alert TWO = regenerate("school", "physics");
    private static final Alert THREE = regenerate("school", "physics", "chemistry");
    private static final Alert FOUR = regenerate("school", "physics", "chemistry", "biology");
    private static final Alert LIKELY = alert(Remedy.REGENERATE, Severity.CRITICAL, "likely", "school");
    private static final Alert WARNING = alert(Remedy.IDENTIFY, Severity.WARNING, "certain", "school");
    private static final Alert GROWN_WARNING = alert(Remedy.IDENTIFY, Severity.WARNING, "certain", "school", "physics");
    private static final Alert INFO = alert(Remedy.IDENTIFY, Severity.INFO, "certain", "school");
    private static final Alert OTHER_INFO = alert(Remedy.IDENTIFY, Severity.INFO, "30 days", "school");

    private static final Alert UNNAMED = withoutTokens(WARNING);
    private static final Alert GROWN_UNNAMED = withoutTokens(GROWN_WARNING);

    private static final AlertEnd GONE = new AlertEnd(AlertEnd.How.NO_LONGER_FOUND);
    private static final AlertEnd PROVEN = SampleAlerts.over(AlertEnd.How.SYNCED, AlertEnd.How.REPLACED);
    private static final AlertEnd STATED = SampleAlerts.over(AlertEnd.How.SYNCED, AlertEnd.How.TOKEN_REMOVED);
    private static final AlertEnd RENEWED = new AlertEnd(AlertEnd.How.DATE_MOVED);
    private static final AlertEnd SILENCED = new AlertEnd(AlertEnd.How.SILENCED);
    private static final AlertEnd QUIET = SampleAlerts.over(AlertEnd.How.SYNCED, AlertEnd.How.NOT_SEEN_SINCE);
    private static final Optional<Delivered> NOT_DELIVERED = Optional.empty();

    static Stream<Arguments> rows() {
        return Stream.of(
                row("A new alert waits for others of its kind.", NOT_DELIVERED, ONE, ago("59s"), "nothing"),
                row("It is sent groupWait after it was first seen.", NOT_DELIVERED, ONE, ago("60s"), "FIRST"),
                row("An alert that ends before it was sent is not sent.", NOT_DELIVERED, GONE, ago("1h"), "nothing"),
                row("A sent alert is not sent again.", delivered(ONE, "23h"), ONE, ago("23h"), "nothing"),
                row(
                        "New instances are not sent before groupInterval.",
                        delivered(ONE, "4m59s"),
                        TWO,
                        ago("9m"),
                        "nothing"),
                row(
                        "They are sent groupInterval after the last message.",
                        delivered(ONE, "5m"),
                        TWO,
                        ago("9m"),
                        "NEW_TOKENS"),
                row("A fourth instance is sent like a second.", delivered(THREE, "5m"), FOUR, ago("9m"), "NEW_TOKENS"),
                row(
                        "An instance whose token nobody knows is sent too.",
                        delivered(UNNAMED, "5m"),
                        GROWN_UNNAMED,
                        ago("9m"),
                        "NEW_TOKENS"),
                row(
                        "A token that cannot be the failing one any more is sent.",
                        delivered(GROWN_WARNING, "5m"),
                        WARNING,
                        ago("9m"),
                        "CHANGED"),
                row("Instances that leave cause no message.", delivered(TWO, "1h"), ONE, ago("1h"), "nothing"),
                row(
                        "Another aspect is not sent before groupInterval.",
                        delivered(LIKELY, "4m"),
                        ONE,
                        ago("9m"),
                        "nothing"),
                row("It is sent after groupInterval.", delivered(LIKELY, "5m"), ONE, ago("9m"), "CHANGED"),
                row(
                        "Another severity is sent after groupInterval.",
                        delivered(WARNING, "5m"),
                        INFO,
                        ago("9m"),
                        "CHANGED"),
                row("Growth comes before change.", delivered(LIKELY, "5m"), TWO, ago("9m"), "NEW_TOKENS"),
                row(
                        "A critical alert is repeated after repeatEvery.",
                        delivered(ONE, "24h"),
                        ONE,
                        ago("25h"),
                        "REPEAT"),
                row("It is repeated even if a part has ended.", delivered(TWO, "24h"), ONE, ago("25h"), "REPEAT"),
                row("Any other alert is not repeated.", delivered(WARNING, "72h"), WARNING, ago("72h"), "nothing"),
                row(
                        "An end is not sent before it lasts groupInterval.",
                        delivered(ONE, "1h"),
                        GONE,
                        ago("4m59s"),
                        "nothing"),
                row("An end is sent when it lasts groupInterval.", delivered(ONE, "1h"), GONE, ago("5m"), "RESOLVED"),
                row("A proven end is sent at once.", delivered(ONE, "10s"), PROVEN, ago("0s"), "RESOLVED"),
                row(
                        "An end that Jamf Pro or the configuration states is sent at once.",
                        delivered(ONE, "10s"),
                        STATED,
                        ago("0s"),
                        "RESOLVED"),
                row("A renewal is sent at once.", delivered(ONE, "10s"), RENEWED, ago("0s"), "RESOLVED"),
                row("A silence is sent at once.", delivered(ONE, "10s"), SILENCED, ago("0s"), "RESOLVED"),
                row(
                        "An end that is not completely proven waits.",
                        delivered(ONE, "1h"),
                        QUIET,
                        ago("4m59s"),
                        "nothing"),
                row("An alert that returns in time is not new.", delivered(ONE, "1h"), ONE, ago("0s"), "nothing"),
                row("A small step back of the clock lengthens a wait.", NOT_DELIVERED, ONE, ahead("30s"), "nothing"),
                row("A large step back ends a wait.", NOT_DELIVERED, ONE, ahead("1h"), "FIRST"),
                row("A small step back repeats nothing.", delivered(ONE, "-PT30S"), ONE, ahead("30s"), "nothing"),
                row(
                        "A step back of an hour does not delay growth.",
                        delivered(ONE, "-PT1H"),
                        TWO,
                        ahead("1h"),
                        "NEW_TOKENS"));
    }

    static Stream<Arguments> rowsOfAReceiverOfWarnings() {
        return Stream.of(
                row("An alert below the minimum is not sent.", NOT_DELIVERED, INFO, ago("1h"), "nothing"),
                row("An alert at the minimum is sent.", NOT_DELIVERED, WARNING, ago("1h"), "FIRST"),
                row("Its growth is sent.", delivered(WARNING, "5m"), GROWN_WARNING, ago("1h"), "NEW_TOKENS"),
                row(
                        "An alert that sinks below is sent once more.",
                        delivered(WARNING, "5m"),
                        INFO,
                        ago("1h"),
                        "CHANGED"),
                row(
                        "Later changes below the minimum are not sent.",
                        delivered(INFO, "5m"),
                        OTHER_INFO,
                        ago("1h"),
                        "nothing"),
                row("Its end is sent.", delivered(INFO, "1h"), GONE, ago("5m"), "RESOLVED"),
                row(
                        "An alert that rises to the minimum is sent.",
                        delivered(INFO, "5m"),
                        WARNING,
                        ago("1h"),
                        "CHANGED"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void the_last_message_and_the_present_alert_decide(
            String rule, Optional<Delivered> delivered, Object current, Instant since, String expected) {
        assertThat(reason(new NotificationRules(CONFIG, Severity.INFO), delivered, current, since))
                .as(rule)
                .isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rowsOfAReceiverOfWarnings")
    void a_minimum_severity_applies(
            String rule, Optional<Delivered> delivered, Object current, Instant since, String expected) {
        assertThat(reason(new NotificationRules(CONFIG, Severity.WARNING), delivered, current, since))
                .as(rule)
                .isEqualTo(expected);
    }

    @Test
    void no_end_is_sent_if_the_configuration_excludes_it() {
        AlertsConfig silent = new AlertsConfig(Duration.ZERO, Duration.ZERO, Duration.ofHours(24), false);

        assertThat(new NotificationRules(silent, Severity.INFO)
                        .reasonToNotifyEnd(delivered(ONE, "1h"), PROVEN, ago("1h"), NOW))
                .isEmpty();
    }

    @Test
    void waits_of_zero_do_not_wait() {
        NotificationRules rules = new NotificationRules(
                new AlertsConfig(Duration.ZERO, Duration.ZERO, Duration.ofHours(24), true), Severity.INFO);

        assertThat(rules.reasonToNotify(NOT_DELIVERED, ONE, NOW, NOW)).contains(NotifyReason.FIRST);
        assertThat(rules.reasonToNotifyEnd(delivered(ONE, "0s"), GONE, NOW, NOW))
                .contains(NotifyReason.RESOLVED);
    }

    private static Arguments row(
            String rule, Optional<Delivered> delivered, Object current, Instant since, String expected) {
        return Arguments.of(rule, delivered, current, since, expected);
    }

    private static String reason(
            NotificationRules rules, Optional<Delivered> delivered, Object current, Instant since) {
        Optional<NotifyReason> reason = current instanceof AlertEnd end
                ? rules.reasonToNotifyEnd(delivered, end, since, NOW)
                : rules.reasonToNotify(delivered, (Alert) current, since, NOW);
        return reason.map(NotifyReason::name).orElse("nothing");
    }

    private static Alert withoutTokens(Alert alert) {
        return new Alert(
                alert.remedy(),
                alert.subject(),
                alert.severity(),
                Set.of(),
                alert.instances(),
                alert.aspects(),
                alert.since(),
                alert.caseIds(),
                alert.message());
    }

    private static Optional<Delivered> delivered(Alert alert, String ago) {
        return Optional.of(new Delivered(alert, ago("1000h"), ago(ago), Optional.empty()));
    }

    private static Instant ago(String duration) {
        return NOW.minus(Duration.parse(duration.startsWith("-") ? duration : "PT" + duration));
    }

    private static Instant ahead(String duration) {
        return NOW.plus(Duration.parse("PT" + duration));
    }
}
