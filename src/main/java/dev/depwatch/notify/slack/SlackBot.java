package dev.depwatch.notify.slack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.depwatch.alert.Message;
import dev.depwatch.config.Secret;
import dev.depwatch.http.Http;
import dev.depwatch.http.RetryAfter;
import dev.depwatch.http.ServerJson;
import dev.depwatch.notify.DeliveryException;
import dev.depwatch.notify.DeliveryException.Reason;
import dev.depwatch.notify.HttpPost;
import dev.depwatch.notify.Notification;
import dev.depwatch.notify.Notification.NotifyReason;
import dev.depwatch.notify.Notifier;
import dev.depwatch.notify.Outbox.Sending;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Posts one message for each alert to a Slack channel, as a bot. An edit keeps it up to date; its thread records what
 * was reported and when. What is new or withdrawn, and a reminder, is also in the channel: an edit notifies nobody.
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
    private static final Predicate<String> IS_TIME_STAMP =
            Pattern.compile("[0-9]+\\.[0-9]+").asMatchPredicate();

    /** A text that is no error word of Slack's could be anything, and is not repeated. */
    private static final Pattern WORD = Pattern.compile("[a-z_]{1,60}");

    private static final String NEW_TOKEN =
            "install the Slack app in the workspace and put its Bot User OAuth Token into the botTokenFile";

    private final URI api;
    private final Secret token;
    private final String channel;
    private final Http http;

    /** @param config was checked */
    public SlackBot(SlackConfig config, Http http) {
        this(config, API, http);
    }

    /** @param api with a slash at the end */
    SlackBot(SlackConfig config, URI api, Http http) {
        this.api = api;
        this.token = config.botToken().orElseThrow();
        this.channel = config.channel().orElseThrow();
        this.http = http;
    }

    @Override
    public Optional<String> deliver(Notification notification) throws DeliveryException, InterruptedException {
        Optional<String> first = notification.handle();
        // If the configuration now names another channel, Slack knows no such message there: the alert starts again.
        if (first.isPresent() && isEdited(first.get(), notification)) {
            reply(first.get(), notification);
            return first;
        }
        return call(POST, SlackMessage.of(notification, notification.atDetail()), Set.of(), notification.at())
                // Another text could be anything, and a handle is saved.
                .filter(IS_TIME_STAMP);
    }

    /** The whole text of brief advice, in the thread of its first post. */
    @Override
    public Optional<Sending> followUp(Notification accepted, Optional<String> handle) {
        boolean isNew = isNewAdvice(accepted) || !handle.equals(accepted.handle());
        return handle.filter(ts -> isNew && !accepted.atDetail().equals(accepted.message()))
                .map(ts -> () -> inThread(ts, SlackMessage.of(accepted, accepted.message()), accepted.at()));
    }

    /** What its own post says is edited there. */
    @Override
    public boolean joins(Notification heldBack) {
        return heldBack.handle().isEmpty();
    }

    private void inThread(String ts, ObjectNode message, Instant now) throws DeliveryException, InterruptedException {
        call(POST, message.put("thread_ts", ts), Set.of(), now);
    }

    private boolean isEdited(String ts, Notification notification) throws DeliveryException, InterruptedException {
        ObjectNode edit = SlackMessage.of(notification, notification.atDetail()).put("ts", ts);
        return call("chat.update", edit, CANNOT_BE_EDITED, notification.at()).isPresent();
    }

    private void reply(String ts, Notification notification) throws DeliveryException, InterruptedException {
        boolean isNewAdvice = isNewAdvice(notification);
        Message text =
                isNewAdvice ? notification.atDetail() : notification.message().withoutReasonsAndSteps();
        // Nobody needs to hear at once of progress, or of an end that withdraws nothing.
        boolean isForAll = switch (notification.reason()) {
            case CHANGED -> isNewAdvice;
            case RESOLVED -> !text.doNot().isEmpty();
            default -> true;
        };
        inThread(ts, SlackMessage.of(notification, text).put("reply_broadcast", isForAll), notification.at());
    }

    private static boolean isNewAdvice(Notification news) {
        // An alert that grows can change, too.
        return Set.of(NotifyReason.GREW, NotifyReason.CHANGED).contains(news.reason()) && !news.isSameAdvice();
    }

    /**
     * Calls Slack's Web API. It answers HTTP 200 even if it refuses, and gives the reason in the body
     * (https://docs.slack.dev/apis/web-api).
     *
     * @param tolerated error words that are no failure
     * @return the {@code ts} of the message; empty after a tolerated error, or if Slack does not return it
     */
    Optional<String> call(String method, ObjectNode arguments, Set<String> tolerated, Instant now)
            throws DeliveryException, InterruptedException {
        String who = method + " at " + Http.server(api);
        HttpPost post = new HttpPost(http, api.resolve(method), SlackMessage.TYPE);
        Http.Response response = post.send(
                arguments.put("channel", channel).toString(), Map.of("Authorization", "Bearer " + token.reveal()), now);
        post.accepted(response, "expected HTTP 200 as from Slack. Is there a proxy in between?");
        JsonNode body = ServerJson.tree(response.body()).orElse(MissingNode.getInstance());
        if (!body.path("ok").isBoolean()) {
            throw new DeliveryException(
                    Reason.BROKEN,
                    who + " answers HTTP " + response.status()
                            + " without a complete answer from Slack. Is there a proxy in between?");
        }
        String error = Optional.ofNullable(body.path("error").textValue()).orElse("");
        if (body.path("ok").asBoolean() || tolerated.contains(error)) {
            return Optional.ofNullable(body.path("ts").textValue());
        }
        throw refusal(who, error, RetryAfter.of(response, now));
    }

    private static DeliveryException refusal(String who, String error, Optional<Duration> pause) {
        String word = who + " refuses: " + (WORD.matcher(error).matches() ? error : "an unknown error");
        return switch (error) {
            case "ratelimited", "rate_limited" ->
                new DeliveryException(
                        Reason.RATE_LIMITED, word + ". It asks for fewer messages. Act only if it persists", pause);
            case "fatal_error",
                    "internal_error",
                    "service_unavailable",
                    "request_timeout",
                    "update_failed",
                    "external_channel_migrating",
                    "team_added_to_org",
                    "org_login_required" ->
                new DeliveryException(
                        Reason.UNAVAILABLE,
                        word + ". It cannot do that now. If it persists, see https://slack-status.com",
                        pause);
            default -> new DeliveryException(Reason.REJECTED, word + ". " + meaning(error));
        };
    }

    /**
     * Of the words that Slack documents for {@code chat.postMessage} and {@code chat.update}
     * (https://docs.slack.dev/reference/methods/chat.postMessage and .../chat.update, "Errors") those that an
     * administrator can meet.
     */
    private static String meaning(String error) {
        return switch (error) {
            case "not_authed",
                    "invalid_auth",
                    "not_allowed_token_type",
                    "account_inactive",
                    "token_revoked",
                    "token_expired" ->
                "Slack does not accept this token: it is not a bot's, it is no longer valid, or Slack does not allow it from"
                        + " this address: " + NEW_TOKEN;
            case "missing_scope", "no_permission" ->
                "The token lacks a permission: give the Slack app's bot the scope chat:write, install the app again, and"
                        + " put its new token into the botTokenFile";
            case "channel_not_found", "not_in_channel" ->
                "There is no such channel, or the bot is not in it: check the channel's id, and invite the bot with"
                        + " /invite in the channel";
            case "is_archived", "is_inactive" ->
                "The channel is archived or frozen: restore it, or set another channel";
            case "restricted_action",
                    "restricted_action_read_only_channel",
                    "restricted_action_thread_only_channel",
                    "restricted_action_non_threadable_channel",
                    "ekm_access_denied",
                    "access_denied",
                    "accesslimited",
                    "enterprise_is_restricted",
                    "team_access_not_granted",
                    "two_factor_setup_required" ->
                "The channel or the workspace does not let the bot post there: ask an administrator of the workspace"
                        + " to allow it, or set another channel";
            default ->
                "See https://docs.slack.dev/reference/methods/chat.postMessage for what it means. Unless you can correct"
                        + " it, it is a fault of depwatch: report it with its log";
        };
    }
}
