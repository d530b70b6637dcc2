package dev.depwatch.notify.alertmanager;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import dev.depwatch.http.LocalServer;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The part of Alertmanager's API v2 that depwatch uses, after its api/v2/api.go, alert/alert.go and
 * provider/mem/mem.go; it passes the same contract as a real one. It is stricter where openapi.yaml is silent: it
 * refuses an unknown field, and a label's name outside of the classic characters.
 */
public final class FakeAlertmanager implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> FIELDS = Set.of("labels", "annotations", "startsAt", "endsAt", "generatorURL");
    private static final Pattern NAME = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");

    /** The default {@code resolve_timeout}. */
    private static final Duration RESOLVE_TIMEOUT = Duration.ofMinutes(5);

    private final InstantSource clock;
    private final String path;
    private final LocalServer server;
    private final Map<SortedMap<String, String>, Stored> alerts = new LinkedHashMap<>();
    private final List<JsonNode> requests = new ArrayList<>();
    private int status = 200;
    private Optional<String> poison = Optional.empty();
    private Optional<String> authorization = Optional.empty();

    /** A stored alert. */
    public record Stored(
            SortedMap<String, String> labels,
            SortedMap<String, String> annotations,
            Instant startsAt,
            Instant endsAt,
            String generatorUrl) {
        /** The newer alert, with the earlier start and, unless it has ended, the later end. */
        Stored mergedWith(Stored newer, Instant now) {
            boolean newerIsOver = !newer.endsAt.isAfter(now);
            boolean isOver = !endsAt.isAfter(now);
            boolean keepsEnd = endsAt.isAfter(newer.endsAt) && (!newerIsOver || isOver);
            return new Stored(
                    labels,
                    newer.annotations,
                    startsAt.isBefore(newer.startsAt) ? startsAt : newer.startsAt,
                    keepsEnd ? endsAt : newer.endsAt,
                    newer.generatorUrl);
        }

        public String label(String name) {
            return labels.getOrDefault(name, "");
        }

        public String annotation(String name) {
            return annotations.getOrDefault(name, "");
        }
    }

    /** Why a request, or an alert in it, is refused. */
    private static final class RefusedException extends Exception {
        private final int status;

        RefusedException(int status, String message) {
            super(message);
            this.status = status;
        }
    }

    /** @param path below which the API is served; "" for none */
    public FakeAlertmanager(InstantSource clock, String path) throws IOException {
        this.clock = clock;
        this.path = path;
        this.server = new LocalServer(this::answer);
    }

    public URI url() {
        return server.uri(path);
    }

    /** Answers every request with this status from now on, and accepts nothing unless it is 200. */
    synchronized void answers(int status) {
        this.status = status;
    }

    /** Refuses every request that contains this text. */
    synchronized void chokesOn(String text) {
        poison = Optional.of(text);
    }

    synchronized void expects(String header) {
        authorization = Optional.of(header);
    }

    /** Every stored alert, active or not. */
    public synchronized List<Stored> held() {
        return List.copyOf(alerts.values());
    }

    public synchronized List<Stored> firing() {
        return alerts.values().stream()
                .filter(alert -> alert.endsAt.isAfter(clock.instant()))
                .toList();
    }

    /** The requests since the last call. */
    synchronized List<JsonNode> requests() {
        List<JsonNode> all = List.copyOf(requests);
        requests.clear();
        return all;
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        int answer = 200;
        String text = "";
        try {
            text = answer(exchange, body);
        } catch (RefusedException e) {
            answer = e.status;
            text = JSON.writeValueAsString(e.getMessage());
        }
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        LocalServer.answer(exchange, answer, text);
    }

    private String answer(HttpExchange exchange, byte[] body) throws RefusedException, IOException {
        if (!exchange.getRequestURI().getRawPath().equals(path + "/api/v2/alerts")) {
            throw new RefusedException(404, "404 page not found");
        }
        if (authorization.isPresent()
                && !authorization.get().equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            throw new RefusedException(401, "Unauthorized");
        }
        if (exchange.getRequestMethod().equals("GET")) {
            return listed();
        }
        if (!"application/json".equals(exchange.getRequestHeaders().getFirst("Content-Type"))) {
            throw new RefusedException(415, "unsupported media type");
        }
        JsonNode request = parsed(body);
        requests.add(request);
        if (status != 200) {
            throw new RefusedException(status, "as the test wants it");
        }
        if (poison.filter(new String(body, StandardCharsets.UTF_8)::contains).isPresent()) {
            throw new RefusedException(400, "parsing alerts body from \"\" failed");
        }
        take(request);
        return "";
    }

    private static JsonNode parsed(byte[] body) throws RefusedException, IOException {
        if (body.length == 0) {
            throw new RefusedException(422, "alerts in body is required");
        }
        try {
            JsonNode request = JSON.readTree(body);
            if (request != null && request.isArray()) {
                return request;
            }
        } catch (JsonProcessingException notJson) {
            throw new RefusedException(400, "parsing alerts body failed");
        }
        throw new RefusedException(400, "parsing alerts body failed: expected an array");
    }

    /** Reads the whole request first, then checks each alert by itself and accepts the valid ones. */
    private void take(JsonNode request) throws RefusedException {
        List<Stored> read = new ArrayList<>();
        for (JsonNode alert : request) {
            read.add(read(alert));
        }
        Optional<String> invalid = Optional.empty();
        for (Stored alert : read) {
            Optional<String> fault = fault(alert);
            if (fault.isPresent()) {
                invalid = fault;
            } else {
                put(alert);
            }
        }
        if (invalid.isPresent()) {
            throw new RefusedException(400, invalid.get());
        }
    }

    private Stored read(JsonNode alert) throws RefusedException {
        for (Map.Entry<String, JsonNode> field : alert.properties()) {
            if (!FIELDS.contains(field.getKey())) {
                throw new RefusedException(400, "no such field: " + field.getKey());
            }
        }
        if (!alert.has("labels")) {
            throw new RefusedException(422, "labels in body is required");
        }
        SortedMap<String, String> labels = texts(alert.path("labels"));
        labels.values().removeIf(String::isEmpty);
        Optional<Instant> startsAt = time(alert.path("startsAt"));
        Optional<Instant> endsAt = time(alert.path("endsAt"));
        Instant now = clock.instant();
        return new Stored(
                labels,
                texts(alert.path("annotations")),
                startsAt.or(() -> endsAt).orElse(now),
                endsAt.orElse(now.plus(RESOLVE_TIMEOUT)),
                uri(alert.path("generatorURL")));
    }

    private static SortedMap<String, String> texts(JsonNode map) throws RefusedException {
        SortedMap<String, String> texts = new TreeMap<>();
        for (Map.Entry<String, JsonNode> entry : map.properties()) {
            if (!entry.getValue().isTextual()) {
                throw new RefusedException(400, "cannot unmarshal into a string: " + entry.getKey());
            }
            texts.put(entry.getKey(), entry.getValue().asText());
        }
        return texts;
    }

    private static Optional<Instant> time(JsonNode time) throws RefusedException {
        if (time.isMissingNode()) {
            return Optional.empty();
        }
        try {
            return Optional.of(OffsetDateTime.parse(time.asText()).toInstant());
        } catch (DateTimeException e) {
            throw new RefusedException(400, "parsing time failed");
        }
    }

    private static String uri(JsonNode uri) throws RefusedException {
        if (uri.isMissingNode()) {
            return "";
        }
        try {
            if (new URI(uri.asText()).isAbsolute()) {
                return uri.asText();
            }
        } catch (URISyntaxException e) {
            throw new RefusedException(422, "generatorURL in body must be of type uri");
        }
        throw new RefusedException(422, "generatorURL in body must be of type uri");
    }

    private static Optional<String> fault(Stored alert) {
        if (alert.endsAt.isBefore(alert.startsAt)) {
            return Optional.of("start time must be before end time");
        }
        if (alert.labels.isEmpty()) {
            return Optional.of("at least one label pair required");
        }
        boolean good = alert.labels.keySet().stream()
                        .allMatch(name -> NAME.matcher(name).matches())
                && alert.annotations.keySet().stream()
                        .allMatch(name -> NAME.matcher(name).matches());
        return good ? Optional.empty() : Optional.of("invalid name");
    }

    private void put(Stored alert) {
        Stored before = alerts.get(alert.labels);
        boolean overlaps = before != null
                && ((alert.endsAt.isAfter(before.startsAt) && alert.endsAt.isBefore(before.endsAt))
                        || (alert.startsAt.isAfter(before.startsAt) && alert.startsAt.isBefore(before.endsAt)));
        alerts.put(alert.labels, before != null && overlaps ? before.mergedWith(alert, clock.instant()) : alert);
    }

    private String listed() {
        ArrayNode list = JSON.createArrayNode();
        for (Stored alert : firing()) {
            ObjectNode node = list.addObject();
            alert.labels.forEach(node.putObject("labels")::put);
            alert.annotations.forEach(node.putObject("annotations")::put);
            node.put("startsAt", alert.startsAt.toString());
            node.put("endsAt", alert.endsAt.toString());
            if (!alert.generatorUrl.isEmpty()) {
                node.put("generatorURL", alert.generatorUrl);
            }
        }
        return list.toString();
    }

    @Override
    public void close() {
        server.close();
    }
}
