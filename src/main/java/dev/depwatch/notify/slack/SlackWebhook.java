package dev.depwatch.notify.slack;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.depwatch.config.WebAddress;
import dev.depwatch.http.Http;
import dev.depwatch.notify.DeliveryException;
import dev.depwatch.notify.HttpPost;
import dev.depwatch.notify.Notification;
import dev.depwatch.notify.Notifier;
import java.util.Map;
import java.util.Optional;

/**
 * Posts messages to a Slack channel through an incoming webhook. The webhook's address is a secret: errors name only
 * its server.
 */
public final class SlackWebhook implements Notifier {
    private static final String NEW_WEBHOOK =
            "create a new incoming webhook in Slack and put its address into the webhookUrlFile";

    private final HttpPost post;

    /** @param config was checked */
    public SlackWebhook(SlackConfig config, Http http) {
        String webhook = config.webhookUrl().orElseThrow().reveal();
        this.post = new HttpPost(http, WebAddress.of(webhook).uri(), SlackMessage.TYPE);
    }

    @Override
    public Optional<String> deliver(Notification notification) throws DeliveryException, InterruptedException {
        ObjectNode message =
                SlackMessage.of(notification, notification.asNextMessage()).put("unfurl_links", false);
        Http.Response answer = post.send(message.toString(), Map.of(), notification.at());
        post.require(answer, meaning(answer.body().strip()));
        return Optional.empty();
    }

    /**
     * What to do about the error words that Slack documents for incoming webhooks
     * (https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks and its changelog of 2016-05-17). Any
     * other answer is not repeated: it may quote the address.
     */
    private static String meaning(String word) {
        return switch (word) {
            case "no_service",
                    "no_service_id",
                    "no_active_hooks",
                    "invalid_token",
                    "no_team",
                    "team_disabled",
                    "channel_not_found",
                    "user_not_found" ->
                word + ". The webhook, its channel or its workspace no longer exists: " + NEW_WEBHOOK;
            case "channel_is_archived" ->
                word + ". The webhook's channel is archived: restore the channel, or " + NEW_WEBHOOK;
            case "action_prohibited", "posting_to_general_channel_denied" ->
                word + ". The workspace does not let the webhook post there: ask an administrator of it to allow that";
            case "invalid_payload", "invalid_blocks", "no_text", "too_many_attachments" ->
                word + ". It does not understand the message: this is a fault of depwatch, report it with its log";
            default -> "expected HTTP 200 as from a Slack webhook. Check that the address in webhookUrlFile is one";
        };
    }
}
