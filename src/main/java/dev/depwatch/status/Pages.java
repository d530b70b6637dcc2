package dev.depwatch.status;

import static java.net.HttpURLConnection.HTTP_BAD_METHOD;
import static java.net.HttpURLConnection.HTTP_FORBIDDEN;
import static java.net.HttpURLConnection.HTTP_INTERNAL_ERROR;
import static java.net.HttpURLConnection.HTTP_NOT_FOUND;
import static java.net.HttpURLConnection.HTTP_OK;
import static java.net.HttpURLConnection.HTTP_UNAVAILABLE;
import static java.util.stream.Collectors.joining;

import dev.depwatch.assess.Assessment;
import dev.depwatch.text.SafeText;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.commons.io.output.ByteArrayOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which page is at which path. Read-only with {@code GET} and {@code HEAD}, except {@code /-/reload}. Each answer rests
 * on one assessment, so its parts agree. Thread-safe.
 */
public final class Pages {
    private static final Logger logger = LoggerFactory.getLogger(Pages.class);

    private static final Set<String> METHODS = Set.of("GET", "HEAD");
    private static final int SENTENCE_LIMIT = 2000;
    private static final String RELOAD = "/-/reload";

    /**
     * The page at {@code /}, for people.
     *
     * @param html the page in UTF-8, for the query of its address; the query is "" if there is none
     * @param policy its {@code Content-Security-Policy}
     */
    public record FrontPage(Function<String, byte[]> html, String policy) {}

    /**
     * The calendar at {@code /calendar.ics}.
     *
     * @param ics the calendar in UTF-8, in the form of RFC 5545
     * @param isFeed whether a path is the address for programs that cannot sign in
     */
    public record CalendarPage(Function<Assessment, byte[]> ics, Predicate<String> isFeed) {}

    /**
     * A configuration reload on request.
     *
     * @param enabled whether HTTP requests may reload now
     * @param now reloads, and returns when the reload is complete; the problems of the new configuration, each a sentence
     *     without secrets, if depwatch rejects it; empty if the reload succeeded
     */
    public record Reload(BooleanSupplier enabled, Supplier<List<String>> now) {}

    private final CalendarPage calendar;
    private final Reload reload;
    private final Map<String, Page> pages;
    private final ExpositionFormats formats = ExpositionFormats.init();
    /** One reload runs, and one waits for what changed since. */
    private final Semaphore reloads = new Semaphore(2);
    /** The last failure of each page, so that the same failure is logged once. */
    private final Map<String, String> failures = new ConcurrentHashMap<>();

    /** @param newest called once a request */
    public Pages(
            FrontPage front,
            CalendarPage calendar,
            PrometheusRegistry metrics,
            Supplier<Optional<Assessment>> newest,
            Health health,
            Reload reload,
            InstantSource clock) {
        this.calendar = calendar;
        this.reload = reload;
        this.pages = Map.of(
                "/", (query, accept) -> Response.html(front.html().apply(query), front.policy()),
                "/calendar.ics", (query, accept) -> calendar(newest.get()),
                "/metrics", (query, accept) -> metrics(metrics, accept),
                "/api/v1/assessment", (query, accept) -> assessment(newest.get()),
                "/-/healthy",
                        (query, accept) ->
                                lines("healthy", HTTP_UNAVAILABLE, health.troubles(clock.instant()).stream()),
                "/-/ready", (query, accept) -> lines("ready", HTTP_UNAVAILABLE, health.notReady().get().stream()));
    }

    private interface Page {
        Response answer(String query, String accept) throws IOException;
    }

    /** Whether everybody who knows this path may read it. */
    boolean isOpen(String path) {
        return calendar.isFeed().test(path);
    }

    boolean has(String path) {
        return pages.containsKey(withoutKey(path));
    }

    /** The path as the log may have it: without the key of the calendar. */
    String withoutKey(String asked) {
        return isOpen(asked) ? "/calendar.ics" : asked;
    }

