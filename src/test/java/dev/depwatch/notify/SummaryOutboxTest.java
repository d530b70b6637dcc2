package dev.depwatch.notify;

import static dev.depwatch.alert.SampleAlerts.alert;
import static org.assertj.core.api.Assertions.assertThat;

import dev.depwatch.alert.Alert;
import dev.depwatch.alert.AlertEnd;
import dev.depwatch.alert.Alerts.Ended;
import dev.depwatch.alert.Delivered;
import dev.depwatch.alert.GoldenSituations;
import dev.depwatch.alert.SampleAlerts;
import dev.depwatch.alert.Severity;
import dev.depwatch.alert.Situation;
import dev.depwatch.assess.Assessment;
import dev.depwatch.notify.DeliveryException.Reason;
import dev.depwatch.notify.MessageOutbox.Subscription;
import dev.depwatch.notify.Notification.Detail;
import dev.depwatch.notify.Notification.NotifyReason;
import dev.depwatch.notify.Outbox.Delivery;
import dev.depwatch.state.RoundTrip;
import dev.depwatch.token.Remedy;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When a summary is sent, and what it knows; its words are in {@code SummaryTextTest}. */
class SummaryOutboxTest {
    private static final ZoneId ZURICH = ZoneId.of("Europe/Zurich");
    private final RecordingNotifier notifier = new RecordingNotifier();
    private AlertsConfig config = new AlertsConfig(Duration.ZERO, Duration.ZERO, Duration.ofDays(30), true);
    private List<Alert> present = List.of();
    private AlertEnd end = new AlertEnd(AlertEnd.How.UNKNOWN);
    private Situation situation = Situation.working("school");
    private Predicate<Instant> isQuiet = at -> false;
    /** A Tuesday. */
    private Instant now = Instant.parse("2026-11-24T14:00:00Z");

    private SummaryOutbox outbox = started(Set.of());

