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
        HttpPost post = new HttpPost(http, api.resolve(method), who, SlackWebhook.TYPE);
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
                    "external_channel_migrating",
                    "team_added_to_org",
                    "org_login_required" ->
                new DeliveryException(
                        Reason.UNAVAILABLE,
                        word + ", it cannot do that now. If it persists, see https://slack-status.com",
                        pause);
            default -> new DeliveryException(Reason.REJECTED, word + meaning(error));
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
                ", the token is no bot's, is no longer valid, or is not allowed from this address: " + NEW_TOKEN;
            case "missing_scope", "no_permission" ->
                ", the token lacks a permission: give the Slack app's bot the scope chat:write, install the app again, and"
                        + " put its new token into the botTokenFile";
            case "channel_not_found", "not_in_channel" ->
                ", there is no such channel, or the bot is not in it: check the channel's id, and invite the bot with"
                        + " /invite in the channel";
            case "is_archived", "is_inactive" ->
                ", the channel is archived or frozen: restore it, or set another channel";
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
                ", the channel or the workspace does not let the bot post there: ask an administrator of the workspace"
                        + " to allow it, or set another channel";
            default ->
                ". See https://docs.slack.dev/reference/methods/chat.postMessage for what it means. Unless you can mend"
                        + " it, it is a fault of depwatch: report it with its log";
        };
    }
}
