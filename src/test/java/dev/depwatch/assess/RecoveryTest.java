package dev.depwatch.assess;

import static dev.depwatch.token.Cause.CONTENT_TOKEN_INVALID;
import static dev.depwatch.token.Cause.FORBIDDEN;
import static dev.depwatch.token.Cause.SERVER_INACTIVE;
import static dev.depwatch.token.Cause.SERVICE_ERROR;
import static dev.depwatch.token.Cause.TERMS_NOT_SIGNED;
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
class RecoveryTest {
    private static final String OWNER = "it-admin@example.org";
    private static final String ERROR = "CONNECTION_ERROR";

    @ParameterizedTest(name = "{0}")
    @MethodSource({
        "replaced",
        "synced",
        "known_good",
        "several_tokens",
        "silence",
        "cluster",
        "gone",
        "old_news",
        "without_log",
        "notified"
    })
    void whether_a_case_is_over(String rule, World world, double minute, List<String> ended) {
        Assessment assessment = world.at(minute);

        assertThat(AssessmentLines.ended(assessment)).as(rule).containsExactlyElementsOf(ended);
    }

    static Stream<Arguments> replaced() {
        return Stream.of(
                row(
                        "a new token that synced well and three quiet syncs are an end",
                        failing().replaced("school", "1", 5).synced("school", "1", "SUCCESSFUL", 6),
                        10,
                        "school forbidden replaced"),
                row(
                        "two quiet syncs are not enough",
                        failing().replaced("school", "1", 5).synced("school", "1", "SUCCESSFUL", 6),
                        9.9),
                row(
                        "a new token that has not synced is no end",
                        failing().synced("school", "1", "OK", 0).replaced("school", "1", 20),
                        25.9),
                row(
                        "three syncs later only silence is left, which is no proof",
                        failing().synced("school", "1", "OK", 0).replaced("school", "1", 20),
                        26,
                        "school forbidden not_seen_since"),
                row(
                        "a replacement followed by failures is no end",
                        school().replaced("school", "1", 3)
                                .synced("school", "1", "OK", 0)
                                .fails("school", FORBIDDEN, 0, 10),
                        20),
                row(
                        "nor is one followed by failed syncs",
                        failing().synced("school", "1", ERROR, 4).replaced("school", "1", 3),
                        60),
                row(
                        "a failed sync before the replacement proves nothing about it",
                        failing().synced("school", "1", ERROR, 2).replaced("school", "1", 5),
                        19,
                        "school forbidden not_seen_since"),
                row(
                        "a replacement before the case began does not count",
                        failing().synced("school", "1", "OK", 0).replaced("school", "1", -5),
                        20),
                row(
                        "both of two candidates must be good",
                        failing()
                                .ade("school", "2", OWNER)
                                .synced("school", "2", "OK", 0)
                                .replaced("school", "1", 3),
                        20),
                row(
                        "a new token without further log records is not proven good",
                        failing().replaced("school", "1", 6).silentSince("school", 5),
                        30),
                row(
                        "if the cause is expiry, the renewed token is the one",
                        school().ade("school", "2", OWNER)
                                .synced("school", "2", "OK", 0)
                                .replaced("school", "1", 3)
                                .synced("school", "1", "SUCCESSFUL", 4)
                                .seen("school", TOKEN_EXPIRED, 0, 2),
                        9,
                        "school token_expired replaced"));
    }

