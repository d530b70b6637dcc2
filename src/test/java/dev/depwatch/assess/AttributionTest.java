package dev.depwatch.assess;

import static dev.depwatch.token.Cause.BAD_REQUEST;
import static dev.depwatch.token.Cause.CONTENT_TOKEN_CLAIMED_ELSEWHERE;
import static dev.depwatch.token.Cause.CONTENT_TOKEN_INVALID;
import static dev.depwatch.token.Cause.FORBIDDEN;
import static dev.depwatch.token.Cause.OAUTH_REFRESH_FAILED;
import static dev.depwatch.token.Cause.SERVER_INACTIVE;
import static dev.depwatch.token.Cause.SERVICE_ERROR;
import static dev.depwatch.token.Cause.TERMS_NOT_SIGNED;
import static dev.depwatch.token.Cause.TOKEN_EXPIRED;
import static dev.depwatch.token.Cause.TOKEN_REJECTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.depwatch.inventory.Reading.Terms;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Which token? */
class AttributionTest {
    private static final String OWNER = "it-admin@example.org";
    private static final String OTHER = "other@example.org";
    private static final String ERROR = "CONNECTION_ERROR";

    @ParameterizedTest(name = "{0}")
    @MethodSource({"one_token", "several_tokens", "sync_states", "several_cases", "recovered", "no_token", "without_log"
    })
    void which_token_fails(String rule, World world, double minute, List<String> expected) {
        assertThat(AssessmentLines.by(world.at(minute))).as(rule).containsExactlyElementsOf(expected);
    }

    static Stream<Arguments> one_token() {
        return Stream.of(
                row(
                        "the only token of the kind is certain",
                        one().content("school", "7", OTHER).fails("school", FORBIDDEN, 0, 4),
                        4,
                        "school: regenerate, certain 1 of it-admin@example.org"),
                row(
                        "the only fixed token is certain as configured",
                        one().fixedTokens("school").fails("school", TERMS_NOT_SIGNED, 0, 4),
                        4,
                        "school: accept_terms, certain 1 of it-admin@example.org AS_CONFIGURED"),
                row(
                        "while the API is down, the only token of the last reading is certain",
                        one().readAt("school", -5).apiDown("school", -3).fails("school", FORBIDDEN, 0, 4),
                        4,
                        "school: regenerate likely, certain 1 of it-admin@example.org CHECK_TERMS_FIRST TOKENS_NOT_READ_SINCE"),
                row(
                        "a token read since the case began is certain, even while the API is down",
                        one().readAt("school", 1).apiDown("school", 2).fails("school", FORBIDDEN, 0, 4),
                        4,
                        "school: regenerate, certain 1 of it-admin@example.org"),
                row(
                        "while the API is being read for a new case, nothing is reported",
                        one().readAt("school", -5).seen("school", TERMS_NOT_SIGNED, 0),
                        0.5),
                row(
                        "before the first reading of fixed tokens, nothing is reported",
                        one().fixedTokens("school").neverRead("school").seen("school", TERMS_NOT_SIGNED, 0),
                        0.1),
                row(
                        "depwatch waits at most a minute for the API",
                        one().readAt("school", -5).seen("school", TERMS_NOT_SIGNED, 0),
                        5,
                        "school: accept_terms, one_of 1 of it-admin@example.org"),
                row(
                        "depwatch does not wait for a failing API",
                        one().readAt("school", -5).apiDown("school", 0).seen("school", TERMS_NOT_SIGNED, 0),
                        0.1,
                        "school: accept_terms, certain 1 of it-admin@example.org TOKENS_NOT_READ_SINCE"),
                row(
                        "a token renewed since needs nothing, whoever renewed it",
                        one().fails("school", FORBIDDEN, 0, 4).renewedBy(OTHER, "school", "1", 5),
                        6),
                row(
                        "if it fails again, it is the new owner's",
                        one().fails("school", FORBIDDEN, 0, 20).renewedBy(OTHER, "school", "1", 5),
                        20,
                        "school: regenerate, certain 1 of other@example.org"),
                row(
                        "a token with an unknown owner is certain too",
                        World.of("school").ade("school", "1", "").fails("school", FORBIDDEN, 0, 4),
                        4,
                        "school: regenerate, certain 1"));
    }

