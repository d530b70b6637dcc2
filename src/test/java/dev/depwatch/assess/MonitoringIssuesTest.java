package dev.depwatch.assess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.depwatch.assess.MonitoringIssue.Kind;
import dev.depwatch.inventory.Reading.Part;
import dev.depwatch.inventory.TokenSourceException;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Instance;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What keeps depwatch itself from seeing. */
class MonitoringIssuesTest {
    @Test
    void an_instance_that_is_seen_whole_is_no_trouble() {
        assertThat(World.of("school").at(10).issues()).isEmpty();
    }

    @Test
    void a_log_that_cannot_be_followed_is_told_after_two_syncs() {
        World world = World.of("school").deafSince("school", 0);

        assertThat(world.at(3.9).issues()).isEmpty();
        assertThat(world.at(4).issues())
                .containsExactly(
                        new MonitoringIssue(instance(), Kind.LOG_NOT_FOLLOWED, "log: no such file.", World.minute(0)));
    }

    @Test
    void a_log_without_one_understood_record_is_told_loudly() {
        World world = World.of("school").log("school", "log", status -> Logs.notUnderstood(status, World.minute(0)));

        assertThat(world.at(3.9).issues()).isEmpty();
        assertThat(world.at(4).issues()).singleElement().satisfies(issue -> {
            assertThat(issue.kind()).isEqualTo(Kind.LAYOUT_NOT_UNDERSTOOD);
            assertThat(issue.sentence())
                    .startsWith("log grows, but no record in it is understood")
                    .contains("[%-25.25c{1}]");
            assertThat(issue.since()).isEqualTo(World.minute(0));
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            PT2H        | The times in log are 2 h ahead of this host's clock. Set timeZone of the instance "school" to the zone Jamf Pro runs in: its offset from UTC is 2 h more than that of the zone in use now.
            -PT5H30M20S | The times in log are 5 h 30 min behind this host's clock. Set timeZone of the instance "school" to the zone Jamf Pro runs in: its offset from UTC is 5 h 30 min less than that of the zone in use now.
            PT58M30S    | The times in log are 59 min ahead of this host's clock. Set timeZone of the instance "school" to the zone Jamf Pro runs in: its offset from UTC is 1 h more than that of the zone in use now.
            PT48H       | The times in log are 48 h ahead of this host's clock. Set the clock of the host that writes it, or of this one: both should follow a time server.
            PT23M       | The times in log are 23 min ahead of this host's clock. Set the clock of the host that writes it, or of this one: both should follow a time server.
            """)
    void a_clock_that_differs_is_told_with_what_to_set(Duration difference, String sentence) {
        assertThat(World.of("school").clockAhead("school", difference).at(0).issues())
                .singleElement()
                .satisfies(issue -> {
                    assertThat(issue.kind()).isEqualTo(Kind.CLOCK_DIFFERS);
                    assertThat(issue.sentence()).isEqualTo(sentence);
                });
    }

    @Test
    void ten_minutes_of_difference_are_none() {
        assertThat(World.of("school")
                        .clockAhead("school", Duration.ofMinutes(10))
                        .at(0)
                        .issues())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"CREDENTIALS, 4", "PRIVILEGE, 4", "ANSWER, 4", "UNREACHABLE, 30", "UNAVAILABLE, 30"})
    void tokens_that_cannot_be_read_are_told_after_two_syncs_or_once_it_is_no_restart(
            TokenSourceException.Kind kind, double minute) {
        World world = World.of("school").apiFails("school", kind, 0);

        assertThat(world.at(minute - 0.1).issues()).isEmpty();
        assertThat(world.at(minute).issues())
                .isEqualTo(List.of(new MonitoringIssue(
                        instance(), Kind.TOKENS_NOT_READ, "No answer from Jamf Pro.", World.minute(0))));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "TERMS")
    void a_part_that_cannot_be_read_is_told_after_two_syncs(Part part) {
        World world = World.of("school").gap("school", part, 0);

        assertThat(world.at(3.9).issues()).isEmpty();
        assertThat(world.at(4).issues())
                .containsExactly(new MonitoringIssue(
                        instance(),
                        Kind.TOKENS_NOT_READ,
                        part.displayName() + " cannot be read: no privilege.",
                        World.minute(0)));
    }

    @Test
    void an_instance_without_a_log_whose_api_is_down_is_not_seen_at_all() {
        World world = World.of("school").withoutLog("school").apiDown("school", 0);

        assertThat(world.at(29.9).issues()).isEmpty();
        assertThat(world.at(30).issues())
                .containsExactly(new MonitoringIssue(
                        instance(), Kind.NOTHING_SEEN, "No answer from Jamf Pro.", World.minute(0)));
    }

    @Test
    void notifications_that_cannot_be_read_are_a_trouble_where_no_log_tells_of_terms() {
        assertThat(World.of("school")
                        .withoutLog("school")
                        .gap("school", Part.TERMS, 0)
                        .at(60)
                        .issues())
                .extracting(MonitoringIssue::kind)
                .containsExactly(Kind.TOKENS_NOT_READ);
    }

    @Test
    void notifications_that_cannot_be_read_are_no_trouble_since_the_advice_says_to_check_the_terms() {
        assertThat(World.of("school").gap("school", Part.TERMS, 0).at(60).issues())
                .isEmpty();
    }

    @Test
    void syncs_that_fail_and_stand_in_no_log_are_told_after_thirty_minutes() {
        World world = World.of("school")
                .ade("school", "1", "it-admin@example.org")
                .says("school", "1", "OK", -60)
                .says("school", "1", "CONNECTION_ERROR", 0);

        assertThat(world.at(29.9).issues()).isEmpty();
        assertThat(world.at(30).issues())
                .containsExactly(new MonitoringIssue(
                        instance(),
                        Kind.FAILURE_NOT_LOGGED,
                        "Jamf Pro says that the sync of \"token 1\" fails (CONNECTION_ERROR), and log tells of no failure."
                                + " In a cluster the primary node's log alone does: follow that one. Else look for its"
                                + " records of this time: they may be in words that depwatch does not know.",
                        World.minute(0)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void syncs_that_fail_are_no_trouble_of_depwatchs(String why, World world) {
        assertThat(world.ade("school", "1", "it-admin@example.org")
                        .says("school", "1", "CONNECTION_ERROR", 0)
                        .at(60)
                        .issues())
                .as(why)
                .extracting(MonitoringIssue::kind)
                .doesNotContain(Kind.FAILURE_NOT_LOGGED);
    }

    static Stream<Arguments> syncs_that_fail_are_no_trouble_of_depwatchs() {
        return Stream.of(
                arguments("the log tells of them", World.of("school").fails("school", Cause.FORBIDDEN, 0, 60)),
                arguments("it told of them just now", World.of("school").seen("school", Cause.FORBIDDEN, 40)),
                arguments("it is only being read", World.of("school").catchingUp("school")),
                arguments("it cannot be read, which is told", World.of("school").deafSince("school", 0)),
                arguments("how tokens sync cannot be read", World.of("school").gap("school", Part.SYNCS, 50)),
                arguments(
                        "they are heard of since a start just now",
                        World.of("school").heardSince("school", 40)),
                arguments(
                        "they are the case where there is no log",
                        World.of("school").withoutLog("school")),
                arguments(
                        "nobody knows whether they still fail",
                        World.of("school").apiDown("school", 50)));
    }

    @Test
    void one_record_explains_them_for_half_an_hour_and_no_longer() {
        World world = World.of("school")
                .ade("school", "1", "it-admin@example.org")
                .says("school", "1", "OK", -60)
                .says("school", "1", "CONNECTION_ERROR", 0)
                .seen("school", Cause.OAUTH_REFRESH_FAILED, 5);

        assertThat(world.at(34.9).issues()).isEmpty();
        assertThat(world.at(35).issues()).extracting(MonitoringIssue::kind).containsExactly(Kind.FAILURE_NOT_LOGGED);
    }

    @Test
    void nor_those_of_a_token_whose_date_is_over_which_is_told_as_that() {
        World world = World.of("school")
                .ade("school", "1", "it-admin@example.org")
                .expires("school", "1", World.minute(-5))
                .says("school", "1", "CONNECTION_ERROR", 0);

        assertThat(world.at(60).issues()).isEmpty();
    }

    @Test
    void nor_those_that_have_ended() {
        World world = World.of("school")
                .ade("school", "1", "it-admin@example.org")
                .says("school", "1", "CONNECTION_ERROR", 0)
                .says("school", "1", "OK", 50);

        assertThat(world.at(60).issues()).isEmpty();
    }

    private static Instance instance() {
        return new Instance("school");
    }
}
