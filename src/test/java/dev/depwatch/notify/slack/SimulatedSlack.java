package dev.depwatch.notify.slack;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import dev.depwatch.http.LocalServer;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Slack, as strict as its documentation: one workspace with one channel, an incoming webhook to it, and the Web API for
 * a bot in the channel. It refuses malformed requests with Slack's own error words, and gives scripted answers.
 */
public final class SimulatedSlack implements AutoCloseable {
    public static final String CHANNEL = "C012345";
    public static final String TOKEN = "xoxb-not-really-a-token";
    private static final String WEBHOOK = "/services/T0AAAAAAA/B0BBBBBBB/s3cretS3cret";
    private static final Set<String> OF_A_WEBHOOK = Set.of("text", "blocks", "unfurl_links", "unfurl_media");
    private static final Set<String> OF_A_POST = Set.of(
            "channel", "text", "blocks", "thread_ts", "reply_broadcast", "unfurl_links", "unfurl_media", "mrkdwn");
    private static final Set<String> OF_AN_EDIT =
            Set.of("channel", "ts", "text", "blocks", "parse", "link_names", "reply_broadcast");
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final LocalServer server;
    private final List<Post> channel = new ArrayList<>();
    private final List<String> calls = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private final Deque<Answer> scripted = new ArrayDeque<>();
    private int posted;

    /**
     * A message as the channel or a thread shows it.
     *
     * @param thread the {@code ts} of the message that it replies to
     */
    public record Post(String ts, Optional<String> thread, boolean broadcast, JsonNode message, boolean edited) {
        public String headline() {
            return message.path("text").asText();
        }
    }

    /**
     * An answer regardless of the request.
     *
     * @param cut whether to break off in the middle
     */
    public record Answer(int status, String body, Optional<String> retryAfter, boolean cut) {
        public static Answer of(int status, String body) {
            return new Answer(status, body, Optional.empty(), false);
        }

        public static Answer rateLimited(String seconds) {
            return new Answer(429, "{\"ok\":false,\"error\":\"ratelimited\"}", Optional.of(seconds), false);
        }

        public static Answer error(String word) {
            return of(200, "{\"ok\":false,\"error\":\"" + word + "\"}");
        }

        /** Half of the answer to a successful request. */
        public static Answer half() {
            return new Answer(200, "{\"ok\":true,\"channel\":", Optional.empty(), true);
        }
    }

    public SimulatedSlack() throws IOException {
        server = new LocalServer(Map.of(
                WEBHOOK,
                exchange -> answer(exchange, this::webhook),
                "/api/chat.postMessage",
                exchange -> answer(exchange, this::postMessage),
                "/api/chat.update",
                exchange -> answer(exchange, this::update)));
    }

    public URI webhook() {
        return server.uri(WEBHOOK);
    }

    public URI api() {
        return server.uri("/api/");
    }

    /** The answer after those already scripted. The request has no effect, except with a half answer. */
    public synchronized void answerNext(Answer answer) {
        scripted.add(answer);
    }

    /** The messages in the channel itself, oldest first. */
    public synchronized List<Post> channel() {
        return channel.stream().filter(post -> post.thread().isEmpty()).toList();
    }

    public synchronized List<Post> thread(String ts) {
        return channel.stream()
                .filter(post -> post.thread().equals(Optional.of(ts)))
                .toList();
    }

    /** Somebody deletes a message. */
    public synchronized void delete(String ts) {
        channel.removeIf(post -> post.ts().equals(ts));
    }

    public synchronized List<String> calls() {
        return List.copyOf(calls);
    }

    /** Every error in a request. */
    public synchronized List<String> problems() {
        return List.copyOf(problems);
    }

    @Override
    public void close() {
        server.close();
    }

    @FunctionalInterface
    private interface Method {
        Answer of(HttpExchange exchange, JsonNode body);
    }

