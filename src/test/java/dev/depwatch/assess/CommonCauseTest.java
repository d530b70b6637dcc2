package dev.depwatch.assess;

import static dev.depwatch.token.Cause.FORBIDDEN;
import static dev.depwatch.token.Cause.OAUTH_REFRESH_FAILED;
import static dev.depwatch.token.Cause.SERVICE_ERROR;
import static dev.depwatch.token.Cause.TERMS_NOT_SIGNED;
import static dev.depwatch.token.Cause.TOKEN_REJECTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.depwatch.inventory.Reading.Terms;
import dev.depwatch.journal.ClosedCase.Proof;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Why? Failures that began together in the fleet have one reason. */
class CommonCauseTest {
    private static final String ANNA = "anna@example.org";
    private static final String BEN = "ben@example.org";
    private static final String CLEO = "cleo@example.org";
    private static final String ERROR = "CONNECTION_ERROR";

    @ParameterizedTest(name = "{0}")
    @MethodSource({"password", "outage", "without_log", "content"})
    void why_tokens_fail(String rule, World world, double minute, List<String> expected) {
        assertThat(AssessmentLines.by(world.at(minute))).as(rule).containsExactlyElementsOf(expected);
    }

    static Stream<Arguments> password() {
        return Stream.of(
                row(
                        "every token of one owner on two instances began within 10 minutes: the password changed",
                        annasTwo().fails("a", FORBIDDEN, 0, 20).fails("b", FORBIDDEN, 10, 20),
                        20,
                        "a: regenerate, certain 1 of anna@example.org PASSWORD_CHANGED_OR_ACCOUNT_DISABLED",
                        "b: regenerate, certain 1 of anna@example.org PASSWORD_CHANGED_OR_ACCOUNT_DISABLED"),
                row(
                        "an unknown answer counts too, if one owner fails and another does not",
                        annasTwo().fails("a", OAUTH_REFRESH_FAILED, 0, 4).fails("b", OAUTH_REFRESH_FAILED, 1, 4),
                        4,
                        "a: regenerate likely, certain 1 of anna@example.org PASSWORD_CHANGED_OR_ACCOUNT_DISABLED CHECK_TERMS_FIRST",
                        "b: regenerate likely, certain 1 of anna@example.org PASSWORD_CHANGED_OR_ACCOUNT_DISABLED CHECK_TERMS_FIRST"),
                row(
                        "a token renewed with another account still counts for its former owner",
                        annasTwo()
                                .fails("a", FORBIDDEN, 0, 20)
                                .fails("b", FORBIDDEN, 10, 20)
                                .renewedBy(BEN, "a", "1", 21),
                        22,
                        "b: regenerate, certain 1 of anna@example.org PASSWORD_CHANGED_OR_ACCOUNT_DISABLED"),
                row(
                        "two instances of one server share one token, which one download ends",
                        annasTwo()
                                .server("a", "1", "one")
                                .server("b", "1", "one")
                                .fails("a", FORBIDDEN, 0, 20)
                                .fails("b", FORBIDDEN, 0, 20),
                        20,
                        "a: regenerate, certain 1 of anna@example.org",
                        "b: regenerate, certain 1 of anna@example.org"),
                row(
                        "two servers have two tokens",
                        annasTwo()
                                .server("a", "1", "one")
                                .server("b", "1", "other")
                                .fails("a", FORBIDDEN, 0, 20)
                                .fails("b", FORBIDDEN, 0, 20),
                        20,
                        "a: regenerate, certain 1 of anna@example.org PASSWORD_CHANGED_OR_ACCOUNT_DISABLED",
                        "b: regenerate, certain 1 of anna@example.org PASSWORD_CHANGED_OR_ACCOUNT_DISABLED"),
                row(
                        "more than 10 minutes apart they are separate failures",
                        annasTwo().fails("a", FORBIDDEN, 0, 20).fails("b", FORBIDDEN, 10.5, 20),
                        20,
                        "a: regenerate, certain 1 of anna@example.org",
                        "b: regenerate, certain 1 of anna@example.org"),
                row(
                        "one working token of the owner refutes it",
                        annasTwo()
                                .ade("c", "1", ANNA)
                                .fails("a", FORBIDDEN, 0, 4)
                                .fails("b", FORBIDDEN, 0, 4),
                        4,
                        "a: regenerate, certain 1 of anna@example.org",
                        "b: regenerate, certain 1 of anna@example.org"),
                row(
                        "one instance alone proves nothing about the account",
                        World.of("a", "c")
                                .ade("a", "1", ANNA)
                                .ade("c", "1", BEN)
                                .fails("a", FORBIDDEN, 0, 4),
                        4,
                        "a: regenerate, certain 1 of anna@example.org"),
                row(
                        "it needs a second sighting",
                        annasTwo().fails("a", FORBIDDEN, 0, 4).seen("b", FORBIDDEN, 4),
                        4,
                        "a: regenerate, certain 1 of anna@example.org"),
                row(
                        "unsigned terms of one owner's organisation are no changed password",
                        annasTwo().seen("a", TERMS_NOT_SIGNED, 0).seen("b", TERMS_NOT_SIGNED, 0),
                        4,
                        "a: accept_terms, certain 1 of anna@example.org",
                        "b: accept_terms, certain 1 of anna@example.org"),
                row(
                        "unidentified tokens of one owner count, because the account is certain",
                        annasTwo()
                                .ade("b", "2", ANNA)
                                .fails("a", FORBIDDEN, 0, 4)
                                .fails("b", FORBIDDEN, 0, 4),
                        4,
                        "a: regenerate, certain 1 of anna@example.org PASSWORD_CHANGED_OR_ACCOUNT_DISABLED",
                        "b: identify, one_of 1 2 of anna@example.org PASSWORD_CHANGED_OR_ACCOUNT_DISABLED"),
                row(
                        "a token next to another owner's counts if its sync state fails",
                        annasTwo()
                                .ade("a", "2", BEN)
                                .says("a", "1", ERROR, 0)
                                .says("a", "2", "OK", 0)
                                .fails("a", FORBIDDEN, 0, 4)
                                .fails("b", FORBIDDEN, 0, 4),
                        4,
                        "a: regenerate, certain 1 of anna@example.org PASSWORD_CHANGED_OR_ACCOUNT_DISABLED",
                        "b: regenerate, certain 1 of anna@example.org PASSWORD_CHANGED_OR_ACCOUNT_DISABLED"),
                row(
                        "a token that joins another owner's case fails since its own state",
                        annasTwo()
                                .ade("a", "2", BEN)
                                .says("a", "1", "OK", -60)
                                .says("a", "1", ERROR, 60.5)
                                .says("a", "2", "OK", -60)
                                .says("a", "2", ERROR, 0.5)
                                .fails("a", FORBIDDEN, 0, 64)
                                .fails("b", FORBIDDEN, 61, 65),
                        65,
                        "a: regenerate, certain 1 of anna@example.org PASSWORD_CHANGED_OR_ACCOUNT_DISABLED",
                        "a: regenerate, certain 2 of ben@example.org",
                        "b: regenerate, certain 1 of anna@example.org PASSWORD_CHANGED_OR_ACCOUNT_DISABLED"),
                row(
                        "a token renewed meanwhile still explains the other one",
                        annasTwo()
                                .fails("a", FORBIDDEN, 0, 4)
                                .fails("b", FORBIDDEN, 0, 40)
                                .closed("a", FORBIDDEN, 20),
                        40,
                        "b: regenerate, certain 1 of anna@example.org PASSWORD_CHANGED_OR_ACCOUNT_DISABLED"),
                row(
                        "it does so with a good state too",
                        annasTwo()
                                .says("a", "1", "OK", -60)
                                .says("a", "1", ERROR, 0)
                                .says("a", "1", "OK", 20)
                                .says("b", "1", "OK", -60)
                                .says("b", "1", ERROR, 0)
                                .replaced("a", "1", 20)
                                .fails("a", OAUTH_REFRESH_FAILED, 0, 19)
                                .fails("b", OAUTH_REFRESH_FAILED, 0, 40)
                                .closed("a", OAUTH_REFRESH_FAILED, 20),
                        40,
                        "b: regenerate likely, certain 1 of anna@example.org PASSWORD_CHANGED_OR_ACCOUNT_DISABLED CHECK_TERMS_FIRST"),
                row(
                        "two owners with a known answer are two changed passwords and no outage",
                        annasTwo()
                                .ade("d", "1", BEN)
                                .fails("a", FORBIDDEN, 0, 4)
                                .fails("b", FORBIDDEN, 0, 4)
                                .fails("c", FORBIDDEN, 0, 4)
                                .fails("d", FORBIDDEN, 0, 4),
                        4,
                        "a: regenerate, certain 1 of anna@example.org PASSWORD_CHANGED_OR_ACCOUNT_DISABLED",
                        "b: regenerate, certain 1 of anna@example.org PASSWORD_CHANGED_OR_ACCOUNT_DISABLED",
                        "c: regenerate, certain 1 of ben@example.org PASSWORD_CHANGED_OR_ACCOUNT_DISABLED",
                        "d: regenerate, certain 1 of ben@example.org PASSWORD_CHANGED_OR_ACCOUNT_DISABLED"));
    }

