package dev.depwatch.fleet;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.depwatch.status.AssessmentDocument;
import java.io.IOException;
import java.net.URLEncoder;
import java.time.Instant;
import java.util.List;

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

    /** The instances of the last week whose depwatch is unreachable, or no target any more. */
    private static final String LOST = "max by (job, instance, jamf_instance)"
            + " (last_over_time({__name__=~\"depwatch_inventory_up|depwatch_log_up\"}[7d]))"
            + " unless on (job, instance) min by (job, instance) (up) == 1";

    /**
     * The assessment of every depwatch, at one moment of Prometheus' own clock.
     *
     * @throws IOException with a sentence for the user if it gives none
     */
    public AssessmentDocument assessment() throws IOException, InterruptedException {
        List<Sample> everything = ask(EVERYTHING);
        if (everything.isEmpty()) {
            throw new IOException(server.name()
                    + " has no series of a depwatch: check that this Prometheus scrapes every depwatch and reaches it");
        }
        Instant at = Sample.time(everything.get(0).point().at());
        return new Fleet(everything, ask(LOST), at).document();
    }

    /** Without values that no depwatch exposes. */
    private List<Sample> ask(String query) throws IOException, InterruptedException {
        String path = "/api/v1/query?query=" + URLEncoder.encode(query, UTF_8);
        return server.ask(path, Answer.class, Answer::isGood, Prometheus::meaning).data().result().stream()
                .filter(sample -> Sample.isExposed(sample.number()))
                .toList();
    }

    private static String meaning(int status) {
        return switch (status) {
            case 200 -> "the answer is not from Prometheus; check the address";
            case 301, 302, 303, 307, 308 ->
                "it redirects, or a sign-on page in front of it does; expected its own address";
            case 401, 403 -> "it rejects the credentials, or requires some: see --prometheus-access";
            case 404 -> "check that this is the address of Prometheus, with its path and without /api";
            default -> "it, or a proxy in front of it, reports an internal error; see its log";
        };
    }

    record Answer(String status, Data data) {
        private boolean isGood() {
            return status.equals("success")
                    && data.result().stream()
                            .allMatch(sample -> Sample.isExposed(sample.point().at()));
        }
    }

    record Data(List<Sample> result) {}
}
