package dev.depwatch.alert.slack;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.depwatch.config.Checked;
import dev.depwatch.config.Remarks;
import dev.depwatch.config.Secret;
import dev.depwatch.config.WebAddress;

/**
 * A Slack incoming webhook.
 *
 * @param webhookUrl the webhook's address; whoever knows it can post, so it is a secret and stands in a file
 */
public record SlackConfig(@JsonProperty("webhookUrlFile") Secret webhookUrl) implements Checked {
    private static final String EXPECTED =
            "; expected Slack's address of an incoming webhook, such as https://hooks.slack.com/services/…";

    @Override
    public void check(Remarks remarks) {
        try {
            if (!WebAddress.of(webhookUrl.reveal()).isPrivate()) {
                remarks.problem("webhookUrlFile", "the file holds an address that is not https" + EXPECTED);
            }
        } catch (IllegalArgumentException e) {
            remarks.problem("webhookUrlFile", "the file holds " + e.getMessage() + EXPECTED);
        }
    }
}