    static Stream<Arguments> several_tokens() {
        return Stream.of(
                row(
                        "several tokens are all named, and somebody must identify one",
                        two(OTHER).fails("school", FORBIDDEN, 0, 4),
                        4,
                        "school: identify, one_of 1 2"),
                row(
                        "if all candidates have one owner, the account is certain and the token is not",
                        two(OWNER).fails("school", FORBIDDEN, 0, 4),
                        4,
                        "school: identify, one_of 1 2 of it-admin@example.org"),
                row(
                        "candidates have no common owner if one owner is unknown",
                        two("").fails("school", FORBIDDEN, 0, 4),
                        4,
                        "school: identify, one_of 1 2"),
                row(
                        "a likely regeneration of one of several becomes identify",
                        two(OTHER).fails("school", OAUTH_REFRESH_FAILED, 0, 4),
                        4,
                        "school: identify, one_of 1 2 CHECK_TERMS_FIRST"),
                row(
                        "identify a server before linking it again",
                        two(OTHER).seen("school", SERVER_INACTIVE, 0),
                        4,
                        "school: identify, one_of 1 2"),
                row(
                        "identify a content token before reclaiming it",
                        World.of("school")
                                .content("school", "7", OWNER)
                                .content("school", "8", OTHER)
                                .seen("school", CONTENT_TOKEN_CLAIMED_ELSEWHERE, 0),
                        0,
                        "school: identify, one_of 7 8"),
                row(
                        "terms are accepted by organisation, whichever token it is",
                        two(OTHER).seen("school", TERMS_NOT_SIGNED, 0),
                        4,
                        "school: accept_terms, one_of 1 2"),
                row(
                        "an investigation needs no token",
                        two(OTHER).fails("school", SERVICE_ERROR, 0, 30),
                        30,
                        "school: investigate, one_of 1 2"),
                row(
                        "several fixed tokens are several candidates",
                        two(OTHER).fixedTokens("school").fails("school", FORBIDDEN, 0, 4),
                        4,
                        "school: identify, one_of 1 2 CHECK_TERMS_FIRST AS_CONFIGURED"),
                row(
                        "a token with a good sync newer than the last sighting is no candidate",
                        two(OTHER)
                                .ade("school", "3", OTHER)
                                .synced("school", "2", "OK", 9)
                                .fails("school", FORBIDDEN, 0, 4),
                        9,
                        "school: identify, one_of 1 3"),
                row(
                        "a sync between two sightings of another token proves nothing",
                        two(OTHER).synced("school", "2", "OK", 5.5).fails("school", FORBIDDEN, 0, 4),
                        5.9,
                        "school: identify, one_of 1 2"),
                row(
                        "a newer failed sync is no good sync",
                        two(OTHER).synced("school", "2", "CONNECTION_ERROR", 9).fails("school", FORBIDDEN, 0, 4),
                        9,
                        "school: identify, one_of 1 2"),
                row(
                        "the last remaining candidate is not certain: it may just have been renewed",
                        two(OTHER).synced("school", "2", "OK", 9).fails("school", FORBIDDEN, 0, 4),
                        9,
                        "school: identify, one_of 1 of it-admin@example.org"),
                row(
                        "if the cause is expiry, the expired tokens are the failing ones",
                        two(OTHER).expires("school", "1", World.minute(-10)).seen("school", TOKEN_EXPIRED, 0),
                        0,
                        "school: regenerate, certain 1 of it-admin@example.org"),
                row(
                        "two expired tokens concern two accounts",
                        two(OTHER)
                                .expires("school", "1", World.minute(-10))
                                .expires("school", "2", World.minute(-10))
                                .seen("school", TOKEN_EXPIRED, 0),
                        0,
                        "school: regenerate, certain 1 of it-admin@example.org",
                        "school: regenerate, certain 2 of other@example.org"),
                row(
                        "if the cause is expiry and none has expired, identify the token",
                        two(OTHER).seen("school", TOKEN_EXPIRED, 0),
                        4,
                        "school: identify, one_of 1 2"),
                row(
                        "a failure before a new token was found does not concern the new one",
                        one().renewedBy(OTHER, "school", "1", 0.5).seen("school", TOKEN_REJECTED, 0),
                        1),
                row(
                        "a token that failed twice and was then renewed needs nothing",
                        one().renewedBy(OTHER, "school", "1", 3).seen("school", TOKEN_REJECTED, 0, 2),
                        4),
                row(
                        "so does one whose failures and renewal were read at once, as after a start",
                        one().renewedBy(OTHER, "school", "1", 0.1)
                                .read("school", "log", TOKEN_REJECTED, false, -60, 0)
                                .read("school", "log", TOKEN_REJECTED, false, -1, 0),
                        1),
                row(
                        "if the cause is expiry, a token with a later date is no candidate",
                        two(OTHER)
                                .ade("school", "3", OTHER)
                                .expires("school", "1", World.minute(60))
                                .expires("school", "2", World.minute(500_000))
                                .seen("school", TOKEN_EXPIRED, 0),
                        4,
                        "school: identify, one_of 1 3"),
                row(
                        "if all others end later, the one that ends today has just expired",
                        two(OTHER)
                                .expires("school", "1", World.minute(60))
                                .expires("school", "2", World.minute(500_000))
                                .seen("school", TOKEN_EXPIRED, 0),
                        4,
                        "school: regenerate, certain 1 of it-admin@example.org"),
                row(
                        "an expired content token is the one that Jamf Pro cannot read",
                        World.of("school")
                                .content("school", "7", OWNER)
                                .content("school", "8", OTHER)
                                .expires("school", "7", World.minute(-10))
                                .seen("school", CONTENT_TOKEN_INVALID, 0, 2),
                        2,
                        "school: regenerate, certain 7 of it-admin@example.org"),
                row(
                        "a content token that synced after its date is not",
                        World.of("school")
                                .content("school", "7", OWNER)
                                .content("school", "8", OTHER)
                                .expires("school", "7", World.minute(-10))
                                .synced("school", "7", "", -5)
                                .seen("school", CONTENT_TOKEN_INVALID, 0, 2),
                        2,
                        "school: identify, one_of 7 8"),
                row(
                        "an expired token that was renewed was the one; no other is a candidate",
                        two(OTHER).replaced("school", "1", 3).seen("school", TOKEN_EXPIRED, 0, 2),
                        4),
                row(
                        "an expired token does not explain a known answer; another token caused it",
                        two(OTHER).expires("school", "1", World.minute(-10)).fails("school", FORBIDDEN, 0, 4),
                        4,
                        "school: regenerate, certain 1 of it-admin@example.org",
                        "school: identify, one_of 2 of other@example.org"),
                row(
                        "a token's last day explains an unknown answer that began on it",
                        two(OTHER)
                                .expires("school", "1", World.minute(30))
                                .fails("school", OAUTH_REFRESH_FAILED, 0, 40),
                        40,
                        "school: regenerate, certain 1 of it-admin@example.org"),
                row(
                        "an unknown answer that began after a token's end concerns another token",
                        two(OTHER)
                                .expires("school", "1", World.minute(-1))
                                .fails("school", OAUTH_REFRESH_FAILED, 0, 40),
                        40,
                        "school: regenerate, certain 1 of it-admin@example.org",
                        "school: identify, one_of 2 of other@example.org CHECK_TERMS_FIRST"),
                row(
                        "two causes with several tokens can be about two of them: report both",
                        two(OTHER).fails("school", FORBIDDEN, 0, 10).fails("school", TERMS_NOT_SIGNED, 4, 10),
                        10,
                        "school: accept_terms, one_of 1 2",
                        "school: identify, one_of 1 2"));
    }

