package dev.depwatch.notify.slack;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.depwatch.config.Secret;
import dev.depwatch.http.Http;
import dev.depwatch.http.RetryAfter;
import dev.depwatch.notify.DeliveryException;
import dev.depwatch.notify.DeliveryException.Reason;
import dev.depwatch.notify.HttpPost;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Slack's Web API. It answers HTTP 200 even if it refuses, and gives the reason in the body
 * (https://docs.slack.dev/apis/web-api).
 */
final class WebApi {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Http http;
    private final URI api;
    private final Secret token;

    /** @param api with a slash at the end */
    WebApi(URI api, Secret token, Http http) {
        this.http = http;
        this.api = api;
        this.token = token;
    }

    /**
     * Slack's answer to a call.
     *
     * @param ts of the message that was posted or edited; empty if it was not, or if Slack does not return it
     * @param error Slack's error word; empty if the call succeeded
     * @param refusal the meaning of that word
     */
    record Answer(Optional<String> ts, Optional<String> error, Optional<DeliveryException> refusal) {
        /** This answer, if it is no refusal. */
        Answer orThrow() throws DeliveryException {
            if (refusal.isPresent()) {
                throw refusal.get();
            }
            return this;
        }
    }

    /** @throws DeliveryException if there is no answer from the API */
    Answer call(String method, ObjectNode arguments, Instant now) throws DeliveryException, InterruptedException {
        String who = method + " at " + Http.server(api);
        HttpPost post = new HttpPost(http, api.resolve(method), who, SlackWebhook.OUTAGE, SlackWebhook.TYPE);
        Http.Response response = post.send(
                arguments.toString().getBytes(StandardCharsets.UTF_8),
                Map.of("Authorization", "Bearer " + token.reveal()),
                now);
        if (response.status() / 100 != 2) {
            throw post.refusal(response.status(), "expected HTTP 200 as from Slack. Is there a proxy in between?");
        }
        JsonNode body = parse(response.body());
        if (!body.path("ok").isBoolean()) {
            throw new DeliveryException(
                    Reason.BROKEN,
                    who + " answers HTTP " + response.status()
                            + " without a complete answer from Slack. Is there a proxy in between?");
        }
        if (body.path("ok").asBoolean()) {
            return new Answer(text(body, "ts"), Optional.empty(), Optional.empty());
        }
        String error = text(body, "error").orElse("");
        return new Answer(
                Optional.empty(),
                Optional.of(error),
                Optional.of(WebApiError.refusal(who, error, RetryAfter.of(response, now))));
    }

    private static Optional<String> text(JsonNode body, String field) {
        return Optional.of(body.path(field)).filter(JsonNode::isTextual).map(JsonNode::asText);
    }

    /** A missing node if it is no JSON. */
    private static JsonNode parse(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            return JSON.missingNode();
        }
    }
}