    static Stream<Arguments> synced() {
        return Stream.of(
                row(
                        "a newer sync with an unknown word and the quiet window are an end without proof",
                        failing().synced("school", "1", "OK", 12),
                        19,
                        "school forbidden not_seen_since"),
                row("without the quiet window they are no end", failing().synced("school", "1", "OK", 12), 18.9),
                row(
                        "a sync from before the last sighting proves nothing",
                        failing().synced("school", "1", "OK", 3),
                        60),
                row(
                        "a sync of one candidate does not clear the other",
                        failing()
                                .ade("school", "2", OWNER)
                                .synced("school", "1", "OK", 12)
                                .synced("school", "2", "OK", 3),
                        60),
                row(
                        "the syncs of both candidates are an end",
                        failing()
                                .ade("school", "2", OWNER)
                                .synced("school", "1", "OK", 12)
                                .synced("school", "2", "OK", 12),
                        19,
                        "school forbidden not_seen_since"),
                row(
                        "the proof is the weakest of the candidates'",
                        failing()
                                .ade("school", "2", OWNER)
                                .synced("school", "2", "OK", 12)
                                .replaced("school", "1", 5)
                                .synced("school", "1", "SUCCESSFUL", 6),
                        19,
                        "school forbidden not_seen_since"),
                row(
                        "the quiet window is three times the longest gap",
                        school().seen("school", FORBIDDEN, 0, 20).synced("school", "1", "OK", 70),
                        79.9),
                row(
                        "after three times the longest gap a newer sync is an end",
                        school().seen("school", FORBIDDEN, 0, 20).synced("school", "1", "OK", 70),
                        80,
                        "school forbidden not_seen_since"),
                row(
                        "a gap of weeks is an outage; one quiet day is enough",
                        school().seen("school", FORBIDDEN, 0, 50_000).synced("school", "1", "OK", 51_000),
                        51_440,
                        "school forbidden not_seen_since"),
                row(
                        "less than a day is not enough",
                        school().seen("school", FORBIDDEN, 0, 50_000).synced("school", "1", "OK", 51_000),
                        51_439),
                row(
                        "one quiet week is enough for an intermittent cause",
                        school().seen("school", SERVER_INACTIVE, 0, 50_000).synced("school", "1", "OK", 51_000),
                        60_080,
                        "school server_inactive not_seen_since"),
                row(
                        "an intermittent cause must be quiet for a day",
                        school().seen("school", SERVER_INACTIVE, 0).synced("school", "1", "OK", 600),
                        1439),
                row(
                        "an intermittent cause is over after a quiet day",
                        school().seen("school", SERVER_INACTIVE, 0).synced("school", "1", "OK", 600),
                        1440,
                        "school server_inactive not_seen_since"),
                row(
                        "a log that cannot be followed is not quiet",
                        failing().synced("school", "1", "OK", 12).unfollowedSince("school", 6),
                        60),
                row(
                        "a log that is not caught up is not quiet",
                        failing().synced("school", "1", "OK", 12).catchingUp("school"),
                        60));
    }

    static Stream<Arguments> known_good() {
        return Stream.of(
                row(
                        "a newer sync with a word known to be good needs three quiet syncs",
                        failing().knownGood("school", "1", "OK").synced("school", "1", "OK", 6),
                        10,
                        "school forbidden synced"),
                row(
                        "two quiet syncs are not enough",
                        failing().knownGood("school", "1", "OK").synced("school", "1", "OK", 6),
                        9.9),
                row(
                        "a word is good only after an hour without a failure",
                        failing()
                                .quiet("school", "1", "OK", Duration.ofMinutes(59))
                                .synced("school", "1", "OK", 6),
                        18.9),
                row(
                        "another word is not good",
                        failing().knownGood("school", "1", "OK").synced("school", "1", "BUSY", 6),
                        18.9),
                row(
                        "a good word of a sync from before the last sighting proves nothing",
                        failing().knownGood("school", "1", "OK").synced("school", "1", "OK", 4),
                        600),
                row(
                        "the hour scales with the sync interval",
                        school().syncEvery(Duration.ofSeconds(2))
                                .seen("school", FORBIDDEN, 0, 0.1)
                                .quiet("school", "1", "OK", Duration.ofMinutes(1))
                                .synced("school", "1", "OK", 0.15),
                        0.2,
                        "school forbidden synced"),
                row(
                        "both of two candidates must be good; an unknown word needs the quiet window",
                        failing()
                                .ade("school", "2", OWNER)
                                .knownGood("school", "1", "OK")
                                .synced("school", "1", "OK", 6)
                                .synced("school", "2", "OK", 6),
                        18.9),
                row(
                        "a word that may have been there all the time does not end an intermittent cause",
                        school().seen("school", SERVER_INACTIVE, 0)
                                .knownGood("school", "1", "OK")
                                .says("school", "1", "OK", -60),
                        1439),
                row(
                        "a good word after a failing one ends it",
                        school().seen("school", SERVER_INACTIVE, 0)
                                .knownGood("school", "1", "OK")
                                .says("school", "1", ERROR, 0.5)
                                .says("school", "1", "OK", 10.5),
                        11,
                        "school server_inactive synced"));
    }