    /** One case. Tokens that do not fail say OK all the time. */
    static Stream<Arguments> sync_states() {
        return Stream.of(
                row(
                        "the token whose sync state changed to failing with the case is the failing one",
                        well(two(OTHER), "2")
                                .says("school", "1", "OK", -60)
                                .says("school", "1", ERROR, 0.5)
                                .fails("school", FORBIDDEN, 0, 4),
                        4,
                        "school: regenerate, certain 1 of it-admin@example.org"),
                row(
                        "so it is if the previous reading was nine minutes earlier",
                        well(two(OTHER), "2")
                                .readEvery(9)
                                .says("school", "1", "OK", -60)
                                .says("school", "1", ERROR, 0.5)
                                .fails("school", FORBIDDEN, 0, 4),
                        4,
                        "school: regenerate, certain 1 of it-admin@example.org"),
                row(
                        "if several changed, all fail: one owner's appear together",
                        startsFailing(two(OWNER), 0.5, "1", "2").fails("school", FORBIDDEN, 0, 4),
                        4,
                        "school: regenerate, certain 1 2 of it-admin@example.org"),
                row(
                        "if several changed, all fail: two owners' appear separately",
                        startsFailing(two(OTHER), 0.5, "1", "2").fails("school", FORBIDDEN, 0, 4),
                        4,
                        "school: regenerate, certain 1 of it-admin@example.org",
                        "school: regenerate, certain 2 of other@example.org"),
                row(
                        "a token that changes later, while no other case begins, fails too",
                        startsFailing(startsFailing(two(OWNER), 0.5, "1"), 20.5, "2")
                                .fails("school", FORBIDDEN, 0, 24),
                        24,
                        "school: regenerate, certain 1 2 of it-admin@example.org"),
                row(
                        "one later failing sync may be a blip",
                        startsFailing(startsFailing(two(OWNER), 0.5, "1"), 20.5, "2")
                                .fails("school", FORBIDDEN, 0, 22),
                        21.5,
                        "school: regenerate, certain 1 of it-admin@example.org"),
                row(
                        "a token failing since before is not the one if another changed",
                        startsFailing(two(OTHER).says("school", "2", ERROR, -60), 0.5, "1")
                                .fails("school", FORBIDDEN, 0, 4),
                        4,
                        "school: regenerate, certain 1 of it-admin@example.org"),
                row(
                        "nor is one whose failing sync is older than the case, however late the reading",
                        startsFailing(two(OTHER), 0.5, "1")
                                .readEvery(9)
                                .says("school", "2", "OK", -60)
                                .says("school", "2", ERROR, 0.5, -8)
                                .fails("school", FORBIDDEN, 0, 4),
                        4,
                        "school: regenerate, certain 1 of it-admin@example.org"),
                row(
                        "a token failing since before proves nothing if another may be the one",
                        well(two(OTHER), "2").says("school", "1", ERROR, -60).fails("school", FORBIDDEN, 0, 4),
                        4,
                        "school: identify, one_of 1 2"),
                row(
                        "it is the one if every other has synced well since, with a word known to be good",
                        well(two(OTHER), "2")
                                .knownGood("school", "2", "OK")
                                .says("school", "1", ERROR, -60)
                                .fails("school", FORBIDDEN, 0, 4),
                        4,
                        "school: regenerate, certain 1 of it-admin@example.org"),
                row(
                        "a word is good only after an hour without a failure",
                        well(two(OTHER), "2")
                                .quiet("school", "2", "OK", Duration.ofMinutes(59))
                                .says("school", "1", ERROR, -60)
                                .fails("school", FORBIDDEN, 0, 4),
                        4,
                        "school: identify, one_of 1 2"),
                row(
                        "at a first reading amid the failure, the token whose newest sync failed is the one",
                        two(OTHER)
                                .says("school", "1", ERROR, -4)
                                .says("school", "2", "OK", -4)
                                .read("school", "log", FORBIDDEN, false, -60, 0)
                                .read("school", "log", FORBIDDEN, false, -1, 0),
                        0,
                        "school: regenerate, certain 1 of it-admin@example.org"),
                row(
                        "at a first reading amid the failure, several failing states all count",
                        two(OWNER)
                                .ade("school", "3", OTHER)
                                .says("school", "1", ERROR, -4)
                                .says("school", "2", ERROR, -4)
                                .says("school", "3", "OK", -4)
                                .read("school", "log", FORBIDDEN, false, -60, 0)
                                .read("school", "log", FORBIDDEN, false, -1, 0),
                        0,
                        "school: regenerate, certain 1 2 of it-admin@example.org"),
                row(
                        "at a first reading amid the failure, an older failing sync proves nothing",
                        two(OTHER)
                                .says("school", "1", ERROR, 0, -65)
                                .says("school", "2", "OK", 0)
                                .read("school", "log", FORBIDDEN, false, -60, 0)
                                .read("school", "log", FORBIDDEN, false, -1, 0),
                        4,
                        "school: identify, one_of 1 2"),
                row(
                        "a failing sync two syncs older than the case still belongs to it",
                        two(OTHER)
                                .says("school", "1", ERROR, 0, -64)
                                .says("school", "2", "OK", 0)
                                .read("school", "log", FORBIDDEN, false, -60, 0)
                                .read("school", "log", FORBIDDEN, false, -1, 0),
                        0,
                        "school: regenerate, certain 1 of it-admin@example.org"),
                row(
                        "a failing state confirms no cause: one FORBIDDEN stays a blip",
                        startsFailing(two(OTHER), 0.5, "1").seen("school", FORBIDDEN, 0),
                        10),
                row(
                        "nor does it turn a bad request into more",
                        startsFailing(two(OTHER), 0.5, "1").fails("school", BAD_REQUEST, 0, 10),
                        10,
                        "school: investigate, certain 1 of it-admin@example.org UPLOAD_A_JUST_DOWNLOADED_TOKEN_FIRST"),
                row(
                        "a word without failure is no failure, however new it is",
                        startsFailing(two(OTHER), 0.5, "1")
                                .says("school", "2", "OK", -60)
                                .says("school", "2", "BUSY", 0.5)
                                .fails("school", FORBIDDEN, 0, 4),
                        4,
                        "school: regenerate, certain 1 of it-admin@example.org"),
                row(
                        "states read before the case began name a token, but not for certain",
                        two(OTHER)
                                .says("school", "1", ERROR, -1)
                                .says("school", "2", "OK", -60)
                                .readAt("school", -0.5)
                                .apiDown("school", -0.2)
                                .fails("school", FORBIDDEN, 0, 4),
                        4,
                        "school: identify, one_of 1 of it-admin@example.org CHECK_TERMS_FIRST"),
                row(
                        "states read since the case began still count while the API is down",
                        startsFailing(two(OTHER), 0.5, "1")
                                .says("school", "2", "OK", -60)
                                .readAt("school", 2)
                                .apiDown("school", 3)
                                .fails("school", FORBIDDEN, 0, 20),
                        20,
                        "school: regenerate, certain 1 of it-admin@example.org"),
                row(
                        "if the cause is expiry, a changed token without a date has expired too",
                        startsFailing(two(OWNER).expires("school", "1", World.minute(-10)), 0.5, "2")
                                .seen("school", TOKEN_EXPIRED, 0, 2),
                        3,
                        "school: regenerate, certain 1 2 of it-admin@example.org"),
                row(
                        "if the cause is expiry, a changed token with a later date has not expired",
                        startsFailing(
                                        two(OWNER)
                                                .expires("school", "1", World.minute(-10))
                                                .expires("school", "2", World.minute(500_000)),
                                        0.5,
                                        "2")
                                .seen("school", TOKEN_EXPIRED, 0),
                        2,
                        "school: regenerate, certain 1 of it-admin@example.org"),
                row(
                        "with a sync every 2 s, syncs 4 s apart decide",
                        two(OTHER)
                                .syncEvery(Duration.ofSeconds(2))
                                .says("school", "1", ERROR, 0, -1.07)
                                .says("school", "2", ERROR, 0, -1.06)
                                .read("school", "log", FORBIDDEN, false, -1, 0)
                                .read("school", "log", FORBIDDEN, false, -0.01, 0),
                        0,
                        "school: regenerate, certain 2 of other@example.org"));
    }