    static Stream<Arguments> outage() {
        return Stream.of(
                row(
                        "tokens of three owners began within 5 minutes without a known answer: wait",
                        four().fails("a", OAUTH_REFRESH_FAILED, 0, 8)
                                .fails("b", OAUTH_REFRESH_FAILED, 2, 8)
                                .fails("c", OAUTH_REFRESH_FAILED, 5, 8),
                        8,
                        "a: wait, certain 1 of anna@example.org APPLE_OR_NETWORK",
                        "b: wait, certain 1 of ben@example.org APPLE_OR_NETWORK",
                        "c: wait, certain 1 of cleo@example.org APPLE_OR_NETWORK"),
                row(
                        "more than 5 minutes apart they are three failures",
                        four().fails("a", OAUTH_REFRESH_FAILED, 0, 8)
                                .fails("b", OAUTH_REFRESH_FAILED, 2, 8)
                                .fails("c", OAUTH_REFRESH_FAILED, 5.5, 8),
                        8,
                        "a: regenerate likely, certain 1 of anna@example.org CHECK_TERMS_FIRST",
                        "b: regenerate likely, certain 1 of ben@example.org CHECK_TERMS_FIRST",
                        "c: regenerate likely, certain 1 of cleo@example.org CHECK_TERMS_FIRST"),
                row(
                        "two of four owners are no outage",
                        four().fails("a", OAUTH_REFRESH_FAILED, 0, 8).fails("b", OAUTH_REFRESH_FAILED, 2, 8),
                        8,
                        "a: regenerate likely, certain 1 of anna@example.org CHECK_TERMS_FIRST",
                        "b: regenerate likely, certain 1 of ben@example.org CHECK_TERMS_FIRST"),
                row(
                        "if there are two owners and both fail: wait, although one has two tokens",
                        annasTwo()
                                .fails("a", OAUTH_REFRESH_FAILED, 0, 4)
                                .fails("b", OAUTH_REFRESH_FAILED, 0, 4)
                                .fails("c", OAUTH_REFRESH_FAILED, 0, 4),
                        4,
                        "a: wait, certain 1 of anna@example.org APPLE_OR_NETWORK",
                        "b: wait, certain 1 of anna@example.org APPLE_OR_NETWORK",
                        "c: wait, certain 1 of ben@example.org APPLE_OR_NETWORK"),
                row(
                        "a single owner is no outage",
                        World.of("a", "b")
                                .ade("a", "1", ANNA)
                                .ade("b", "1", ANNA)
                                .fails("a", OAUTH_REFRESH_FAILED, 0, 4)
                                .fails("b", OAUTH_REFRESH_FAILED, 0, 4),
                        4,
                        "a: regenerate likely, certain 1 of anna@example.org PASSWORD_CHANGED_OR_ACCOUNT_DISABLED CHECK_TERMS_FIRST",
                        "b: regenerate likely, certain 1 of anna@example.org PASSWORD_CHANGED_OR_ACCOUNT_DISABLED CHECK_TERMS_FIRST"),
                row(
                        "after 30 minutes: investigate, still not regenerate",
                        four().fails("a", OAUTH_REFRESH_FAILED, 0, 32)
                                .fails("b", OAUTH_REFRESH_FAILED, 0, 32)
                                .fails("c", OAUTH_REFRESH_FAILED, 0, 28),
                        32,
                        "a: investigate, certain 1 of anna@example.org APPLE_OR_NETWORK",
                        "b: investigate, certain 1 of ben@example.org APPLE_OR_NETWORK",
                        "c: wait, certain 1 of cleo@example.org APPLE_OR_NETWORK"),
                row(
                        "Apple's 5xx on some instances explains the failed refresh on others",
                        four().fails("a", OAUTH_REFRESH_FAILED, 0, 4)
                                .fails("b", SERVICE_ERROR, 0, 4)
                                .fails("c", SERVICE_ERROR, 0, 4),
                        4,
                        "a: wait, certain 1 of anna@example.org APPLE_OR_NETWORK"),
                row(
                        "with a known answer from Apple it is no outage",
                        four().fails("a", FORBIDDEN, 0, 4)
                                .fails("b", FORBIDDEN, 0, 4)
                                .fails("c", TOKEN_REJECTED, 0, 4),
                        4,
                        "a: regenerate, certain 1 of anna@example.org",
                        "b: regenerate, certain 1 of ben@example.org",
                        "c: regenerate, certain 1 of cleo@example.org UPLOAD_A_JUST_DOWNLOADED_TOKEN_FIRST"),
                row(
                        "an owner with a known answer is not part of an outage",
                        annasTwo()
                                .fails("a", OAUTH_REFRESH_FAILED, 0, 4)
                                .fails("b", OAUTH_REFRESH_FAILED, 0, 4)
                                .fails("c", FORBIDDEN, 0, 4),
                        4,
                        "a: regenerate likely, certain 1 of anna@example.org PASSWORD_CHANGED_OR_ACCOUNT_DISABLED CHECK_TERMS_FIRST",
                        "b: regenerate likely, certain 1 of anna@example.org PASSWORD_CHANGED_OR_ACCOUNT_DISABLED CHECK_TERMS_FIRST",
                        "c: regenerate, certain 1 of ben@example.org"),
                row(
                        "an outage that ended for two owners is no changed password of the third",
                        four().fails("a", OAUTH_REFRESH_FAILED, 0, 8)
                                .fails("b", OAUTH_REFRESH_FAILED, 0, 8)
                                .fails("c", OAUTH_REFRESH_FAILED, 0, 20)
                                .closed("a", OAUTH_REFRESH_FAILED, 10)
                                .closed("b", OAUTH_REFRESH_FAILED, 10),
                        20,
                        "c: wait, certain 1 of cleo@example.org APPLE_OR_NETWORK"),
                row(
                        "an hour after the others recovered, a remaining failure is separate",
                        four().fails("a", OAUTH_REFRESH_FAILED, 0, 8)
                                .fails("b", OAUTH_REFRESH_FAILED, 0, 8)
                                .fails("c", OAUTH_REFRESH_FAILED, 0, 72)
                                .closed("a", OAUTH_REFRESH_FAILED, 10)
                                .closed("b", OAUTH_REFRESH_FAILED, 10),
                        72,
                        "c: regenerate likely, certain 1 of cleo@example.org CHECK_TERMS_FIRST"),
                row(
                        "an owner whose tokens all failed before does not refute an outage",
                        World.of("a", "b", "c")
                                .ade("a", "1", ANNA)
                                .ade("b", "1", BEN)
                                .ade("c", "1", CLEO)
                                .fails("a", FORBIDDEN, 0, 60)
                                .fails("b", OAUTH_REFRESH_FAILED, 50, 60)
                                .fails("c", SERVICE_ERROR, 50, 60),
                        60,
                        "a: regenerate, certain 1 of anna@example.org",
                        "b: wait, certain 1 of ben@example.org APPLE_OR_NETWORK"),
                row(
                        "an owner with a working token refutes an outage",
                        World.of("a", "b", "c", "d")
                                .ade("a", "1", ANNA)
                                .ade("b", "1", BEN)
                                .ade("c", "1", CLEO)
                                .ade("d", "1", ANNA)
                                .fails("a", FORBIDDEN, 0, 60)
                                .fails("b", OAUTH_REFRESH_FAILED, 50, 60)
                                .fails("c", OAUTH_REFRESH_FAILED, 50, 60),
                        60,
                        "a: regenerate, certain 1 of anna@example.org",
                        "b: regenerate likely, certain 1 of ben@example.org CHECK_TERMS_FIRST",
                        "c: regenerate likely, certain 1 of cleo@example.org CHECK_TERMS_FIRST"),
                row(
                        "a failure that reopens in an outage is part of it",
                        four().fails("a", OAUTH_REFRESH_FAILED, 0, 20)
                                .over("a", OAUTH_REFRESH_FAILED, Proof.SYNCED, 28)
                                .fails("a", OAUTH_REFRESH_FAILED, 50, 54)
                                .fails("b", SERVICE_ERROR, 50, 54)
                                .fails("c", SERVICE_ERROR, 50, 54),
                        54,
                        "a: wait, certain 1 of anna@example.org APPLE_OR_NETWORK"),
                row(
                        "an earlier failure is no part of an outage",
                        four().ade("d", "1", CLEO)
                                .fails("d", OAUTH_REFRESH_FAILED, 0, 60)
                                .fails("a", OAUTH_REFRESH_FAILED, 50, 60)
                                .fails("b", OAUTH_REFRESH_FAILED, 50, 60)
                                .fails("c", OAUTH_REFRESH_FAILED, 50, 60),
                        60,
                        "a: wait, certain 1 of anna@example.org APPLE_OR_NETWORK",
                        "b: wait, certain 1 of ben@example.org APPLE_OR_NETWORK",
                        "c: wait, certain 1 of cleo@example.org APPLE_OR_NETWORK",
                        "d: identify, one_of 1 2 CHECK_TERMS_FIRST"),
                row(
                        "a token that failed before its neighbour's outage is no part of it",
                        World.of("a", "b", "c")
                                .ade("a", "1", ANNA)
                                .ade("a", "2", BEN)
                                .ade("b", "1", CLEO)
                                .ade("c", "1", "dora@example.org")
                                .says("a", "1", "OK", -60)
                                .says("a", "1", ERROR, 0)
                                .says("a", "2", "OK", -60)
                                .says("a", "2", ERROR, 50)
                                .fails("a", OAUTH_REFRESH_FAILED, 0, 60)
                                .fails("b", OAUTH_REFRESH_FAILED, 50, 60)
                                .fails("c", OAUTH_REFRESH_FAILED, 50, 60),
                        60,
                        "a: regenerate likely, certain 1 of anna@example.org CHECK_TERMS_FIRST",
                        "a: wait, certain 2 of ben@example.org APPLE_OR_NETWORK",
                        "b: wait, certain 1 of cleo@example.org APPLE_OR_NETWORK",
                        "c: wait, certain 1 of dora@example.org APPLE_OR_NETWORK"),
                row(
                        "an owner on an invisible instance does not refute an outage",
                        World.of("a", "b", "c")
                                .ade("a", "1", ANNA)
                                .ade("b", "1", BEN)
                                .ade("c", "1", CLEO)
                                .unfollowedSince("c", -100)
                                .fails("a", OAUTH_REFRESH_FAILED, 0, 4)
                                .fails("b", OAUTH_REFRESH_FAILED, 0, 4),
                        4,
                        "a: wait, certain 1 of anna@example.org APPLE_OR_NETWORK",
                        "b: wait, certain 1 of ben@example.org APPLE_OR_NETWORK"),
                row(
                        "nor does an owner without a reading since",
                        World.of("a", "b", "c")
                                .ade("a", "1", ANNA)
                                .ade("b", "1", BEN)
                                .ade("c", "1", CLEO)
                                .withoutLog("c")
                                .synced("c", "1", "OK", -6)
                                .readAt("c", -5)
                                .fails("a", OAUTH_REFRESH_FAILED, 0, 4)
                                .fails("b", OAUTH_REFRESH_FAILED, 0, 4),
                        4,
                        "a: wait, certain 1 of anna@example.org APPLE_OR_NETWORK",
                        "b: wait, certain 1 of ben@example.org APPLE_OR_NETWORK"),
                row(
                        "an owner with a good sync since does",
                        World.of("a", "b", "c")
                                .ade("a", "1", ANNA)
                                .ade("b", "1", BEN)
                                .ade("c", "1", CLEO)
                                .withoutLog("c")
                                .synced("c", "1", "OK", 3)
                                .fails("a", OAUTH_REFRESH_FAILED, 0, 4)
                                .fails("b", OAUTH_REFRESH_FAILED, 0, 4),
                        4,
                        "a: regenerate likely, certain 1 of anna@example.org CHECK_TERMS_FIRST",
                        "b: regenerate likely, certain 1 of ben@example.org CHECK_TERMS_FIRST"),
                row(
                        "a pause of the others does not end the outage for a token without one",
                        four().fails("a", OAUTH_REFRESH_FAILED, 0, 40)
                                .fails("b", SERVICE_ERROR, 0, 10)
                                .over("b", SERVICE_ERROR, Proof.SYNCED, 16)
                                .fails("b", SERVICE_ERROR, 30, 40)
                                .fails("c", SERVICE_ERROR, 0, 10)
                                .over("c", SERVICE_ERROR, Proof.SYNCED, 16)
                                .fails("c", SERVICE_ERROR, 30, 40),
                        40,
                        "a: investigate, certain 1 of anna@example.org APPLE_OR_NETWORK"),
                row(
                        "an uncertain beginning joins known ones on both sides",
                        four().withoutLog("c")
                                .fails("a", OAUTH_REFRESH_FAILED, 0, 12)
                                .fails("b", OAUTH_REFRESH_FAILED, 1, 12)
                                .seen("d", OAUTH_REFRESH_FAILED, 6.5)
                                .syncsFail("c", "1", 7, 12),
                        12,
                        "a: wait, certain 1 of anna@example.org APPLE_OR_NETWORK",
                        "b: wait, certain 1 of ben@example.org APPLE_OR_NETWORK"),
                row(
                        "one instance whose tokens have three owners is no outage",
                        World.of("a")
                                .ade("a", "1", ANNA)
                                .ade("a", "2", BEN)
                                .ade("a", "3", CLEO)
                                .fails("a", OAUTH_REFRESH_FAILED, 0, 4),
                        4,
                        "a: identify, one_of 1 2 3 CHECK_TERMS_FIRST"),
                row(
                        "one instance is an outage if the tokens of three owners all changed to failing",
                        World.of("a")
                                .ade("a", "1", ANNA)
                                .ade("a", "2", BEN)
                                .ade("a", "3", CLEO)
                                .says("a", "1", ERROR, 0)
                                .says("a", "2", ERROR, 0)
                                .says("a", "3", ERROR, 0)
                                .fails("a", OAUTH_REFRESH_FAILED, 0, 4),
                        4,
                        "a: wait, certain 1 of anna@example.org APPLE_OR_NETWORK",
                        "a: wait, certain 2 of ben@example.org APPLE_OR_NETWORK",
                        "a: wait, certain 3 of cleo@example.org APPLE_OR_NETWORK"),
                row(
                        "unsigned terms in the notifications are reported, whoever else fails",
                        four().organization("a", "1", "Another")
                                .terms("a", Terms.NOT_SIGNED)
                                .fails("a", OAUTH_REFRESH_FAILED, 0, 4)
                                .fails("b", OAUTH_REFRESH_FAILED, 0, 4)
                                .fails("c", OAUTH_REFRESH_FAILED, 0, 4),
                        4,
                        "a: accept_terms, certain 1 of anna@example.org",
                        "b: wait, certain 1 of ben@example.org APPLE_OR_NETWORK",
                        "c: wait, certain 1 of cleo@example.org APPLE_OR_NETWORK"));
    }

