package dev.depwatch.notify.teams;

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
    private final HttpPost post;

    /** @throws IllegalArgumentException if the configuration was not checked; the message holds no secret */
    public TeamsNotifier(TeamsConfig config, Http http) {
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
