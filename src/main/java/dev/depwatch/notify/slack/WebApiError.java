package dev.depwatch.notify.slack;

import dev.depwatch.notify.DeliveryException;
import dev.depwatch.notify.DeliveryException.Reason;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The meaning of the error words that Slack documents for {@code chat.postMessage} and {@code chat.update}
 * (https://docs.slack.dev/reference/methods/chat.postMessage and .../chat.update, "Errors"), and of
 * {@code msg_blocks_too_long}, which it does not document (https://github.com/slackapi/bolt-js/issues/2509).
 */
final class WebApiError {
    /** A text that is no error word of Slack's could be anything, and is not repeated. */
    private static final Pattern WORD = Pattern.compile("[a-z_]{1,60}");

    private static final String NEW_TOKEN =
            "install the Slack app in the workspace and put its Bot User OAuth Token into the botTokenFile";

    private WebApiError() {}

    static DeliveryException refusal(String who, String error, Optional<Duration> pause) {
        String word = WORD.matcher(error).matches() ? error : "an unknown error";
        return new DeliveryException(kind(error), who + " refuses: " + word + meaning(error), pause);
    }

    private static Reason kind(String error) {
        return switch (error) {
            case "ratelimited", "rate_limited" -> Reason.RATE_LIMITED;
            case "fatal_error",
                    "internal_error",
                    "service_unavailable",
                    "request_timeout",
                    "update_failed",
                    "external_channel_migrating",
                    "streaming_state_conflict",
                    "team_added_to_org",
                    "org_login_required" -> Reason.UNAVAILABLE;
            default -> Reason.REJECTED;
        };
    }

    private static String meaning(String error) {
        return switch (error) {
            case "ratelimited", "rate_limited" -> ", it asks for fewer messages. Act only if it persists";
            case "fatal_error",
                    "internal_error",
                    "service_unavailable",
                    "request_timeout",
                    "update_failed",
                    "streaming_state_conflict" ->
                ", Slack has an internal error. If it persists, see https://slack-status.com";
            case "external_channel_migrating", "team_added_to_org", "org_login_required" ->
                ", the channel or the workspace is being moved. Act only if it persists";
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
