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
    void which_token_fails(String rule, World world, double minute, List<String> told) {
        assertThat(AssessmentLines.by(world.at(minute))).as(rule).containsExactlyElementsOf(told);
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
                        "while the API is down, the only token that it told of is the one, as it was last read",
                        one().readAt("school", -5).apiDown("school", -3).fails("school", FORBIDDEN, 0, 4),
                        4,
                        "school: regenerate, certain 1 of it-admin@example.org CHECK_TERMS_FIRST TOKENS_NOT_READ_SINCE"),
                row(
                        "a token that was read since the case began is certain, also while the API is down",
                        one().readAt("school", 1).apiDown("school", 2).fails("school", FORBIDDEN, 0, 4),
                        4,
                        "school: regenerate, certain 1 of it-admin@example.org"),
                row(
                        "while the API is being asked about a new case, nothing less certain is told",
                        one().readAt("school", -5).seen("school", TERMS_NOT_SIGNED, 0),
                        0.5),
                row(
                        "while fixed tokens have not been read, as in the first moments after a start, nothing is told",
                        one().fixedTokens("school").neverRead("school").seen("school", TERMS_NOT_SIGNED, 0),
                        0.1),
                row(
                        "an API that does not answer within a minute after it should is not waited for",
                        one().readAt("school", -5).seen("school", TERMS_NOT_SIGNED, 0),
                        5,
                        "school: accept_terms, one_of 1 of it-admin@example.org"),
                row(
                        "an API that fails is not waited for",
                        one().readAt("school", -5).apiDown("school", 0).seen("school", TERMS_NOT_SIGNED, 0),
                        0.1,
                        "school: accept_terms, certain 1 of it-admin@example.org TOKENS_NOT_READ_SINCE"),
                row(
                        "a token that was renewed since needs nothing, whoever renewed it",
                        one().fails("school", FORBIDDEN, 0, 4).renewedBy(OTHER, "school", "1", 5),
                        6),
                row(
                        "one that fails again after that is the new owner's",
                        one().fails("school", FORBIDDEN, 0, 20).renewedBy(OTHER, "school", "1", 5),
                        20,
                        "school: regenerate, certain 1 of other@example.org"),
                row(
                        "a token whose owner is unknown is certain all the same",
                        World.of("school").ade("school", "1", "").fails("school", FORBIDDEN, 0, 4),
                        4,
                        "school: regenerate, certain 1"));
    }

    static Stream<Arguments> several_tokens() {
        return Stream.of(
                row(
                        "of several tokens all are named and somebody must look",
                        two(OTHER).fails("school", FORBIDDEN, 0, 4),
                        4,
                        "school: identify, one_of 1 2"),
                row(
                        "if all candidates have one owner, the account is certain and the token is not",
                        two(OWNER).fails("school", FORBIDDEN, 0, 4),
                        4,
                        "school: identify, one_of 1 2 of it-admin@example.org"),
                row(
                        "candidates of which one has no known owner have no common one",
                        two("").fails("school", FORBIDDEN, 0, 4),
                        4,
                        "school: identify, one_of 1 2"),
                row(
                        "a likely regeneration of one of several is not likely but to be identified",
                        two(OTHER).fails("school", OAUTH_REFRESH_FAILED, 0, 4),
                        4,
                        "school: identify, one_of 1 2 CHECK_TERMS_FIRST"),
                row(
                        "a server to link again has to be identified",
                        two(OTHER).seen("school", SERVER_INACTIVE, 0),
                        4,
                        "school: identify, one_of 1 2"),
                row(
                        "a content token to take back has to be identified",
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
                        "what is only looked into needs no token",
                        two(OTHER).fails("school", SERVICE_ERROR, 0, 30),
                        30,
                        "school: investigate, one_of 1 2"),
                row(
                        "fixed tokens are several as well",
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
                        "a newer sync that tells failure is no good sync",
                        two(OTHER).synced("school", "2", "CONNECTION_ERROR", 9).fails("school", FORBIDDEN, 0, 4),
                        9,
                        "school: identify, one_of 1 2"),
                row(
                        "the last candidate left is not thereby certain: it may just have been renewed",
                        two(OTHER).synced("school", "2", "OK", 9).fails("school", FORBIDDEN, 0, 4),
                        9,
                        "school: identify, one_of 1 of it-admin@example.org"),
                row(
                        "where the cause is expiry, those whose time is over are the failing ones",
                        two(OTHER).expires("school", "1", World.minute(-10)).seen("school", TOKEN_EXPIRED, 0),
                        0,
                        "school: regenerate, certain 1 of it-admin@example.org"),
                row(
                        "two that are over are two accounts' matter",
                        two(OTHER)
                                .expires("school", "1", World.minute(-10))
                                .expires("school", "2", World.minute(-10))
                                .seen("school", TOKEN_EXPIRED, 0),
                        0,
                        "school: regenerate, certain 1 of it-admin@example.org",
                        "school: regenerate, certain 2 of other@example.org"),
                row(
                        "where the cause is expiry and no time is over, somebody must look",
                        two(OTHER).seen("school", TOKEN_EXPIRED, 0),
                        4,
                        "school: identify, one_of 1 2"),
                row(
                        "a failure from before a reading that found a new token is not that one's",
                        one().renewedBy(OTHER, "school", "1", 0.5).seen("school", TOKEN_REJECTED, 0),
                        1),
                row(
                        "one that failed twice and was renewed then needs nothing",
                        one().renewedBy(OTHER, "school", "1", 3).seen("school", TOKEN_REJECTED, 0, 2),
                        4),
                row(
                        "nor where the failures of hours and the renewal are read at once, as after a start",
                        one().renewedBy(OTHER, "school", "1", 0.1)
                                .read("school", "log", TOKEN_REJECTED, false, -60, 0)
                                .read("school", "log", TOKEN_REJECTED, false, -1, 0),
                        1),
                row(
                        "where the cause is expiry, a token whose date lies ahead is no candidate",
                        two(OTHER)
                                .ade("school", "3", OTHER)
                                .expires("school", "1", World.minute(60))
                                .expires("school", "2", World.minute(500_000))
                                .seen("school", TOKEN_EXPIRED, 0),
                        4,
                        "school: identify, one_of 1 3"),
                row(
                        "where all others end later, the one that ends today has just expired",
                        two(OTHER)
                                .expires("school", "1", World.minute(60))
                                .expires("school", "2", World.minute(500_000))
                                .seen("school", TOKEN_EXPIRED, 0),
                        4,
                        "school: regenerate, certain 1 of it-admin@example.org"),
                row(
                        "a content token whose time is over is the one that Jamf Pro cannot read",
                        World.of("school")
                                .content("school", "7", OWNER)
                                .content("school", "8", OTHER)
                                .expires("school", "7", World.minute(-10))
                                .seen("school", CONTENT_TOKEN_INVALID, 0, 2),
                        2,
                        "school: regenerate, certain 7 of it-admin@example.org"),
                row(
                        "one that synced after its time is not",
                        World.of("school")
                                .content("school", "7", OWNER)
                                .content("school", "8", OTHER)
                                .expires("school", "7", World.minute(-10))
                                .synced("school", "7", "", -5)
                                .seen("school", CONTENT_TOKEN_INVALID, 0, 2),
                        2,
                        "school: identify, one_of 7 8"),
                row(
                        "an expired token that was renewed was the one, and no other is accused of it",
                        two(OTHER).replaced("school", "1", 3).seen("school", TOKEN_EXPIRED, 0, 2),
                        4),
                row(
                        "an expired token explains no stated answer; another one gave it",
                        two(OTHER).expires("school", "1", World.minute(-10)).fails("school", FORBIDDEN, 0, 4),
                        4,
                        "school: regenerate, certain 1 of it-admin@example.org",
                        "school: identify, one_of 2 of other@example.org"),
                row(
                        "an answer that is not stated and began on the last day of a token is explained by it",
                        two(OTHER)
                                .expires("school", "1", World.minute(30))
                                .fails("school", OAUTH_REFRESH_FAILED, 0, 40),
                        40,
                        "school: regenerate, certain 1 of it-admin@example.org"),
                row(
                        "an answer that is not stated and began after a token's end is another one's",
                        two(OTHER)
                                .expires("school", "1", World.minute(-1))
                                .fails("school", OAUTH_REFRESH_FAILED, 0, 40),
                        40,
                        "school: regenerate, certain 1 of it-admin@example.org",
                        "school: identify, one_of 2 of other@example.org CHECK_TERMS_FIRST"),
                row(
                        "two causes on one of several tokens can be about two of them: both are told",
                        two(OTHER).fails("school", FORBIDDEN, 0, 10).fails("school", TERMS_NOT_SIGNED, 4, 10),
                        10,
                        "school: accept_terms, one_of 1 2",
                        "school: identify, one_of 1 2"));
    }

    /** One case; tokens that do not fail say OK all the time. */
    static Stream<Arguments> sync_states() {
        return Stream.of(
                row(
                        "the token whose sync state turned to failure as the case began is the failing one",
                        well(two(OTHER), "2")
                                .says("school", "1", "OK", -60)
                                .says("school", "1", ERROR, 0.5)
                                .fails("school", FORBIDDEN, 0, 4),
                        4,
                        "school: regenerate, certain 1 of it-admin@example.org"),
                row(
                        "it turned as the case began also where it was last read nine minutes before",
                        well(two(OTHER), "2")
                                .readEvery(9)
                                .says("school", "1", "OK", -60)
                                .says("school", "1", ERROR, 0.5)
                                .fails("school", FORBIDDEN, 0, 4),
                        4,
                        "school: regenerate, certain 1 of it-admin@example.org"),
                row(
                        "several that turned all fail: of one owner they are told at once",
                        turned(two(OWNER), 0.5, "1", "2").fails("school", FORBIDDEN, 0, 4),
                        4,
                        "school: regenerate, certain 1 2 of it-admin@example.org"),
                row(
                        "several that turned all fail: of two owners each is told",
                        turned(two(OTHER), 0.5, "1", "2").fails("school", FORBIDDEN, 0, 4),
                        4,
                        "school: regenerate, certain 1 of it-admin@example.org",
                        "school: regenerate, certain 2 of other@example.org"),
                row(
                        "one that turns later, while no other case begins, fails as well",
                        turned(turned(two(OWNER), 0.5, "1"), 20.5, "2").fails("school", FORBIDDEN, 0, 24),
                        24,
                        "school: regenerate, certain 1 2 of it-admin@example.org"),
                row(
                        "one failing sync that comes later may be a blip",
                        turned(turned(two(OWNER), 0.5, "1"), 20.5, "2").fails("school", FORBIDDEN, 0, 22),
                        21.5,
                        "school: regenerate, certain 1 of it-admin@example.org"),
                row(
                        "one that has failed since before is not the one where another turned",
                        turned(two(OTHER).says("school", "2", ERROR, -60), 0.5, "1")
                                .fails("school", FORBIDDEN, 0, 4),
                        4,
                        "school: regenerate, certain 1 of it-admin@example.org"),
                row(
                        "nor is one whose failing sync is itself older than the case, however late it was read",
                        turned(two(OTHER), 0.5, "1")
                                .readEvery(9)
                                .says("school", "2", "OK", -60)
                                .says("school", "2", ERROR, 0.5, -8)
                                .fails("school", FORBIDDEN, 0, 4),
                        4,
                        "school: regenerate, certain 1 of it-admin@example.org"),
                row(
                        "one that has failed since before proves nothing where another may be the one",
                        well(two(OTHER), "2").says("school", "1", ERROR, -60).fails("school", FORBIDDEN, 0, 4),
                        4,
                        "school: identify, one_of 1 2"),
                row(
                        "it is the one if every other has synced well since, by a word known to be good",
                        well(two(OTHER), "2")
                                .knownGood("school", "2", "OK")
                                .says("school", "1", ERROR, -60)
                                .fails("school", FORBIDDEN, 0, 4),
                        4,
                        "school: regenerate, certain 1 of it-admin@example.org"),
                row(
                        "a word is good if it was seen for an hour while nothing failed, and no sooner",
                        well(two(OTHER), "2")
                                .quiet("school", "2", "OK", Duration.ofMinutes(59))
                                .says("school", "1", ERROR, -60)
                                .fails("school", FORBIDDEN, 0, 4),
                        4,
                        "school: identify, one_of 1 2"),
                row(
                        "first read amid the failure, the token whose newest sync tells failure is the one",
                        two(OTHER)
                                .says("school", "1", ERROR, -4)
                                .says("school", "2", "OK", -4)
                                .read("school", "log", FORBIDDEN, false, -60, 0)
                                .read("school", "log", FORBIDDEN, false, -1, 0),
                        0,
                        "school: regenerate, certain 1 of it-admin@example.org"),
                row(
                        "first read amid the failure, several that tell failure all fail",
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
                        "first read amid the failure, a failing sync older than the case tells nothing of it",
                        two(OTHER)
                                .says("school", "1", ERROR, 0, -65)
                                .says("school", "2", "OK", 0)
                                .read("school", "log", FORBIDDEN, false, -60, 0)
                                .read("school", "log", FORBIDDEN, false, -1, 0),
                        4,
                        "school: identify, one_of 1 2"),
                row(
                        "a failing sync two syncs older than the case is still about it",
                        two(OTHER)
                                .says("school", "1", ERROR, 0, -64)
                                .says("school", "2", "OK", 0)
                                .read("school", "log", FORBIDDEN, false, -60, 0)
                                .read("school", "log", FORBIDDEN, false, -1, 0),
                        0,
                        "school: regenerate, certain 1 of it-admin@example.org"),
                row(
                        "a failing state confirms no cause: one FORBIDDEN stays a blip",
                        turned(two(OTHER), 0.5, "1").seen("school", FORBIDDEN, 0),
                        10),
                row(
                        "nor does it make more of a bad request than that",
                        turned(two(OTHER), 0.5, "1").fails("school", BAD_REQUEST, 0, 10),
                        10,
                        "school: investigate, certain 1 of it-admin@example.org UPLOAD_A_JUST_DOWNLOADED_TOKEN_FIRST"),
                row(
                        "a word that does not tell failure is none, however new it is",
                        turned(two(OTHER), 0.5, "1")
                                .says("school", "2", "OK", -60)
                                .says("school", "2", "BUSY", 0.5)
                                .fails("school", FORBIDDEN, 0, 4),
                        4,
                        "school: regenerate, certain 1 of it-admin@example.org"),
                row(
                        "states read before the case began name a token, but not as a certainty",
                        two(OTHER)
                                .says("school", "1", ERROR, -1)
                                .says("school", "2", "OK", -60)
                                .readAt("school", -0.5)
                                .apiDown("school", -0.2)
                                .fails("school", FORBIDDEN, 0, 4),
                        4,
                        "school: identify, one_of 1 of it-admin@example.org CHECK_TERMS_FIRST"),
                row(
                        "states read since the case began stay what they were while the API is down",
                        turned(two(OTHER), 0.5, "1")
                                .says("school", "2", "OK", -60)
                                .readAt("school", 2)
                                .apiDown("school", 3)
                                .fails("school", FORBIDDEN, 0, 20),
                        20,
                        "school: regenerate, certain 1 of it-admin@example.org"),
                row(
                        "where the cause is expiry, a token that turned and has no known date has expired as well",
                        turned(two(OWNER).expires("school", "1", World.minute(-10)), 0.5, "2")
                                .seen("school", TOKEN_EXPIRED, 0, 2),
                        3,
                        "school: regenerate, certain 1 2 of it-admin@example.org"),
                row(
                        "where the cause is expiry, a token that turned and whose date lies ahead has not",
                        turned(
                                        two(OWNER)
                                                .expires("school", "1", World.minute(-10))
                                                .expires("school", "2", World.minute(500_000)),
                                        0.5,
                                        "2")
                                .seen("school", TOKEN_EXPIRED, 0),
                        2,
                        "school: regenerate, certain 1 of it-admin@example.org"),
                row(
                        "a Jamf Pro that syncs every 2 s tells it by syncs 4 s apart",
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
                        "a token that turned as another case began is not one of a case that was seen no more since",
                        turned(turned(two(OTHER), 0.5, "1"), 50.5, "2")
                                .fails("school", FORBIDDEN, 0, 48)
                                .fails("school", SERVICE_ERROR, 50, 58),
                        58,
                        "school: regenerate, certain 1 of it-admin@example.org"),
                row(
                        "cases that began apart each have the token that turned with them",
                        turned(turned(two(OTHER), 0.5, "1"), 20.5, "2")
                                .fails("school", FORBIDDEN, 0, 30)
                                .fails("school", TERMS_NOT_SIGNED, 20, 30),
                        30,
                        "school: regenerate, certain 1 of it-admin@example.org",
                        "school: accept_terms, certain 2 of other@example.org"),
                row(
                        "one token with the first, two with the second",
                        turned(turned(three(), 0.5, "1"), 20.5, "2", "3")
                                .fails("school", FORBIDDEN, 0, 30)
                                .fails("school", TERMS_NOT_SIGNED, 20, 30),
                        30,
                        "school: regenerate, certain 1 of it-admin@example.org",
                        "school: accept_terms, certain 2 3 of other@example.org"),
                row(
                        "two tokens with the first, one with the second",
                        turned(turned(three(), 0.5, "1", "2"), 20.5, "3")
                                .fails("school", FORBIDDEN, 0, 30)
                                .fails("school", TERMS_NOT_SIGNED, 20, 30),
                        30,
                        "school: regenerate, certain 1 of it-admin@example.org",
                        "school: regenerate, certain 2 of other@example.org",
                        "school: accept_terms, certain 3 of other@example.org"),
                row(
                        "cases that began together on two tokens: nothing tells which has which",
                        turned(two(OTHER), 0.5, "1", "2")
                                .fails("school", FORBIDDEN, 0, 30)
                                .fails("school", TERMS_NOT_SIGNED, 1, 30),
                        30,
                        "school: accept_terms, one_of 1 2 SEVERAL_CAUSES",
                        "school: identify, one_of 1 2 SEVERAL_CAUSES"),
                row(
                        "a third token that does not fail is no candidate of either",
                        well(turned(three(), 0.5, "1", "2"), "3")
                                .fails("school", FORBIDDEN, 0, 30)
                                .fails("school", TERMS_NOT_SIGNED, 1, 30),
                        30,
                        "school: accept_terms, one_of 1 2 SEVERAL_CAUSES",
                        "school: identify, one_of 1 2 SEVERAL_CAUSES"),
                row(
                        "cases that began together and ask for the same need not be told apart",
                        turned(two(OWNER), 0.5, "1", "2")
                                .fails("school", FORBIDDEN, 0, 30)
                                .fails("school", TOKEN_REJECTED, 1, 30),
                        30,
                        "school: regenerate, certain 1 2 of it-admin@example.org UPLOAD_A_JUST_DOWNLOADED_TOKEN_FIRST"),
                row(
                        "what any of them has to say is said",
                        turned(two(OWNER), 0.5, "1", "2")
                                .fails("school", TOKEN_REJECTED, 0, 30)
                                .fails("school", FORBIDDEN, 1, 30),
                        30,
                        "school: regenerate, certain 1 2 of it-admin@example.org UPLOAD_A_JUST_DOWNLOADED_TOKEN_FIRST"),
                row(
                        "a token that turns while two cases go on may have either, and the others keep theirs",
                        turned(turned(turned(three(), 0.5, "1"), 20.5, "2"), 40.5, "3")
                                .fails("school", FORBIDDEN, 0, 50)
                                .fails("school", TERMS_NOT_SIGNED, 20, 50),
                        50,
                        "school: regenerate, certain 1 of it-admin@example.org",
                        "school: accept_terms, certain 2 of other@example.org",
                        "school: accept_terms, one_of 3 of other@example.org SEVERAL_CAUSES",
                        "school: identify, one_of 3 of other@example.org SEVERAL_CAUSES"),
                row(
                        "a case that comes and goes can have come again with a token that turned as another began",
                        turned(two(OTHER), 50.5, "1", "2")
                                .fails("school", TERMS_NOT_SIGNED, 0, 4)
                                .fails("school", TERMS_NOT_SIGNED, 50, 60)
                                .fails("school", FORBIDDEN, 50, 60),
                        60,
                        "school: accept_terms, one_of 1 2 SEVERAL_CAUSES",
                        "school: identify, one_of 1 2 SEVERAL_CAUSES"),
                row(
                        "a case that was silent when a token turned is not about it",
                        turned(well(two(OTHER), "1"), 20.5, "2").seen("school", SERVER_INACTIVE, 0),
                        30,
                        "school: identify, one_of 1 2"),
                row(
                        "a token that turned as the network failed is not about another case that went on",
                        turned(turned(two(OWNER), 0.5, "1"), 20.5, "2")
                                .fails("school", FORBIDDEN, 0, 22)
                                .networkFault("school", 20),
                        22,
                        "school: regenerate, certain 1 of it-admin@example.org"),
                row(
                        "nor is it when the network's fault is logged no more and it still fails",
                        turned(turned(two(OWNER), 0.5, "1"), 20.5, "2")
                                .fails("school", FORBIDDEN, 0, 40)
                                .networkFault("school", 20),
                        40,
                        "school: regenerate, certain 1 of it-admin@example.org"),
                row(
                        "a case that is not worth telling yet can be a token's all the same",
                        turned(two(OWNER), 0.5, "1", "2")
                                .seen("school", TOKEN_REJECTED, 0, 3)
                                .seen("school", SERVICE_ERROR, 1),
                        3,
                        "school: identify, one_of 1 2 of it-admin@example.org UPLOAD_A_JUST_DOWNLOADED_TOKEN_FIRST SEVERAL_CAUSES"),
                row(
                        "a cause that ended before another began has become that one's",
                        well(turned(two(OTHER), 0.5, "1"), "2")
                                .fails("school", FORBIDDEN, 0, 20)
                                .fails("school", TERMS_NOT_SIGNED, 22, 40),
                        40,
                        "school: accept_terms, certain 1 of it-admin@example.org"),
                row(
                        "of two causes of the only token that fails the newest with a stated answer wins, where the other is known to be well",
                        well(turned(two(OTHER), 0.5, "1"), "2")
                                .knownGood("school", "2", "OK")
                                .fails("school", FORBIDDEN, 0, 30)
                                .fails("school", TERMS_NOT_SIGNED, 1, 30),
                        30,
                        "school: accept_terms, certain 1 of it-admin@example.org"),
                row(
                        "where the other is not known to be well, one of the causes may be about it",
                        well(turned(two(OTHER), 0.5, "1"), "2")
                                .fails("school", FORBIDDEN, 0, 30)
                                .fails("school", TERMS_NOT_SIGNED, 1, 30),
                        30,
                        "school: accept_terms, one_of 1 2 SEVERAL_CAUSES",
                        "school: identify, one_of 1 2 SEVERAL_CAUSES"),
                row(
                        "a case that no state tells of is about a token that has no other cause",
                        turned(three(), 0.5, "1")
                                .fails("school", FORBIDDEN, 0, 30)
                                .fails("school", TERMS_NOT_SIGNED, 20, 30),
                        30,
                        "school: regenerate, certain 1 of it-admin@example.org",
                        "school: accept_terms, one_of 2 3 of other@example.org"),
                row(
                        "of an expired token and unsigned terms that began together the date tells which is which",
                        turned(two(OTHER).expires("school", "1", World.minute(-10)), 0.5, "1", "2")
                                .fails("school", TOKEN_EXPIRED, 0, 10)
                                .fails("school", TERMS_NOT_SIGNED, 1, 10),
                        10,
                        "school: regenerate, certain 1 of it-admin@example.org",
                        "school: accept_terms, certain 2 of other@example.org"),
                row(
                        "first read amid two failures, nothing tells which token has which",
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

    /** A token is what a case is about until its end is proven. */
    static Stream<Arguments> recovered() {
        return Stream.of(
                row(
                        "a token that was removed is the one as long as the end is not proven, and the one that is left is not",
                        well(turned(two(OTHER), 0.5, "1"), "2")
                                .removed("school", "1", 11)
                                .fails("school", FORBIDDEN, 0, 10),
                        15.9,
                        "school: regenerate, certain 1 of it-admin@example.org"),
                row(
                        "nothing makes the token that is left the only one there is",
                        two(OTHER).removed("school", "1", 11).fails("school", FORBIDDEN, 0, 10),
                        15.9,
                        "school: identify, one_of 1 2"),
                row(
                        "it is the only one if the failures go on without the one that was removed",
                        two(OTHER).removed("school", "1", 11).fails("school", FORBIDDEN, 0, 16),
                        16,
                        "school: regenerate, certain 2 of other@example.org"),
                row(
                        "the only token there was is still the one when it is removed",
                        one().removed("school", "1", 11).fails("school", FORBIDDEN, 0, 10),
                        15.9,
                        "school: regenerate, certain 1 of it-admin@example.org"),
                row(
                        "a token that came as the one that failed was removed is not the one",
                        turned(two(OTHER), 0.5, "1")
                                .says("school", "2", "OK", 11)
                                .removed("school", "1", 11)
                                .fails("school", FORBIDDEN, 0, 10),
                        15.9,
                        "school: regenerate, certain 1 of it-admin@example.org"),
                row(
                        "a token that syncs again is the one as long as the end is not proven",
                        well(turned(two(OTHER), 0.5, "1"), "2")
                                .says("school", "1", "OK", 10.5)
                                .fails("school", FORBIDDEN, 0, 10),
                        15.9,
                        "school: regenerate, certain 1 of it-admin@example.org"),
                row(
                        "it is no longer the one if the failures go on without it",
                        turned(two(OTHER), 0.5, "1", "2")
                                .says("school", "1", "OK", 10.5)
                                .fails("school", FORBIDDEN, 0, 20),
                        20,
                        "school: regenerate, certain 2 of other@example.org"),
                row(
                        "where no other fails, somebody must look again",
                        well(turned(two(OTHER), 0.5, "1"), "2")
                                .says("school", "1", "OK", 10.5)
                                .fails("school", FORBIDDEN, 0, 20),
                        20,
                        "school: identify, one_of 1 2"),
                row(
                        "a token that failed and recovered before the case began is not the one",
                        turned(two(OTHER), -20, "2")
                                .says("school", "2", "OK", -10)
                                .says("school", "1", "OK", -60)
                                .says("school", "1", ERROR, 0.5)
                                .fails("school", FORBIDDEN, 0, 4),
                        4,
                        "school: regenerate, certain 1 of it-admin@example.org"),
                row(
                        "one token renewed, the other still fails with another cause: each case keeps its own",
                        turned(two(OTHER), 0.5, "1", "2")
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
                        "an instance that no source is configured for has an unknown owner",
                        World.of("school").withoutSource("school").fails("school", FORBIDDEN, 0, 4),
                        4,
                        "school: regenerate, unknown CHECK_TERMS_FIRST OWNER_NOT_CONFIGURED"),
                row(
                        "an instance that is not in the inventory at all has an unknown owner",
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
                        "an API that names no token of the kind leaves the owner unknown",
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
                        "the tokens whose own state tells failure are the failing ones",
                        cloud().syncsFail("cloud", "2", 0, 30).synced("cloud", "1", "OK", 30),
                        30,
                        "cloud: investigate, certain 2 of other@example.org"),
                row(
                        "two that fail at once are two accounts' matter, and where there is no other account Apple's or the network's",
                        cloud().syncsFail("cloud", "1", 0, 30).syncsFail("cloud", "2", 0, 30),
                        30,
                        "cloud: investigate, certain 1 of it-admin@example.org APPLE_OR_NETWORK",
                        "cloud: investigate, certain 2 of other@example.org APPLE_OR_NETWORK"),
                row(
                        "of two that failed in turn, the one that fails now",
                        cloud().syncsFail("cloud", "1", 0, 30)
                                .syncsFail("cloud", "2", 20, 60)
                                .synced("cloud", "1", "OK", 60),
                        60,
                        "cloud: investigate, certain 2 of other@example.org"),
                row(
                        "a token that fails no more is still the one until the end is proven",
                        cloud().syncsFail("cloud", "2", 0, 40)
                                .synced("cloud", "2", "OK", 42)
                                .synced("cloud", "1", "OK", 42),
                        43,
                        "cloud: investigate, certain 2 of other@example.org"),
                row(
                        "a notification that names a token names the organisation whose terms wait",
                        cloud().noticed("cloud", TERMS_NOT_SIGNED, List.of("2"), 0)
                                .notice("cloud", TERMS_NOT_SIGNED, "token 2"),
                        4,
                        "cloud: accept_terms, certain 2 of other@example.org AS_NOTIFIED"),
                row(
                        "one that names none leaves it open, for terms are accepted by organisation",
                        cloud().noticed("cloud", TERMS_NOT_SIGNED, List.of(), 0).notice("cloud", TERMS_NOT_SIGNED, ""),
                        4,
                        "cloud: accept_terms, one_of 1 2 AS_NOTIFIED"));
    }

    @Test
    void a_finding_rests_on_all_cases_that_ask_for_the_same() {
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
    void a_token_that_joins_a_case_fails_since_its_own_state_tells_it() {
        World world = turned(turned(two(OTHER), 0.5, "1"), 20.5, "2").fails("school", FORBIDDEN, 0, 30);

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

    private static World turned(World world, double at, String... ids) {
        for (String id : ids) {
            world.says("school", id, "OK", -60).says("school", id, ERROR, at);
        }
        return world;
    }

    private static Arguments row(String rule, World world, double minute, String... told) {
        return arguments(rule, world, minute, List.of(told));
    }
}