    static Stream<Arguments> several_tokens() {
        return Stream.of(
                row(
                        "only the token that changed to failing must be good again",
                        failing()
                                .ade("school", "2", OWNER)
                                .says("school", "1", ERROR, 0.5)
                                .says("school", "1", "OK", 5)
                                .knownGood("school", "1", "OK"),
                        10,
                        "school forbidden synced"),
                row(
                        "all that changed must be good again",
                        failing()
                                .ade("school", "2", OWNER)
                                .says("school", "1", ERROR, 0.5)
                                .says("school", "1", "OK", 5)
                                .says("school", "2", ERROR, 0.5),
                        600),
                row(
                        "a token that fails for another reason keeps only its own case open",
                        failing()
                                .ade("school", "2", OWNER)
                                .says("school", "1", "OK", -60)
                                .says("school", "1", ERROR, 0.5)
                                .says("school", "1", "OK", 5)
                                .says("school", "2", "OK", -60)
                                .says("school", "2", ERROR, 20.5)
                                .fails("school", TERMS_NOT_SIGNED, 20, 40),
                        40,
                        "school forbidden not_seen_since"),
                row(
                        "of two cases that began together, the one with the renewed token ends",
                        school().ade("school", "2", OWNER)
                                .says("school", "1", ERROR, 0.5)
                                .says("school", "1", "OK", 10.5)
                                .says("school", "2", ERROR, 0.5)
                                .fails("school", FORBIDDEN, 0, 10)
                                .fails("school", TERMS_NOT_SIGNED, 1, 31),
                        31,
                        "school forbidden not_seen_since"));
    }

