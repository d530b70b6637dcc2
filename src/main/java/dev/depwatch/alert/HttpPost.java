package dev.depwatch.alert;

import dev.depwatch.alert.DeliveryException.Kind;
import dev.depwatch.http.Http;
import dev.depwatch.http.HttpException;
import dev.depwatch.http.RetryAfter;
import java.net.URI;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** One address that JSON is posted to. Of the address errors name the server, of the headers nothing. */
public final class HttpPost {
    /** Receivers answer with a sentence or two. */
    private static final int MAX_BODY_BYTES = 64 << 10;

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
     * Posts, once.
     *
     * @param more headers of this request alone
     * @return the answer, whatever its status, but for those below
     * @throws DeliveryException without a whole answer, and after 429 and 5xx, which another try may mend
     */
    public Http.Response send(byte[] json, Map<String, String> more, Instant now)
            throws DeliveryException, InterruptedException {
        Map<String, String> all = new HashMap<>(headers);
        all.putAll(more);
        all.put("Content-Type", "application/json");
        Http.Response answer;
        try {
            answer = http.send("POST", address, all, json, MAX_BODY_BYTES);
        } catch (HttpException e) {
            throw DeliveryException.of(e);
        }
        if (answer.status() == 429) {
            throw new DeliveryException(
                    Kind.RATE_LIMITED,
                    said(answer.status()) + ": it asks for fewer messages. Nothing to do if it passes",
                    RetryAfter.of(answer, now));
        }
        if (answer.status() >= 500) {
            throw new DeliveryException(
                    Kind.UNAVAILABLE,
                    said(answer.status())
                            + ": it, or a proxy before it, has a fault of its own. If it lasts, see its log",
                    RetryAfter.of(answer, now));
        }
        return answer;
    }

    /**
     * What an answer means that is no success. Its body is not repeated: it may quote what was sent.
     *
     * @param otherwise what to do, unless the status says that the credentials are not accepted
     */
    public DeliveryException refusal(int status, String otherwise) {
        boolean credentials = status == 401 || status == 403;
        return new DeliveryException(
                Kind.REJECTED,
                said(status) + ": "
                        + (credentials
                                ? "it does not accept the credentials. Check username and passwordFile, or bearerTokenFile"
                                : otherwise));
    }

    private String said(int status) {
        return Http.server(address) + " answers HTTP " + status;
    }
}
