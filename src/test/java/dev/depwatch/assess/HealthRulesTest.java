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

/** The health of each token, and what its own date says. The first warning step is 60 days. */
class HealthRulesTest {
    private static final String OWNER = "it-admin@example.org";
    private static final String OTHER = "other@example.org";

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void the_health_of_a_token(String rule, World world, double minute, List<String> health) {
        assertThat(AssessmentLines.health(world.at(minute))).as(rule).containsExactlyElementsOf(health);
    }

    static Stream<Arguments> the_health_of_a_token() {
        return Stream.of(
                row(
                        "a token that syncs is healthy",
                        one().synced("school", "1", "SUCCESSFUL", 0),
                        0,
                        "school 1 healthy"),
                row("a token without a known sync is unknown", one(), 0, "school 1 unknown"),
                row(
                        "a failing sync state confirms no failure, but is not healthy",
                        one().synced("school", "1", "CONNECTION_ERROR", 0),
                        0,
                        "school 1 unknown"),
                row(
                        "a case that is not open yet changes nothing",
                        one().synced("school", "1", "SUCCESSFUL", 0).seen("school", FORBIDDEN, 0),
                        0,
                        "school 1 healthy"),
                row(
                        "without a log, a token is failing after a lasting sync failure",
                        one().withoutLog("school").syncsFail("school", "1", 0, 30),
                        30,
                        "school 1 failing"),
                row(
                        "a token is not healthy while its instance is invisible",
                        one().withoutLog("school")
                                .synced("school", "1", "SUCCESSFUL", 0)
                                .apiDown("school", 1),
                        5,
                        "school 1 unknown"),
                row(
                        "a short API failure does not make it unknown",
                        one().withoutLog("school")
                                .synced("school", "1", "SUCCESSFUL", 0)
                                .apiDown("school", 1),
                        4.9,
                        "school 1 healthy"),
                row(
                        "with a log, an API failure does not make it unknown",
                        one().synced("school", "1", "SUCCESSFUL", 0).apiDown("school", 1),
                        5,
                        "school 1 healthy"),
                row(
                        "a certain token fails",
                        one().synced("school", "1", "SUCCESSFUL", 0).fails("school", FORBIDDEN, 0, 4),
                        4,
                        "school 1 failing"),
                row(
                        "a token with unsigned terms fails, although it is valid",
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
                        "a token past its date is expired",
                        one().synced("school", "1", "SUCCESSFUL", 0).expires("school", "1", World.minute(0)),
                        0,
                        "school 1 expired"),
                row(
                        "a token that fails because it expired is failing",
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
                        "a content token is at risk on any instance",
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
                        "a token that ends later is not expiring",
                        one().synced("school", "1", "SUCCESSFUL", 0)
                                .expires("school", "1", World.minute(0.1).plus(Duration.ofDays(60))),
                        0,
                        "school 1 healthy"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void the_finding_from_a_tokens_date(String rule, World world, double minute, List<String> expected) {
        assertThat(AssessmentLines.by(world.at(minute))).as(rule).containsExactlyElementsOf(expected);
    }

    static Stream<Arguments> the_finding_from_a_tokens_date() {
        return Stream.of(
                row(
                        "a token within the first warning step needs renewal",
                        one().expires("school", "1", World.minute(60)),
                        0,
                        "school: renew, certain 1 of it-admin@example.org"),
                row(
                        "so does a content token",
                        World.of("school").content("school", "7", OWNER).expires("school", "7", World.minute(60)),
                        0,
                        "school: renew, certain 7 of it-admin@example.org"),
                row(
                        "a date in the configuration counts, with a hint",
                        one().fixedTokens("school").expires("school", "1", World.minute(60)),
                        0,
                        "school: renew, certain 1 of it-admin@example.org AS_CONFIGURED"),
                row(
                        "an expired token is regenerated without any sighting",
                        one().expires("school", "1", World.minute(0)),
                        0,
                        "school: regenerate, certain 1 of it-admin@example.org"),
                row(
                        "a date that passed after the last reading is no certain end",
                        one().expires("school", "1", World.minute(0))
                                .readAt("school", -1)
                                .apiDown("school", -0.5),
                        10,
                        "school: renew, certain 1 of it-admin@example.org"),
                row(
                        "a date that passed before the last reading is an end",
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
                        "a failed sync does not put the end in doubt",
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
                        "a content token from an older reading was not read since",
                        World.of("school")
                                .content("school", "7", OWNER)
                                .expires("school", "7", World.minute(0))
                                .gap("school", Part.CONTENT_TOKENS, 0),
                        2,
                        "school: renew, certain 7 of it-admin@example.org"),
                row(
                        "a case with the same remedy is the same finding",
                        one().expires("school", "1", World.minute(0)).seen("school", TOKEN_EXPIRED, 0),
                        0,
                        "school: regenerate, certain 1 of it-admin@example.org"),
                row(
                        "a token with a later date that a log calls expired may just have been renewed",
                        one().expires("school", "1", World.minute(500_000)).fails("school", TOKEN_EXPIRED, 0, 28),
                        29),
                row(
                        "if the log keeps saying so, something else is wrong, such as a clock",
                        one().expires("school", "1", World.minute(500_000)).fails("school", TOKEN_EXPIRED, 0, 30),
                        30,
                        "school: investigate, certain 1 of it-admin@example.org"),
                row(
                        "a date in the configuration may be wrong",
                        one().fixedTokens("school")
                                .expires("school", "1", World.minute(500_000))
                                .seen("school", TOKEN_EXPIRED, 0),
                        1,
                        "school: regenerate, certain 1 of it-admin@example.org AS_CONFIGURED"),
                row(
                        "a new date ends the failure of an expired token",
                        one().content("school", "7", OWNER)
                                .expires("school", "1", World.minute(-1))
                                .fails("school", OAUTH_REFRESH_FAILED, 0, 10)
                                .renewedUntil(World.minute(500_000), "school", "1", 11)
                                .synced("school", "1", "SUCCESSFUL", 12),
                        13),
                row(
                        "it does not if the failure continues",
                        one().content("school", "7", OWNER)
                                .expires("school", "1", World.minute(-1))
                                .fails("school", OAUTH_REFRESH_FAILED, 0, 16)
                                .renewedUntil(World.minute(500_000), "school", "1", 11),
                        16,
                        "school: regenerate likely, certain 1 of it-admin@example.org CHECK_TERMS_FIRST CONTENT_TOKENS_AT_RISK"),
                row(
                        "a failing token that ends soon has only the failure's remedy",
                        one().expires("school", "1", World.minute(60)).seen("school", TERMS_NOT_SIGNED, 0),
                        4,
                        "school: accept_terms, certain 1 of it-admin@example.org"),
                row(
                        "an expired token is regenerated, whatever the network does",
                        one().expires("school", "1", World.minute(-1))
                                .fails("school", OAUTH_REFRESH_FAILED, 0, 4)
                                .networkFault("school", 3),
                        4,
                        "school: regenerate, certain 1 of it-admin@example.org"),
                row(
                        "unsigned terms come before an expired token",
                        one().expires("school", "1", World.minute(-1)).seen("school", TERMS_NOT_SIGNED, 0),
                        4,
                        "school: accept_terms, certain 1 of it-admin@example.org"));
    }

    @Test
    void a_finding_without_sightings_begins_at_its_date_or_step() {
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
    void a_warning_step_counts_to_the_start_of_the_last_day() {
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
    void without_warning_steps_no_warning_comes_before_the_end() {
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