    /** Two cases on one instance with several tokens: which token has which cause? */
    static Stream<Arguments> several_cases() {
        return Stream.of(
                row(
                        "a token that changed with a new case does not belong to a silent older one",
                        startsFailing(startsFailing(two(OTHER), 0.5, "1"), 50.5, "2")
                                .fails("school", FORBIDDEN, 0, 48)
                                .fails("school", SERVICE_ERROR, 50, 58),
                        58,
                        "school: regenerate, certain 1 of it-admin@example.org"),
                row(
                        "each of two cases has the token that changed with it",
                        startsFailing(startsFailing(two(OTHER), 0.5, "1"), 20.5, "2")
                                .fails("school", FORBIDDEN, 0, 30)
                                .fails("school", TERMS_NOT_SIGNED, 20, 30),
                        30,
                        "school: regenerate, certain 1 of it-admin@example.org",
                        "school: accept_terms, certain 2 of other@example.org"),
                row(
                        "one token with the first case, two with the second",
                        startsFailing(startsFailing(three(), 0.5, "1"), 20.5, "2", "3")
                                .fails("school", FORBIDDEN, 0, 30)
                                .fails("school", TERMS_NOT_SIGNED, 20, 30),
                        30,
                        "school: regenerate, certain 1 of it-admin@example.org",
                        "school: accept_terms, certain 2 3 of other@example.org"),
                row(
                        "two tokens with the first case, one with the second",
                        startsFailing(startsFailing(three(), 0.5, "1", "2"), 20.5, "3")
                                .fails("school", FORBIDDEN, 0, 30)
                                .fails("school", TERMS_NOT_SIGNED, 20, 30),
                        30,
                        "school: regenerate, certain 1 of it-admin@example.org",
                        "school: regenerate, certain 2 of other@example.org",
                        "school: accept_terms, certain 3 of other@example.org"),
                row(
                        "two cases began together on two tokens: nothing separates them",
                        startsFailing(two(OTHER), 0.5, "1", "2")
                                .fails("school", FORBIDDEN, 0, 30)
                                .fails("school", TERMS_NOT_SIGNED, 1, 30),
                        30,
                        "school: accept_terms, one_of 1 2 SEVERAL_CAUSES",
                        "school: identify, one_of 1 2 SEVERAL_CAUSES"),
                row(
                        "a third token that does not fail is no candidate of either",
                        well(startsFailing(three(), 0.5, "1", "2"), "3")
                                .fails("school", FORBIDDEN, 0, 30)
                                .fails("school", TERMS_NOT_SIGNED, 1, 30),
                        30,
                        "school: accept_terms, one_of 1 2 SEVERAL_CAUSES",
                        "school: identify, one_of 1 2 SEVERAL_CAUSES"),
                row(
                        "cases with the same remedy need not be separated",
                        startsFailing(two(OWNER), 0.5, "1", "2")
                                .fails("school", FORBIDDEN, 0, 30)
                                .fails("school", TOKEN_REJECTED, 1, 30),
                        30,
                        "school: regenerate, certain 1 2 of it-admin@example.org UPLOAD_A_JUST_DOWNLOADED_TOKEN_FIRST"),
                row(
                        "the finding includes the hints of all of them",
                        startsFailing(two(OWNER), 0.5, "1", "2")
                                .fails("school", TOKEN_REJECTED, 0, 30)
                                .fails("school", FORBIDDEN, 1, 30),
                        30,
                        "school: regenerate, certain 1 2 of it-admin@example.org UPLOAD_A_JUST_DOWNLOADED_TOKEN_FIRST"),
                row(
                        "a token that changes during two cases may have either; the others keep theirs",
                        startsFailing(startsFailing(startsFailing(three(), 0.5, "1"), 20.5, "2"), 40.5, "3")
                                .fails("school", FORBIDDEN, 0, 50)
                                .fails("school", TERMS_NOT_SIGNED, 20, 50),
                        50,
                        "school: regenerate, certain 1 of it-admin@example.org",
                        "school: accept_terms, certain 2 of other@example.org",
                        "school: accept_terms, one_of 3 of other@example.org SEVERAL_CAUSES",
                        "school: identify, one_of 3 of other@example.org SEVERAL_CAUSES"),
                row(
                        "an intermittent case can have returned with a token that changed with another case",
                        startsFailing(two(OTHER), 50.5, "1", "2")
                                .fails("school", TERMS_NOT_SIGNED, 0, 4)
                                .fails("school", TERMS_NOT_SIGNED, 50, 60)
                                .fails("school", FORBIDDEN, 50, 60),
                        60,
                        "school: accept_terms, one_of 1 2 SEVERAL_CAUSES",
                        "school: identify, one_of 1 2 SEVERAL_CAUSES"),
                row(
                        "a case that was silent when a token changed is not about it",
                        startsFailing(well(two(OTHER), "1"), 20.5, "2").seen("school", SERVER_INACTIVE, 0),
                        30,
                        "school: identify, one_of 1 2"),
                row(
                        "a token that changed with a network fault does not belong to another case",
                        startsFailing(startsFailing(two(OWNER), 0.5, "1"), 20.5, "2")
                                .fails("school", FORBIDDEN, 0, 22)
                                .networkFault("school", 20),
                        22,
                        "school: regenerate, certain 1 of it-admin@example.org"),
                row(
                        "nor does it when the network fault has ended and it still fails",
                        startsFailing(startsFailing(two(OWNER), 0.5, "1"), 20.5, "2")
                                .fails("school", FORBIDDEN, 0, 40)
                                .networkFault("school", 20),
                        40,
                        "school: regenerate, certain 1 of it-admin@example.org"),
                row(
                        "a case below its opening rule can still be a token's cause",
                        startsFailing(two(OWNER), 0.5, "1", "2")
                                .seen("school", TOKEN_REJECTED, 0, 3)
                                .seen("school", SERVICE_ERROR, 1),
                        3,
                        "school: identify, one_of 1 2 of it-admin@example.org UPLOAD_A_JUST_DOWNLOADED_TOKEN_FIRST SEVERAL_CAUSES"),
                row(
                        "if one cause ends as another begins, the token keeps only the new one",
                        well(startsFailing(two(OTHER), 0.5, "1"), "2")
                                .fails("school", FORBIDDEN, 0, 20)
                                .fails("school", TERMS_NOT_SIGNED, 22, 40),
                        40,
                        "school: accept_terms, certain 1 of it-admin@example.org"),
                row(
                        "if only one token fails, its newest known answer wins",
                        well(startsFailing(two(OTHER), 0.5, "1"), "2")
                                .knownGood("school", "2", "OK")
                                .fails("school", FORBIDDEN, 0, 30)
                                .fails("school", TERMS_NOT_SIGNED, 1, 30),
                        30,
                        "school: accept_terms, certain 1 of it-admin@example.org"),
                row(
                        "if the other token is not known to work, one cause may be about it",
                        well(startsFailing(two(OTHER), 0.5, "1"), "2")
                                .fails("school", FORBIDDEN, 0, 30)
                                .fails("school", TERMS_NOT_SIGNED, 1, 30),
                        30,
                        "school: accept_terms, one_of 1 2 SEVERAL_CAUSES",
                        "school: identify, one_of 1 2 SEVERAL_CAUSES"),
                row(
                        "a case without a matching state concerns a token without another cause",
                        startsFailing(three(), 0.5, "1")
                                .fails("school", FORBIDDEN, 0, 30)
                                .fails("school", TERMS_NOT_SIGNED, 20, 30),
                        30,
                        "school: regenerate, certain 1 of it-admin@example.org",
                        "school: accept_terms, one_of 2 3 of other@example.org"),
                row(
                        "the date separates an expired token from unsigned terms that began together",
                        startsFailing(two(OTHER).expires("school", "1", World.minute(-10)), 0.5, "1", "2")
                                .fails("school", TOKEN_EXPIRED, 0, 10)
                                .fails("school", TERMS_NOT_SIGNED, 1, 10),
                        10,
                        "school: regenerate, certain 1 of it-admin@example.org",
                        "school: accept_terms, certain 2 of other@example.org"),
                row(
                        "at a first reading amid two failures, nothing separates the tokens",
                        two(OTHER)
                                .says("school", "1", ERROR, -4)
                                .says("school", "2", ERROR, -4)
                                .read("school", "log", FORBIDDEN, false, -50, 0)
                                .read("school", "log", TERMS_NOT_SIGNED, false, -30, 0)
                                .read("school", "log", FORBIDDEN, false, -1, 0)
                                .read("school", "log", TERMS_NOT_SIGNED, false, -1, 0),
                        0,
                        "school: accept_terms, one_of 1 2 SEVERAL_CAUSES",
                        "school: identify, one_of 1 2 SEVERAL_CAUSES"));
    }

