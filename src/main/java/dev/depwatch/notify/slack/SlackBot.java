package dev.depwatch.notify.slack;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.depwatch.alert.Delivered;
import dev.depwatch.alert.Message;
import dev.depwatch.http.Http;
import dev.depwatch.notify.DeliveryException;
import dev.depwatch.notify.Notification;
import dev.depwatch.notify.Notifier;
import dev.depwatch.notify.NotifyReason;
import dev.depwatch.notify.Outbox.Sending;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Posts one message for each alert to a Slack channel, as a bot. An edit keeps the message up to date; its thread
 * records what was reported and when. A reminder also appears in the channel, since an edit notifies nobody.
 *
 * <p>The edit comes first and a retry repeats it without harm, so a delivery that breaks off repeats only its last
 * post. If a message cannot be edited any more, a new one follows it.
 */
public final class SlackBot implements Notifier {
    private static final URI API = URI.create("https://slack.com/api/");
    private static final String POST = "chat.postMessage";

    /** Errors of {@code chat.update} for a message that the bot can no longer edit, while it can still post. */
    private static final Set<String> CANNOT_BE_EDITED =
            Set.of("message_not_found", "cant_update_message", "edit_window_closed", "block_mismatch");

    /** Slack's time stamp of a message is its id within the channel, and its handle. */
    private static final Pattern TS = Pattern.compile("[0-9]+\\.[0-9]+");

    private final String channel;
    private final WebApi api;

    /** @throws IllegalArgumentException if the configuration was not checked; the message holds no secret */
    public SlackBot(SlackConfig config, Http http) {
        this(config, API, http);
    }

    SlackBot(SlackConfig config, URI api, Http http) {
        this.channel = config.channel().orElseThrow(() -> new IllegalArgumentException("no channel"));
        this.api = new WebApi(
                api, config.botToken().orElseThrow(() -> new IllegalArgumentException("no botTokenFile")), http);
    }

    @Override
    public Optional<String> deliver(Notification notification) throws DeliveryException, InterruptedException {
        Optional<String> first =
                notification.before().flatMap(Delivered::handle).filter(SlackBot::isTimeStamp);
        // If the configuration now names another channel, Slack knows no such message there: the alert starts again.
        if (first.isPresent() && isEdited(first.get(), notification)) {
            reply(first.get(), notification);
            return first;
        }
        ObjectNode post = SlackMessage.of(notification, notification.atDetail()).put("channel", channel);
        return api.call(POST, post, Set.of(), notification.at())
                // Another text could be anything, and a handle is saved.
                .filter(SlackBot::isTimeStamp);
    }

    private static boolean isTimeStamp(String handle) {
        return TS.matcher(handle).matches();
    }

    /** The whole text of a brief message, in the thread of its first post. */
    @Override
    public Optional<Sending> rest(Notification accepted, Optional<String> handle) {
        boolean isFirst = !handle.equals(accepted.before().flatMap(Delivered::handle));
        return handle.filter(ts -> isFirst && !accepted.atDetail().equals(accepted.message()))
                .map(ts -> () -> inThread(ts, SlackMessage.of(accepted, accepted.message()), accepted));
    }

    /** What its own post says is edited there, where it disturbs nobody. */
    @Override
    public boolean joins(Notification heldBack) {
        return heldBack.before().flatMap(Delivered::handle).isEmpty();
    }

    private void inThread(String ts, ObjectNode message, Notification notification)
            throws DeliveryException, InterruptedException {
        ObjectNode reply = message.put("channel", channel).put("thread_ts", ts);
        api.call(POST, reply, Set.of(), notification.at());
    }

    private boolean isEdited(String ts, Notification notification) throws DeliveryException, InterruptedException {
        ObjectNode edit = SlackMessage.of(notification, notification.atDetail())
                .put("channel", channel)
                .put("ts", ts);
        return api.call("chat.update", edit, CANNOT_BE_EDITED, notification.at())
                .isPresent();
    }

    private void reply(String ts, Notification notification) throws DeliveryException, InterruptedException {
        Message whole = notification.message();
        ObjectNode reply = SlackMessage.of(notification, isNewAdvice(notification) ? whole : whole.news());
        if (notification.reason() == NotifyReason.REPEAT) {
            reply.put("reply_broadcast", true);
        }
        inThread(ts, reply, notification);
    }

    /** An alert that grows can change, too. */
    private static boolean isNewAdvice(Notification notification) {
        NotifyReason reason = notification.reason();
        return (reason == NotifyReason.NEW_TOKENS || reason == NotifyReason.CHANGED) && !notification.isSameAdvice();
    }
}
