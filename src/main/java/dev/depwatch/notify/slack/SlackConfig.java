package dev.depwatch.notify.slack;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.depwatch.config.Checked;
import dev.depwatch.config.Remarks;
import dev.depwatch.config.Secret;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A Slack channel: through an incoming webhook, or as a bot, which can also edit its messages.
 *
 * @param webhookUrl the webhook's address; everybody who has it can post, so it is a secret in a file
 * @param botToken a bot user's token with the scope {@code chat:write}
 * @param channel the id of the channel that the bot posts to
 */
public record SlackConfig(
        @JsonProperty("webhookUrlFile") Optional<Secret> webhookUrl,
        @JsonProperty("botTokenFile") Optional<Secret> botToken,
        Optional<String> channel)
        implements Checked {
    private static final String EXPECTED_WEBHOOK =
            "Slack's address of an incoming webhook, such as https://hooks.slack.com/services/…";

    /** Editing needs the id: a name works for posting only. */
    private static final Pattern CHANNEL = Pattern.compile("[CGD][A-Z0-9]{2,30}");

    /** The start of a bot's token: https://docs.slack.dev/authentication/tokens. */
    private static final String BOT = "xoxb-";

    @Override
    public void check(Remarks remarks) {
        boolean bot = botToken.isPresent() || channel.isPresent();
        if (webhookUrl.isPresent() == bot) {
            remarks.problem(
                    "",
                    "found " + (bot ? "a webhook and a bot" : "neither a webhook nor a bot")
                            + "; expected either webhookUrlFile, or botTokenFile and channel");
            return;
        }
        webhookUrl.ifPresent(url -> remarks.secretAddress("webhookUrlFile", url, EXPECTED_WEBHOOK));
        remarks.together("botTokenFile", botToken, "channel", channel);
        if (botToken.isPresent() && !botToken.get().reveal().startsWith(BOT)) {
            remarks.problem(
                    "botTokenFile",
                    "the file holds no bot's token; expected the Bot User OAuth Token of a Slack app, which begins with "
                            + BOT);
        }
        channel.filter(id -> !CHANNEL.matcher(id).matches())
                .ifPresent(id -> remarks.unexpected(
                        "channel",
                        id,
                        "a channel's id such as C012345, which Slack shows at the end of the channel's details"));
    }
}
