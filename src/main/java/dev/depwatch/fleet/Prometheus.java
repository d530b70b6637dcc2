package dev.depwatch.fleet;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.depwatch.http.Http;
import dev.depwatch.http.HttpException;
import dev.depwatch.status.AssessmentDocument;
import java.net.URLEncoder;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A server with Prometheus' HTTP API v1; Thanos, Mimir and VictoriaMetrics have it too.
 *
 * @param server at the address of Prometheus, with its path if it has one, and without {@code /api}
 */
public record Prometheus(Server server) {
    /** All series of one moment, in one answer. */
    private static final String EVERYTHING =
            "{__name__=~\"depwatch_token_(info|health|action_required|expiry_timestamp_seconds"
                    + "|failing_since_timestamp_seconds|last_sync_timestamp_seconds|silenced_until_timestamp_seconds)"
                    + "|depwatch_inventory_(up|last_success_timestamp_seconds)|depwatch_log_up\"}";

    /** The instances that an unreachable depwatch watched within the last week. */
    private static final String LOST = "max by (job, instance, jamf_instance)"
            + " (last_over_time({__name__=~\"depwatch_inventory_up|depwatch_log_up\"}[7d]))"
            + " and on (job, instance) up == 0";

    /**
     * depwatch exposes only 0, 1 or a time. The latest is the end of the year 9999, which many write for "forever". A
     * larger value is wrong and could not be converted to a time.
     */
    private static final double LARGEST = 253_402_387_200.0;

    /**
     * The assessment of every depwatch, at one moment of Prometheus' own clock.
     *
     * @throws NotAnsweredException if it gives none
     */
    public AssessmentDocument assessment() throws NotAnsweredException, InterruptedException {
        List<Series> everything = ask(EVERYTHING);
        if (everything.isEmpty()) {
            throw new NotAnsweredException(server.name()
                    + " has no series of a depwatch: check that this Prometheus scrapes every depwatch and reaches it");
        }
        List<Sample> lost = samples(ask(LOST));
        return new Fleet(
                        samples(everything),
                        lost,
                        Sample.time(everything.get(0).value().at()))
                .document();
    }

    /** The series with a value that depwatch exposes. */
    private static List<Sample> samples(List<Series> series) {
        return series.stream().flatMap(each -> each.sample().stream()).toList();
    }

    private static boolean isExposed(double value) {
        return value >= 0 && value <= LARGEST;
    }

    private List<Series> ask(String query) throws NotAnsweredException, InterruptedException {
        Http.Response response;
        try {
            response = server.get("/api/v1/query?query=" + URLEncoder.encode(query, UTF_8));
        } catch (HttpException e) {
            throw new NotAnsweredException(e.getMessage());
        }
        return series(response);
    }

    private List<Series> series(Http.Response response) throws NotAnsweredException {
        switch (response.status()) {
            case 200 -> {}
            case 401, 403 ->
                throw server.answered(
                        response, "it rejects the credentials, or requires some: see --prometheus-access");
            case 404 ->
                throw server.answered(
                        response, "check that this is the address of Prometheus, with its path and without /api");
            default ->
                throw server.answered(
                        response, "it, or a proxy in front of it, reports an internal error; see its log");
        }
        try {
            Answer answer = Server.JSON.readValue(response.body(), Answer.class);
            if (answer != null && answer.isGood()) {
                return answer.data().result();
            }
        } catch (JsonProcessingException isNone) {
            // As any other answer.
        }
        throw server.answered(response, "the answer is not from Prometheus; check the address");
    }

    record Answer(String status, Data data) {
        private boolean isGood() {
            return status.equals("success")
                    && data.result().stream()
                            .allMatch(series -> isExposed(series.value().at()));
        }
    }

    record Data(List<Series> result) {}

    record Series(Map<String, String> metric, Point value) {
        /** Empty for a value that depwatch never exposes, such as {@code NaN} or {@code +Inf}. */
        Optional<Sample> sample() {
            try {
                double number = Double.parseDouble(value.value());
                return isExposed(number) ? Optional.of(new Sample(metric, number)) : Optional.empty();
            } catch (NumberFormatException isNone) {
                return Optional.empty();
            }
        }
    }

    /** {@code [1795530600.123, "1"]}. */
    @JsonFormat(shape = JsonFormat.Shape.ARRAY)
    @JsonPropertyOrder({"at", "value"})
    record Point(double at, String value) {}
}