    /** A case keeps its token until its end is proven. */
    static Stream<Arguments> recovered() {
        return Stream.of(
                row(
                        "a removed token stays the one until the end is proven",
                        well(startsFailing(two(OTHER), 0.5, "1"), "2")
                                .removed("school", "1", 11)
                                .fails("school", FORBIDDEN, 0, 10),
                        15.9,
                        "school: regenerate, certain 1 of it-admin@example.org"),
                row(
                        "the remaining token does not become the only candidate",
                        two(OTHER).removed("school", "1", 11).fails("school", FORBIDDEN, 0, 10),
                        15.9,
                        "school: identify, one_of 1 2"),
                row(
                        "it does if the failures continue after the removal",
                        two(OTHER).removed("school", "1", 11).fails("school", FORBIDDEN, 0, 16),
                        16,
                        "school: regenerate, certain 2 of other@example.org"),
                row(
                        "the only token stays the one after its removal",
                        one().removed("school", "1", 11).fails("school", FORBIDDEN, 0, 10),
                        15.9,
                        "school: regenerate, certain 1 of it-admin@example.org"),
                row(
                        "a token that appeared as the failing one was removed is not the one",
                        startsFailing(two(OTHER), 0.5, "1")
                                .says("school", "2", "OK", 11)
                                .removed("school", "1", 11)
                                .fails("school", FORBIDDEN, 0, 10),
                        15.9,
                        "school: regenerate, certain 1 of it-admin@example.org"),
                row(
                        "a token that syncs again stays the one until the end is proven",
                        well(startsFailing(two(OTHER), 0.5, "1"), "2")
                                .says("school", "1", "OK", 10.5)
                                .fails("school", FORBIDDEN, 0, 10),
                        15.9,
                        "school: regenerate, certain 1 of it-admin@example.org"),
                row(
                        "it is no longer the one if the failures continue without it",
                        startsFailing(two(OTHER), 0.5, "1", "2")
                                .says("school", "1", "OK", 10.5)
                                .fails("school", FORBIDDEN, 0, 20),
                        20,
                        "school: regenerate, certain 2 of other@example.org"),
                row(
                        "if no other token fails, somebody must identify it again",
                        well(startsFailing(two(OTHER), 0.5, "1"), "2")
                                .says("school", "1", "OK", 10.5)
                                .fails("school", FORBIDDEN, 0, 20),
                        20,
                        "school: identify, one_of 1 2"),
                row(
                        "a token that failed and recovered before the case began is not the one",
                        startsFailing(two(OTHER), -20, "2")
                                .says("school", "2", "OK", -10)
                                .says("school", "1", "OK", -60)
                                .says("school", "1", ERROR, 0.5)
                                .fails("school", FORBIDDEN, 0, 4),
                        4,
                        "school: regenerate, certain 1 of it-admin@example.org"),
                row(
                        "after one token's renewal each case keeps its own token",
                        startsFailing(two(OTHER), 0.5, "1", "2")
                                .says("school", "1", "OK", 10.5)
                                .fails("school", FORBIDDEN, 0, 10)
                                .fails("school", TERMS_NOT_SIGNED, 1, 24),
                        18,
                        "school: regenerate, certain 1 of it-admin@example.org",
                        "school: accept_terms, certain 2 of other@example.org"));
    }

