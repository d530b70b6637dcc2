package dev.depwatch.assess;

import static dev.depwatch.token.Cause.CONTENT_TOKEN_INVALID;
import static dev.depwatch.token.Cause.FORBIDDEN;
import static dev.depwatch.token.Cause.SERVER_INACTIVE;
import static dev.depwatch.token.Cause.TOKEN_EXPIRED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.depwatch.inventory.Reading.Part;
import dev.depwatch.logs.LogName;
import dev.depwatch.token.Instance;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Is it over? Each world fails from minute 0 to 4 unless it says otherwise. */
class EndingTest {
    private static final String OWNER = "it-admin@example.org";

    @ParameterizedTest(name = "{0}")
    @MethodSource({"replaced", "synced", "silence", "gone", "old_news"})
    void whether_a_case_is_over(String rule, World world, double minute, List<String> ended) {
        Assessment assessment = world.at(minute);

        assertThat(Told.ended(assessment)).as(rule).containsExactlyElementsOf(ended);
    }

    static Stream<Arguments> replaced() {
        return Stream.of(
                row(
                        "a replaced token and three quiet syncs are an end",
                        failing().replaced("school", "1", 3),
                        10,
                        "school forbidden replaced"),
                row("two quiet syncs are not enough", failing().replaced("school", "1", 3), 9.9),
                row(
                        "the three syncs begin when the replacement is seen",
                        failing().synced("school", "1", "OK", 0).replaced("school", "1", 20),
                        25.9),
                row(
                        "a replacement that is seen late is one",
                        failing().synced("school", "1", "OK", 0).replaced("school", "1", 20),
                        26,
                        "school forbidden replaced"),
                row(
                        "a replacement after which the failures went on was not the right one",
                        school().replaced("school", "1", 3)
                                .synced("school", "1", "OK", 0)
                                .fails("school", FORBIDDEN, 0, 10),
                        20),
                row(
                        "a token that was replaced before the case began is not replaced",
                        failing().synced("school", "1", "OK", 0).replaced("school", "1", -5),
                        20),
                row(
                        "of two candidates both have to be good",
                        failing()
                                .ade("school", "2", OWNER)
                                .synced("school", "2", "OK", 0)
                                .replaced("school", "1", 3),
                        20),
                row(
                        "where the cause is expiry the token that was renewed is the one",
                        school().ade("school", "2", OWNER)
                                .synced("school", "2", "OK", 0)
                                .replaced("school", "1", 3)
                                .seen("school", TOKEN_EXPIRED, 0, 2),
                        9,
                        "school token_expired replaced"));
    }

