package dev.depwatch.alert.slack;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.depwatch.alert.DeliveryException;
import dev.depwatch.alert.DeliveryException.Kind;
import dev.depwatch.http.Http;
import dev.depwatch.http.HttpException;
import dev.depwatch.http.RetryAfter;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** Posts JSON to Slack, and tells what passes by itself the same way for a webhook and for the Web API. */
final class SlackPost {
    /** The Web API's answer repeats the message. */
    private static final int MAX_BODY_BYTES = 256 << 10;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Http http;

    SlackPost(Http http) {
        this.http = http;
    }

    /**
     * What Slack answers, but for what another try may mend.
     *
     * @param who is named in errors
     * @throws DeliveryException without a whole answer, and after 429 (https://docs.slack.dev/apis/web-api/rate-limits) and 5xx
     */
    Http.Response send(String who, URI address, Map<String, String> headers, JsonNode body, Instant now)
            throws DeliveryException, InterruptedException {
        Map<String, String> all = new TreeMap<>(headers);
        all.put("Content-Type", "application/json; charset=utf-8");
        Http.Response answer;
        try {
            answer = http.send("POST", address, all, JSON.writeValueAsBytes(body), MAX_BODY_BYTES);
        } catch (HttpException e) {
            throw DeliveryException.of(e);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of texts that is no JSON", e);
        }
        if (answer.status() == 429) {
            throw new DeliveryException(
                    Kind.RATE_LIMITED,
                    who + " answers HTTP 429: it asks for fewer messages. Nothing to do if it passes",
                    RetryAfter.of(answer, now));
        }
        if (answer.status() >= 500) {
            throw new DeliveryException(
                    Kind.UNAVAILABLE,
                    who + " answers HTTP " + answer.status()
                            + ": it has a fault of its own. If it lasts, see https://slack-status.com",
                    RetryAfter.of(answer, now));
        }
        return answer;
    }
}
