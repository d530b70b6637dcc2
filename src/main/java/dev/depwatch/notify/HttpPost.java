package dev.depwatch.notify;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.depwatch.http.Http;
import dev.depwatch.http.HttpException;
import dev.depwatch.http.RetryAfter;
import dev.depwatch.notify.DeliveryException.Reason;
import java.net.URI;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** One address that receives JSON by POST. Errors hold neither the address, which may be a secret, nor a header. */
public final class HttpPost {
    /** Most receivers answer with a sentence or two; Slack's Web API repeats the message. */
    private static final int MAX_BODY_BYTES = 256 << 10;

    private final Http http;
    private final URI address;
    private final Map<String, String> headers;

    /** @param headers sent with every request; may be secrets */
    public HttpPost(Http http, URI address, Map<String, String> headers) {
        this.http = http;
        this.address = address;
        this.headers = Map.copyOf(headers);
    }

    /**
     * Posts a message, which an answer accepts as {@link #require} says.
     *
     * @param otherwise the meaning of any other status below 500
     */
    public void deliver(String message, Instant now, String otherwise) throws DeliveryException, InterruptedException {
        require(send(message, Map.of(), now), otherwise);
    }

    /** Any 2xx without a web page, which only a proxy would send in place of the receiver. */
    public void require(Http.Response answer, String otherwise) throws DeliveryException {
        accepted(answer, otherwise);
        if (answer.body().stripLeading().startsWith("<")) {
            throw new DeliveryException(
                    Reason.BROKEN, said(answer.status()) + " with a web page. Is there a proxy in between?");
        }
    }

    /** Any 2xx. Some services answer with a web page. */
    public void accepted(Http.Response answer, String otherwise) throws DeliveryException {
        if (answer.status() / 100 != 2) {
            throw refusal(answer.status(), otherwise);
        }
    }

    /**
     * Posts once.
     *
     * @param more headers of this request only
     * @return the answer, whatever its status, except 429 and 5xx
     * @throws DeliveryException if there is no complete answer, and after 429 and 5xx, where a retry may succeed
     */
    public Http.Response send(String body, Map<String, String> more, Instant now)
            throws DeliveryException, InterruptedException {
        Map<String, String> all = new HashMap<>(headers);
        all.putAll(more);
        // JSON is UTF-8 (RFC 8259, section 8.1), so the type needs no charset unless a header above sets one.
        all.putIfAbsent("Content-Type", "application/json");
        Http.Response answer;
        try {
            answer = http.send("POST", address, all, body.getBytes(UTF_8), MAX_BODY_BYTES);
        } catch (HttpException e) {
            throw DeliveryException.of(e);
        }
        if (answer.status() == 429) {
            throw new DeliveryException(
                    Reason.RATE_LIMITED,
                    said(answer.status()) + ": it asks for fewer messages. Act only if it persists",
                    RetryAfter.of(answer, now));
        }
        if (answer.status() >= 500) {
            throw new DeliveryException(
                    Reason.UNAVAILABLE,
                    said(answer.status()) + ": the server, or a proxy in front of it, has an internal error. If it"
                            + " persists, see its log or its status page",
                    RetryAfter.of(answer, now));
        }
        return answer;
    }

    /** For an answer that is no success. Does not repeat the body: it may quote the request. */
    private DeliveryException refusal(int status, String meaning) {
        return new DeliveryException(Reason.REJECTED, said(status) + ": " + meaning);
    }

    /**
     * The same for a server to which depwatch signs in.
     *
     * @param advice what to do if the server rejects the credentials
     * @param otherwise the meaning, unless the status says that it does
     */
    public DeliveryException refusal(int status, String advice, String otherwise) {
        boolean isSignIn = status == 401 || status == 403;
        return refusal(status, isSignIn ? "it does not accept the credentials. " + advice : otherwise);
    }

    private String said(int status) {
        return Http.server(address) + " answers HTTP " + status;
    }
}
