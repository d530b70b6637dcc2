package dev.depwatch.alert.slack;

import dev.depwatch.alert.DeliveryException;
import dev.depwatch.alert.DeliveryException.Kind;
import dev.depwatch.alert.Notification;
import dev.depwatch.alert.Notifier;
import dev.depwatch.config.WebAddress;
import dev.depwatch.http.Http;
import dev.depwatch.http.HttpException;
import dev.depwatch.http.RetryAfter;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Posts messages to a Slack channel through an incoming webhook. The webhook's address is a secret: errors name no more of
 * it than the server.
 */
public final class SlackNotifier implements Notifier {
    /** Slack answers with one word. */
    private static final int MAX_BODY_BYTES = 16 << 10;

    private static final Map<String, String> HEADERS = Map.of("Content-Type", "application/json; charset=utf-8");
    private static final String NEW_WEBHOOK =
            "create a new incoming webhook in Slack and put its address into the webhookUrlFile";

    private final URI webhook;
    private final Http http;

    /** @throws IllegalArgumentException if the configuration was not checked; the message holds no secret */
    public SlackNotifier(SlackConfig config, Http http) {
        this.webhook = WebAddress.of(config.webhookUrl().reveal()).uri();
        this.http = http;
    }

    @Override
    public Optional<String> deliver(Notification notification) throws DeliveryException, InterruptedException {
        Http.Response answer;
        try {
            answer = http.send("POST", webhook, HEADERS, SlackMessage.bytes(notification), MAX_BODY_BYTES);
        } catch (HttpException e) {
            throw DeliveryException.of(e);
        }
        if (answer.status() / 100 != 2) {
            throw refusal(answer, notification.at());
        }
        return Optional.empty();
    }

    private DeliveryException refusal(Http.Response answer, Instant now) {
        int status = answer.status();
        if (status == 429) {
            return new DeliveryException(
                    Kind.RATE_LIMITED,
                    said(status) + ": it asks for fewer messages. Nothing to do if it passes",
                    RetryAfter.of(answer, now));
        }
        if (status >= 500) {
            return new DeliveryException(
                    Kind.UNAVAILABLE,
                    said(status) + ": it has a fault of its own. If it lasts, see https://slack-status.com",
                    RetryAfter.of(answer, now));
        }
        return new DeliveryException(
                Kind.REJECTED, said(status) + ": " + meaning(answer.body().strip()));
    }

    private String said(int status) {
        return Http.server(webhook) + " answers HTTP " + status;
    }

    /**
     * What to do about the words that Slack documents for incoming webhooks
     * (https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks and its changelog of 2016-05-17). Any
     * other answer is not repeated: it may quote the address.
     */
    private static String meaning(String word) {
        return switch (word) {
            case "no_service", "no_service_id", "no_active_hooks" ->
                word + ", the webhook was removed or disabled: " + NEW_WEBHOOK;
            case "invalid_token" -> word + ", the webhook's address is not whole: " + NEW_WEBHOOK;
            case "no_team", "team_disabled" -> word + ", the Slack workspace is gone or disabled: " + NEW_WEBHOOK;
            case "channel_not_found", "user_not_found" ->
                word + ", the webhook's channel or user does not exist any more: " + NEW_WEBHOOK;
            case "channel_is_archived" ->
                word + ", the webhook's channel is archived: restore the channel, or " + NEW_WEBHOOK;
            case "action_prohibited", "posting_to_general_channel_denied" ->
                word + ", the workspace does not let the webhook post there: ask an administrator of it to allow that";
            case "invalid_payload", "invalid_blocks", "no_text", "too_many_attachments" ->
                word + ", it does not understand the message: this is a fault of depwatch, report it with its log";
            default -> "expected HTTP 200 as from a Slack webhook. Check that the address in webhookUrlFile is one";
        };
    }
}