    static Stream<Arguments> no_token() {
        return Stream.of(
                row(
                        "without a configured source the owner is unknown",
                        World.of("school").withoutSource("school").fails("school", FORBIDDEN, 0, 4),
                        4,
                        "school: regenerate, unknown CHECK_TERMS_FIRST OWNER_NOT_CONFIGURED"),
                row(
                        "without an inventory the owner is unknown",
                        World.of("school").withoutInventory("school").fails("school", FORBIDDEN, 0, 4),
                        4,
                        "school: regenerate, unknown CHECK_TERMS_FIRST OWNER_NOT_CONFIGURED"),
                row(
                        "an API that has never answered leaves the owner unknown",
                        World.of("school")
                                .neverRead("school")
                                .apiDown("school", -1)
                                .fails("school", FORBIDDEN, 0, 4),
                        4,
                        "school: regenerate, unknown CHECK_TERMS_FIRST OWNER_NOT_READ_YET"),
                row(
                        "fixed tokens of another kind leave the owner unknown",
                        World.of("school")
                                .fixedTokens("school")
                                .content("school", "7", OWNER)
                                .fails("school", TERMS_NOT_SIGNED, 0, 4),
                        4,
                        "school: accept_terms, unknown OWNER_NOT_CONFIGURED"),
                row(
                        "an API without a token of the kind leaves the owner unknown",
                        World.of("school").fails("school", FORBIDDEN, 0, 4),
                        4,
                        "school: regenerate, unknown"),
                row(
                        "two causes of one unknown token are one finding",
                        World.of("school")
                                .withoutSource("school")
                                .fails("school", FORBIDDEN, 0, 4)
                                .fails("school", TERMS_NOT_SIGNED, 1, 4)
                                .terms("school", Terms.UNKNOWN),
                        4,
                        "school: accept_terms, unknown OWNER_NOT_CONFIGURED"));
    }