    static Stream<Arguments> synced() {
        return Stream.of(
                row(
                        "a newer sync and the quiet window are an end",
                        failing().synced("school", "1", "OK", 12),
                        19,
                        "school forbidden synced"),
                row(
                        "a newer sync alone proves nothing, for nobody knows all its words",
                        failing().synced("school", "1", "OK", 12),
                        18.9),
                row(
                        "a sync from before the last sighting proves nothing",
                        failing().synced("school", "1", "OK", 3),
                        60),
                row(
                        "a sync of another candidate is not everybody's",
                        failing()
                                .ade("school", "2", OWNER)
                                .synced("school", "1", "OK", 12)
                                .synced("school", "2", "OK", 3),
                        60),
                row(
                        "two candidates that both synced are an end",
                        failing()
                                .ade("school", "2", OWNER)
                                .synced("school", "1", "OK", 12)
                                .synced("school", "2", "OK", 12),
                        19,
                        "school forbidden synced"),
                row(
                        "the proof is the weakest of the candidates'",
                        failing()
                                .ade("school", "2", OWNER)
                                .synced("school", "2", "OK", 12)
                                .replaced("school", "1", 3),
                        19,
                        "school forbidden synced"),
                row(
                        "the quiet window is three times the longest gap",
                        school().seen("school", FORBIDDEN, 0, 20).synced("school", "1", "OK", 70),
                        79.9),
                row(
                        "after three times the longest gap a newer sync is an end",
                        school().seen("school", FORBIDDEN, 0, 20).synced("school", "1", "OK", 70),
                        80,
                        "school forbidden synced"),
                row(
                        "what does not come with every sync has to be quiet for a day",
                        school().seen("school", SERVER_INACTIVE, 0).synced("school", "1", "OK", 600),
                        1439),
                row(
                        "what does not come with every sync is over after a quiet day",
                        school().seen("school", SERVER_INACTIVE, 0).synced("school", "1", "OK", 600),
                        1440,
                        "school server_inactive synced"),
                row(
                        "a log that cannot be followed is not quiet",
                        failing().synced("school", "1", "OK", 12).deafSince("school", 6),
                        60),
                row(
                        "a log that is not caught up is not quiet",
                        failing().synced("school", "1", "OK", 12).catchingUp("school"),
                        60));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "clientContextMismatch",
                "CONNECTION_ERROR",
                "SYNC_FAILED",
                "Expired",
                "TOKEN_REJECTED",
                "invalid",
                "FORBIDDEN",
                "ACCESS_DENIED",
                "TIMEOUT",
                "T_C_NOT_SIGNED",
                "UNAUTHORIZED",
                "REVOKED"
            })
    void a_state_with_a_word_of_failure_is_never_good(String state) {
        assertThat(Told.ended(failing().synced("school", "1", state, 12).at(600)))
                .isEmpty();
    }

    static Stream<Arguments> silence() {
        return Stream.of(
                row(
                        "without a sync state silence for 15 minutes is an end that nobody saw",
                        failing(),
                        19,
                        "school forbidden not_seen_since"),
                row("less than 15 minutes are no silence", failing(), 18.9),
                row(
                        "with fixed tokens silence is all there is",
                        failing().fixedTokens("school"),
                        19,
                        "school forbidden not_seen_since"),
                row(
                        "without any inventory silence is all there is",
                        failing().withoutInventory("school"),
                        19,
                        "school forbidden not_seen_since"),
                row(
                        "with an API whose sync state is old, silence is no proof",
                        failing().synced("school", "1", "OK", 0),
                        600),
                row(
                        "an API that has been down for less than 30 minutes may come back with a proof",
                        failing().synced("school", "1", "OK", 0).apiDown("school", 5),
                        34.9),
                row(
                        "an API that has been down for 30 minutes proves nothing any more",
                        failing().synced("school", "1", "OK", 0).apiDown("school", 5),
                        35,
                        "school forbidden not_seen_since"),
                row(
                        "an API that has never answered and is down for 30 minutes proves nothing",
                        failing().neverRead("school").apiDown("school", 1),
                        31,
                        "school forbidden not_seen_since"),
                row("an API that has never answered may do so", failing().neverRead("school"), 31),
                row("silence is three times the longest gap", school().seen("school", FORBIDDEN, 0, 20), 79.9),
                row(
                        "after three times the longest gap silence counts",
                        school().seen("school", FORBIDDEN, 0, 20),
                        80,
                        "school forbidden not_seen_since"),
                row(
                        "an unreadable content token has to be silent for a day",
                        World.of("school").content("school", "7", OWNER).seen("school", CONTENT_TOKEN_INVALID, 0, 1),
                        1440),
                row(
                        "silence counts only while other records kept arriving",
                        failing().silentSince("school", 18),
                        600),
                row(
                        "a record after the window shows that the log was heard",
                        failing().silentSince("school", 19),
                        600,
                        "school forbidden not_seen_since"),
                row(
                        "every node's log has to be heard",
                        failing()
                                .log(
                                        "school",
                                        "node2",
                                        status -> Logs.with(status, true, Optional.empty(), Optional.empty())),
                        600),
                row("a log that cannot be followed is not silent", failing().deafSince("school", 6), 600),
                row(
                        "a Jamf Pro that syncs every 2 s needs 15 s of silence",
                        school().syncEvery(Duration.ofSeconds(2)).seen("school", FORBIDDEN, 0, 0.1),
                        0.4,
                        "school forbidden not_seen_since"));
    }

    static Stream<Arguments> gone() {
        return Stream.of(
                row(
                        "a token that is gone from the instance fails no more",
                        failing().removed("school"),
                        10,
                        "school forbidden token_removed"),
                row(
                        "a token that is gone is missed for three quiet syncs",
                        failing().removed("school"),
                        9.9),
                row(
                        "a token that is gone from fixed tokens is only not named",
                        failing().fixedTokens("school").removed("school"),
                        10),
                row(
                        "content tokens that cannot be read are not gone",
                        World.of("school")
                                .gap("school", Part.CONTENT_TOKENS, -5)
                                .seen("school", CONTENT_TOKEN_INVALID, 0, 1),
                        1439),
                row(
                        "where content tokens cannot be read silence is all there is",
                        World.of("school")
                                .gap("school", Part.CONTENT_TOKENS, -5)
                                .seen("school", CONTENT_TOKEN_INVALID, 0, 1),
                        1441,
                        "school content_token_invalid not_seen_since"),
                row(
                        "an ADE token is gone also where content tokens cannot be read",
                        failing().removed("school").gap("school", Part.CONTENT_TOKENS, -5),
                        10,
                        "school forbidden token_removed"),
                row(
                        "an instance that nobody watches has no open case",
                        failing().gone("school"),
                        5,
                        "school forbidden no_longer_watched"));
    }

    static Stream<Arguments> old_news() {
        return Stream.of(
                row(
                        "a caught-up case that was over by then is history at once",
                        old().synced("school", "1", "OK", -60),
                        0,
                        "school forbidden not_seen_since"),
                row(
                        "it is history also if nothing was written since",
                        old().silentSince("school", -100),
                        0,
                        "school forbidden not_seen_since"),
                row(
                        "unless the API says that the token fails",
                        old().synced("school", "1", "CONNECTION_ERROR", -60),
                        0),
                row("an API that is being asked is heard first", old().readAt("school", -1), 0.5),
                row(
                        "an API that does not answer holds nothing up",
                        old().readAt("school", -1).apiDown("school", -1),
                        0.5,
                        "school forbidden not_seen_since"),
                row("nothing is history before the log is caught up", old().catchingUp("school"), 0),
                row(
                        "a last sighting within the window is still going on",
                        school().read("school", "log", FORBIDDEN, false, -14, 0)
                                .read("school", "log", FORBIDDEN, false, -12, 0),
                        0),
                row(
                        "a record that is read a minute late is not old, however short the sync interval",
                        school().syncEvery(Duration.ofSeconds(2)).read("school", "log", FORBIDDEN, false, -1, 0),
                        0),
                row(
                        "a log whose clock is an hour behind is not an hour old",
                        old().clockAhead("school", Duration.ofHours(-1)),
                        0));
    }

    @Test
    void what_has_ended_is_no_finding_any_more() {
        assertThat(Told.by(failing().at(18.9))).isNotEmpty();
        assertThat(Told.by(failing().at(19))).isEmpty();
    }

    @Test
    void what_has_ended_is_among_the_recently_ended_so_that_its_proof_can_be_told() {
        Assessment assessment = failing().at(19);

        assertThat(assessment.recentlyEnded()).isEqualTo(assessment.ended()).hasSize(1);
        assertThat(assessment.cases()).isEmpty();
    }

    @Test
    void what_ended_more_than_an_hour_ago_is_not_recent() {
        World world = failing().closed("school", FORBIDDEN, 20);

        assertThat(world.at(80).recentlyEnded()).hasSize(1);
        assertThat(world.at(80.1).recentlyEnded()).isEmpty();
    }

    @Test
    void a_case_is_compared_by_the_time_of_reading_where_the_logs_clock_differs() {
        World world = World.of("school").ade("school", "1", OWNER).clockAhead("school", Duration.ofHours(-2));
        world.read("school", "log", FORBIDDEN, false, -120, 0).read("school", "log", FORBIDDEN, false, -118, 2);

        assertThat(world.at(2).findings()).singleElement().satisfies(finding -> {
            assertThat(finding.since()).isEqualTo(World.minute(0));
            assertThat(finding.lastSeen()).isEqualTo(World.minute(2));
        });
    }

    @Test
    void a_case_begins_when_it_was_logged_although_it_was_read_later() {
        World world =
                school().read("school", "log", FORBIDDEN, false, -14, 0).read("school", "log", FORBIDDEN, false, -2, 0);

        assertThat(world.at(0).findings())
                .singleElement()
                .extracting(Finding::since, Finding::lastSeen)
                .containsExactly(World.minute(-14), World.minute(-2));
    }

    @Test
    void an_instance_that_is_followed_but_has_no_inventory_is_watched() {
        World world = failing();

        Assessment assessment = new Assessor(new Policy(Duration.ofMinutes(2), World.STEPS, List.of()))
                .assess(
                        world.cases(5),
                        List.of(Logs.heard(new LogName(new Instance("school"), "log"), World.minute(5))),
                        Map.of(),
                        World.minute(5));

        assertThat(assessment.ended()).isEmpty();
        assertThat(assessment.cases()).hasSize(1);
    }

    private static World school() {
        return World.of("school").ade("school", "1", OWNER);
    }

    private static World failing() {
        return school().fails("school", FORBIDDEN, 0, 4);
    }

    /** Two hours old when it is read at minute 0. */
    private static World old() {
        return school().read("school", "log", FORBIDDEN, false, -124, 0)
                .read("school", "log", FORBIDDEN, false, -120, 0);
    }

    private static Arguments row(String rule, World world, double minute, String... ended) {
        return arguments(rule, world, minute, List.of(ended));
    }
}