    /** In Zurich clocks go forward at 01:00Z on 2026-03-29 and back at 01:00Z on 2026-10-25, both a Sunday. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            not in the same week                  | WEEKLY  | 2026-11-23T07:00:00Z | 2026-11-30T06:59:59Z | false
            on Monday at eight                    | WEEKLY  | 2026-11-23T07:00:00Z | 2026-11-30T07:00:00Z | true
            once                                  | WEEKLY  | 2026-11-30T07:00:01Z | 2026-12-07T06:59:59Z | false
            later if nobody ran on Monday         | WEEKLY  | 2026-11-23T07:00:00Z | 2026-12-02T20:00:00Z | true
            after weeks without depwatch once     | WEEKLY  | 2026-10-01T07:00:00Z | 2026-12-02T20:00:00Z | true
            on the Monday after a late one        | WEEKLY  | 2026-12-02T20:00:00Z | 2026-12-07T07:00:00Z | true
            in the early morning of Monday        | WEEKLY  | 2026-11-16T07:00:00Z | 2026-11-30T03:00:00Z | true
            but not for the week to come          | WEEKLY  | 2026-11-23T07:00:00Z | 2026-11-30T03:00:00Z | false
            clocks went forward on Sunday         | WEEKLY  | 2026-03-23T07:00:00Z | 2026-03-30T05:59:59Z | false
            at the eight of the clock             | WEEKLY  | 2026-03-23T07:00:00Z | 2026-03-30T06:00:00Z | true
            clocks went back on Sunday            | WEEKLY  | 2026-10-19T06:00:00Z | 2026-10-26T06:59:59Z | false
            at the eight of the later clock       | WEEKLY  | 2026-10-19T06:00:00Z | 2026-10-26T07:00:00Z | true
            a clock that was set back             | WEEKLY  | 2026-11-30T07:00:00Z | 2026-11-23T09:00:00Z | false
            not in the same month                 | MONTHLY | 2026-11-01T07:00:00Z | 2026-12-01T06:59:59Z | false
            on the first                          | MONTHLY | 2026-11-01T07:00:00Z | 2026-12-01T07:00:00Z | true
            once a month                          | MONTHLY | 2026-12-01T07:00:00Z | 2026-12-31T23:00:00Z | false
            in the first hours of the year        | MONTHLY | 2026-12-01T07:00:00Z | 2027-01-01T06:59:59Z | false
            in the new year                       | MONTHLY | 2026-12-01T07:00:00Z | 2027-01-01T07:00:00Z | true
            after a short month                   | MONTHLY | 2027-02-01T07:00:00Z | 2027-03-01T07:00:00Z | true
            """)
    void when_it_is_due(String rule, Summary summary, Instant last, Instant at, boolean due) {
        assertThat(summary.isDue(last, at, ZURICH)).as(rule).isEqualTo(due);
    }

    @Test
    void one_is_sent_each_monday_and_a_restart_repeats_none() throws Exception {
        for (int day = 0; day < 21; day++) {
            look("24h");
            restart();
            look("0s");
        }

        assertThat(notifier.taken())
                .extracting(Notification::reason)
                .containsExactly(NotifyReason.SUMMARY, NotifyReason.SUMMARY, NotifyReason.SUMMARY);
        assertThat(notifier.taken().get(0).message().headline())
                .isEqualTo(
                        "Summary of a week: all is well on school; nothing needs doing, and no token ends in the next"
                                + " 60 days.");
    }

    @ParameterizedTest(name = "ends are sent: {0}")
    @ValueSource(booleans = {true, false})
    void it_lists_what_was_closed_since_the_last_one(boolean sendResolved) throws Exception {
        config = new AlertsConfig(Duration.ZERO, Duration.ZERO, Duration.ofDays(30), sendResolved);
        outbox = started(Set.of());
        present = List.of(alert(Remedy.IDENTIFY, Severity.WARNING, "certain", "school"));
        look("24h");
        present = List.of();
        look("24h");
        look("0s");
        restart();
        look("96h");
        look("168h");

        assertThat(summaries())
                .satisfiesExactly(
                        first -> assertThat(first)
                                .startsWith("Closed since 2026-11-25 15:00 +01:00: ")
                                .contains(SampleAlerts.noLongerFound()
                                        .orElseThrow()
                                        .message()
                                        .headline()),
                        second -> assertThat(second).startsWith("No end was reported since 2026-11-30 15:00 +01:00."));
    }

    @Test
    void what_ended_in_a_quiet_time_is_closed_too() throws Exception {
        Alert warning = alert(Remedy.IDENTIFY, Severity.WARNING, "certain", "school");
        present = List.of(warning);
        look("24h");
        isQuiet = at -> true;
        present = List.of(alert(Remedy.RECLAIM, Severity.WARNING, "certain", "school"));
        look("1h");
        isQuiet = at -> false;
        look("1h");
        look("168h");

        assertThat(notifier.reasons()).containsExactly(NotifyReason.OPENED, NotifyReason.SUMMARY, NotifyReason.SUMMARY);
        assertThat(summaries()).last().asString().startsWith("Closed since");
    }

    @Test
    void what_began_and_ended_in_a_quiet_time_is_closed_too() throws Exception {
        isQuiet = at -> true;
        present = List.of(alert(Remedy.IDENTIFY, Severity.WARNING, "certain", "school"));
        look("1h");
        present = List.of();
        situation = new Situation().jamf("school").behind("school");
        look("1h");
        situation = Situation.working("school");
        look("1h");
        look("1h");
        isQuiet = at -> false;
        look("168h");

        assertThat(notifier.reasons()).containsExactly(NotifyReason.SUMMARY);
        assertThat(summaries()).singleElement().asString().startsWith("Closed since");
    }

    @Test
    void what_goes_on_as_another_alert_is_not_closed() throws Exception {
        end = new AlertEnd(AlertEnd.How.SUPERSEDED);
        present = List.of(alert(Remedy.IDENTIFY, Severity.WARNING, "certain", "school"));
        look("24h");
        present = List.of();
        look("24h");
        look("96h");

        assertThat(summaries()).singleElement().asString().startsWith("No end was reported");
    }

    @Test
    void what_ends_as_it_is_sent_is_in_the_next_one_or_in_this() throws Exception {
        end = new AlertEnd(AlertEnd.How.SYNCED);
        present = List.of(alert(Remedy.IDENTIFY, Severity.WARNING, "certain", "school"));
        look("120h");
        present = List.of();
        look("24h");

        assertThat(notifier.reasons())
                .containsExactly(NotifyReason.OPENED, NotifyReason.RESOLVED, NotifyReason.SUMMARY);
        assertThat(summaries()).singleElement().asString().startsWith("Closed since");
    }

    @Test
    void it_waits_until_the_state_is_known() throws Exception {
        look("0s");
        Collection<Delivered> before = outbox.delivered();
        situation = new Situation().jamf("school").behind("school");
        now = now.plus(Duration.ofDays(7));
        outbox = started(before);

        look("1h");
        assertThat(notifier.taken()).isEmpty();
        situation = Situation.working("school");
        look("1m");
        assertThat(notifier.reasons()).containsExactly(NotifyReason.SUMMARY);
    }

    @Test
    void it_waits_for_the_end_of_a_quiet_time() throws Exception {
        QuietConfig until = new QuietConfig(LocalTime.of(0, 0), LocalTime.of(10, 0), List.of(), Optional.of(ZURICH));
        isQuiet = at -> until.covers(at, ZURICH);
        outbox = started(Set.of());
        look("0s");
        look("138h59m");
        assertThat(notifier.taken()).isEmpty();
        assertThat(outbox.pendingSince()).isEmpty();
        look("1m");
        assertThat(notifier.reasons()).containsExactly(NotifyReason.SUMMARY);
    }

    @Test
    void one_that_is_refused_is_tried_a_quarter_of_an_hour_later() throws Exception {
        look("0s");
        notifier.failNext(new DeliveryException(Reason.REJECTED, "no"));
        look("168h");
        assertThat(outbox.pendingSince()).isPresent();
        look("14m");
        assertThat(notifier.attempts()).isEqualTo(1);
        assertThat(outbox.pendingSince()).isPresent();
        look("1m");
        assertThat(notifier.reasons()).containsExactly(NotifyReason.SUMMARY);
    }

    @Test
    void without_summaries_their_state_ends_silently() throws Exception {
        look("24h");
        Collection<Delivered> before = outbox.delivered();
        MessageOutbox alerts = messages();
        alerts.resume(before);
        alerts.observe(assessment(), now);

        assertThat(before).hasSize(1);
        assertThat(alerts.delivered()).isEmpty();
    }

    private List<String> summaries() {
        return notifier.taken().stream()
                .filter(taken -> taken.reason() == NotifyReason.SUMMARY)
                .map(taken -> taken.message().why())
                .toList();
    }

    private void restart() {
        DeliveryLog saved = new DeliveryLog(Map.of("team", List.copyOf(outbox.delivered())));
        outbox = started(RoundTrip.of(saved, DeliveryLog.class).byReceiver().get("team"));
    }

    private SummaryOutbox started(Collection<Delivered> before) {
        SummaryOutbox started =
                new SummaryOutbox(Summary.WEEKLY, ZURICH, GoldenSituations.ALERTS, subscription(), messages());
        started.resume(before);
        return started;
    }

    private Subscription subscription() {
        return new Subscription(config, Severity.INFO, notifier, Detail.FULL, Optional.empty(), at -> isQuiet.test(at));
    }

    private MessageOutbox messages() {
        return new MessageOutbox(
                subscription(),
                assessment -> present,
                assessment -> delivered -> Optional.of(new Ended(end, SampleAlerts.ended())));
    }

    private Assessment assessment() {
        return situation.assessment(now);
    }

    private void look(String later) throws Exception {
        now = now.plus(Duration.parse("PT" + later));
        outbox.observe(assessment(), now);
        for (Delivery due : outbox.due(now)) {
            try {
                due.sending().send();
            } catch (DeliveryException e) {
                due.failed().accept(e);
            }
        }
    }
}
