package dev.depwatch.apple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.depwatch.http.Http;
import dev.depwatch.http.HttpException;
import dev.depwatch.http.RetryAfter;
import dev.depwatch.http.SentSecrets;
import dev.depwatch.http.ServerJson;
import dev.depwatch.inventory.ReadException;
import dev.depwatch.inventory.ReadException.Reason;
import dev.depwatch.inventory.jamf.ServerClock;
import dev.depwatch.text.SafeText;
import dev.depwatch.text.TimeFormat;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Apple as a partner in HTTP: one address, its clock, and errors in plain words. */
final class AppleServer {
    /** A thousand servers or accounts are some 700 KB; one page is held at a time. */
    private static final int MAX_PAGE_BYTES = 4 << 20;

    /** Longer than any readable name or error. */
    private static final int MAX_TEXT = 200;

    /** A word of an error, as Apple's documentation has them. */
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_.]{1,80}");

    private final URI address;
    private final Http http;
    private final InstantSource clock;
    private final SentSecrets sent;
    private final ServerClock serverClock = new ServerClock();

    /**
     * @param http used, not owned
     * @param sent what Apple got from the API account, at any of its addresses
     */
    AppleServer(URI address, Http http, InstantSource clock, SentSecrets sent) {
        this.address = address;
        this.http = http;
        this.clock = clock;
        this.sent = sent;
    }

    Instant now() {
        return clock.instant();
    }

    /** A time of Apple's by this host's clock. */
    Instant here(Instant there) {
        return serverClock.here(there);
    }

    /** By how much Apple's clock is behind this host's, according to its answers. */
    Duration clockBehind() {
        return serverClock.behind();
    }

    /** How an error names it. */
    String name() {
        return Http.server(address);
    }

    Http.Response post(String form) throws ReadException, InterruptedException {
        return send("POST", address, Map.of("Content-Type", "application/x-www-form-urlencoded"), form);
    }

    Http.Response get(String path, String query, String authorization) throws ReadException, InterruptedException {
        return send("GET", URI.create(address + path + query), Map.of("Authorization", authorization), "");
    }

    private Http.Response send(String method, URI uri, Map<String, String> headers, String form)
            throws ReadException, InterruptedException {
        sent.note(headers, form);
        Map<String, String> all = new HashMap<>(headers);
        all.put("Accept", "application/json");
        try {
            Http.Response response = http.send(method, uri, all, form.getBytes(StandardCharsets.UTF_8), MAX_PAGE_BYTES);
            if (isByProxy(response)) {
                throw answer("answered HTML instead of JSON (HTTP " + response.status()
                        + "): does a proxy or a sign-on page stand before it? Let this host reach it directly");
            }
            response.header("Date").ifPresent(date -> serverClock.observe(date, now()));
            return response;
        } catch (HttpException e) {
            throw new ReadException(
                    e.reason() == HttpException.Reason.TOO_LARGE ? Reason.ANSWER : Reason.UNREACHABLE, e.getMessage());
        }
    }

    /**
     * A page for people: a proxy that answers 401 or 403 refuses this host and not the API account. Too many requests,
     * a fault and a redirect have sentences of their own.
     */
    private static boolean isByProxy(Http.Response response) {
        int status = response.status();
        boolean hasSentence = status == 429 || status >= 500 || (status >= 300 && status < 400);
        return !hasSentence && ServerJson.isWebPage(response.bytes());
    }

    /** The whole of an answer. */
    JsonNode object(Http.Response response) throws ReadException {
        return ServerJson.tree(response.body())
                .filter(JsonNode::isObject)
                .orElseThrow(() -> answer("answered with incomplete or invalid JSON: check that no proxy in front of it"
                        + " cuts or replaces answers"));
    }

    /**
     * Hands on each row of a page's {@code data}.
     *
     * @return the cursor of the next page; "" if this is the last
     */
    String page(Http.Response response, Consumer<JsonNode> rows) throws ReadException {
        JsonNode page = object(response);
        JsonNode data = page.path("data");
        if (!data.isArray()) {
            throw answer("does not answer as its API documents: check for a newer depwatch, and report it");
        }
        data.forEach(rows);
        return page.path("meta").path("paging").path("nextCursor").asText("");
    }

    /** Any status whose meaning does not depend on what was asked. */
    ReadException unexpected(Http.Response response) {
        int status = response.status();
        if (status == 429) {
            Optional<Duration> wait = RetryAfter.of(response, now());
            return new ReadException(
                    Reason.UNAVAILABLE,
                    name() + " asks for fewer requests (HTTP 429)"
                            + wait.map(time -> ", and for none during "
                                            + TimeFormat.rounded(time.plusSeconds(59), "min", "h", "days"))
                                    .orElse("")
                            + ": check whether another program uses the same API account",
                    wait);
        }
        if (status >= 300 && status < 400) {
            return answer("answers with a redirect (HTTP " + status
                    + "), which depwatch does not follow. A proxy or a sign-on page may stand in front of it: let this"
                    + " host reach it directly");
        }
        if (status >= 500) {
            return new ReadException(
                    Reason.UNAVAILABLE,
                    name() + " has a fault of its own (HTTP " + status
                            + "): if it lasts, see https://www.apple.com/support/systemstatus/",
                    RetryAfter.of(response, now()));
        }
        return answer("answers HTTP " + status + said(response) + ", which depwatch does not know: report it");
    }

    /** A text of an answer, cut and cleaned. */
    String line(JsonNode text) {
        return text.isTextual() ? SafeText.line(sent.cleanse(text.asText()), MAX_TEXT) : "";
    }

    /** The error of an answer in Apple's own words, cut and cleaned; "" if it has none. */
    String said(Http.Response response) {
        JsonNode answer = ServerJson.tree(response.body()).orElse(MissingNode.getInstance());
        JsonNode error = answer.path("errors").path(0);
        String code = line(error.has("code") ? error.path("code") : answer.path("error"));
        String detail = line(error.path("detail"));
        return (WORD.matcher(code).matches() ? " (" + code + ")" : "")
                + (detail.isBlank() || detail.contains("Bearer") || detail.contains("eyJ")
                        ? ""
                        : " \"" + detail + "\"");
    }

    /**
     * What to do about a refused assertion: the clock comes first if it differs, since Apple then refuses a good key,
     * too.
     *
     * @param checks what else to check
     */
    String remedy(String checks) {
        Duration behind = clockBehind();
        return behind.abs().compareTo(ServerClock.TOLERANCE) <= 0
                ? ": check " + checks
                : ". This host's clock is " + behind.abs().toSeconds() + " s "
                        + (behind.isNegative() ? "behind" : "ahead of")
                        + " Apple's: let this host follow a time server. If Apple still refuses, check " + checks;
    }

    ReadException answer(String whatAndWhatToDo) {
        return new ReadException(Reason.ANSWER, name() + " " + whatAndWhatToDo);
    }
}
