package dev.depwatch.notify.slack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.depwatch.config.Secret;
import dev.depwatch.http.Http;
import dev.depwatch.notify.DeliveryException.Reason;
import dev.depwatch.notify.HttpNotifierContract;
import dev.depwatch.notify.Notifier;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlackWebhookTest extends HttpNotifierContract {
    private static final String PATH = "/services/T0AAAAAAA/B0BBBBBBB/s3cretS3cret";

    @Override
    protected Notifier notifier(URI server, Http http) {
        return new SlackWebhook(config(server), http);
    }

    private static SlackConfig config(URI server) {
        return new SlackConfig(Optional.of(new Secret(server + PATH + "\n")), Optional.empty(), Optional.empty());
    }

    @Override
    protected List<String> secrets() {
        return List.of("s3cretS3cret", "B0BBBBBBB", "T0AAAAAAA");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            404 | no_service | create a new incoming webhook
            404 | no_team | create a new incoming webhook
            404 | channel_not_found | create a new incoming webhook
            410 | channel_is_archived | restore the channel
            403 | action_prohibited | ask an administrator
            403 | posting_to_general_channel_denied | ask an administrator
            400 | invalid_payload | fault of depwatch
            400 | invalid_blocks | fault of depwatch
            """)
    void each_documented_error_word_has_an_action(int answer, String word, String expected) throws Exception {
        status = answer;
        body = word + "\n";

        assertThat(failure()).hasMessageContaining(word).hasMessageContaining(expected);
    }

    @Test
    void any_other_answer_is_not_repeated() throws Exception {
        status = 404;
        body = "<html>Nothing at " + PATH + "</html>";

        assertThat(failure())
                .hasMessageMatching("http://127\\.0\\.0\\.1:\\d+ answers HTTP 404: expected HTTP 200 as from a Slack"
                        + " webhook\\. Check that the address in webhookUrlFile is one");
        assertThat(failure().reason()).isEqualTo(Reason.REJECTED);

        status = 200;
        assertThat(failure()).hasMessageEndingWith(" answers HTTP 200 with a web page. Is there a proxy in between?");
        assertThat(failure().reason()).isEqualTo(Reason.BROKEN);
    }
}
