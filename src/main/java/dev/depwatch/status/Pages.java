package dev.depwatch.status;

import dev.depwatch.assess.Assessment;
import dev.depwatch.text.SafeText;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What stands at which path. Read-only, but for {@code /-/reload}: {@code GET} and {@code HEAD}. Every answer is complete and agrees with itself,
 * since it rests on one assessment. Safe for use by many threads.
 */
public final class Pages {
    private static final Logger logger = LoggerFactory.getLogger(Pages.class);

    private static final Set<String> METHODS = Set.of("GET", "HEAD");
    private static final int SENTENCE_LIMIT = 2000;
    private static final String RELOAD = "/-/reload";

    private final Health health;
    private final Reload reload;
    private final InstantSource clock;
    private final Map<String, Page> pages;
    /** One reloads, and one waits to take what has changed since. */
    private final Semaphore reloads = new Semaphore(2);
    /** How each page last failed, so that the same failure is logged once. */
    private final Map<String, String> failures = new ConcurrentHashMap<>();

    /** @param newest asked once an answer */
    public Pages(
            FrontPage front,
            PrometheusRegistry metrics,
            Supplier<Optional<Assessment>> newest,
            Health health,
            Reload reload,
            InstantSource clock) {
        this.health = health;
        this.reload = reload;
        this.clock = clock;
        MetricsPage metricsPage = new MetricsPage(metrics);
        AssessmentPage assessmentPage = new AssessmentPage(newest);
        this.pages = Map.of(
                "/", (query, accept) -> Response.html(front.html().apply(query), front.policy()),
                "/metrics", (query, accept) -> metricsPage.answer(accept),
                "/api/v1/assessment", (query, accept) -> assessmentPage.answer(),
                "/-/healthy", (query, accept) -> healthy(),
                "/-/ready", (query, accept) -> ready());
    }

    private interface Page {
        Response answer(String query, String accept) throws IOException;
    }

    /**
     * Never throws: a page that fails is answered with 500 and told in our own log.
     *
     * @param target the path, and what follows a question mark as the request has it
     * @param accept the request's {@code Accept}; "" if it has none
     * @param origin the request's {@code Origin} and {@code Sec-Fetch-Site}; "" if it has neither, as from anything but a
     *     browser
     */
    Response answer(String method, String target, String accept, String origin) {
        int mark = target.indexOf('?');
        String path = mark < 0 ? target : target.substring(0, mark);
        String query = mark < 0 ? "" : target.substring(mark + 1);
        if (path.equals(RELOAD)) {
            return reload(method, origin);
        }
        Page page = pages.get(path);
        if (page == null) {
            return Response.text(Response.NOT_FOUND, "There is nothing at this address; / lists what there is.\n");
        }
        if (!METHODS.contains(method)) {
            return Response.text(Response.METHOD_NOT_ALLOWED, "Everything here is read with GET or HEAD.\n")
                    .with("Allow", "GET, HEAD");
        }
        try {
            Response response = page.answer(query, accept);
            failures.remove(path);
            return response;
        } catch (Exception e) {
            if (!e.toString().equals(failures.put(path, e.toString()))) {
                logger.error("{} cannot be answered; said once until it works or fails differently", path, e);
            }
            return Response.text(Response.FAULT, "depwatch failed to make this answer; its log says why.\n");
        }
    }

    private Response reload(String method, String origin) {
        if (!method.equals("POST")) {
            return Response.text(Response.METHOD_NOT_ALLOWED, "A reload is asked for with POST.\n")
                    .with("Allow", "POST");
        }
        if (!reload.enabled().getAsBoolean()) {
            return Response.text(
                    Response.FORBIDDEN,
                    "enableLifecycle is not set in the configuration; SIGHUP reloads without it.\n");
        }
        if (!origin.isEmpty()) {
            return Response.text(Response.FORBIDDEN, "A page in a browser may not ask for a reload.\n");
        }
        if (!reloads.tryAcquire()) {
            return Response.text(
                            Response.UNAVAILABLE, "Another reload is still to begin, and takes what you changed.\n")
                    .with("Retry-After", "1");
        }
        try {
            List<String> problems = reload.now().get();
            return problems.isEmpty() ? Response.text(Response.OK, "reloaded\n") : lines(Response.FAULT, problems);
        } finally {
            reloads.release();
        }
    }

    private Response healthy() {
        List<String> troubles = health.troubles(clock.instant());
        return troubles.isEmpty() ? Response.text(Response.OK, "healthy\n") : unavailable(troubles);
    }

    private Response ready() {
        Optional<String> reason = health.notReady().get();
        return reason.isEmpty() ? Response.text(Response.OK, "ready\n") : unavailable(List.of(reason.get()));
    }

    private static Response unavailable(List<String> sentences) {
        return lines(Response.UNAVAILABLE, sentences);
    }

    private static Response lines(int status, List<String> sentences) {
        StringBuilder lines = new StringBuilder();
        for (String sentence : sentences) {
            lines.append(SafeText.of(sentence, SENTENCE_LIMIT)).append('\n');
        }
        return Response.text(status, lines.toString());
    }
}
