package dev.depwatch.notify.teams;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.depwatch.config.Checked;
import dev.depwatch.config.Remarks;
import dev.depwatch.config.Secret;

/**
 * A Microsoft Teams channel or chat.
 *
 * @param webhookUrl the address of a workflow's webhook; everybody who has it can post, so it is a secret in a file
 */
public record TeamsConfig(@JsonProperty("webhookUrlFile") Secret webhookUrl) implements Checked {
    @Override
    public void check(Remarks remarks) {
        remarks.secretAddress(
                "webhookUrlFile",
                webhookUrl,
                "the address that Teams shows for a workflow's webhook, such as"
                        + " https://….environment.api.powerplatform.com/…");
    }
}