    private void answer(HttpExchange exchange, Method method) throws IOException {
        String body = LocalServer.body(exchange);
        Answer answer;
        synchronized (this) {
            calls.add(exchange.getRequestURI().getPath().replaceAll(".*/", ""));
            Answer next = scripted.poll();
            if (next == null || next.cut()) {
                Answer done = done(exchange, body, method);
                answer = next == null ? done : next;
            } else {
                answer = next;
            }
        }
        answer.retryAfter().ifPresent(value -> exchange.getResponseHeaders().add("Retry-After", value));
        byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.status(), bytes.length + (answer.cut() ? 100 : 0));
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private Answer done(HttpExchange exchange, String body, Method method) {
        String type = String.valueOf(exchange.getRequestHeaders().getFirst("Content-Type"));
        if (!exchange.getRequestMethod().equals("POST")
                || !type.toLowerCase(Locale.ROOT).startsWith("application/json")) {
            problems.add(exchange.getRequestMethod() + " of " + type);
            return Answer.error("invalid_post_type");
        }
        try {
            return method.of(exchange, JSON.readTree(body));
        } catch (JsonProcessingException e) {
            problems.add("no JSON: " + e.getOriginalMessage());
            return Answer.error("invalid_json");
        }
    }

    private Answer webhook(HttpExchange exchange, JsonNode body) {
        if (!isSound(body, OF_A_WEBHOOK)) {
            return Answer.of(400, "invalid_blocks");
        }
        add(Optional.empty(), false, body);
        return Answer.of(200, "ok");
    }

    private Answer postMessage(HttpExchange exchange, JsonNode body) {
        Optional<Answer> refusal = refusal(exchange, body, OF_A_POST);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        Optional<String> thread = Optional.ofNullable(body.get("thread_ts")).map(JsonNode::asText);
        if (thread.isPresent() && channel().stream().noneMatch(post -> post.ts().equals(thread.get()))) {
            // Slack posts into the thread of a deleted message.
            problems.add("a reply to a message that is not there");
        }
        return ok(add(thread, body.path("reply_broadcast").asBoolean(), body));
    }

    private Answer update(HttpExchange exchange, JsonNode body) {
        Optional<Answer> refusal = refusal(exchange, body, OF_AN_EDIT);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        for (int i = 0; i < channel.size(); i++) {
            Post post = channel.get(i);
            if (post.ts().equals(body.path("ts").asText())) {
                channel.set(i, new Post(post.ts(), post.thread(), post.broadcast(), body, true));
                return ok(post.ts());
            }
        }
        return Answer.error("message_not_found");
    }

    private Optional<Answer> refusal(HttpExchange exchange, JsonNode body, Set<String> arguments) {
        String authorization = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
        if (!authorization.startsWith("Bearer ")) {
            return Optional.of(Answer.error("not_authed"));
        }
        if (!authorization.equals("Bearer " + TOKEN)) {
            return Optional.of(Answer.error("invalid_auth"));
        }
        if (!body.path("channel").asText().equals(CHANNEL)) {
            return Optional.of(Answer.error("channel_not_found"));
        }
        return isSound(body, arguments) ? Optional.empty() : Optional.of(Answer.error("invalid_blocks"));
    }

    private boolean isSound(JsonNode body, Set<String> known) {
        List<String> found = new ArrayList<>(BlockKit.problems(body));
        Set<String> keys = new TreeSet<>();
        body.fieldNames().forEachRemaining(keys::add);
        keys.removeAll(known);
        keys.forEach(key -> found.add("unknown argument " + key));
        problems.addAll(found);
        return found.isEmpty();
    }

    private String add(Optional<String> thread, boolean broadcast, JsonNode body) {
        String ts = String.format(Locale.ROOT, "1764000000.%06d", ++posted);
        channel.add(new Post(ts, thread, broadcast, body, false));
        return ts;
    }

    private static Answer ok(String ts) {
        return Answer.of(200, "{\"ok\":true,\"channel\":\"" + CHANNEL + "\",\"ts\":\"" + ts + "\"}");
    }
}
