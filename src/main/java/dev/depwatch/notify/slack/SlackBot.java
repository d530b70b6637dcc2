package dev.depwatch.notify.slack;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.depwatch.alert.Delivered;
import dev.depwatch.http.Http;
import dev.depwatch.notify.DeliveryException;
import dev.depwatch.notify.Notification;
import dev.depwatch.notify.Notifier;
import dev.depwatch.notify.NotifyReason;
import dev.depwatch.notify.Outbox.Sending;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
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

    /**
     * Where a message is. A handle is its two parts with a colon between them.
     *
     * @param ts Slack's time stamp of the message, which is its id within the channel
     */
    private record Place(String channel, String ts) {
        private static final Pattern HANDLE = Pattern.compile("([A-Z0-9]+):([0-9]+\\.[0-9]+)");

        static Optional<Place> of(String handle) {
            Matcher parts = HANDLE.matcher(handle);
            return parts.matches() ? Optional.of(new Place(parts.group(1), parts.group(2))) : Optional.empty();
        }

        String handle() {
            return channel + ":" + ts;
        }
    }

    @Override
    public Optional<String> deliver(Notification notification) throws DeliveryException, InterruptedException {
        Optional<Place> first = notification
                .before()
                .flatMap(Delivered::handle)
                .flatMap(Place::of)
                // If the configuration now names another channel, the alert starts again there.
                .filter(place -> place.channel().equals(channel));
        if (first.isPresent() && isEdited(first.get(), notification)) {
            reply(first.get(), notification);
            return Optional.of(first.get().handle());
        }
        ObjectNode post = SlackMessage.of(notification, notification.atDetail()).put("channel", channel);
        return api.call(POST, post, Set.of(), notification.at())
                // Another text could be anything, and a handle is saved.
                .flatMap(ts -> Place.of(channel + ":" + ts))
                .map(Place::handle);
    }

    /** The whole text of a brief message, in the thread of its first post. */
    @Override
    public Optional<Sending> rest(Notification accepted, Optional<String> handle) {
        boolean isFirst = !handle.equals(accepted.before().flatMap(Delivered::handle));
        return handle.flatMap(Place::of)
                .filter(place -> isFirst && !accepted.atDetail().equals(accepted.message()))
                .map(place -> () -> inThread(place, SlackMessage.of(accepted, accepted.message()), accepted));
    }

    /** What its own post says is edited there, where it disturbs nobody. */
    @Override
    public boolean joins(Notification heldBack) {
        return heldBack.before().flatMap(Delivered::handle).isEmpty();
    }

    private void inThread(Place place, ObjectNode message, Notification notification)
            throws DeliveryException, InterruptedException {
        ObjectNode reply = message.put("channel", place.channel()).put("thread_ts", place.ts());
        api.call(POST, reply, Set.of(), notification.at());
    }

    private boolean isEdited(Place place, Notification notification) throws DeliveryException, InterruptedException {
        ObjectNode edit = SlackMessage.of(notification, notification.atDetail())
                .put("channel", place.channel())
                .put("ts", place.ts());
        return api.call("chat.update", edit, CANNOT_BE_EDITED, notification.at())
                .isPresent();
    }

    private void reply(Place place, Notification notification) throws DeliveryException, InterruptedException {
        ObjectNode reply = isNewAdvice(notification)
                ? SlackMessage.of(notification, notification.message())
                : SlackMessage.news(notification);
        if (notification.reason() == NotifyReason.REPEAT) {
            reply.put("reply_broadcast", true);
        }
        inThread(place, reply, notification);
    }

    /** An alert that grows can change, too. */
    private static boolean isNewAdvice(Notification notification) {
        NotifyReason reason = notification.reason();
        return (reason == NotifyReason.NEW_TOKENS || reason == NotifyReason.CHANGED) && !notification.isSameAdvice();
    }
}