    /**
     * Never throws: a page that fails gives status 500, and the log has the reason.
     *
     * @param address its path and its query; the rest does not matter
     * @param accept the request's {@code Accept}; "" if it has none
     * @param origin the request's {@code Origin} and {@code Sec-Fetch-Site}; "" if it has neither, as from any client
     *     but a browser
     */
    Response answer(String method, URI address, String accept, String origin) {
        String path = withoutKey(address.getPath());
        String query = Optional.ofNullable(address.getRawQuery()).orElse("");
        if (path.equals(RELOAD)) {
            return reload(method, origin);
        }
        Page page = pages.get(path);
        if (page == null) {
            return Response.text(HTTP_NOT_FOUND, "There is no page at this address; / lists the pages.\n");
        }
        if (!METHODS.contains(method)) {
            return Response.text(HTTP_BAD_METHOD, "This page accepts only GET and HEAD.\n")
                    .with("Allow", "GET, HEAD");
        }
        try {
            Response response = page.answer(query, accept);
            failures.remove(path);
            return response;
        } catch (Exception e) {
            if (!e.toString().equals(failures.put(path, e.toString()))) {
                logger.error("{} failed; logged once until it works or fails differently", path, e);
            }
            return Response.text(HTTP_INTERNAL_ERROR, "depwatch failed to build this page; see its log.\n");
        }
    }

    private Response reload(String method, String origin) {
        if (!method.equals("POST")) {
            return Response.text(HTTP_BAD_METHOD, "A reload needs POST.\n").with("Allow", "POST");
        }
        if (!reload.enabled().getAsBoolean()) {
            return Response.text(
                    HTTP_FORBIDDEN, "enableLifecycle is not set in the configuration; SIGHUP reloads without it.\n");
        }
        if (!origin.isEmpty()) {
            return Response.text(HTTP_FORBIDDEN, "A web page may not request a reload.\n");
        }
        if (!reloads.tryAcquire()) {
            return Response.text(HTTP_UNAVAILABLE, "Another reload is pending; it will read your changes.\n")
                    .with("Retry-After", "1");
        }
        try {
            return lines("reloaded", HTTP_INTERNAL_ERROR, reload.now().get().stream());
        } finally {
            reloads.release();
        }
    }

    /**
     * OpenMetrics if the client accepts it, else the Prometheus text format. Not {@link ExpositionFormats#findWriter}:
     * that selects protobuf for a client that accepts it, such as a Prometheus with native histograms, and then fails,
     * since protobuf is not among the dependencies.
     */
    private Response metrics(PrometheusRegistry registry, String accept) throws IOException {
        ExpositionFormatWriter openMetrics = formats.getOpenMetricsTextFormatWriter();
        ExpositionFormatWriter format =
                openMetrics.accepts(accept) ? openMetrics : formats.getPrometheusTextFormatWriter();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        format.write(body, registry.scrape());
        return new Response(HTTP_OK, format.getContentType(), body.toByteArray());
    }

    private static Response assessment(Optional<Assessment> newest) {
        return newest.map(assessment -> Response.json(HTTP_OK, AssessmentDocument.of(assessment)))
                .orElseGet(() -> Response.json(
                        HTTP_UNAVAILABLE,
                        new NotYet(AssessmentDocument.VERSION, "nothing is assessed yet; ask again in a second")));
    }

    private Response calendar(Optional<Assessment> newest) {
        return newest.map(assessment -> new Response(
                        HTTP_OK, "text/calendar; charset=utf-8", calendar.ics().apply(assessment)))
                .orElseGet(() -> Response.text(HTTP_UNAVAILABLE, "nothing is assessed yet; ask again in a second\n"));
    }

    /** The answer before the first assessment. */
    private record NotYet(int version, String error) {}

    /** One word if all is well, else each problem. */
    private static Response lines(String good, int otherwise, Stream<String> problems) {
        String text = problems.map(sentence -> SafeText.of(sentence, SENTENCE_LIMIT) + "\n")
                .collect(joining());
        return text.isEmpty() ? Response.text(HTTP_OK, good + "\n") : Response.text(otherwise, text);
    }
}
