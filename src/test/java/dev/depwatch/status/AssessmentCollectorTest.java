package dev.depwatch.status;

import static dev.depwatch.status.Fleet.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.depwatch.token.Cause;
import dev.depwatch.token.Token;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AssessmentCollectorTest {
    private static final String TO_REGENERATE = "depwatch_account_tokens_to_regenerate";
    private static final String SUSPECT = "depwatch_account_tokens_suspect";

    private static final Token OF_A = token("school", "1", "a@example.org");

    @AutoClose
    private final Metering metering = new Metering();

    @Test
    void a_fleet_with_every_problem_matches_the_golden_file() throws IOException {
        metering.assess(Fleet.withEveryProblem());

        String ours = metering.scrape()
                .lines()
                .filter(line -> line.matches("(# \\w+ )?depwatch_.*"))
                .map(line -> line.replace(Runtime.version().toString(), "JAVA"))
                .collect(Collectors.joining("\n", "", "\n"));

        assertThat(ours)
                .isEqualTo(Files.readString(Path.of("src/test/resources/dev/depwatch/status/scrape.golden.txt")));
    }

    @Test
    void before_the_first_assessment_only_the_build_has_a_series() {
        assertThat(ours(scrape())).containsExactly("depwatch_build_info");
    }

    static List<Arguments> accounts() {
        Token ofB = token("school", "1", "b@example.org");
        return List.of(
                Arguments.of(
                        "a token that another account has just renewed, until its failure is proven to be over",
                        new Fleet().justRenewed(OF_A, ofB, Cause.FORBIDDEN),
                        1,
                        0),
                Arguments.of(
                        "none that it has just renewed for another account",
                        new Fleet().justRenewed(ofB, OF_A, Cause.FORBIDDEN),
                        0,
                        0),
                Arguments.of(
                        "a healthy owner has a row of 0, so that the series exists before the failure",
                        new Fleet().healthy(OF_A),
                        0,
                        0),
                Arguments.of(
                        "each token that certainly needs regenerating counts",
                        new Fleet()
                                .failing(OF_A, Cause.FORBIDDEN)
                                .failing(token("physics", "1", "A@Example.org"), Cause.FORBIDDEN)
                                .expired(token("biology", "1", "a@example.org"))
                                .healthy(token("chemistry", "1", "a@example.org")),
                        3,
                        0),
                Arguments.of(
                        "a token with two rows counts once",
                        new Fleet().failing(OF_A, Cause.FORBIDDEN).failing(OF_A, Cause.TOKEN_REJECTED),
                        1,
                        0),
                Arguments.of(
                        "unsigned terms are no reason to regenerate",
                        new Fleet().failing(OF_A, Cause.TERMS_NOT_SIGNED),
                        0,
                        0),
                Arguments.of(
                        "an outage is no reason to regenerate", new Fleet().failing(OF_A, Cause.SERVICE_ERROR), 0, 0),
                Arguments.of(
                        "one of several is suspect, and only those of this owner",
                        new Fleet().oneOfFails(Cause.TOKEN_REJECTED, OF_A, token("school", "2", "b@example.org")),
                        0,
                        1),
                Arguments.of(
                        "a failure that names no token counts for nobody",
                        new Fleet().healthy(OF_A).failingUnknownToken("physics", Cause.FORBIDDEN),
                        0,
                        0));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("accounts")
    void an_account_counts(String rule, Fleet fleet, int toRegenerate, int suspect) {
        metering.assess(fleet);

        ScrapeText scrape = scrape();

        assertThat(value(scrape, TO_REGENERATE, "apple_id", "a@example.org"))
                .as(rule)
                .isEqualTo(toRegenerate);
        assertThat(value(scrape, SUSPECT, "apple_id", "a@example.org")).as(rule).isEqualTo(suspect);
    }

    @Test
    void an_account_has_no_zero_before_all_its_instances_are_heard() {
        Fleet fleet = new Fleet()
                .logBeingCaughtUp("school", "/srv/school/JAMFSoftwareServer.log")
                .logFollowed("physics", "/srv/physics/JAMFSoftwareServer.log")
                .healthy(token("school", "1", "unheard@example.org"))
                .healthy(token("physics", "1", "unheard@example.org"))
                .healthy(token("school", "2", "failing@example.org"))
                .failing(token("physics", "2", "failing@example.org"), Cause.FORBIDDEN)
                .healthy(token("physics", "3", "heard@example.org"));
        metering.assess(fleet);

        assertThat(scrape().of(TO_REGENERATE))
                .extracting(sample -> sample.label("apple_id") + " " + sample.value())
                .containsExactlyInAnyOrder("failing@example.org 1.0", "heard@example.org 0.0");
        assertThat(scrape().of(SUSPECT))
                .extracting(sample -> sample.label("apple_id"))
                .containsExactly("heard@example.org");
    }

    @Test
    void an_owner_that_is_none_of_the_shared_accounts_is_personal() {
        metering.assess(new Fleet()
                .healthyOfOnePerson(token("calm", "1", "anna@example.org"))
                .healthy(token("calm", "2", "mdm@example.org"))
                .assessment());

        assertThat(scrape().of("depwatch_account_personal"))
                .extracting(sample -> sample.label("apple_id"), ScrapeText.Sample::value)
                .containsExactly(tuple("anna@example.org", 1.0));
    }

    @Test
    void the_series_of_what_is_gone_vanish_with_the_next_scrape() {
        metering.assess(Fleet.withEveryProblem());
        scrape();

        metering.assess(new Fleet().healthy(token("calm", "1", "calm@example.org")));

        assertThat(ours(scrape()))
                .containsExactlyInAnyOrder(
                        "depwatch_build_info",
                        "depwatch_account_tokens_suspect",
                        TO_REGENERATE,
                        "depwatch_token_expiry_timestamp_seconds",
                        "depwatch_token_health",
                        "depwatch_token_info",
                        "depwatch_token_last_sync_timestamp_seconds");
    }

    static List<Arguments> hostileNames() {
        return List.of(
                Arguments.of("a quote is escaped", "a\"b", "a\"b"),
                Arguments.of("a backslash is escaped", "a\\nb\\", "a\\nb\\"),
                Arguments.of("a newline is a space", "a\n# TYPE x gauge\nx 1", "a # TYPE x gauge x 1"),
                Arguments.of("braces and commas are plain text", "a\"} 1{b=\",", "a\"} 1{b=\","),
                Arguments.of("10 kB are cut", "x".repeat(10_000), "x".repeat(499) + "…"),
                Arguments.of("a name of just the limit is whole", "x".repeat(500), "x".repeat(500)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hostileNames")
    void a_hostile_name_comes_out_as(String rule, String name, String expected) {
        metering.assess(new Fleet().healthy(named(name)));

        assertThat(scrape().of("depwatch_token_info"))
                .as(rule)
                .singleElement()
                .satisfies(sample -> assertThat(sample.label("token_name")).isEqualTo(expected));
    }

    @Test
    void two_tokens_with_equal_labels_do_not_spoil_the_scrape() {
        metering.assess(new Fleet()
                .healthy(OF_A)
                .failing(OF_A, Cause.FORBIDDEN)
                .healthy(token("school", "x".repeat(600), "a@example.org"))
                .healthy(token("school", "x".repeat(700), "a@example.org")));

        assertThat(scrape().of("depwatch_token_info"))
                .extracting(sample -> sample.label("token_id").length())
                .containsExactlyInAnyOrder(1, 500);
    }

    @Test
    void a_second_collector_is_refused() {
        AssessmentCollector second = new AssessmentCollector(Optional::empty, assessment -> List.of(), "1.2.3");

        assertThatThrownBy(() -> metering.meters().prometheus().register(second))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private ScrapeText scrape() {
        return ScrapeText.parse(metering.scrape());
    }

    private static double value(ScrapeText scrape, String metric, String label, String value) {
        return scrape.of(metric).stream()
                .filter(sample -> sample.labels().equals(Map.of(label, value)))
                .mapToDouble(ScrapeText.Sample::value)
                .findFirst()
                .orElseThrow(() -> new AssertionError(metric + " has no row for " + value));
    }

    private static List<String> ours(ScrapeText scrape) {
        return scrape.metrics().stream()
                .map(DocumentedMetric::name)
                .filter(name -> name.startsWith("depwatch_"))
                .toList();
    }

    private static Token named(String name) {
        return new Token(OF_A.key(), name, OF_A.owner(), name, name, name, OF_A.expiry());
    }
}
