package dev.depwatch.alert;

import static dev.depwatch.alert.SampleAlerts.alert;
import static dev.depwatch.alert.SampleAlerts.regenerate;
import static org.assertj.core.api.Assertions.assertThat;

import dev.depwatch.assess.Silence;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Remedy;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
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

    private static final AlertEnd GONE = new AlertEnd.NoLongerFound();
    private static final AlertEnd PROVEN = SampleAlerts.over(AlertEnd.How.SYNCED, AlertEnd.How.REPLACED);
    private static final AlertEnd STATED = SampleAlerts.over(AlertEnd.How.SYNCED, AlertEnd.How.TOKEN_REMOVED);
    private static final AlertEnd RENEWED = new AlertEnd.NoLongerFound(true);
    private static final AlertEnd SILENCED = new AlertEnd.Silenced(
            new Silence(
                    new Instance("school"),
                    Optional.empty(),
                    Optional.empty(),
                    LocalDate.parse("2026-12-24"),
                    Instant.parse("2026-12-25T00:00:00Z"),
                    "a test"),
            List.of());
    private static final AlertEnd QUIET = SampleAlerts.over(AlertEnd.How.SYNCED, AlertEnd.How.NOT_SEEN_SINCE);
    private static final Optional<Delivered> UNTOLD = Optional.empty();

    static Stream<Arguments> rows() {
        return Stream.of(
                row("A new alert waits for others of its kind.", UNTOLD, ONE, ago("59s"), "nothing"),
                row("It is told when groupWait has passed since it was first seen.", UNTOLD, ONE, ago("60s"), "FIRST"),
                row("An alert that is gone before it was told is not told.", UNTOLD, GONE, ago("1h"), "nothing"),
                row("What was told is not told again.", told(ONE, "23h"), ONE, ago("23h"), "nothing"),
                row(
                        "Joining instances are not told before groupInterval.",
                        told(ONE, "4m59s"),
                        TWO,
                        ago("9m"),
                        "nothing"),
                row(
                        "They are told when it has passed since the last telling.",
                        told(ONE, "5m"),
                        TWO,
                        ago("9m"),
                        "NEW_TOKENS"),
                row("A fourth instance is told like a second.", told(THREE, "5m"), FOUR, ago("9m"), "NEW_TOKENS"),
                row("Leaving instances are not told.", told(TWO, "1h"), ONE, ago("1h"), "nothing"),
                row("Another aspect is not told before groupInterval.", told(LIKELY, "4m"), ONE, ago("9m"), "nothing"),
                row("It is told when groupInterval has passed.", told(LIKELY, "5m"), ONE, ago("9m"), "CHANGED"),
                row("So is another severity.", told(WARNING, "5m"), INFO, ago("9m"), "CHANGED"),
                row("Growth comes before change.", told(LIKELY, "5m"), TWO, ago("9m"), "NEW_TOKENS"),
                row("A critical alert is repeated after repeatEvery.", told(ONE, "24h"), ONE, ago("25h"), "REPEAT"),
                row("It is so even if part of it is gone.", told(TWO, "24h"), ONE, ago("25h"), "REPEAT"),
                row("Any other is not repeated.", told(WARNING, "72h"), WARNING, ago("72h"), "nothing"),
                row(
                        "An end is not told before it lasts groupInterval.",
                        told(ONE, "1h"),
                        GONE,
                        ago("4m59s"),
                        "nothing"),
                row("Then it is.", told(ONE, "1h"), GONE, ago("5m"), "RESOLVED"),
                row("A proven end is told at once.", told(ONE, "10s"), PROVEN, ago("0s"), "RESOLVED"),
                row(
                        "So is one that Jamf Pro or the configuration states.",
                        told(ONE, "10s"),
                        STATED,
                        ago("0s"),
                        "RESOLVED"),
                row("So is a renewal.", told(ONE, "10s"), RENEWED, ago("0s"), "RESOLVED"),
                row("So is a silence.", told(ONE, "10s"), SILENCED, ago("0s"), "RESOLVED"),
                row("An end that is not wholly proven waits.", told(ONE, "1h"), QUIET, ago("4m59s"), "nothing"),
                row("What came back meanwhile is not new.", told(ONE, "1h"), ONE, ago("0s"), "nothing"),
                row("A small step back of the clock lengthens a wait.", UNTOLD, ONE, ahead("30s"), "nothing"),
                row("After a large one nothing is waited for.", UNTOLD, ONE, ahead("1h"), "FIRST"),
                row("A small step back repeats nothing.", told(ONE, "-PT30S"), ONE, ahead("30s"), "nothing"),
                row(
                        "A step back of an hour does not hold up growth.",
                        told(ONE, "-PT1H"),
                        TWO,
                        ahead("1h"),
                        "NEW_TOKENS"));
    }

    static Stream<Arguments> rowsOfAReceiverOfWarnings() {
        return Stream.of(
                row("What is below the minimum is not told.", UNTOLD, INFO, ago("1h"), "nothing"),
                row("What is at the minimum is.", UNTOLD, WARNING, ago("1h"), "FIRST"),
                row("Growth of it is told too.", told(WARNING, "5m"), GROWN_WARNING, ago("1h"), "NEW_TOKENS"),
                row("A told alert that sinks below is told once.", told(WARNING, "5m"), INFO, ago("1h"), "CHANGED"),
                row("After that it is not.", told(INFO, "5m"), OTHER_INFO, ago("1h"), "nothing"),
                row("But its end is.", told(INFO, "1h"), GONE, ago("5m"), "RESOLVED"),
                row("One that rises to the minimum is told.", told(INFO, "5m"), WARNING, ago("1h"), "CHANGED"));
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
    void a_minimum_severity_applies(String rule, Optional<Delivered> delivered, Object current, Instant since, String expected) {
        assertThat(reason(new NotificationRules(CONFIG, Severity.WARNING), delivered, current, since))
                .as(rule)
                .isEqualTo(expected);
    }

    @Test
    void no_end_is_sent_if_the_configuration_excludes_it() {
        AlertsConfig silent = new AlertsConfig(Duration.ZERO, Duration.ZERO, Duration.ofHours(24), false);

        assertThat(new NotificationRules(silent, Severity.INFO)
                        .reasonToNotifyEnd(told(ONE, "1h"), PROVEN, ago("1h"), NOW))
                .isEmpty();
    }

    @Test
    void waits_of_zero_do_not_wait() {
        NotificationRules rules = new NotificationRules(
                new AlertsConfig(Duration.ZERO, Duration.ZERO, Duration.ofHours(24), true), Severity.INFO);

        assertThat(rules.reasonToNotify(UNTOLD, ONE, NOW, NOW)).contains(NotifyReason.FIRST);
        assertThat(rules.reasonToNotifyEnd(told(ONE, "0s"), GONE, NOW, NOW)).contains(NotifyReason.RESOLVED);
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

    private static Optional<Delivered> told(Alert alert, String ago) {
        return Optional.of(new Delivered(alert, ago("1000h"), ago(ago), Optional.empty()));
    }

    private static Instant ago(String duration) {
        return NOW.minus(Duration.parse(duration.startsWith("-") ? duration : "PT" + duration));
    }

    private static Instant ahead(String duration) {
        return NOW.plus(Duration.parse("PT" + duration));
    }
}