    static Stream<Arguments> without_log() {
        return Stream.of(
                row(
                        "the tokens with a failing state are the failing ones",
                        cloud().syncsFail("cloud", "2", 0, 30).synced("cloud", "1", "OK", 30),
                        30,
                        "cloud: investigate, certain 2 of other@example.org"),
                row(
                        "if every account fails at once, Apple or the network is the cause",
                        cloud().syncsFail("cloud", "1", 0, 30).syncsFail("cloud", "2", 0, 30),
                        30,
                        "cloud: investigate, certain 1 of it-admin@example.org APPLE_OR_NETWORK",
                        "cloud: investigate, certain 2 of other@example.org APPLE_OR_NETWORK"),
                row(
                        "of two that failed one after the other, the one that fails now",
                        cloud().syncsFail("cloud", "1", 0, 30)
                                .syncsFail("cloud", "2", 20, 60)
                                .synced("cloud", "1", "OK", 60),
                        60,
                        "cloud: investigate, certain 2 of other@example.org"),
                row(
                        "a token that no longer fails stays the one until the end is proven",
                        cloud().syncsFail("cloud", "2", 0, 40)
                                .synced("cloud", "2", "OK", 42)
                                .synced("cloud", "1", "OK", 42),
                        43,
                        "cloud: investigate, certain 2 of other@example.org"),
                row(
                        "a notification that names a token identifies the organisation",
                        cloud().notified("cloud", TERMS_NOT_SIGNED, List.of("2"), 0)
                                .notice("cloud", TERMS_NOT_SIGNED, "token 2"),
                        4,
                        "cloud: accept_terms, certain 2 of other@example.org AS_NOTIFIED"),
                row(
                        "one without a name leaves it open: terms are accepted by organisation",
                        cloud().notified("cloud", TERMS_NOT_SIGNED, List.of(), 0)
                                .notice("cloud", TERMS_NOT_SIGNED, ""),
                        4,
                        "cloud: accept_terms, one_of 1 2 AS_NOTIFIED"));
    }