    static Stream<Arguments> without_log() {
        return Stream.of(
                row(
                        "if sync states of three owners fail together, Apple or the network is the cause",
                        four().withoutLog("a")
                                .withoutLog("b")
                                .withoutLog("c")
                                .syncsFail("a", "1", 0, 30)
                                .syncsFail("b", "1", 2, 32)
                                .syncsFail("c", "1", 5, 35),
                        35,
                        "a: investigate, certain 1 of anna@example.org APPLE_OR_NETWORK",
                        "b: investigate, certain 1 of ben@example.org APPLE_OR_NETWORK",
                        "c: investigate, certain 1 of cleo@example.org APPLE_OR_NETWORK"),
                row(
                        "states that failed at the first reading have no known beginning",
                        four().withoutLog("a")
                                .withoutLog("b")
                                .withoutLog("c")
                                .foundFailing("a", "1", 0, 30)
                                .foundFailing("b", "1", 0, 30)
                                .foundFailing("c", "1", 0, 30),
                        30,
                        "a: investigate, certain 1 of anna@example.org",
                        "b: investigate, certain 1 of ben@example.org",
                        "c: investigate, certain 1 of cleo@example.org"),
                row(
                        "they prevent regenerating after a failed refresh elsewhere",
                        four().withoutLog("b")
                                .withoutLog("c")
                                .fails("a", OAUTH_REFRESH_FAILED, 0, 8)
                                .syncsFail("b", "1", 2, 8)
                                .syncsFail("c", "1", 4, 8),
                        8,
                        "a: wait, certain 1 of anna@example.org APPLE_OR_NETWORK"),
                row(
                        "one read late may have begun with the others",
                        four().withoutLog("b")
                                .withoutLog("c")
                                .fails("a", OAUTH_REFRESH_FAILED, 0, 12)
                                .syncsFail("b", "1", 4, 12)
                                .syncsFail("c", "1", 9, 12),
                        12,
                        "a: wait, certain 1 of anna@example.org APPLE_OR_NETWORK"),
                row(
                        "one that Jamf Pro reported late began at the reported time",
                        four().withoutLog("b")
                                .withoutLog("c")
                                .fails("a", OAUTH_REFRESH_FAILED, 0, 60)
                                .reportedLate("b", "1", 4, 60)
                                .reportedLate("c", "1", 5, 60),
                        60,
                        "a: investigate, certain 1 of anna@example.org APPLE_OR_NETWORK",
                        "b: investigate, certain 1 of ben@example.org APPLE_OR_NETWORK",
                        "c: investigate, certain 1 of cleo@example.org APPLE_OR_NETWORK"),
                row(
                        "a token that joined a neighbour's case later began later",
                        four().withoutLog("c")
                                .ade("c", "2", "emil@example.org")
                                .says("c", "1", "OK", -200)
                                .says("c", "1", ERROR, -60)
                                .says("c", "2", "OK", -200)
                                .says("c", "2", ERROR, 60)
                                .syncsFail("c", "1", -60, 64)
                                .syncsFail("c", "2", 60, 64)
                                .fails("a", OAUTH_REFRESH_FAILED, 0, 64)
                                .fails("b", OAUTH_REFRESH_FAILED, 1, 64),
                        64,
                        "a: regenerate likely, certain 1 of anna@example.org CHECK_TERMS_FIRST",
                        "b: regenerate likely, certain 1 of ben@example.org CHECK_TERMS_FIRST",
                        "c: investigate, certain 1 of cleo@example.org"),
                row(
                        "a failing sync state supports the log of the same owner",
                        annasTwo().withoutLog("b").fails("a", FORBIDDEN, 0, 20).syncsFail("b", "1", 18, 20),
                        20,
                        "a: regenerate, certain 1 of anna@example.org PASSWORD_CHANGED_OR_ACCOUNT_DISABLED"),
                row(
                        "a good sync state contradicts it",
                        annasTwo().withoutLog("b").fails("a", FORBIDDEN, 0, 20).synced("b", "1", "OK", 20),
                        20,
                        "a: regenerate, certain 1 of anna@example.org"),
                row(
                        "a state that failed at the first reading has no known beginning",
                        annasTwo().withoutLog("b").fails("a", FORBIDDEN, 0, 20).foundFailing("b", "1", 0, 20),
                        20,
                        "a: regenerate, certain 1 of anna@example.org"),
                row(
                        "sync states alone never prove a changed password",
                        annasTwo()
                                .withoutLog("a")
                                .withoutLog("b")
                                .syncsFail("a", "1", 0, 30)
                                .syncsFail("b", "1", 0, 30),
                        30,
                        "a: investigate, certain 1 of anna@example.org",
                        "b: investigate, certain 1 of anna@example.org"));
    }

