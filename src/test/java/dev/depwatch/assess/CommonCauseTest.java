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

/** Why? What began together in the fleet has one reason. */
class CommonCauseTest {
    private static final String ANNA = "anna@example.org";
    private static final String BEN = "ben@example.org";
    private static final String CLEO = "cleo@example.org";
    private static final String ERROR = "CONNECTION_ERROR";

    @ParameterizedTest(name = "{0}")
    @MethodSource({"password", "outage", "without_log", "content"})
    void why_tokens_fail(String rule, World world, double minute, List<String> told) {
        assertThat(AssessmentLines.by(world.at(minute))).as(rule).containsExactlyElementsOf(told);
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
                        "an answer that is not stated tells it as well, where one owner fails and another does not",
                        annasTwo().fails("a", OAUTH_REFRESH_FAILED, 0, 4).fails("b", OAUTH_REFRESH_FAILED, 1, 4),
                        4,
                        "a: regenerate likely, certain 1 of anna@example.org PASSWORD_CHANGED_OR_ACCOUNT_DISABLED CHECK_TERMS_FIRST",
                        "b: regenerate likely, certain 1 of anna@example.org PASSWORD_CHANGED_OR_ACCOUNT_DISABLED CHECK_TERMS_FIRST"),
                row(
                        "a token that was renewed with another account needs nothing, and tells of the former owner's all the same",
                        annasTwo()
                                .fails("a", FORBIDDEN, 0, 20)
                                .fails("b", FORBIDDEN, 10, 20)
                                .renewedBy(BEN, "a", "1", 21),
                        22,
                        "b: regenerate, certain 1 of anna@example.org PASSWORD_CHANGED_OR_ACCOUNT_DISABLED"),
                row(
                        "two instances of one server have one token, which one download ends",
                        annasTwo()
                                .server("a", "1", "one")
                                .server("b", "1", "one")
                                .fails("a", FORBIDDEN, 0, 20)
                                .fails("b", FORBIDDEN, 0, 20),
                        20,
                        "a: regenerate, certain 1 of anna@example.org",
                        "b: regenerate, certain 1 of anna@example.org"),
                row(
                        "two servers have two",
                        annasTwo()
                                .server("a", "1", "one")
                                .server("b", "1", "other")
                                .fails("a", FORBIDDEN, 0, 20)
                                .fails("b", FORBIDDEN, 0, 20),
                        20,
                        "a: regenerate, certain 1 of anna@example.org PASSWORD_CHANGED_OR_ACCOUNT_DISABLED",
                        "b: regenerate, certain 1 of anna@example.org PASSWORD_CHANGED_OR_ACCOUNT_DISABLED"),
                row(
                        "more than 10 minutes apart are two matters",
                        annasTwo().fails("a", FORBIDDEN, 0, 20).fails("b", FORBIDDEN, 10.5, 20),
                        20,
                        "a: regenerate, certain 1 of anna@example.org",
                        "b: regenerate, certain 1 of anna@example.org"),
                row(
                        "one token of the owner that goes on tells against it",
                        annasTwo()
                                .ade("c", "1", ANNA)
                                .fails("a", FORBIDDEN, 0, 4)
                                .fails("b", FORBIDDEN, 0, 4),
                        4,
                        "a: regenerate, certain 1 of anna@example.org",
                        "b: regenerate, certain 1 of anna@example.org"),
                row(
                        "one instance alone tells nothing of the account",
                        World.of("a", "c")
                                .ade("a", "1", ANNA)
                                .ade("c", "1", BEN)
                                .fails("a", FORBIDDEN, 0, 4),
                        4,
                        "a: regenerate, certain 1 of anna@example.org"),
                row(
                        "a second sighting has to come first",
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
                        "tokens of one owner that are to be identified count, for the account is certain",
                        annasTwo()
                                .ade("b", "2", ANNA)
                                .fails("a", FORBIDDEN, 0, 4)
                                .fails("b", FORBIDDEN, 0, 4),
                        4,
                        "a: regenerate, certain 1 of anna@example.org PASSWORD_CHANGED_OR_ACCOUNT_DISABLED",
                        "b: identify, one_of 1 2 of anna@example.org PASSWORD_CHANGED_OR_ACCOUNT_DISABLED"),
                row(
                        "a token beside another owner's counts, where the sync states tell it",
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
                        "a token that joins another owner's case began to fail when its state says so",
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
                        "a token that has been renewed meanwhile still tells why the other fails",
                        annasTwo()
                                .fails("a", FORBIDDEN, 0, 4)
                                .fails("b", FORBIDDEN, 0, 40)
                                .closed("a", FORBIDDEN, 20),
                        40,
                        "b: regenerate, certain 1 of anna@example.org PASSWORD_CHANGED_OR_ACCOUNT_DISABLED"),
                row(
                        "also where its state is good again",
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
                        "two owners with a stated answer are two changed passwords and no outage",
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
                        "tokens of three owners began within 5 minutes without a stated answer: wait",
                        four().fails("a", OAUTH_REFRESH_FAILED, 0, 8)
                                .fails("b", OAUTH_REFRESH_FAILED, 2, 8)
                                .fails("c", OAUTH_REFRESH_FAILED, 5, 8),
                        8,
                        "a: wait, certain 1 of anna@example.org APPLE_OR_NETWORK",
                        "b: wait, certain 1 of ben@example.org APPLE_OR_NETWORK",
                        "c: wait, certain 1 of cleo@example.org APPLE_OR_NETWORK"),
                row(
                        "more than 5 minutes apart they are three matters",
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
                        "every owner there is, where there are two: wait, although one of them has two tokens that began together",
                        annasTwo()
                                .fails("a", OAUTH_REFRESH_FAILED, 0, 4)
                                .fails("b", OAUTH_REFRESH_FAILED, 0, 4)
                                .fails("c", OAUTH_REFRESH_FAILED, 0, 4),
                        4,
                        "a: wait, certain 1 of anna@example.org APPLE_OR_NETWORK",
                        "b: wait, certain 1 of anna@example.org APPLE_OR_NETWORK",
                        "c: wait, certain 1 of ben@example.org APPLE_OR_NETWORK"),
                row(
                        "the only owner there is is no outage",
                        World.of("a", "b")
                                .ade("a", "1", ANNA)
                                .ade("b", "1", ANNA)
                                .fails("a", OAUTH_REFRESH_FAILED, 0, 4)
                                .fails("b", OAUTH_REFRESH_FAILED, 0, 4),
                        4,
                        "a: regenerate likely, certain 1 of anna@example.org PASSWORD_CHANGED_OR_ACCOUNT_DISABLED CHECK_TERMS_FIRST",
                        "b: regenerate likely, certain 1 of anna@example.org PASSWORD_CHANGED_OR_ACCOUNT_DISABLED CHECK_TERMS_FIRST"),
                row(
                        "what lasts longer than 30 minutes is looked into, and still not regenerated",
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
                        "with a stated answer of Apple's it is no outage",
                        four().fails("a", FORBIDDEN, 0, 4)
                                .fails("b", FORBIDDEN, 0, 4)
                                .fails("c", TOKEN_REJECTED, 0, 4),
                        4,
                        "a: regenerate, certain 1 of anna@example.org",
                        "b: regenerate, certain 1 of ben@example.org",
                        "c: regenerate, certain 1 of cleo@example.org UPLOAD_A_JUST_DOWNLOADED_TOKEN_FIRST"),
                row(
                        "an owner whose answer is stated is not one of an outage's owners",
                        annasTwo()
                                .fails("a", OAUTH_REFRESH_FAILED, 0, 4)
                                .fails("b", OAUTH_REFRESH_FAILED, 0, 4)
                                .fails("c", FORBIDDEN, 0, 4),
                        4,
                        "a: regenerate likely, certain 1 of anna@example.org PASSWORD_CHANGED_OR_ACCOUNT_DISABLED CHECK_TERMS_FIRST",
                        "b: regenerate likely, certain 1 of anna@example.org PASSWORD_CHANGED_OR_ACCOUNT_DISABLED CHECK_TERMS_FIRST",
                        "c: regenerate, certain 1 of ben@example.org"),
                row(
                        "an outage that has ended for two owners is not the third one's changed password",
                        four().fails("a", OAUTH_REFRESH_FAILED, 0, 8)
                                .fails("b", OAUTH_REFRESH_FAILED, 0, 8)
                                .fails("c", OAUTH_REFRESH_FAILED, 0, 20)
                                .closed("a", OAUTH_REFRESH_FAILED, 10)
                                .closed("b", OAUTH_REFRESH_FAILED, 10),
                        20,
                        "c: wait, certain 1 of cleo@example.org APPLE_OR_NETWORK"),
                row(
                        "an hour after it has ended for the others, what still fails is a matter of its own",
                        four().fails("a", OAUTH_REFRESH_FAILED, 0, 8)
                                .fails("b", OAUTH_REFRESH_FAILED, 0, 8)
                                .fails("c", OAUTH_REFRESH_FAILED, 0, 72)
                                .closed("a", OAUTH_REFRESH_FAILED, 10)
                                .closed("b", OAUTH_REFRESH_FAILED, 10),
                        72,
                        "c: regenerate likely, certain 1 of cleo@example.org CHECK_TERMS_FIRST"),
                row(
                        "an owner all of whose tokens fail already cannot be seen in an outage of every other owner's",
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
                        "an owner one of whose tokens works tells against an outage",
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
                        "a failure that was over and goes on in an outage is part of it",
                        four().fails("a", OAUTH_REFRESH_FAILED, 0, 20)
                                .over("a", OAUTH_REFRESH_FAILED, Proof.SYNCED, 28)
                                .fails("a", OAUTH_REFRESH_FAILED, 50, 54)
                                .fails("b", SERVICE_ERROR, 50, 54)
                                .fails("c", SERVICE_ERROR, 50, 54),
                        54,
                        "a: wait, certain 1 of anna@example.org APPLE_OR_NETWORK"),
                row(
                        "what failed long before an outage is no part of it",
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
                        "a token that failed long before its neighbour joined it in an outage is no part of it",
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
                        "an owner whose only instance cannot be seen does not tell against an outage",
                        World.of("a", "b", "c")
                                .ade("a", "1", ANNA)
                                .ade("b", "1", BEN)
                                .ade("c", "1", CLEO)
                                .deafSince("c", -100)
                                .fails("a", OAUTH_REFRESH_FAILED, 0, 4)
                                .fails("b", OAUTH_REFRESH_FAILED, 0, 4),
                        4,
                        "a: wait, certain 1 of anna@example.org APPLE_OR_NETWORK",
                        "b: wait, certain 1 of ben@example.org APPLE_OR_NETWORK"),
                row(
                        "one that has not been read since does not either",
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
                        "one that has synced well since does",
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
                        "an outage that the others left for a while is still what it was for one that it never left",
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
                        "beginnings that are not known to the minute join those on either side of others",
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
                        "one instance whose tokens of three owners all turned to failure is one",
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
                        "terms that the notifications name are told, whoever else fails",
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
                        "sync states of three owners that began to tell failure together are Apple's or the network's",
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
                        "those that told it when they were first read began nobody knows when",
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
                        "they keep a failed refresh elsewhere from being regenerated",
                        four().withoutLog("b")
                                .withoutLog("c")
                                .fails("a", OAUTH_REFRESH_FAILED, 0, 8)
                                .syncsFail("b", "1", 2, 8)
                                .syncsFail("c", "1", 4, 8),
                        8,
                        "a: wait, certain 1 of anna@example.org APPLE_OR_NETWORK"),
                row(
                        "one that was read late may have begun with the others",
                        four().withoutLog("b")
                                .withoutLog("c")
                                .fails("a", OAUTH_REFRESH_FAILED, 0, 12)
                                .syncsFail("b", "1", 4, 12)
                                .syncsFail("c", "1", 9, 12),
                        12,
                        "a: wait, certain 1 of anna@example.org APPLE_OR_NETWORK"),
                row(
                        "one that Jamf Pro told of late began when it says",
                        four().withoutLog("b")
                                .withoutLog("c")
                                .fails("a", OAUTH_REFRESH_FAILED, 0, 60)
                                .toldLate("b", "1", 4, 60)
                                .toldLate("c", "1", 5, 60),
                        60,
                        "a: investigate, certain 1 of anna@example.org APPLE_OR_NETWORK",
                        "b: investigate, certain 1 of ben@example.org APPLE_OR_NETWORK",
                        "c: investigate, certain 1 of cleo@example.org APPLE_OR_NETWORK"),
                row(
                        "a token that joined a case of its neighbour's hours later began when it did",
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
                        "a sync state that fails meanwhile fits what a log says of the same owner",
                        annasTwo().withoutLog("b").fails("a", FORBIDDEN, 0, 20).syncsFail("b", "1", 18, 20),
                        20,
                        "a: regenerate, certain 1 of anna@example.org PASSWORD_CHANGED_OR_ACCOUNT_DISABLED"),
                row(
                        "one that tells no failure tells against it",
                        annasTwo().withoutLog("b").fails("a", FORBIDDEN, 0, 20).synced("b", "1", "OK", 20),
                        20,
                        "a: regenerate, certain 1 of anna@example.org"),
                row(
                        "one that told it when it was first read tells nothing of when",
                        annasTwo().withoutLog("b").fails("a", FORBIDDEN, 0, 20).foundFailing("b", "1", 0, 20),
                        20,
                        "a: regenerate, certain 1 of anna@example.org"),
                row(
                        "sync states alone never say that a password changed",
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
                        "content tokens of an owner whose token is rejected are told of with it, not alone",
                        annasTwo().content("b", "7", ANNA).fails("a", FORBIDDEN, 0, 4),
                        4,
                        "a: regenerate, certain 1 of anna@example.org CONTENT_TOKENS_AT_RISK"),
                row(
                        "another owner's content tokens are not at risk",
                        annasTwo().content("b", "7", BEN).fails("a", FORBIDDEN, 0, 4),
                        4,
                        "a: regenerate, certain 1 of anna@example.org"),
                row(
                        "a year that is over puts no content token at risk",
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

    private static Arguments row(String rule, World world, double minute, String... told) {
        return arguments(rule, world, minute, List.of(told));
    }
}
