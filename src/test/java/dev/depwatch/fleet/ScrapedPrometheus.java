package dev.depwatch.fleet;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import dev.depwatch.http.LocalServer;
import dev.depwatch.status.ScrapeText;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;

/**
 * The API of a Prometheus that has scraped some depwatches. It answers a selector of names as Prometheus does, and the
 * query for lost instances, which promtool tests; it rejects any other query. .ci/fleet tries the queries with a real
 * Prometheus.
 */
public final class ScrapedPrometheus implements AutoCloseable {
    private static final Pattern BY_NAME = Pattern.compile("\\{__name__=~\"([^\"]*)\"}");

    private final String queries;
    private final ObjectMapper json = new ObjectMapper();
    private final LocalServer server;
    private final Instant at;
    private final List<Series> series = new ArrayList<>();
    private final List<Series> lost = new ArrayList<>();
    private String authorization = "";
    private Optional<String> otherwise = Optional.empty();
    private int status = 200;

    private record Series(Map<String, String> metric, List<Object> value) {
        boolean isNamed(Pattern names) {
            return names.matcher(metric.getOrDefault("__name__", "")).matches();
        }
    }

    public ScrapedPrometheus(Instant at) throws IOException {
        this(at, Optional.empty());
    }

    /** A server with a certificate. */
    public static ScrapedPrometheus encrypted(Instant at, SSLContext certificate) throws IOException {
        return new ScrapedPrometheus(at, Optional.of(new HttpsConfigurator(certificate)));
    }

    private ScrapedPrometheus(Instant at, Optional<HttpsConfigurator> tls) throws IOException {
        this.at = at;
        this.queries = Files.readString(Path.of("src/test/prometheus/lost-instances.test.yml"));
        this.server = new LocalServer(Map.of("/prometheus/api/v1/query", this::answer), tls);
    }

    /** Scrapes a depwatch: {@code up} is 1. */
    public ScrapedPrometheus scraped(String target, String exposition) {
        for (ScrapeText.Sample sample : ScrapeText.parse(exposition).samples()) {
            Map<String, String> labels = new HashMap<>(sample.labels());
            // A label without a value does not exist.
            labels.values().removeIf(String::isEmpty);
            labels.putAll(Map.of("__name__", sample.name(), "job", "depwatch", "instance", target));
            series.add(series(labels, sample.value()));
        }
        return this;
    }

    /** A depwatch that watched the instance does not answer: {@code up} is 0. */
    public ScrapedPrometheus lost(String target, String jamfInstance) {
        lost.add(series(Map.of("job", "depwatch", "instance", target, "jamf_instance", jamfInstance), 1));
        return this;
    }

    public ScrapedPrometheus wanting(String header) {
        authorization = header;
        return this;
    }

    /** It answers this instead. */
    public ScrapedPrometheus answering(int code, String body) {
        status = code;
        otherwise = Optional.of(body);
        return this;
    }

    private Series series(Map<String, String> labels, double value) {
        return new Series(labels, List.of(at.toEpochMilli() / 1e3, Double.toString(value)));
    }

    public URI url() {
        return server.uri("/prometheus/");
    }

    private void answer(HttpExchange exchange) throws IOException {
        String query = URLDecoder.decode(
                exchange.getRequestURI().getRawQuery().replaceFirst("^query=", ""), StandardCharsets.UTF_8);
        Matcher byName = BY_NAME.matcher(query);
        String given = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"))
                .orElse("");
        if (!given.equals(authorization)) {
            LocalServer.answer(exchange, 401, "Unauthorized");
        } else if (otherwise.isPresent()) {
            LocalServer.answer(exchange, status, otherwise.get());
        } else if (byName.matches()) {
            Pattern names = Pattern.compile(byName.group(1));
            LocalServer.answer(
                    exchange,
                    200,
                    vector(series.stream().filter(one -> one.isNamed(names)).toList()));
        } else if (queries.contains("- expr: " + query + "\n")) {
            LocalServer.answer(exchange, 200, vector(lost));
        } else {
            LocalServer.answer(
                    exchange, 400, "{\"status\":\"error\",\"errorType\":\"bad_data\",\"error\":\"unknown\"}");
        }
    }

    private String vector(List<Series> result) throws IOException {
        return json.writeValueAsString(
                Map.of("status", "success", "data", Map.of("resultType", "vector", "result", result)));
    }

    @Override
    public void close() {
        server.close();
    }
}
