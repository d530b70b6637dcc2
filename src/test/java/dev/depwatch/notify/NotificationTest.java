package dev.depwatch.notify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.depwatch.alert.Alert;
import dev.depwatch.alert.Delivered;
import dev.depwatch.alert.Message;
import dev.depwatch.alert.SampleAlerts;
import dev.depwatch.alert.Severity;
import dev.depwatch.token.Remedy;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How much of an alert's text a receiver gets. */
class NotificationTest {
    @ParameterizedTest
    @CsvSource({
        // detail, reason, what it knew, what it gets after earlier messages
        "FULL,  FIRST,      nothing,  all",
        "FULL,  NEW_TOKENS, certain,  all",
        "BRIEF, FIRST,      nothing,  reasons",
        "BRIEF, NEW_TOKENS, certain,  news",
        "BRIEF, CHANGED,    certain,  news",
        "BRIEF, NEW_TOKENS, likely,   reasons",
        "BRIEF, CHANGED,    likely,   reasons",
        "BRIEF, REPEAT,     certain,  reasons"
    })
    void a_brief_receiver_gets_reasons_and_steps_whenever_the_advice_is_new(
            Detail detail, NotifyReason reason, String before, String expected) {
        Message whole = SampleAlerts.passwordChanged();
        Alert now = alert("certain");
        Notification sent = new Notification(
                reason,
                now,
                Optional.empty(),
                whole,
                detail,
                Optional.of(before)
                        .filter(word -> !word.equals("nothing"))
                        .map(word ->
                                new Delivered(alert(word), SampleAlerts.BEGAN, SampleAlerts.BEGAN, Optional.empty())),
                SampleAlerts.BEGAN,
                Optional.empty());

        Message text = sent.update();

        assertThat(text.headline()).isEqualTo(whole.headline());
        assertThat(text.where()).isEqualTo(whole.where());
        assertThat(text.doNot()).isEqualTo(whole.doNot());
        assertThat(expected).isEqualTo(text.equals(whole) ? "all" : text.steps().isEmpty() ? "news" : "reasons");
    }

    private static Alert alert(String aspect) {
        return SampleAlerts.alert(Remedy.REGENERATE, Severity.CRITICAL, aspect, "school");
    }
}