    static Stream<Arguments> cluster() {
        return Stream.of(
                row(
                        "failures that another node logs later are not over",
                        failing().synced("school", "1", "OK", 3).read("school", "node2", FORBIDDEN, false, 18, 18),
                        30),
                row(
                        "nor are they if the first node stops writing",
                        failing().silentSince("school", 4).read("school", "node2", FORBIDDEN, false, 18, 18),
                        30),
                row(
                        "the silence of a node that writes nothing proves nothing",
                        failing().silentSince("school", 5).log("school", "node2", status -> status),
                        600),
                row(
                        "if all nodes write without a failure, it has not been seen since",
                        failing().log("school", "node2", status -> status),
                        19,
                        "school forbidden not_seen_since"));
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
    void a_failing_state_is_never_good(String state) {
        assertThat(AssessmentLines.ended(
                        failing().synced("school", "1", state, 12).at(600)))
                .isEmpty();
    }

    static Stream<Arguments> silence() {
        return Stream.of(
                row(
                        "without a sync state, 15 minutes of silence are an end without proof",
                        failing(),
                        19,
                        "school forbidden not_seen_since"),
                row("less than 15 minutes are no silence", failing(), 18.9),
                row(
                        "with fixed tokens only silence is left",
                        failing().fixedTokens("school"),
                        19,
                        "school forbidden not_seen_since"),
                row(
                        "without any inventory only silence is left",
                        failing().withoutInventory("school"),
                        19,
                        "school forbidden not_seen_since"),
                row("with an old sync state, silence is no proof", failing().synced("school", "1", "OK", 0), 600),
                row(
                        "an API down for less than 30 minutes may return with a proof",
                        failing().synced("school", "1", "OK", 0).apiDown("school", 5),
                        34.9),
                row(
                        "an API down for 30 minutes proves nothing any more",
                        failing().synced("school", "1", "OK", 0).apiDown("school", 5),
                        35,
                        "school forbidden not_seen_since"),
                row(
                        "an API that has never answered and is down for 30 minutes proves nothing",
                        failing().neverRead("school").apiDown("school", 1),
                        31,
                        "school forbidden not_seen_since"),
                row(
                        "syncs unread for less than 30 minutes may return with a proof",
                        failing().synced("school", "1", "OK", 0).gap("school", Part.SYNCS, 5),
                        34.9),
                row(
                        "syncs unread for 30 minutes prove nothing any more",
                        failing().synced("school", "1", "OK", 0).gap("school", Part.SYNCS, 5),
                        35,
                        "school forbidden not_seen_since"),
                row("an API that has never answered may still do so", failing().neverRead("school"), 31),
                row("silence is three times the longest gap", school().seen("school", FORBIDDEN, 0, 20), 79.9),
                row(
                        "after three times the longest gap silence counts",
                        school().seen("school", FORBIDDEN, 0, 20),
                        80,
                        "school forbidden not_seen_since"),
                row(
                        "an unreadable content token must be silent for a day",
                        World.of("school").content("school", "7", OWNER).seen("school", CONTENT_TOKEN_INVALID, 0, 1),
                        1440),
                row(
                        "silence counts only while other records kept arriving",
                        failing().silentSince("school", 18),
                        600),
                row(
                        "a record after the window shows that depwatch heard the log",
                        failing().silentSince("school", 19),
                        600,
                        "school forbidden not_seen_since"),
                row(
                        "depwatch must hear every node's log",
                        failing()
                                .log(
                                        "school",
                                        "node2",
                                        status -> Logs.with(status, true, Optional.empty(), Optional.empty())),
                        600),
                row("a log that cannot be followed is not silent", failing().unfollowedSince("school", 6), 600),
                row(
                        "a Jamf Pro that syncs every 2 s needs 15 s of silence",
                        school().syncEvery(Duration.ofSeconds(2)).seen("school", FORBIDDEN, 0, 0.1),
                        0.4,
                        "school forbidden not_seen_since"));
    }

    static Stream<Arguments> gone() {
        return Stream.of(
                row(
                        "a removed token no longer fails",
                        failing().removed("school", "1", 6),
                        10,
                        "school forbidden token_removed"),
                row("a removed token needs three quiet syncs", failing().removed("school", "1", 6), 9.9),
                row(
                        "a removed token may be unknown",
                        failing().without("school", "1"),
                        10,
                        "school forbidden token_removed"),
                row(
                        "if the failing token is removed, the other need not prove anything",
                        failing()
                                .ade("school", "2", OWNER)
                                .says("school", "1", ERROR, 0.5)
                                .removed("school", "1", 6),
                        10,
                        "school forbidden token_removed"),
                row(
                        "if the failing token is unknown, the other must be good",
                        failing()
                                .ade("school", "2", OWNER)
                                .synced("school", "2", "OK", 3)
                                .removed("school", "1", 6),
                        60),
                row(
                        "a token removed before the case began does not count",
                        failing()
                                .ade("school", "2", OWNER)
                                .synced("school", "2", "OK", 3)
                                .removed("school", "1", -6),
                        60),
                row(
                        "a token missing from fixed tokens is not removed",
                        failing().fixedTokens("school").without("school", "1"),
                        10),
                row(
                        "unread content tokens are not removed",
                        World.of("school")
                                .gap("school", Part.CONTENT_TOKENS, -5)
                                .seen("school", CONTENT_TOKEN_INVALID, 0, 1),
                        1439),
                row(
                        "if content tokens cannot be read, only silence is left",
                        World.of("school")
                                .gap("school", Part.CONTENT_TOKENS, -5)
                                .seen("school", CONTENT_TOKEN_INVALID, 0, 1),
                        1441,
                        "school content_token_invalid not_seen_since"),
                row(
                        "an ADE token is removed even if content tokens cannot be read",
                        failing().without("school", "1").gap("school", Part.CONTENT_TOKENS, -5),
                        10,
                        "school forbidden token_removed"),
                row(
                        "an instance that is no longer watched has no open case",
                        failing().gone("school"),
                        5,
                        "school forbidden no_longer_watched"));
    }

    static Stream<Arguments> old_news() {
        return Stream.of(
                row(
                        "a case that was over before the catch-up ends at once",
                        old().synced("school", "1", "OK", -60),
                        0,
                        "school forbidden not_seen_since"),
                row(
                        "it ends even without a later record",
                        old().silentSince("school", -100),
                        0,
                        "school forbidden not_seen_since"),
                row("it does not if the API reports a failure", old().synced("school", "1", ERROR, -60), 0),
                row(
                        "the API's current failure belongs to the newest case",
                        old().synced("school", "1", ERROR, -1)
                                .read("school", "log", SERVICE_ERROR, false, -10, 0)
                                .read("school", "log", SERVICE_ERROR, false, -1, 0),
                        0,
                        "school forbidden not_seen_since"),
                row("depwatch waits for a running API read", old().readAt("school", -1), 0.5),
                row(
                        "depwatch does not wait for a failing API",
                        old().readAt("school", -1).apiDown("school", -1),
                        0.5,
                        "school forbidden not_seen_since"),
                row("nothing ends before the log is caught up", old().catchingUp("school"), 0),
                row(
                        "a last sighting within the window is still open",
                        school().read("school", "log", FORBIDDEN, false, -14, 0)
                                .read("school", "log", FORBIDDEN, false, -12, 0),
                        0),
                row(
                        "a record read a minute late is not old, however short the sync interval",
                        school().syncEvery(Duration.ofSeconds(2)).read("school", "log", FORBIDDEN, false, -1, 0),
                        0),
                row(
                        "a log with a clock an hour behind is not an hour old",
                        old().clockAhead("school", Duration.ofHours(-1)),
                        0));
    }

    static Stream<Arguments> without_log() {
        return Stream.of(
                row(
                        "a newer sync without failure and the quiet window are an end",
                        cloud().synced("cloud", "1", "OK", 12),
                        19,
                        "cloud sync_failed not_seen_since"),
                row(
                        "a good sync since then and three quiet syncs are proof",
                        cloud().synced("cloud", "1", "SUCCESSFUL", 12),
                        12.1,
                        "cloud sync_failed synced"),
                row("an unknown word alone proves nothing", cloud().synced("cloud", "1", "OK", 12), 18.9),
                row("a failed sync is no end", cloud(), 600),
                row(
                        "silence proves nothing if a token's sync state has disappeared",
                        cloud().withoutSync("cloud", "1"),
                        6000),
                row(
                        "a new token that synced well and three quiet syncs are an end",
                        cloud().synced("cloud", "1", "SUCCESSFUL", 6).replaced("cloud", "1", 3),
                        10,
                        "cloud sync_failed replaced"),
                row(
                        "a removed token no longer fails",
                        cloud().without("cloud", "1"),
                        10,
                        "cloud sync_failed token_removed"),
                row(
                        "the failing token is removed, whatever others exist",
                        cloud().without("cloud", "1").ade("cloud", "2", OWNER).synced("cloud", "2", "SUCCESSFUL", 3),
                        10,
                        "cloud sync_failed token_removed"),
                row(
                        "only the tokens that failed must be proven good",
                        cloud().synced("cloud", "1", "SUCCESSFUL", 12).ade("cloud", "2", OWNER),
                        19,
                        "cloud sync_failed synced"),
                row(
                        "both of two that failed must be proven good",
                        cloud().ade("cloud", "2", OWNER)
                                .syncsFail("cloud", "2", 0, 4)
                                .synced("cloud", "1", "SUCCESSFUL", 12),
                        600),
                row(
                        "two that failed and are proven good are an end",
                        cloud().ade("cloud", "2", OWNER)
                                .syncsFail("cloud", "2", 0, 4)
                                .synced("cloud", "1", "SUCCESSFUL", 12)
                                .synced("cloud", "2", "SUCCESSFUL", 12),
                        19,
                        "cloud sync_failed synced"),
                row(
                        "nothing ends while the API is down, however long",
                        cloud().synced("cloud", "1", "SUCCESSFUL", 12)
                                .readAt("cloud", 13)
                                .apiDown("cloud", 14),
                        6000),
                row(
                        "nothing ends while sync states cannot be read",
                        cloud().synced("cloud", "1", "SUCCESSFUL", 12).gap("cloud", Part.SYNCS, 14),
                        6000),
                row(
                        "an outage is not quiet: the window restarts after it",
                        cloud().synced("cloud", "1", "OK", 900).heardSince("cloud", 901),
                        915.9),
                row(
                        "a quiet window after an outage is an end",
                        cloud().synced("cloud", "1", "OK", 900).heardSince("cloud", 901),
                        916,
                        "cloud sync_failed not_seen_since"),
                row(
                        "a failed sync that stays the newest is not quiet",
                        failedOnce().staysFailed("cloud", "1", 0, 1, 30, 60).synced("cloud", "1", "OK", 61),
                        74.9),
                row(
                        "the window begins when it was last the newest sync",
                        failedOnce().staysFailed("cloud", "1", 0, 1, 30, 60).synced("cloud", "1", "OK", 61),
                        75,
                        "cloud sync_failed not_seen_since"),
                row(
                        "a failed sync that was old at its reading still counts from the reading",
                        failedOnce().staysFailed("cloud", "1", -4000, 0).synced("cloud", "1", "OK", 1),
                        14.9),
                row(
                        "the window is three times the longest gap between failed syncs",
                        cloud().syncsFail("cloud", "1", 14, 14).synced("cloud", "1", "OK", 16),
                        43.9),
                row(
                        "after three times the longest gap the case ends",
                        cloud().syncsFail("cloud", "1", 14, 14).synced("cloud", "1", "OK", 16),
                        44,
                        "cloud sync_failed not_seen_since"),
                row(
                        "an hour without a failed sync is an end, however long the API was down",
                        cloud().syncsFail("cloud", "1", 304, 304).synced("cloud", "1", "OK", 306),
                        364,
                        "cloud sync_failed not_seen_since"),
                row(
                        "an instance that is no longer watched has no open case",
                        cloud().gone("cloud"),
                        5,
                        "cloud sync_failed no_longer_watched"),
                row("nothing ends before the first reading", cloud().neverRead("cloud"), 6000));
    }

    static Stream<Arguments> notified() {
        return Stream.of(
                row(
                        "a standing notification is over once the token has synced well",
                        terms(0, 590)
                                .notice("cloud", TERMS_NOT_SIGNED, "token 1")
                                .synced("cloud", "1", "SUCCESSFUL", 599),
                        600,
                        "cloud terms_not_signed synced"),
                row(
                        "a missing notification, a newer sync and the quiet window are an end",
                        terms(0, 4).synced("cloud", "1", "OK", 12),
                        19,
                        "cloud terms_not_signed not_seen_since"),
                row(
                        "a missing notification ends its case while another failure continues",
                        terms(0, 4).syncsFail("cloud", "1", 0, 18),
                        19,
                        "cloud terms_not_signed not_seen_since"),
                row(
                        "an unread notification is not gone",
                        terms(0, 4).synced("cloud", "1", "SUCCESSFUL", 12).gap("cloud", Part.TERMS, 5),
                        6000),
                row(
                        "a replaced content token ends its revocation",
                        revoked().replaced("cloud", "7", 3).synced("cloud", "7", "", 4),
                        10,
                        "cloud content_token_invalid replaced"),
                row("without its notification a revocation must be quiet for a day", revoked(), 1443.9),
                row("after a day it ends without proof", revoked(), 1444, "cloud content_token_invalid not_seen_since"),
                row(
                        "a standing notification with a log is no end either",
                        World.of("school")
                                .content("school", "7", OWNER)
                                .notified("school", CONTENT_TOKEN_INVALID, List.of(), 0, 1000, 2000, 2990),
                        3000));
    }

    @Test
    void an_ended_case_has_no_finding() {
        assertThat(AssessmentLines.by(failing().at(18.9))).isNotEmpty();
        assertThat(AssessmentLines.by(failing().at(19))).isEmpty();
    }

    @Test
    void an_ended_case_is_recently_ended() {
        Assessment assessment = failing().at(19);

        assertThat(assessment.recentlyEnded()).isEqualTo(assessment.ended()).hasSize(1);
        assertThat(assessment.cases()).isEmpty();
    }

    @Test
    void an_end_an_hour_ago_is_not_recent() {
        World world = failing().closed("school", FORBIDDEN, 20);

        assertThat(world.at(80).recentlyEnded()).hasSize(1);
        assertThat(world.at(80.1).recentlyEnded()).isEmpty();
    }

    @Test
    void a_wrong_log_clock_falls_back_to_reading_times() {
        World world = World.of("school").ade("school", "1", OWNER).clockAhead("school", Duration.ofHours(-2));
        world.read("school", "log", FORBIDDEN, false, -120, 0).read("school", "log", FORBIDDEN, false, -118, 2);

        assertThat(world.at(2).findings()).singleElement().satisfies(finding -> {
            assertThat(finding.since()).isEqualTo(World.minute(0));
            assertThat(finding.lastSeen()).isEqualTo(World.minute(2));
        });
    }

    @Test
    void a_case_begins_when_logged_not_when_read() {
        World world =
                school().read("school", "log", FORBIDDEN, false, -14, 0).read("school", "log", FORBIDDEN, false, -2, 0);

        assertThat(world.at(2).findings())
                .singleElement()
                .extracting(Finding::since, Finding::lastSeen)
                .containsExactly(World.minute(-14), World.minute(-2));
    }

    @Test
    void a_followed_instance_without_inventory_is_watched() {
        World world = failing();

        Assessment assessment = new Assessor(new Policy(Duration.ofMinutes(2), World.STEPS))
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

    private static World failedOnce() {
        return World.of("cloud").withoutLog("cloud").ade("cloud", "1", OWNER);
    }

    private static World cloud() {
        return failedOnce().syncsFail("cloud", "1", 0, 4);
    }

    private static World terms(double... readAt) {
        return failedOnce().notified("cloud", TERMS_NOT_SIGNED, List.of("1"), readAt);
    }

    private static World revoked() {
        return World.of("cloud")
                .withoutLog("cloud")
                .content("cloud", "7", OWNER)
                .notified("cloud", CONTENT_TOKEN_INVALID, List.of(), 0, 4);
    }

    /** Two hours old when depwatch reads it at minute 0. */
    private static World old() {
        return school().read("school", "log", FORBIDDEN, false, -124, 0)
                .read("school", "log", FORBIDDEN, false, -120, 0);
    }

    private static Arguments row(String rule, World world, double minute, String... ended) {
        return arguments(rule, world, minute, List.of(ended));
    }
}
