package dev.depwatch.notify.teams;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.depwatch.config.Checked;
import dev.depwatch.config.Remarks;
import dev.depwatch.config.Secret;
import dev.depwatch.config.WebAddress;
import dev.depwatch.http.Http;
import dev.depwatch.notify.DeliveryException;
import dev.depwatch.notify.HttpPost;
import dev.depwatch.notify.Notification;
import dev.depwatch.notify.Notifier;
import java.util.Map;
import java.util.Optional;

/**
 * Posts each message as a card to the webhook of a workflow. It answers before Teams shows the card, so an accepted
 * message may still not appear.
 */
public final class TeamsNotifier implements Notifier {
    /**
     * A Microsoft Teams channel or chat.
     *
     * @param webhookUrl the address of a workflow's webhook; everybody who has it can post, so it is a secret in a file
     */
    public record Config(@JsonProperty("webhookUrlFile") Secret webhookUrl) implements Checked {
        @Override
        public void check(Remarks remarks) {
            remarks.secretAddress(
                    "webhookUrlFile",
                    webhookUrl,
                    "the address that Teams shows for a workflow's webhook, such as"
                            + " https://….environment.api.powerplatform.com/…");
        }
    }

    private final HttpPost post;

    /** @param config was checked */
    public TeamsNotifier(Config config, Http http) {
        this.post =
                new HttpPost(http, WebAddress.of(config.webhookUrl().reveal()).uri(), Map.of());
    }

    @Override
    public Optional<String> deliver(Notification notification) throws DeliveryException, InterruptedException {
        post.deliver(
                TeamsCard.json(notification),
                notification.at(),
                "expected HTTP 202 as from a workflow of Teams. Check that the workflow exists and is turned on, and"
                        + " that the address in webhookUrlFile is its newest one");
        return Optional.empty();
    }
}
