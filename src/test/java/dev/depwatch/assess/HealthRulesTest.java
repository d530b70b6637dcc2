package dev.depwatch.assess;

import static dev.depwatch.token.Cause.FORBIDDEN;
import static dev.depwatch.token.Cause.OAUTH_REFRESH_FAILED;
import static dev.depwatch.token.Cause.SERVICE_ERROR;
import static dev.depwatch.token.Cause.TERMS_NOT_SIGNED;
import static dev.depwatch.token.Cause.TOKEN_EXPIRED;
import static dev.depwatch.token.Cause.TOKEN_REJECTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.depwatch.inventory.Reading.Part;
import dev.depwatch.inventory.Reading.Sync;
import dev.depwatch.token.Remedy;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** How each token is, and what its own date says. The first warning step is 60 days. */
class HealthRulesTest {
    private static final String OWNER = "it-admin@example.org";
    private static final String OTHER = "other@example.org";

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void the_first_that_is_true_of_a_token(String rule, World world, double minute, List<String> health) {
        assertThat(AssessmentLines.health(world.at(minute))).as(rule).containsExactlyElementsOf(health);
    }

    static Stream<Arguments> the_first_that_is_true_of_a_token() {
        return Stream.of(
                row(
                        "a token that syncs is healthy",
                        one().synced("school", "1", "SUCCESSFUL", 0),
                        0,
                        "school 1 healthy"),
                row("a token whose sync nobody knows is unknown", one(), 0, "school 1 unknown"),
                row(
                        "a failing sync state confirms no failure, and is not healthy either",
                        one().synced("school", "1", "CONNECTION_ERROR", 0),
                        0,
                        "school 1 unknown"),
                row(
                        "a case that is not open yet changes nothing",
                        one().synced("school", "1", "SUCCESSFUL", 0).seen("school", FORBIDDEN, 0),
                        0,
                        "school 1 healthy"),
                row(
                        "a token whose syncs fail without a log to tell why is failing once that has lasted",
                        one().withoutLog("school").syncsFail("school", "1", 0, 30),
                        30,
                        "school 1 failing"),
                row(
                        "a token is not healthy while nothing is seen of its instance",
                        one().withoutLog("school")
                                .synced("school", "1", "SUCCESSFUL", 0)
                                .apiDown("school", 1),
                        5,
                        "school 1 unknown"),
                row(
                        "an API that is down for a moment does not make it unknown",
                        one().withoutLog("school")
                                .synced("school", "1", "SUCCESSFUL", 0)
                                .apiDown("school", 1),
                        4.9,
                        "school 1 healthy"),
                row(
                        "beside a log an API that is down does not make it unknown",
                        one().synced("school", "1", "SUCCESSFUL", 0).apiDown("school", 1),
                        5,
                        "school 1 healthy"),
                row(
                        "a certain token fails",
                        one().synced("school", "1", "SUCCESSFUL", 0).fails("school", FORBIDDEN, 0, 4),
                        4,
                        "school 1 failing"),
                row(
                        "a token whose terms wait fails, although it is good",
                        one().seen("school", TERMS_NOT_SIGNED, 0),
                        4,
                        "school 1 failing"),
                row(
                        "one of several is suspect",
                        one().ade("school", "2", OTHER).fails("school", FORBIDDEN, 0, 4),
                        4,
                        "school 1 suspect",
                        "school 2 suspect"),
                row(
                        "a token whose time is over is expired",
                        one().synced("school", "1", "SUCCESSFUL", 0).expires("school", "1", World.minute(0)),
                        0,
                        "school 1 expired"),
                row(
                        "a token that fails because its time is over is failing",
                        one().expires("school", "1", World.minute(-1)).seen("school", TOKEN_EXPIRED, 0),
                        4,
                        "school 1 failing"),
                row(
                        "a content token that another server has claimed fails",
                        World.of("school")
                                .content("school", "7", OWNER)
                                .synced("school", "7", Sync.CLAIMED_ELSEWHERE, 0),
                        0,
                        "school 7 failing"),
                row(
                        "a token whose date passed since it was last read is expiring",
                        one().expires("school", "1", World.minute(0))
                                .readAt("school", -1)
                                .apiDown("school", -0.5),
                        10,
                        "school 1 expiring"),
                row(
                        "expired goes before suspect",
                        one().ade("school", "2", OTHER)
                                .expires("school", "1", World.minute(-1))
                                .fails("school", FORBIDDEN, 0, 4),
                        4,
                        "school 1 expired",
                        "school 2 suspect"),
                row(
                        "a content token of an owner whose token is rejected is at risk",
                        one().content("school", "7", OWNER).seen("school", TOKEN_REJECTED, 0),
                        4,
                        "school 1 failing",
                        "school 7 at_risk"),
                row(
                        "a content token is at risk on whatever instance it is",
                        World.of("physics", "school")
                                .ade("school", "1", OWNER)
                                .content("physics", "7", OWNER)
                                .fails("school", FORBIDDEN, 0, 4),
                        4,
                        "physics 7 at_risk",
                        "school 1 failing"),
                row(
                        "a likely rejection puts content tokens at risk too",
                        one().content("school", "7", OWNER).fails("school", OAUTH_REFRESH_FAILED, 0, 4),
                        4,
                        "school 1 failing",
                        "school 7 at_risk"),
                row(
                        "at risk goes before expiring",
                        one().content("school", "7", OWNER)
                                .expires("school", "7", World.minute(60))
                                .fails("school", FORBIDDEN, 0, 4),
                        4,
                        "school 1 failing",
                        "school 7 at_risk"),
                row(
                        "mere expiry of an ADE token puts no content token at risk",
                        one().content("school", "7", OWNER)
                                .synced("school", "7", "SUCCESSFUL", 0)
                                .expires("school", "1", World.minute(-1))
                                .seen("school", TOKEN_EXPIRED, 0),
                        4,
                        "school 1 failing",
                        "school 7 healthy"),
                row(
                        "Apple's outage puts no content token at risk",
                        one().content("school", "7", OWNER)
                                .synced("school", "7", "SUCCESSFUL", 0)
                                .fails("school", SERVICE_ERROR, 0, 40),
                        40,
                        "school 1 failing",
                        "school 7 healthy"),
                row(
                        "a token that ends within the first warning step is expiring",
                        one().synced("school", "1", "SUCCESSFUL", 0)
                                .expires("school", "1", World.minute(0).plus(Duration.ofDays(60))),
                        0,
                        "school 1 expiring"),
                row(
                        "a token that ends later is not",
                        one().synced("school", "1", "SUCCESSFUL", 0)
                                .expires("school", "1", World.minute(0.1).plus(Duration.ofDays(60))),
                        0,
                        "school 1 healthy"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void what_a_tokens_date_says(String rule, World world, double minute, List<String> told) {
        assertThat(AssessmentLines.by(world.at(minute))).as(rule).containsExactlyElementsOf(told);
    }

    static Stream<Arguments> what_a_tokens_date_says() {
        return Stream.of(
                row(
                        "a token within the first warning step is to be renewed in time",
                        one().expires("school", "1", World.minute(60)),
                        0,
                        "school: renew, certain 1 of it-admin@example.org"),
                row(
                        "a content token as well",
                        World.of("school").content("school", "7", OWNER).expires("school", "7", World.minute(60)),
                        0,
                        "school: renew, certain 7 of it-admin@example.org"),
                row(
                        "a date in the configuration is as right as that is",
                        one().fixedTokens("school").expires("school", "1", World.minute(60)),
                        0,
                        "school: renew, certain 1 of it-admin@example.org AS_CONFIGURED"),
                row(
                        "a token whose time is over is to be regenerated, without any sighting",
                        one().expires("school", "1", World.minute(0)),
                        0,
                        "school: regenerate, certain 1 of it-admin@example.org"),
                row(
                        "a date that passed since the API last answered may have been renewed: it is no certain end",
                        one().expires("school", "1", World.minute(0))
                                .readAt("school", -1)
                                .apiDown("school", -0.5),
                        10,
                        "school: renew, certain 1 of it-admin@example.org"),
                row(
                        "a date that had passed when the API last answered is an end, although the API is down now",
                        one().expires("school", "1", World.minute(-1))
                                .readAt("school", -1)
                                .apiDown("school", -0.5),
                        10,
                        "school: regenerate, certain 1 of it-admin@example.org"),
                row(
                        "a date after which the token synced well is no end",
                        one().expires("school", "1", World.minute(0)).synced("school", "1", "SUCCESSFUL", 1),
                        2,
                        "school: renew, certain 1 of it-admin@example.org"),
                row(
                        "a sync that tells failure does not put the end in doubt",
                        one().expires("school", "1", World.minute(0)).synced("school", "1", "CONNECTION_ERROR", 1),
                        2,
                        "school: regenerate, certain 1 of it-admin@example.org"),
                row(
                        "a date in the configuration needs no reading",
                        one().fixedTokens("school")
                                .expires("school", "1", World.minute(0))
                                .readAt("school", -100),
                        0,
                        "school: regenerate, certain 1 of it-admin@example.org AS_CONFIGURED"),
                row(
                        "a content token that is kept over a gap was not read since",
                        World.of("school")
                                .content("school", "7", OWNER)
                                .expires("school", "7", World.minute(0))
                                .gap("school", Part.CONTENT_TOKENS, 0),
                        2,
                        "school: renew, certain 7 of it-admin@example.org"),
                row(
                        "a case that says the same is the same finding",
                        one().expires("school", "1", World.minute(0)).seen("school", TOKEN_EXPIRED, 0),
                        0,
                        "school: regenerate, certain 1 of it-admin@example.org"),
                row(
                        "a token that a log calls expired while its date lies ahead may have been renewed just before",
                        one().expires("school", "1", World.minute(500_000)).fails("school", TOKEN_EXPIRED, 0, 28),
                        29),
                row(
                        "if the log goes on to say so something else is wrong, such as a clock",
                        one().expires("school", "1", World.minute(500_000)).fails("school", TOKEN_EXPIRED, 0, 30),
                        30,
                        "school: investigate, certain 1 of it-admin@example.org"),
                row(
                        "a date in the configuration may be wrong itself",
                        one().fixedTokens("school")
                                .expires("school", "1", World.minute(500_000))
                                .seen("school", TOKEN_EXPIRED, 0),
                        1,
                        "school: regenerate, certain 1 of it-admin@example.org AS_CONFIGURED"),
                row(
                        "a new date explains that what an expired token had to do with is over",
                        one().content("school", "7", OWNER)
                                .expires("school", "1", World.minute(-1))
                                .fails("school", OAUTH_REFRESH_FAILED, 0, 10)
                                .renewedUntil(World.minute(500_000), "school", "1", 11)
                                .synced("school", "1", "SUCCESSFUL", 12),
                        13),
                row(
                        "unless the failure goes on",
                        one().content("school", "7", OWNER)
                                .expires("school", "1", World.minute(-1))
                                .fails("school", OAUTH_REFRESH_FAILED, 0, 16)
                                .renewedUntil(World.minute(500_000), "school", "1", 11),
                        16,
                        "school: regenerate likely, certain 1 of it-admin@example.org CHECK_TERMS_FIRST CONTENT_TOKENS_AT_RISK"),
                row(
                        "a token that ends soon and fails now has the remedy for the failure only",
                        one().expires("school", "1", World.minute(60)).seen("school", TERMS_NOT_SIGNED, 0),
                        4,
                        "school: accept_terms, certain 1 of it-admin@example.org"),
                row(
                        "a token whose time is over is regenerated, whatever the network does",
                        one().expires("school", "1", World.minute(-1))
                                .fails("school", OAUTH_REFRESH_FAILED, 0, 4)
                                .networkFault("school", 3),
                        4,
                        "school: regenerate, certain 1 of it-admin@example.org"),
                row(
                        "unsigned terms go first even if the token's time is over",
                        one().expires("school", "1", World.minute(-1)).seen("school", TERMS_NOT_SIGNED, 0),
                        4,
                        "school: accept_terms, certain 1 of it-admin@example.org"));
    }

    @Test
    void a_finding_without_sightings_began_when_the_date_or_the_warning_step_was_reached() {
        World world = one().expires("school", "1", World.minute(60));

        assertThat(world.at(0).findings()).singleElement().satisfies(finding -> {
            assertThat(finding.since()).isEqualTo(World.minute(60).minus(Duration.ofDays(60)));
            assertThat(finding.lastSeen()).isEqualTo(finding.since());
            assertThat(finding.sightings()).isZero();
        });
        assertThat(world.at(60).findings()).singleElement().satisfies(finding -> {
            assertThat(finding.remedy()).isEqualTo(Remedy.REGENERATE);
            assertThat(finding.since()).isEqualTo(World.minute(60));
        });
    }

    @Test
    void a_warning_step_is_counted_to_the_beginning_of_the_last_day() {
        World world = one().endsOn("school", "1", LocalDate.parse("2027-01-02"));
        Instant step = Instant.parse("2027-01-02T00:00:00Z").minus(Duration.ofDays(60));
        double minute = Duration.between(World.START, step).toMinutes();

        assertThat(world.at(minute - 1).findings()).isEmpty();
        assertThat(world.at(minute).findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.since()).isEqualTo(step));
    }

    @Test
    void a_token_at_risk_has_no_finding_of_its_own() {
        Assessment assessment = one().content("school", "7", OWNER)
                .seen("school", TOKEN_REJECTED, 0)
                .at(4);

        assertThat(assessment.tokens())
                .extracting(TokenHealth::finding)
                .satisfiesExactly(
                        failing -> assertThat(failing)
                                .contains(assessment.findings().get(0)),
                        atRisk -> assertThat(atRisk).isEmpty());
    }

    @Test
    void without_warning_steps_a_token_is_not_spoken_of_before_its_end() {
        World world = one().expires("school", "1", World.minute(60));

        Assessment assessment = new Assessor(new Policy(Duration.ofMinutes(2), List.of()))
                .assess(world.cases(0), world.logs(0), world.inventory(0), World.minute(0));

        assertThat(assessment.findings()).isEmpty();
    }

    private static World one() {
        return World.of("school").ade("school", "1", OWNER);
    }

    private static Arguments row(String rule, World world, double minute, String... expected) {
        return arguments(rule, world, minute, List.of(expected));
    }
}