    @Test
    void a_finding_rests_on_all_cases_with_its_remedy() {
        World world = one().fails("school", OAUTH_REFRESH_FAILED, 0, 20).fails("school", FORBIDDEN, 10, 19);

        assertThat(world.at(20).findings()).singleElement().satisfies(finding -> {
            assertThat(finding.cause()).isEqualTo(FORBIDDEN);
            assertThat(finding.since()).isEqualTo(World.minute(0));
            assertThat(finding.lastSeen()).isEqualTo(World.minute(20));
            assertThat(finding.sightings()).isEqualTo(11 + 5);
            assertThat(finding.caseIds()).hasSize(2);
            assertThat(finding.evidence()).isEqualTo("evidence of FORBIDDEN");
        });
    }

    @Test
    void a_token_that_joins_a_case_fails_since_its_own_state() {
        World world =
                startsFailing(startsFailing(two(OTHER), 0.5, "1"), 20.5, "2").fails("school", FORBIDDEN, 0, 30);

        assertThat(world.at(30).findings())
                .extracting(Finding::since)
                .containsExactly(World.minute(0), World.minute(20.5));
    }

    @Test
    void an_organisation_is_named_only_if_all_candidates_have_it() {
        World world = two(OTHER).seen("school", TERMS_NOT_SIGNED, 0);

        assertThat(world.at(4).findings())
                .singleElement()
                .extracting(Finding::organization)
                .isEqualTo("Example");
        assertThat(world.organization("school", "2", "Another").at(4).findings())
                .singleElement()
                .extracting(Finding::organization)
                .isEqualTo("");
    }

    private static World one() {
        return World.of("school").ade("school", "1", OWNER);
    }

    private static World cloud() {
        return World.of("cloud").withoutLog("cloud").ade("cloud", "1", OWNER).ade("cloud", "2", OTHER);
    }

    private static World two(String secondOwner) {
        return one().ade("school", "2", secondOwner);
    }

    private static World three() {
        return two(OTHER).ade("school", "3", OTHER);
    }

    private static World well(World world, String... ids) {
        for (String id : ids) {
            world.says("school", id, "OK", -60);
        }
        return world;
    }

    private static World startsFailing(World world, double at, String... ids) {
        for (String id : ids) {
            world.says("school", id, "OK", -60).says("school", id, ERROR, at);
        }
        return world;
    }

    private static Arguments row(String rule, World world, double minute, String... expected) {
        return arguments(rule, world, minute, List.of(expected));
    }
}