    static Stream<Arguments> content() {
        return Stream.of(
                row(
                        "content tokens of an owner with a rejected token are reported with it",
                        annasTwo().content("b", "7", ANNA).fails("a", FORBIDDEN, 0, 4),
                        4,
                        "a: regenerate, certain 1 of anna@example.org CONTENT_TOKENS_AT_RISK"),
                row(
                        "another owner's content tokens are not at risk",
                        annasTwo().content("b", "7", BEN).fails("a", FORBIDDEN, 0, 4),
                        4,
                        "a: regenerate, certain 1 of anna@example.org"),
                row(
                        "an expired token puts no content token at risk",
                        annasTwo().content("b", "7", ANNA).expires("a", "1", World.minute(-1)),
                        0,
                        "a: regenerate, certain 1 of anna@example.org"),
                row(
                        "terms put no content token at risk",
                        annasTwo().content("b", "7", ANNA).seen("a", TERMS_NOT_SIGNED, 0),
                        4,
                        "a: accept_terms, certain 1 of anna@example.org"));
    }

    /** Anna has a token on a and one on b; Ben has one on c. */
    private static World annasTwo() {
        return World.of("a", "b", "c", "d")
                .ade("a", "1", ANNA)
                .ade("b", "1", ANNA)
                .ade("c", "1", BEN);
    }

    /** Four owners, of whom only Dora shares an instance. */
    private static World four() {
        return World.of("a", "b", "c", "d")
                .ade("a", "1", ANNA)
                .ade("b", "1", BEN)
                .ade("c", "1", CLEO)
                .ade("d", "2", "dora@example.org");
    }

    private static Arguments row(String rule, World world, double minute, String... expected) {
        return arguments(rule, world, minute, List.of(expected));
    }
}
