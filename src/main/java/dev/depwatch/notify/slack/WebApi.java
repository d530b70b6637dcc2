package dev.depwatch.notify.slack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.depwatch.config.Secret;
import dev.depwatch.http.Http;
import dev.depwatch.http.RetryAfter;
import dev.depwatch.http.ServerJson;
import dev.depwatch.notify.DeliveryException;
import dev.depwatch.notify.DeliveryException.Reason;
import dev.depwatch.notify.HttpPost;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Slack's Web API. It answers HTTP 200 even if it refuses, and gives the reason in the body
 * (https://docs.slack.dev/apis/web-api).
 *
 * @param api with a slash at the end
 */
record WebApi(URI api, Secret token, Http http) {
    /** A text that is no error word of Slack's could be anything, and is not repeated. */
    private static final Pattern WORD = Pattern.compile("[a-z_]{1,60}");

    private static final String NEW_TOKEN =
            "install the Slack app in the workspace and put its Bot User OAuth Token into the botTokenFile";

    /**
     * Posts or edits a message.
     *
     * @param tolerated error words that are no failure
     * @return the {@code ts} of the message; empty after a tolerated error, or if Slack does not return it
     */
    Optional<String> call(String method, ObjectNode arguments, Set<String> tolerated, Instant now)
            throws DeliveryException, InterruptedException {
        String who = method + " at " + Http.server(api);
        HttpPost post = new HttpPost(http, api.resolve(method), who, SlackWebhook.OUTAGE, SlackWebhook.TYPE);
        Http.Response response = post.send(
                arguments.toString().getBytes(StandardCharsets.UTF_8),
                Map.of("Authorization", "Bearer " + token.reveal()),
                now);
        if (response.status() / 100 != 2) {
            throw post.refusal(response.status(), "expected HTTP 200 as from Slack. Is there a proxy in between?");
        }
        JsonNode body = ServerJson.tree(response.body()).orElse(MissingNode.getInstance());
        if (!body.path("ok").isBoolean()) {
            throw new DeliveryException(
                    Reason.BROKEN,
                    who + " answers HTTP " + response.status()
                            + " without a complete answer from Slack. Is there a proxy in between?");
        }
        String error = text(body, "error").orElse("");
        if (body.path("ok").asBoolean() || tolerated.contains(error)) {
            return text(body, "ts");
        }
        throw refusal(who, error, RetryAfter.of(response, now));
    }

    private static Optional<String> text(JsonNode body, String field) {
        return Optional.of(body.path(field)).filter(JsonNode::isTextual).map(JsonNode::asText);
    }

    private static DeliveryException refusal(String who, String error, Optional<Duration> pause) {
        String word = who + " refuses: " + (WORD.matcher(error).matches() ? error : "an unknown error");
        return switch (error) {
            case "ratelimited", "rate_limited" ->
                new DeliveryException(
                        Reason.RATE_LIMITED, word + ", it asks for fewer messages. Act only if it persists", pause);
            case "fatal_error",
                    "internal_error",
                    "service_unavailable",
                    "request_timeout",
                    "update_failed",
                    "streaming_state_conflict" ->
                new DeliveryException(
                        Reason.UNAVAILABLE,
                        word + ", Slack has an internal error. If it persists, see https://slack-status.com",
                        pause);
            case "external_channel_migrating", "team_added_to_org", "org_login_required" ->
                new DeliveryException(
                        Reason.UNAVAILABLE,
                        word + ", the channel or the workspace is being moved. Act only if it persists",
                        pause);
            default -> new DeliveryException(Reason.REJECTED, word + meaning(error));
        };
    }

    /**
     * The words that Slack documents for {@code chat.postMessage} and {@code chat.update}
     * (https://docs.slack.dev/reference/methods/chat.postMessage and .../chat.update, "Errors"), and {@code
     * msg_blocks_too_long}, which it does not document (https://github.com/slackapi/bolt-js/issues/2509).
     */
    private static String meaning(String error) {
        return switch (error) {
            case "not_authed", "invalid_auth" ->
                ", it does not know the token, or does not allow it from this address: " + NEW_TOKEN;
            case "account_inactive", "token_revoked", "token_expired" -> ", the token is no longer valid: " + NEW_TOKEN;
            case "not_allowed_token_type" -> ", the token is not a bot's: " + NEW_TOKEN;
            case "missing_scope", "no_permission" ->
                ", the token lacks a permission: give the Slack app's bot the scope chat:write, install the app again, and"
                        + " put its new token into the botTokenFile";
            case "channel_not_found" ->
                ", there is no such channel, or it is private and the bot is not in it: check the channel's id, and"
                        + " invite the bot with /invite in the channel";
            case "not_in_channel" -> ", the bot is not in the channel: invite it with /invite in the channel";
            case "is_archived", "is_inactive" ->
                ", the channel is archived or frozen: restore it, or set another channel";
            case "restricted_action",
                    "restricted_action_read_only_channel",
                    "restricted_action_thread_only_channel",
                    "restricted_action_non_threadable_channel" ->
                ", the channel or the workspace does not let the bot post there: ask an administrator of the workspace"
                        + " to allow it, or set another channel";
            case "ekm_access_denied",
                    "access_denied",
                    "accesslimited",
                    "enterprise_is_restricted",
                    "team_access_not_granted",
                    "team_not_found",
                    "two_factor_setup_required" ->
                ", the workspace does not let the Slack app post: ask an administrator of the workspace to allow it";
            case "method_deprecated", "deprecated_endpoint" ->
                ", Slack no longer offers this method: update depwatch, or report this with its log";
            case "msg_too_long",
                    "msg_blocks_too_long",
                    "no_text",
                    "invalid_blocks",
                    "invalid_blocks_format",
                    "invalid_attachments",
                    "too_many_attachments",
                    "invalid_arguments",
                    "invalid_arg_name",
                    "invalid_array_arg",
                    "invalid_charset",
                    "invalid_form_data",
                    "invalid_post_type",
                    "missing_post_type" ->
                ", it does not understand the message: this is a fault of depwatch, report it with its log";
            default ->
                ". See https://docs.slack.dev/reference/methods/chat.postMessage for what it means, and report it: "
                        + "depwatch does not know it";
        };
    }
}
