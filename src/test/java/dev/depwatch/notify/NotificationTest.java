package dev.depwatch.notify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.depwatch.alert.Alert;
import dev.depwatch.alert.Delivered;
import dev.depwatch.alert.GoldenSituations;
import dev.depwatch.alert.Message;
import dev.depwatch.alert.SampleAlerts;
import dev.depwatch.alert.Severity;
import dev.depwatch.alert.Situation;
import dev.depwatch.notify.Notification.Detail;
import dev.depwatch.notify.Notification.NotifyReason;
import dev.depwatch.token.Remedy;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How much of an alert's text a receiver gets. */
class NotificationTest {
    @ParameterizedTest
    @CsvSource({
        // detail, reason, what it knew, what it gets after earlier messages
        "FULL,  OPENED,      nothing,  all",
        "FULL,  GREW, certain,  all",
        "BRIEF, OPENED,      nothing,  reasons",
        "BRIEF, GREW, certain,  news",
        "BRIEF, CHANGED,    certain others_work, news",
        "BRIEF, GREW, certain others_work, reasons",
        "BRIEF, GREW, likely,   reasons",
        "BRIEF, CHANGED,    likely,   reasons",
        "BRIEF, REMINDER,     certain,  reasons"
    })
    void a_brief_receiver_gets_reasons_and_steps_whenever_the_advice_is_new(
            Detail detail, NotifyReason reason, String before, String expected) {
        Message whole = SampleAlerts.passwordChanged();
        Alert now = alert("certain");
        Notification sent = new Notification(
                reason,
                now.with(whole),
                Optional.empty(),
                detail,
                Optional.of(before)
                        .filter(word -> !word.equals("nothing"))
                        .map(word ->
                                new Delivered(alert(word), SampleAlerts.BEGAN, SampleAlerts.BEGAN, Optional.empty())),
                SampleAlerts.BEGAN,
                Optional.empty());

        Message text = sent.asNextMessage();

        assertThat(text.headline()).isEqualTo(whole.headline());
        assertThat(text.where()).isEqualTo(whole.where());
        assertThat(text.doNot()).isEqualTo(whole.doNot());
        assertThat(expected).isEqualTo(text.equals(whole) ? "all" : text.steps().isEmpty() ? "news" : "reasons");
    }

    @Test
    void one_message_in_place_of_several_says_what_is_open_and_what_has_ended() {
        Alert open = SampleAlerts.alert(Remedy.RECLAIM, Severity.WARNING, "certain", "school");
        Notification ended = SampleAlerts.notification(NotifyReason.RESOLVED, SampleAlerts.ended());

        Notification sent = Notification.digest(List.of(
                SampleAlerts.first(open, SampleAlerts.BEGAN),
                SampleAlerts.first(alert("certain"), SampleAlerts.BEGAN),
                ended));

        assertThat(sent.reason()).isEqualTo(NotifyReason.SUMMARY);
        assertThat(sent.alert().severity()).isEqualTo(Severity.CRITICAL);
        assertThat(sent.alert().instances()).isEqualTo(ended.alert().instances());
        Message text = sent.atDetail();
        assertThat(text.headline()).isEqualTo("Summary of a quiet time: 2 alerts are open, and 1 has ended.");
        assertThat(text.where())
                .last()
                .isEqualTo(Message.Line.of("Resolved. Apple ID it_admin@example.org: all 2 tokens work again."));
        assertThat(text.steps())
                .extracting(Message.Line::text)
                .containsExactly(open.message().headline(), open.message().headline());
        assertThat(text.steps().get(0).link()).contains(URI.create("https://business.apple.com/"));
        assertThat(text.where().get(0).text())
                .isEqualTo("(1) " + open.message().where().get(0).text());
        assertThat(text.doNot()).isEqualTo(open.message().doNot());
    }

    @Test
    void each_alert_of_a_quiet_time_shows_how_many_places_it_has_more() {
        Notification sent = Notification.digest(Stream.of(
                        "date renew ade@a ade@b ade@c ade@d ade@e ade@f ade@g",
                        "trouble school log_not_followed: denied")
                .map(words -> GoldenSituations.only(Situation.of(words).assessment()))
                .map(alert -> SampleAlerts.first(alert, SampleAlerts.BEGAN))
                .toList());

        assertThat(sent.message().where())
                .extracting(line -> line.text().replaceAll(":.*", ""))
                .containsExactly("(1) a", "(1) b", "(1) c", "(1) and 4 more", "(2) school");
    }

    @Test
    void many_alerts_of_a_quiet_time_leave_room_for_its_ends() {
        Stream<Notification> open = Stream.of("a b", "c d", "e f", "g h")
                .map(on -> "date renew ade@" + on.replace(" ", " ade@"))
                .map(words -> GoldenSituations.only(Situation.of(words).assessment()))
                .map(alert -> SampleAlerts.first(alert, SampleAlerts.BEGAN));
        Notification ended = SampleAlerts.notification(NotifyReason.RESOLVED, SampleAlerts.ended());

        assertThat(Notification.digest(Stream.concat(open, Stream.of(ended)).toList())
                        .message()
                        .where())
                .extracting(line -> line.text().replaceAll("[:.].*", ""))
                .startsWith("(1) a", "(1) and 1 more", "(2) c")
                .endsWith("Resolved");
    }

    @Test
    void a_message_of_ends_alone_names_no_open_alert() {
        Notification ended = SampleAlerts.notification(NotifyReason.RESOLVED, SampleAlerts.ended());

        Message withdrawn = new Message(
                "Withdrawn.", List.of(), "", "", List.of(), List.of(), List.of("Do not act on the earlier advice."));

        Notification sent =
                Notification.digest(List.of(ended, SampleAlerts.notification(NotifyReason.RESOLVED, withdrawn)));

        assertThat(sent.message().headline()).isEqualTo("Summary of a quiet time: 2 alerts have ended.");
        assertThat(sent.message().where())
                .last()
                .isEqualTo(Message.Line.of("Withdrawn. Do not act on the earlier advice."));
        assertThat(sent.alert().severity()).isEqualTo(Severity.INFO);
    }

    private static Alert alert(String aspect) {
        return SampleAlerts.alert(Remedy.REGENERATE, Severity.CRITICAL, aspect, "school");
    }
}
