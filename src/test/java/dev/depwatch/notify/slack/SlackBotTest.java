package dev.depwatch.notify.slack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.depwatch.alert.Alert;
import dev.depwatch.alert.AlertEnd;
import dev.depwatch.alert.Delivered;
import dev.depwatch.alert.Message;
import dev.depwatch.alert.SampleAlerts;
import dev.depwatch.alert.Severity;
import dev.depwatch.config.Secret;
import dev.depwatch.http.Http;
import dev.depwatch.notify.DeliveryException;
import dev.depwatch.notify.DeliveryException.Reason;
import dev.depwatch.notify.HttpNotifierContract;
import dev.depwatch.notify.Notification;
import dev.depwatch.notify.Notification.Detail;
import dev.depwatch.notify.Notification.NotifyReason;
import dev.depwatch.notify.Notifier;
import dev.depwatch.notify.Outbox.Sending;
import dev.depwatch.notify.slack.SimulatedSlack.Answer;
import dev.depwatch.notify.slack.SimulatedSlack.Post;
import dev.depwatch.token.Remedy;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SlackBotTest {
    private SimulatedSlack slack;
    private SlackBot bot;

    @BeforeEach
    void start() throws IOException {
        slack = new SimulatedSlack();
        bot = bot(slack.api(), new Http(Duration.ofSeconds(20), Optional.empty()));
    }

    private static SlackBot bot(URI api, Http http) {
        return new SlackBot(
                new SlackConfig(
                        Optional.empty(),
                        Optional.of(new Secret(SimulatedSlack.TOKEN + "\n")),
                        Optional.of(SimulatedSlack.CHANNEL)),
                api,
                http);
    }

    @AfterEach
    void stop() {
        assertThat(slack.problems()).isEmpty();
        slack.close();
    }

    /** The contract of every notifier over HTTP. */
    @Nested
    class Contract extends HttpNotifierContract {
        @Override
        protected Notifier notifier(URI server, Http http) {
            return bot(server.resolve("/api/"), http);
        }

        @Override
        protected List<String> secrets() {
            return List.of(SimulatedSlack.TOKEN);
        }

        @Override
        protected IntStream successes() {
            return IntStream.of(200);
        }

        @Override
        protected String accepted() {
            return "{\"ok\":true,\"channel\":\"C012345\",\"ts\":\"1764000000.000100\"}";
        }
    }

    @Test
    void each_alert_has_one_edited_message_and_a_thread() throws Exception {
        Optional<String> handle = deliver(NotifyReason.OPENED, Optional.empty());
        handle = deliver(NotifyReason.GREW, handle);
        handle = deliver(NotifyReason.CHANGED, handle);
        deliver(NotifyReason.RESOLVED, handle);

        assertThat(handle).contains("1764000000.000001");
        assertThat(slack.channel()).singleElement().satisfies(board -> {
            assertThat(board.edited()).isTrue();
            assertThat(board.headline())
                    .startsWith("✅ Resolved. Apple ID it_admin@example.org: all 2 tokens work again.");
        });
        assertThat(slack.thread("1764000000.000001"))
                .extracting(Post::headline)
                .satisfiesExactly(
                        grew -> assertThat(grew).startsWith("🔴 Apple ID it_admin@example.org: 2 tokens need"),
                        changed -> assertThat(changed).startsWith("🔴"),
                        over -> assertThat(over).startsWith("✅ Resolved."));
    }

    @Test
    void the_steps_are_in_the_message_and_not_in_its_thread() throws Exception {
        deliver(NotifyReason.GREW, deliver(NotifyReason.OPENED, Optional.empty()));

        assertThat(slack.channel().get(0).message().toString()).contains("*What to do*", "physics");
        assertThat(slack.thread("1764000000.000001").get(0).message().toString())
                .contains("more have joined", "physics")
                .doesNotContain("*What to do*");
    }

    @Test
    void a_brief_message_has_its_whole_text_in_the_thread() throws Exception {
        Optional<String> handle = deliver(SampleAlerts.inBrief(notification(NotifyReason.OPENED, Optional.empty())));
        bot.deliver(SampleAlerts.inBrief(notification(NotifyReason.GREW, handle)));

        assertThat(slack.channel().get(0).message().toString())
                .contains("Renew one at a time.", "*Do not*")
                .doesNotContain("Upload it to school.");
        assertThat(slack.thread("1764000000.000001"))
                .satisfiesExactly(
                        whole -> assertThat(whole.message().toString()).contains("Upload it to school."),
                        news -> assertThat(news.message().toString()).doesNotContain("*What to do*"));
    }

    @ParameterizedTest
    @EnumSource(names = {"GREW", "CHANGED"})
    void new_advice_in_brief_is_in_the_channel_and_its_whole_text_in_the_thread(NotifyReason reason) throws Exception {
        Optional<String> handle = deliver(SampleAlerts.inBrief(notification(NotifyReason.OPENED, Optional.empty())));
        Alert before = SampleAlerts.alert(Remedy.REGENERATE, Severity.INFO, "likely", "school");
        deliver(new Notification(
                reason,
                SampleAlerts.regenerate("school", "physics"),
                Optional.empty(),
                Detail.BRIEF,
                Optional.of(new Delivered(before, SampleAlerts.BEGAN, SampleAlerts.BEGAN, handle)),
                SampleAlerts.BEGAN,
                Optional.empty()));

        List<Post> thread = slack.thread("1764000000.000001");
        assertThat(thread).extracting(Post::broadcast).containsExactly(false, true, false);
        assertThat(thread.get(1).message().toString())
                .contains("Renew one at a time.")
                .doesNotContain("Upload it to school.");
        assertThat(thread.get(2).message().toString()).contains("Upload it to school.");
    }

    /** As Slack limits a bot: the text of the thread comes later, and the alert is not posted again. */
    @Test
    void a_whole_text_that_slack_does_not_take_now_is_tried_again() throws Exception {
        Notification brief = SampleAlerts.inBrief(notification(NotifyReason.OPENED, Optional.empty()));
        Optional<String> handle = bot.deliver(brief);
        Sending whole = bot.followUp(brief, handle).orElseThrow();
        slack.answerNext(Answer.rateLimited("30"));

        assertThat(catchThrowableOfType(DeliveryException.class, whole::send).retryAfter())
                .contains(Duration.ofSeconds(30));
        whole.send();

        assertThat(slack.channel()).hasSize(1);
        assertThat(slack.thread("1764000000.000001")).hasSize(1);
    }

    @Test
    void only_a_first_message_in_brief_has_more_to_follow() throws Exception {
        Notification full = notification(NotifyReason.OPENED, Optional.empty());
        Optional<String> handle = bot.deliver(full);
        Notification grew = SampleAlerts.inBrief(notification(NotifyReason.GREW, handle));

        assertThat(bot.followUp(full, handle)).isEmpty();
        assertThat(bot.followUp(grew, bot.deliver(grew))).isEmpty();
    }

    /** An edit of its post says it. */
    @Test
    void only_an_alert_without_a_post_joins_others_after_a_quiet_time() throws Exception {
        assertThat(bot.joins(notification(NotifyReason.OPENED, Optional.empty())))
                .isTrue();
        assertThat(bot.joins(notification(NotifyReason.RESOLVED, deliver(NotifyReason.OPENED, Optional.empty()))))
                .isFalse();
    }

    @Test
    void what_is_new_or_withdrawn_and_reminders_also_appear_in_the_channel() throws Exception {
        Optional<String> handle = deliver(NotifyReason.OPENED, Optional.empty());
        deliver(NotifyReason.CHANGED, handle);
        deliver(NotifyReason.GREW, handle);
        deliver(NotifyReason.REMINDER, handle);
        Notification over = notification(NotifyReason.RESOLVED, handle);
        deliver(over);
        deliver(new Notification(
                over.reason(),
                // It says what not to do.
                over.alert().with(SampleAlerts.passwordChanged()),
                Optional.of(new AlertEnd(AlertEnd.How.SUPERSEDED)),
                over.detail(),
                over.before(),
                over.at(),
                over.statusUrl()));

        assertThat(slack.thread("1764000000.000001"))
                .extracting(Post::broadcast)
                .containsExactly(false, true, true, false, true);
    }

    @ParameterizedTest
    @ValueSource(strings = {"message_not_found", "cant_update_message", "edit_window_closed"})
    void a_new_message_follows_one_that_cannot_be_edited(String word) throws Exception {
        Optional<String> handle = deliver(NotifyReason.OPENED, Optional.empty());
        slack.answerNext(Answer.error(word));

        Optional<String> next = deliver(NotifyReason.GREW, handle);

        assertThat(next).contains("1764000000.000002");
        assertThat(slack.channel()).hasSize(2);
        assertThat(slack.calls()).containsExactly("chat.postMessage", "chat.update", "chat.postMessage");
    }

    @Test
    void a_deleted_message_is_posted_again_and_its_end_sent() throws Exception {
        Optional<String> handle = deliver(NotifyReason.OPENED, Optional.empty());
        slack.delete("1764000000.000001");
        deliver(NotifyReason.RESOLVED, handle);

        assertThat(slack.channel())
                .singleElement()
                .extracting(Post::headline)
                .asString()
                .startsWith("✅");
    }

    @Test
    void an_alert_that_another_channel_shows_starts_again() throws Exception {
        assertThat(deliver(NotifyReason.GREW, Optional.of("1763000000.000001"))).contains("1764000000.000001");
    }

    @Test
    void a_delivery_that_fails_after_the_edit_is_retried_without_duplicates() throws Exception {
        Optional<String> handle = deliver(NotifyReason.OPENED, Optional.empty());
        slack.answerNext(Answer.of(503, ""));
        assertThat(failure(NotifyReason.GREW, handle).isRetryable()).isTrue();
        deliver(NotifyReason.GREW, handle);
        assertThat(slack.thread("1764000000.000001")).hasSize(1);
    }

    @Test
    void a_post_without_a_time_stamp_has_no_handle() throws Exception {
        for (String body : List.of("{\"ok\":true}", "{\"ok\":true,\"ts\":\"xoxb-the-token\"}")) {
            slack.answerNext(Answer.of(200, body));

            assertThat(deliver(NotifyReason.OPENED, Optional.empty())).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            not_authed | REJECTED | Bot User OAuth Token into the botTokenFile
            invalid_auth | REJECTED | Bot User OAuth Token into the botTokenFile
            token_revoked | REJECTED | no longer valid
            not_allowed_token_type | REJECTED | not a bot's
            missing_scope | REJECTED | the scope chat:write
            no_permission | REJECTED | the scope chat:write
            channel_not_found | REJECTED | check the channel's id
            not_in_channel | REJECTED | /invite
            is_archived | REJECTED | restore it
            is_inactive | REJECTED | restore it
            restricted_action | REJECTED | ask an administrator
            restricted_action_read_only_channel | REJECTED | ask an administrator
            ekm_access_denied | REJECTED | ask an administrator
            invalid_blocks | REJECTED | fault of depwatch
            ratelimited | RATE_LIMITED | fewer messages
            rate_limited | RATE_LIMITED | fewer messages
            fatal_error | UNAVAILABLE | slack-status.com
            team_added_to_org | UNAVAILABLE | slack-status.com
            of_next_year | REJECTED | for what it means
            """)
    void each_error_word_of_slack_has_an_action(String word, Reason kind, String expected) {
        slack.answerNext(Answer.error(word));

        DeliveryException failure = failure(NotifyReason.OPENED, Optional.empty());

        assertThat(failure.reason()).isEqualTo(kind);
        assertThat(failure)
                .hasMessageMatching("chat\\.postMessage at http://127\\.0\\.0\\.1:\\d+ refuses: " + word + "\\. .*")
                .hasMessageContaining(expected);
    }

    @Test
    void an_unknown_error_text_is_not_repeated() {
        slack.answerNext(Answer.error("Bearer " + SimulatedSlack.TOKEN));

        assertThat(failure(NotifyReason.OPENED, Optional.empty()))
                .hasMessageContaining("refuses: an unknown error")
                .hasMessageNotContaining(SimulatedSlack.TOKEN);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            a proxy's page            | <html>Sign in</html>
            JSON of another server    | {"status":"fine"}
            half of Slack's           | {"ok":tr
            a word in its place       | "ok"
            nothing                   | ''
            """)
    void an_answer_that_is_not_from_slack_is_a_failure(String rule, String body) {
        slack.answerNext(Answer.of(200, body));

        DeliveryException failure = failure(NotifyReason.OPENED, Optional.empty());

        assertThat(failure.reason()).as(rule).isEqualTo(Reason.BROKEN);
        assertThat(failure).hasMessageContaining("Is there a proxy in between?");
    }

    private Optional<String> deliver(NotifyReason reason, Optional<String> handle)
            throws DeliveryException, InterruptedException {
        return deliver(notification(reason, handle));
    }

    private Optional<String> deliver(Notification notification) throws DeliveryException, InterruptedException {
        Optional<String> handle = bot.deliver(notification);
        Optional<Sending> followUp = bot.followUp(notification, handle);
        if (followUp.isPresent()) {
            followUp.get().send();
        }
        return handle;
    }

    private DeliveryException failure(NotifyReason reason, Optional<String> handle) {
        DeliveryException failure = catchThrowableOfType(DeliveryException.class, () -> deliver(reason, handle));
        assertThat(failure).isNotNull();
        return failure;
    }

    private static Notification notification(NotifyReason reason, Optional<String> handle) {
        Message message = reason == NotifyReason.RESOLVED ? SampleAlerts.ended() : SampleAlerts.passwordChanged();
        Notification first = SampleAlerts.notification(reason, message);
        return handle.map(known -> SampleAlerts.later(reason, first, message, handle, first.at()))
                .orElse(first);
    }
}
