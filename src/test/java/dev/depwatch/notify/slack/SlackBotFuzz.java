package dev.depwatch.notify.slack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.depwatch.config.Secret;
import dev.depwatch.http.AnsweringHttp;
import dev.depwatch.http.AnsweringHttp.Answered;
import dev.depwatch.notify.DeliveryException;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

class SlackBotFuzz {
    private static final int LONGEST_SENTENCE = 400;

    @FuzzTest
    void slack_accepts_a_message_or_refuses_it_with_an_error_word(byte[] input) throws InterruptedException {
        String body = new String(input, UTF_8);
        SlackBot bot = new SlackBot(
                new SlackConfig(Optional.empty(), Optional.of(new Secret("xoxb-1")), Optional.of("C012345")),
                URI.create("https://slack.com/api/"),
                AnsweringHttp.of((method, uri) -> new Answered(200, body)));
        try {
            bot.call(
                    "chat.postMessage",
                    JsonNodeFactory.instance.objectNode(),
                    Set.of(),
                    Instant.parse("2026-11-24T14:00:00Z"));
        } catch (DeliveryException e) {
            isSentence(e);
        }
    }

    private static void isSentence(DeliveryException e) {
        String sentence = e.getMessage();
        assertThat(sentence.length()).isLessThanOrEqualTo(LONGEST_SENTENCE);
        assertThat(sentence)
                .startsWith("chat.postMessage at https://slack.com ")
                .matches("[ -~]*");
    }
}
