package dev.depwatch.notify.email;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.depwatch.alert.Alert;
import dev.depwatch.alert.Delivered;
import dev.depwatch.alert.SampleAlerts;
import dev.depwatch.alert.Severity;
import dev.depwatch.notify.Notification;
import dev.depwatch.notify.Notification.Detail;
import dev.depwatch.notify.Notification.NotifyReason;
import dev.depwatch.state.SavedForm;
import dev.depwatch.token.Remedy;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EmailThreadTest {
    private static final Instant FIRST = SampleAlerts.BEGAN.plusSeconds(60);
    private static final Alert ALERT = SampleAlerts.regenerate("school", "physics");

    @Test
    void the_first_message_of_an_alert_starts_a_conversation() {
        EmailThread first = first("words");

        assertThat(first.id())
                .matches("<depwatch\\.[0-9a-f]{32}@example\\.org>")
                .isEqualTo(first.first());
        assertThat(first.subject()).isEqualTo("[depwatch] Failing tokens: Apple ID it-admin@example.org");
    }

    @Test
    void every_later_message_refers_to_the_first_and_has_its_own_id() {
        String root = first("words").id();
        EmailThread grown = later(NotifyReason.GREW, "words", Optional.of(root), FIRST);
        EmailThread over = later(NotifyReason.RESOLVED, "words", Optional.of(root), FIRST.plusSeconds(300));

        assertThat(grown.first()).isEqualTo(root);
        assertThat(over.first()).isEqualTo(root);
        assertThat(root).isNotIn(grown.id(), over.id());
        assertThat(grown.id()).isNotEqualTo(over.id());
        assertThat(over.subject()).isEqualTo("Re: [depwatch] Failing tokens: Apple ID it-admin@example.org");
    }

    @Test
    void a_summary_is_a_conversation_of_its_own() {
        EmailThread summary = EmailThread.of(SampleAlerts.summary(), "words", "example.org");

        assertThat(summary.subject()).isEqualTo("[depwatch] Summary of a week");
        assertThat(summary.first()).isEqualTo(summary.id());
    }

    @Test
    void two_reminders_with_the_same_text_are_two_messages() {
        String root = first("words").id();

        assertThat(later(NotifyReason.REMINDER, "words", Optional.of(root), FIRST)
                        .id())
                .isNotEqualTo(later(NotifyReason.REMINDER, "words", Optional.of(root), FIRST.plusSeconds(86_400))
                        .id());
    }

    @Test
    void a_retried_message_keeps_its_id_unless_its_text_changes() {
        Notification again = SampleAlerts.first(ALERT, FIRST.plusSeconds(30));

        assertThat(EmailThread.of(again, "words", "example.org")).isEqualTo(first("words"));
        assertThat(EmailThread.of(again, "more words", "example.org").id())
                .isNotEqualTo(first("words").id());
    }

    /** Nothing before it tells the message after one quiet time from that after the next. */
    @Test
    void what_begins_again_is_another_message_in_the_same_words() {
        Alert again =
                SavedForm.changed(ALERT, Alert.class, json -> ((ObjectNode) json).put("since", "2027-01-01T00:00:00Z"));

        assertThat(EmailThread.of(SampleAlerts.first(again, FIRST), "words", "example.org")
                        .id())
                .isNotEqualTo(first("words").id());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            REGENERATE    | Failing tokens
            ACCEPT_TERMS  | Terms to accept
            RELINK_SERVER | Server missing at Apple
            RECLAIM       | Apps and Books token claimed
            IDENTIFY      | One of several tokens fails
            INVESTIGATE   | To look into
            RENEW         | Tokens to renew
            """)
    void the_subject_names_the_topic_and_the_alerts_subject(Remedy remedy, String matter) {
        Alert alert = SampleAlerts.alert(remedy, Severity.WARNING, "certain", "school");
        Notification opened = SampleAlerts.first(alert, FIRST);

        assertThat(EmailThread.of(opened, "words", "example.org").subject())
                .isEqualTo("[depwatch] " + matter + ": Apple ID it-admin@example.org");
    }

    private static EmailThread first(String words) {
        return EmailThread.of(SampleAlerts.first(ALERT, FIRST), words, "example.org");
    }

    private static EmailThread later(NotifyReason reason, String words, Optional<String> handle, Instant toldAt) {
        Delivered delivered = new Delivered(ALERT, FIRST, toldAt, handle);
        return EmailThread.of(
                new Notification(
                        reason,
                        ALERT,
                        SampleAlerts.proven(reason),
                        Detail.FULL,
                        Optional.of(delivered),
                        toldAt.plusSeconds(300),
                        Optional.empty()),
                words,
                "example.org");
    }
}
