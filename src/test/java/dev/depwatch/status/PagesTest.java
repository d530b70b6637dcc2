package dev.depwatch.status;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.depwatch.alert.Situation;
import dev.depwatch.apple.Scope;
import dev.depwatch.assess.Assessment;
import dev.depwatch.status.AssessmentDocument.OfOrganization;
import dev.depwatch.status.Pages.CalendarPage;
import dev.depwatch.status.Pages.FrontPage;
import dev.depwatch.status.Pages.Reload;
import dev.depwatch.token.Token;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PagesTest {
    private static final String FEED = "/calendar/the-key.ics";

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final List<Health.Check> checks = new ArrayList<>();
    private Optional<Assessment> newest = Optional.of(Fleet.withEveryProblem().assessment());
    private Optional<String> notReady = Optional.empty();
    private boolean reloadEnabled = true;
    private List<String> problems = List.of();
    private Function<Assessment, byte[]> ics = assessment -> "BEGIN:VCALENDAR".getBytes(UTF_8);
    /** The request to make while a reload runs. */
    private Runnable meanwhile = () -> {};

    private final Pages pages = new Pages(
            new FrontPage(query -> ("<p>" + query + "</p>").getBytes(UTF_8), "default-src 'none'; script-src 'own'"),
            new CalendarPage(assessment -> ics.apply(assessment), FEED::equals),
            registry,
            () -> newest,
            new Health(() -> checks, () -> notReady),
            new Reload(() -> reloadEnabled, this::reload),
            InstantSource.fixed(Fleet.NOW));

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    the front page is a page                   | GET     | /                    | 200 | text/html; charset=utf-8
                    metrics are text                          | GET     | /metrics             | 200 | text/plain; version=0.0.4; charset=utf-8
                    the assessment is JSON                    | GET     | /api/v1/assessment   | 200 | application/json
                    the calendar is a calendar                | GET     | /calendar.ics        | 200 | text/calendar; charset=utf-8
                    also by its address with a key            | GET     | /calendar/the-key.ics | 200 | text/calendar; charset=utf-8
                    another key is an unknown path            | GET     | /calendar/a-key.ics  | 404 | text/plain; charset=utf-8
                    health is a word                          | GET     | /-/healthy           | 200 | text/plain; charset=utf-8
                    readiness is a word                       | GET     | /-/ready             | 200 | text/plain; charset=utf-8
                    HEAD is answered like GET                 | HEAD    | /metrics             | 200 | text/plain; version=0.0.4; charset=utf-8
                    an unknown path is not found               | GET     | /metrics/            | 404 | text/plain; charset=utf-8
                    a path is not a prefix                    | GET     | /api                 | 404 | text/plain; charset=utf-8
                    nor is it normalised                      | GET     | /../metrics          | 404 | text/plain; charset=utf-8
                    an unknown path allows no method           | DELETE  | /nothing             | 404 | text/plain; charset=utf-8
                    nothing can be posted                     | POST    | /metrics             | 405 | text/plain; charset=utf-8
                    nothing can be deleted                    | DELETE  | /api/v1/assessment   | 405 | text/plain; charset=utf-8
                    methods are case-sensitive                 | get     | /metrics             | 405 | text/plain; charset=utf-8
                    """)
    void a_request_is_answered(String rule, String method, String path, int status, String contentType) {
        Response response = pages.answer(method, URI.create(path), "", "");

        assertThat(response.status()).as(rule).isEqualTo(status);
        assertThat(response.contentType()).as(rule).isEqualTo(contentType);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    a reload needs POST                            | POST | true  | ''                  | ''           | 200 | reloaded
                    GET does not reload                            | GET  | true  | ''                  | ''           | 405 | A reload needs POST.
                    it must be enabled                             | POST | false | ''                  | ''           | 403 | enableLifecycle is not set in the configuration; SIGHUP reloads without it.
                    no web page may request it                     | POST | true  | http://example.org  | ''           | 403 | A web page may not request a reload.
                    not even one with an unknown origin            | POST | true  | null                | ''           | 403 | A web page may not request a reload.
                    the problem is in the answer                   | POST | true  | ''                  | poll: found  | 500 | poll: found
                    """)
    void a_reload_is_answered(
            String rule, String method, boolean enabled, String origin, String problem, int status, String body) {
        reloadEnabled = enabled;
        problems = problem.isEmpty() ? List.of() : List.of(problem);

        Response response = pages.answer(method, URI.create("/-/reload"), "", origin);

        assertThat(response.status()).as(rule).isEqualTo(status);
        assertThat(Metering.text(response)).as(rule).isEqualTo(body + "\n");
    }

    @Test
    void one_reload_may_wait_and_further_ones_are_rejected() {
        List<Integer> statuses = new ArrayList<>();
        Runnable ask = () -> statuses.add(
                pages.answer("POST", URI.create("/-/reload"), "", "").status());
        meanwhile = () -> {
            meanwhile = ask;
            ask.run();
        };

        ask.run();
        meanwhile = () -> {};
        ask.run();

        assertThat(statuses).as("the innermost first").containsExactly(503, 200, 200, 200);
    }

    private List<String> reload() {
        meanwhile.run();
        return problems;
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', nullValues = "none", textBlock = """
                    a browser gets text                  | text/html,application/xhtml+xml,*/*;q=0.8                                    | text/plain; version=0.0.4; charset=utf-8
                    a client that asks gets OpenMetrics  | application/openmetrics-text; version=1.0.0                                  | application/openmetrics-text; version=1.0.0; charset=utf-8
                    Prometheus 2 gets OpenMetrics        | application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5     | application/openmetrics-text; version=1.0.0; charset=utf-8
                    protobuf is not offered              | application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited,text/plain;q=0.5 | text/plain; version=0.0.4; charset=utf-8
                    """)
    void the_format_of_metrics_follows_accept(String rule, String accept, String contentType) {
        Response response = pages.answer("GET", URI.create("/metrics"), accept, "");

        assertThat(response.status()).as(rule).isEqualTo(200);
        assertThat(response.contentType()).as(rule).isEqualTo(contentType);
    }

    @Test
    void open_metrics_has_its_info_type_and_its_end() {
        registry.register(new AssessmentCollector(() -> newest, assessment -> List.of(), "1.2.3"));

        String body = Metering.text(pages.answer("GET", URI.create("/metrics"), "application/openmetrics-text", ""));

        assertThat(body)
                .contains("# TYPE depwatch_token info\n")
                .contains("\ndepwatch_token_info{")
                .endsWith("\n# EOF\n");
    }

    @Test
    void an_organisation_at_apple_has_its_servers_and_why_its_accounts_are_not_read() {
        Assessment assessment = Situation.of("certain regenerate forbidden ade@school;"
                        + " heard mdm-school 2026-11-24T14:30:00Z; heard mdm-other 2026-11-24T14:30:00Z")
                .organization(
                        "Library",
                        Scope.BUSINESS,
                        Optional.of("no permission"),
                        Optional.of(Situation.NOW),
                        Optional.empty())
                .assessment();

        assertThat(AssessmentDocument.of(assessment).apple())
                .extracting(
                        OfOrganization::organization,
                        OfOrganization::servers,
                        OfOrganization::serversOfTokens,
                        OfOrganization::accountsFailure)
                .containsExactly(
                        tuple("Example", 2, 1, Optional.empty()), tuple("Library", 0, 0, Optional.of("no permission")));
    }

    @Test
    void the_assessment_matches_the_golden_file() throws IOException {
        assertThat(Metering.text(get("/api/v1/assessment")))
                .isEqualTo(Files.readString(Path.of("src/test/resources/dev/depwatch/status/assessment.golden.json")));
    }

    @Test
    void before_the_first_assessment_the_answer_says_so() throws IOException {
        newest = Optional.empty();

        Response response = get("/api/v1/assessment");

        assertThat(response.status()).isEqualTo(503);
        assertThat(json(response).get("version").intValue()).isEqualTo(1);
        assertThat(json(response).get("error").textValue()).startsWith("nothing is assessed yet");
    }

    @Test
    void hostile_text_is_data_in_json() throws IOException {
        Token plain = Fleet.token("school", "1", "a@example.org");
        String name = "\"},\n</script>\uD83D\uDE00\uD83D" + "x".repeat(10_000);
        newest = Optional.of(new Fleet()
                .healthy(new Token(plain.key(), name, plain.owner(), "", "", "", Optional.empty()))
                .assessment());

        String shown = json(get("/api/v1/assessment")).at("/tokens/0/name").textValue();

        assertThat(shown)
                .startsWith("\"}, </script>\uD83D\uDE00\uFFFDxxx")
                .endsWith("x…")
                .hasSize(4000);
    }

    @Test
    void every_problem_makes_unhealthy_and_has_its_line() {
        checks.add(check("state", Optional.empty()));
        checks.add(check("tail-school-1", Optional.of("died at 14:23\nand was not restarted")));
        checks.add(check("inventory", Optional.of("makes no progress since 14:10")));

        Response response = get("/-/healthy");

        assertThat(response.status()).isEqualTo(503);
        assertThat(Metering.text(response)).isEqualTo("""
                        tail-school-1: died at 14:23 and was not restarted
                        inventory: makes no progress since 14:10
                        """);
    }

    @Test
    void a_check_that_throws_is_unhealthy_and_hides_no_other() {
        checks.add(new Health.Check("assess", now -> {
            throw new IllegalStateException("a secret perhaps");
        }));
        checks.add(new Health.Check("state", false, now -> Optional.of("the disk is full")));

        Response response = get("/-/healthy");

        assertThat(response.status()).isEqualTo(503);
        assertThat(Metering.text(response))
                .isEqualTo("assess: the health check itself failed (IllegalStateException)\nstate: the disk is full\n");
        assertThat(new Health(() -> checks, Optional::empty).mendedByRestart(Fleet.NOW))
                .singleElement()
                .asString()
                .startsWith("assess: ");
    }

    @Test
    void a_check_is_asked_with_the_time_of_the_request() {
        Instant started = Fleet.NOW.minus(Duration.ofMinutes(5));
        checks.add(new Health.Check("assess", now -> Optional.of("no progress for " + Duration.between(started, now))));

        assertThat(Metering.text(get("/-/healthy"))).isEqualTo("assess: no progress for PT5M\n");
    }

    @Test
    void readiness_names_what_is_missing() {
        notReady = Optional.of("2 of 3 logs are not caught up");

        Response response = get("/-/ready");

        assertThat(response.status()).isEqualTo(503);
        assertThat(Metering.text(response)).isEqualTo("2 of 3 logs are not caught up\n");
    }

    @Test
    void a_failing_page_hides_its_reason_and_the_others_work() {
        registry.register((MultiCollector) () -> {
            throw new IllegalStateException("a secret perhaps");
        });

        Response response = get("/metrics");

        assertThat(response.status()).isEqualTo(500);
        assertThat(Metering.text(response)).isEqualTo("depwatch failed to build this page; see its log.\n");
        assertThat(get("/-/healthy").status()).isEqualTo(200);
    }

    @Test
    void a_failing_calendar_does_not_log_its_key() {
        ics = assessment -> {
            throw new IllegalStateException();
        };

        assertThat(get(FEED).status()).isEqualTo(500);
        assertThat(pages.withoutKey(FEED)).isEqualTo("/calendar.ics");
        assertThat(pages.withoutKey("/metrics")).isEqualTo("/metrics");
    }

    @Test
    void the_front_page_gets_the_query_and_has_its_own_policy() {
        Response response = get("/?q=lab");

        assertThat(Metering.text(response)).isEqualTo("<p>q=lab</p>");
        assertThat(response.headers())
                .containsEntry("Content-Security-Policy", "default-src 'none'; script-src 'own'")
                .containsEntry("Referrer-Policy", "no-referrer")
                .containsEntry("X-Frame-Options", "DENY");
        assertThat(get("/-/healthy?q=lab").status()).isEqualTo(200);
    }

    private Response get(String path) {
        return pages.answer("GET", URI.create(path), "", "");
    }

    private static Health.Check check(String name, Optional<String> trouble) {
        return new Health.Check(name, now -> trouble);
    }

    private static JsonNode json(Response response) throws IOException {
        return new JsonMapper().readTree(Metering.text(response));
    }
}
