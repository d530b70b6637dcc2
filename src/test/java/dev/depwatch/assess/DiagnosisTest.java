package dev.depwatch.assess;

import static dev.depwatch.token.Cause.BAD_REQUEST;
import static dev.depwatch.token.Cause.CONTENT_TOKEN_CLAIMED_ELSEWHERE;
import static dev.depwatch.token.Cause.CONTENT_TOKEN_INVALID;
import static dev.depwatch.token.Cause.FORBIDDEN;
import static dev.depwatch.token.Cause.OAUTH_REFRESH_FAILED;
import static dev.depwatch.token.Cause.SERVER_INACTIVE;
import static dev.depwatch.token.Cause.SERVICE_ERROR;
import static dev.depwatch.token.Cause.SYNC_FAILED;
import static dev.depwatch.token.Cause.TERMS_NOT_SIGNED;
import static dev.depwatch.token.Cause.TOKEN_EXPIRED;
import static dev.depwatch.token.Cause.TOKEN_REJECTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.depwatch.inventory.Reading.Sync;
import dev.depwatch.inventory.Reading.Terms;
import dev.depwatch.journal.ClosedCase.Proof;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Remedy;
import dev.depwatch.token.TokenKind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of causes and remedies, and everything that must never end in "regenerate". */
class DiagnosisTest {
    private static final String OWNER = "it-admin@example.org";

    @ParameterizedTest(name = "{0}")
    @MethodSource({"opening", "remedies", "terms", "network", "one_remedy", "without_log", "notified"})
    void what_to_do_about_a_failing_token(String rule, World world, double minute, List<String> expected) {
        assertThat(AssessmentLines.by(world.at(minute))).as(rule).containsExactlyElementsOf(expected);
    }

    static Stream<Arguments> opening() {
        return Stream.of(
                row("no advice while another sync may go well", school().seen("school", TERMS_NOT_SIGNED, 0), 3.9),
                row(
                        "unsigned terms count once two syncs had the time to go well",
                        school().seen("school", TERMS_NOT_SIGNED, 0),
                        4,
                        "school: accept_terms, certain 1 of it-admin@example.org"),
                row(
                        "so does an expired token",
                        school().seen("school", TOKEN_EXPIRED, 0),
                        4,
                        "school: regenerate, certain 1 of it-admin@example.org"),
                row(
                        "so does a rejected token",
                        school().seen("school", TOKEN_REJECTED, 0),
                        4,
                        "school: regenerate, certain 1 of it-admin@example.org UPLOAD_A_JUST_DOWNLOADED_TOKEN_FIRST"),
                row(
                        "so does a deleted server",
                        school().seen("school", SERVER_INACTIVE, 0),
                        4,
                        "school: relink_server, certain 1 of it-admin@example.org"),
                row(
                        "a content token claimed elsewhere is reported at once",
                        apps().seen("school", CONTENT_TOKEN_CLAIMED_ELSEWHERE, 0),
                        0,
                        "school: reclaim, certain 7 of it-admin@example.org"),
                row("one FORBIDDEN may be a blip", school().seen("school", FORBIDDEN, 0), 10),
                row(
                        "a second FORBIDDEN in the same sync is the same blip",
                        school().seen("school", FORBIDDEN, 0, 1.4),
                        10),
                row(
                        "a second FORBIDDEN 90 s later is a failure",
                        school().seen("school", FORBIDDEN, 0, 1.5),
                        1.5,
                        "school: regenerate, certain 1 of it-admin@example.org"),
                row(
                        "a FORBIDDEN after a closed one counts once, however old the first was",
                        school().seen("school", FORBIDDEN, 0)
                                .over("school", FORBIDDEN, Proof.SYNCED, 6)
                                .seen("school", FORBIDDEN, 50),
                        50.5),
                row("one failed refresh may be a blip", school().seen("school", OAUTH_REFRESH_FAILED, 0), 10),
                row(
                        "a second failed refresh in the same sync is the same blip",
                        school().seen("school", OAUTH_REFRESH_FAILED, 0, 1.4),
                        10),
                row(
                        "a second failed refresh 90 s later is a failure",
                        school().seen("school", OAUTH_REFRESH_FAILED, 0, 1.5),
                        1.5,
                        "school: regenerate likely, certain 1 of it-admin@example.org CHECK_TERMS_FIRST"),
                row("one bad request may be a blip", school().seen("school", BAD_REQUEST, 0), 10),
                row(
                        "a second bad request is a failure",
                        school().seen("school", BAD_REQUEST, 0, 0.1),
                        4,
                        "school: investigate, certain 1 of it-admin@example.org UPLOAD_A_JUST_DOWNLOADED_TOKEN_FIRST"),
                row("one unreadable content token may be a blip", apps().seen("school", CONTENT_TOKEN_INVALID, 0), 10),
                row(
                        "a second unreadable content token is a failure",
                        apps().seen("school", CONTENT_TOKEN_INVALID, 0, 1),
                        1,
                        "school: regenerate, certain 7 of it-admin@example.org"),
                row(
                        "depwatch waits 30 minutes for the end of a service error",
                        school().fails("school", SERVICE_ERROR, 0, 28),
                        29.9),
                row("a single service error has not lasted 30 minutes", school().seen("school", SERVICE_ERROR, 0), 40),
                row(
                        "a service error of 30 minutes: investigate",
                        school().fails("school", SERVICE_ERROR, 0, 30),
                        30,
                        "school: investigate, certain 1 of it-admin@example.org"),
                row(
                        "depwatch waits 30 minutes for the end of a failing sync state",
                        school().fails("school", SYNC_FAILED, 0, 28),
                        29.9),
                row(
                        "a failing sync state alone for 30 minutes: investigate",
                        school().fails("school", SYNC_FAILED, 0, 30),
                        30,
                        "school: investigate, certain 1 of it-admin@example.org"),
                row(
                        "a Jamf Pro that syncs every 2 s shortens 90 s to 1.5 s",
                        school().syncEvery(Duration.ofSeconds(2)).seen("school", FORBIDDEN, 0, 0.025),
                        0.025,
                        "school: regenerate, certain 1 of it-admin@example.org"));
    }

    static Stream<Arguments> remedies() {
        return Stream.of(
                row(
                        "an unknown answer stays likely, however long it fails",
                        school().fails("school", OAUTH_REFRESH_FAILED, 0, 16),
                        16,
                        "school: regenerate likely, certain 1 of it-admin@example.org CHECK_TERMS_FIRST"),
                row(
                        "a likely regeneration does not become firm by silence",
                        school().fails("school", OAUTH_REFRESH_FAILED, 0, 4),
                        18,
                        "school: regenerate likely, certain 1 of it-admin@example.org CHECK_TERMS_FIRST"),
                row(
                        "a known answer is never only likely",
                        school().fails("school", FORBIDDEN, 0, 4),
                        4,
                        "school: regenerate, certain 1 of it-admin@example.org"),
                row(
                        "a bad request never says regenerate, however long it lasts",
                        school().fails("school", BAD_REQUEST, 0, 60),
                        60,
                        "school: investigate, certain 1 of it-admin@example.org UPLOAD_A_JUST_DOWNLOADED_TOKEN_FIRST"),
                row(
                        "an unrecognized answer: investigate, without a hint about downloads",
                        school().answers("school", BAD_REQUEST, "ade-answer-unknown", 0, 60),
                        60,
                        "school: investigate, certain 1 of it-admin@example.org"),
                row(
                        "a later date in Jamf Pro does not refute Apple's own answer",
                        school().expires("school", "1", World.minute(0).plus(Duration.ofDays(300)))
                                .answers("school", TOKEN_EXPIRED, "ade-token-expired", 0, 4),
                        4,
                        "school: regenerate, certain 1 of it-admin@example.org"),
                row(
                        "a wrong clock may be why a refresh fails, however long it lasts",
                        school().clockAhead("school", Duration.ofMinutes(-21))
                                .fails("school", OAUTH_REFRESH_FAILED, 0, 40),
                        40,
                        "school: regenerate likely, certain 1 of it-admin@example.org CHECK_TERMS_FIRST CHECK_CLOCK_FIRST"),
                row(
                        "a wrong time zone is no wrong clock",
                        school().clockAhead("school", Duration.ofHours(2)).fails("school", OAUTH_REFRESH_FAILED, 0, 40),
                        40,
                        "school: regenerate likely, certain 1 of it-admin@example.org CHECK_TERMS_FIRST"),
                row(
                        "a deleted server never says regenerate, however long it lasts",
                        school().fails("school", SERVER_INACTIVE, 0, 60),
                        60,
                        "school: relink_server, certain 1 of it-admin@example.org"),
                row(
                        "Apple's outage never says regenerate, however long it lasts",
                        school().fails("school", SERVICE_ERROR, 0, 600),
                        600,
                        "school: investigate, certain 1 of it-admin@example.org"));
    }

    static Stream<Arguments> terms() {
        return Stream.of(
                row(
                        "unsigned terms never say regenerate, however long they last",
                        school().fails("school", TERMS_NOT_SIGNED, 0, 600),
                        600,
                        "school: accept_terms, certain 1 of it-admin@example.org"),
                row(
                        "FORBIDDEN while the notifications name unsigned terms is about the terms",
                        school().terms("school", Terms.NOT_SIGNED).fails("school", FORBIDDEN, 0, 60),
                        60,
                        "school: accept_terms, certain 1 of it-admin@example.org"),
                row(
                        "a failed refresh while the notifications name unsigned terms is about the terms",
                        school().terms("school", Terms.NOT_SIGNED).fails("school", OAUTH_REFRESH_FAILED, 0, 60),
                        60,
                        "school: accept_terms, certain 1 of it-admin@example.org"),
                row(
                        "unsigned terms are reported although the network fails too",
                        school().terms("school", Terms.NOT_SIGNED)
                                .fails("school", OAUTH_REFRESH_FAILED, 0, 4)
                                .networkFault("school", 3),
                        4,
                        "school: accept_terms, certain 1 of it-admin@example.org"),
                row(
                        "a rejected token is rejected whatever the terms",
                        school().terms("school", Terms.NOT_SIGNED).seen("school", TOKEN_REJECTED, 0),
                        4,
                        "school: regenerate, certain 1 of it-admin@example.org UPLOAD_A_JUST_DOWNLOADED_TOKEN_FIRST"),
                row(
                        "notifications that cannot be read are not signed terms: check them first",
                        school().terms("school", Terms.UNKNOWN).fails("school", FORBIDDEN, 0, 4),
                        4,
                        "school: regenerate, certain 1 of it-admin@example.org CHECK_TERMS_FIRST"),
                row(
                        "notifications that cannot be read are not signed terms, with a failed refresh too",
                        school().terms("school", Terms.UNKNOWN).fails("school", OAUTH_REFRESH_FAILED, 0, 4),
                        4,
                        "school: regenerate likely, certain 1 of it-admin@example.org CHECK_TERMS_FIRST"),
                row(
                        "terms that were signed before the failure began may be other terms",
                        school().readAt("school", -5).apiDown("school", -1).fails("school", FORBIDDEN, 0, 4),
                        4,
                        "school: regenerate likely, certain 1 of it-admin@example.org CHECK_TERMS_FIRST TOKENS_NOT_READ_SINCE"),
                row(
                        "terms unsigned before the failure count as unsigned",
                        school().terms("school", Terms.NOT_SIGNED)
                                .readAt("school", -5)
                                .apiDown("school", -1)
                                .fails("school", FORBIDDEN, 0, 4),
                        4,
                        "school: accept_terms, certain 1 of it-admin@example.org TOKENS_NOT_READ_SINCE"),
                row(
                        "an old notification does not explain a failure of a token that worked since",
                        school().notice("school", TERMS_NOT_SIGNED, "token 1")
                                .says("school", "1", "OK", -60)
                                .says("school", "1", "CONNECTION_ERROR", 60)
                                .fails("school", FORBIDDEN, 60, 64),
                        64,
                        "school: regenerate, certain 1 of it-admin@example.org CHECK_TERMS_FIRST"),
                row(
                        "nor does it explain a failed refresh",
                        school().notice("school", TERMS_NOT_SIGNED, "")
                                .says("school", "1", "OK", -60)
                                .fails("school", OAUTH_REFRESH_FAILED, 60, 80),
                        80,
                        "school: regenerate likely, certain 1 of it-admin@example.org CHECK_TERMS_FIRST"),
                row(
                        "it may explain it if no reading saw the token work since",
                        school().notice("school", TERMS_NOT_SIGNED, "token 1")
                                .says("school", "1", "CONNECTION_ERROR", 0)
                                .fails("school", FORBIDDEN, 60, 64),
                        64,
                        "school: accept_terms, certain 1 of it-admin@example.org"),
                row(
                        "a notification that came with the failure explains it, even after a silence",
                        school().notice("school", TERMS_NOT_SIGNED, "token 1")
                                .fails("school", FORBIDDEN, 0, 10)
                                .over("school", FORBIDDEN, Proof.NOT_SEEN_SINCE, 40)
                                .fails("school", FORBIDDEN, 60, 70),
                        70,
                        "school: accept_terms, certain 1 of it-admin@example.org"),
                row(
                        "unsigned terms do not explain another organisation's token",
                        twoOrganizations()
                                .notice("school", TERMS_NOT_SIGNED, "token 1")
                                .fails("school", FORBIDDEN, 0, 4),
                        4,
                        "school: regenerate, certain 2 of it-admin@example.org"),
                row(
                        "without a token's name the organisation of the terms is unknown",
                        twoOrganizations()
                                .notice("school", TERMS_NOT_SIGNED, "")
                                .fails("school", FORBIDDEN, 0, 4),
                        4,
                        "school: accept_terms, certain 2 of it-admin@example.org"),
                row(
                        "unsigned terms explain the organisation's tokens on every instance",
                        twoInstances()
                                .notice("school", TERMS_NOT_SIGNED, "token 1")
                                .fails("physics", FORBIDDEN, 0, 4),
                        4,
                        "physics: accept_terms, certain 1 of other@example.org"),
                row(
                        "the notification needs no token's name if all have one organisation",
                        twoInstances()
                                .notice("school", TERMS_NOT_SIGNED, "")
                                .fails("physics", OAUTH_REFRESH_FAILED, 0, 4),
                        4,
                        "physics: accept_terms, certain 1 of other@example.org"),
                row(
                        "a notification about another organisation explains nothing",
                        twoInstances()
                                .token("school", TokenKind.ADE, "2", OWNER, "Another", Optional.empty())
                                .notice("school", TERMS_NOT_SIGNED, "token 2")
                                .fails("physics", FORBIDDEN, 0, 4),
                        4,
                        "physics: regenerate, certain 1 of other@example.org"),
                row(
                        "nor does one without a name if there are two organisations",
                        twoInstances()
                                .token("school", TokenKind.ADE, "2", OWNER, "Another", Optional.empty())
                                .notice("school", TERMS_NOT_SIGNED, "")
                                .fails("physics", FORBIDDEN, 0, 4),
                        4,
                        "physics: regenerate, certain 1 of other@example.org"),
                row(
                        "tokens without an organisation's name do not share one",
                        twoInstances()
                                .organization("school", "1", "")
                                .organization("physics", "1", "")
                                .notice("school", TERMS_NOT_SIGNED, "token 1")
                                .fails("physics", FORBIDDEN, 0, 4),
                        4,
                        "physics: regenerate, certain 1 of other@example.org"),
                row(
                        "a notification that cannot be read again proves nothing elsewhere",
                        twoInstances()
                                .notice("school", TERMS_NOT_SIGNED, "token 1")
                                .readAt("school", -600)
                                .apiDown("school", -599)
                                .fails("physics", FORBIDDEN, 0, 4),
                        4,
                        "physics: regenerate, certain 1 of other@example.org"),
                row(
                        "nor does an old one under which the other instance's token worked",
                        twoInstances()
                                .notice("school", TERMS_NOT_SIGNED, "token 1")
                                .fails("physics", FORBIDDEN, 20, 24),
                        24,
                        "physics: regenerate, certain 1 of other@example.org"),
                row(
                        "a failed refresh is about the terms while a log reports them as unsigned",
                        twoInstances()
                                .fails("school", TERMS_NOT_SIGNED, 0, 20)
                                .fails("physics", OAUTH_REFRESH_FAILED, 0, 20),
                        20,
                        "physics: accept_terms, certain 1 of other@example.org",
                        "school: accept_terms, certain 1 of it-admin@example.org"),
                row(
                        "it is not once that log is silent",
                        twoInstances()
                                .fails("school", TERMS_NOT_SIGNED, 0, 10)
                                .fails("physics", OAUTH_REFRESH_FAILED, 0, 20),
                        20,
                        "physics: regenerate likely, certain 1 of other@example.org CHECK_TERMS_FIRST",
                        "school: accept_terms, certain 1 of it-admin@example.org"),
                row(
                        "a different known answer is another failure",
                        twoInstances().fails("school", TERMS_NOT_SIGNED, 0, 20).fails("physics", FORBIDDEN, 0, 20),
                        20,
                        "physics: regenerate, certain 1 of other@example.org",
                        "school: accept_terms, certain 1 of it-admin@example.org"),
                row(
                        "fixed tokens prove nothing about terms: check them first",
                        school().fixedTokens("school").fails("school", FORBIDDEN, 0, 4),
                        4,
                        "school: regenerate, certain 1 of it-admin@example.org CHECK_TERMS_FIRST AS_CONFIGURED"));
    }

    static Stream<Arguments> network() {
        return Stream.of(
                row(
                        "a network fault within 5 minutes vetoes a likely regeneration",
                        school().fails("school", OAUTH_REFRESH_FAILED, 0, 4).networkFault("school", 1),
                        4,
                        "school: wait, certain 1 of it-admin@example.org"),
                row(
                        "a network fault exactly 5 minutes before the newest failure still does",
                        school().fails("school", OAUTH_REFRESH_FAILED, 0, 6).networkFault("school", 1),
                        6,
                        "school: wait, certain 1 of it-admin@example.org"),
                row(
                        "an older one does not",
                        school().fails("school", OAUTH_REFRESH_FAILED, 0, 6).networkFault("school", 0.9),
                        6,
                        "school: regenerate likely, certain 1 of it-admin@example.org CHECK_TERMS_FIRST"),
                row(
                        "a network fault that comes after a likely regeneration vetoes it",
                        school().fails("school", OAUTH_REFRESH_FAILED, 0, 4).networkFault("school", 10, 12),
                        12,
                        "school: wait, certain 1 of it-admin@example.org"),
                row(
                        "one network record does not outweigh a longer failure",
                        school().fails("school", OAUTH_REFRESH_FAILED, 0, 12).networkFault("school", 11),
                        12,
                        "school: regenerate likely, certain 1 of it-admin@example.org CHECK_TERMS_FIRST"),
                row(
                        "a likely regeneration returns if failures continue 5 minutes after the network fault",
                        school().fails("school", OAUTH_REFRESH_FAILED, 0, 8).networkFault("school", 1),
                        8,
                        "school: regenerate likely, certain 1 of it-admin@example.org CHECK_TERMS_FIRST"),
                row(
                        "a veto that lasts 30 minutes: investigate, never regenerate",
                        school().fails("school", OAUTH_REFRESH_FAILED, 0, 30).networkFault("school", 1, 11, 21, 29),
                        30,
                        "school: investigate, certain 1 of it-admin@example.org"),
                row(
                        "long after the last network evidence it stays likely",
                        school().fails("school", OAUTH_REFRESH_FAILED, 0, 24).networkFault("school", 8),
                        24,
                        "school: regenerate likely, certain 1 of it-admin@example.org CHECK_TERMS_FIRST"),
                row(
                        "a late network fault vetoes it too",
                        school().fails("school", OAUTH_REFRESH_FAILED, 0, 40).networkFault("school", 37, 39),
                        40,
                        "school: investigate, certain 1 of it-admin@example.org"),
                row(
                        "a network fault on another instance does not count",
                        school().fails("school", OAUTH_REFRESH_FAILED, 0, 4).networkFault("physics", 3),
                        4,
                        "school: regenerate likely, certain 1 of it-admin@example.org CHECK_TERMS_FIRST"),
                row(
                        "a service error of Apple's vetoes a likely regeneration too",
                        school().fails("school", OAUTH_REFRESH_FAILED, 0, 4).seen("school", SERVICE_ERROR, 3),
                        4,
                        "school: wait, certain 1 of it-admin@example.org"),
                row(
                        "one network record does not outweigh a longer failure",
                        school().fails("school", OAUTH_REFRESH_FAILED, 0, 12).networkFault("school", 11),
                        12,
                        "school: regenerate likely, certain 1 of it-admin@example.org CHECK_TERMS_FIRST"),
                row(
                        "a likely regeneration returns if failures continue 5 minutes after the service error",
                        school().fails("school", OAUTH_REFRESH_FAILED, 0, 10).seen("school", SERVICE_ERROR, 3),
                        10,
                        "school: regenerate likely, certain 1 of it-admin@example.org CHECK_TERMS_FIRST"),
                row(
                        "an error of Apple's service on another instance, begun within 5 minutes, vetoes a likely regeneration",
                        school().fails("school", OAUTH_REFRESH_FAILED, 0, 20).fails("physics", SERVICE_ERROR, 4, 20),
                        20,
                        "school: wait, certain 1 of it-admin@example.org"),
                row(
                        "a later error of Apple's service elsewhere does not count",
                        school().fails("school", OAUTH_REFRESH_FAILED, 0, 20).fails("physics", SERVICE_ERROR, 6, 20),
                        20,
                        "school: regenerate likely, certain 1 of it-admin@example.org CHECK_TERMS_FIRST"),
                row(
                        "nor does one elsewhere when an owner's password changed",
                        World.of("school", "biology", "physics")
                                .ade("school", "1", OWNER)
                                .ade("biology", "1", OWNER)
                                .fails("biology", FORBIDDEN, 0, 20)
                                .fails("school", OAUTH_REFRESH_FAILED, 0, 20)
                                .fails("physics", SERVICE_ERROR, 0, 20),
                        20,
                        "biology: regenerate, certain 1 of it-admin@example.org PASSWORD_CHANGED_OR_ACCOUNT_DISABLED",
                        "school: regenerate likely, certain 1 of it-admin@example.org PASSWORD_CHANGED_OR_ACCOUNT_DISABLED CHECK_TERMS_FIRST"),
                row(
                        "one network record does not outweigh a longer failure",
                        school().fails("school", OAUTH_REFRESH_FAILED, 0, 12).networkFault("school", 11),
                        12,
                        "school: regenerate likely, certain 1 of it-admin@example.org CHECK_TERMS_FIRST"),
                row(
                        "a likely regeneration returns once failures outlast Apple's error elsewhere by 5 minutes",
                        school().fails("school", OAUTH_REFRESH_FAILED, 0, 14).fails("physics", SERVICE_ERROR, 2, 8),
                        14,
                        "school: regenerate likely, certain 1 of it-admin@example.org CHECK_TERMS_FIRST"),
                row(
                        "a refresh that fails amid Apple's outage does not become firm",
                        school().fails("school", SERVICE_ERROR, 0, 20).fails("school", OAUTH_REFRESH_FAILED, 1, 19),
                        20,
                        "school: wait, certain 1 of it-admin@example.org"),
                row(
                        "a service error does not veto a known answer",
                        school().fails("school", FORBIDDEN, 0, 4).seen("school", SERVICE_ERROR, 3),
                        4,
                        "school: regenerate, certain 1 of it-admin@example.org"),
                row(
                        "a network fault does not veto a known answer",
                        school().fails("school", FORBIDDEN, 0, 4).networkFault("school", 3),
                        4,
                        "school: regenerate, certain 1 of it-admin@example.org"));
    }

    static Stream<Arguments> one_remedy() {
        return Stream.of(
                row(
                        "the newest known answer wins for one token",
                        school().fails("school", FORBIDDEN, 0, 30).fails("school", TERMS_NOT_SIGNED, 20, 30),
                        30,
                        "school: accept_terms, certain 1 of it-admin@example.org"),
                row(
                        "a known answer wins over a newer unknown one",
                        school().fails("school", TERMS_NOT_SIGNED, 0, 20).fails("school", OAUTH_REFRESH_FAILED, 2, 30),
                        30,
                        "school: accept_terms, certain 1 of it-admin@example.org"),
                row(
                        "a cause that missed three syncs while another continued is the older one",
                        school().fails("school", FORBIDDEN, 0, 30).seen("school", TERMS_NOT_SIGNED, 20),
                        30,
                        "school: regenerate, certain 1 of it-admin@example.org"),
                row(
                        "two alternating causes do not change the advice with every line",
                        school().fails("school", FORBIDDEN, 0, 30).fails("school", TERMS_NOT_SIGNED, 21, 29),
                        30,
                        "school: accept_terms, certain 1 of it-admin@example.org"),
                row(
                        "a case that is not open yet does not compete",
                        school().fails("school", TERMS_NOT_SIGNED, 0, 4).seen("school", FORBIDDEN, 4),
                        4,
                        "school: accept_terms, certain 1 of it-admin@example.org"),
                row(
                        "two causes that each concern one of several tokens are both reported",
                        two().fails("school", TOKEN_REJECTED, 0, 20).fails("school", TERMS_NOT_SIGNED, 5, 21),
                        21,
                        "school: accept_terms, one_of 1 2 of it-admin@example.org",
                        "school: identify, one_of 1 2 of it-admin@example.org UPLOAD_A_JUST_DOWNLOADED_TOKEN_FIRST"),
                row(
                        "two bad requests do not hide what every sync reports",
                        school().fails("school", OAUTH_REFRESH_FAILED, 0, 60).seen("school", BAD_REQUEST, 20, 20.1),
                        60,
                        "school: regenerate likely, certain 1 of it-admin@example.org CHECK_TERMS_FIRST"),
                row(
                        "if both began together, a bad request counts at once",
                        school().fails("school", OAUTH_REFRESH_FAILED, 0, 4).fails("school", BAD_REQUEST, 0, 4),
                        4,
                        "school: investigate, certain 1 of it-admin@example.org UPLOAD_A_JUST_DOWNLOADED_TOKEN_FIRST"),
                row(
                        "nor do they while they occur",
                        school().fails("school", OAUTH_REFRESH_FAILED, 0, 60).seen("school", BAD_REQUEST, 60, 60),
                        60,
                        "school: regenerate likely, certain 1 of it-admin@example.org CHECK_TERMS_FIRST"),
                row(
                        "nor does an occasional one hide a known answer",
                        school().fails("school", FORBIDDEN, 0, 60).seen("school", BAD_REQUEST, 48, 52, 56, 60),
                        60,
                        "school: regenerate, certain 1 of it-admin@example.org"),
                row(
                        "one that replaces it counts",
                        school().fails("school", FORBIDDEN, 0, 20).fails("school", BAD_REQUEST, 22, 60),
                        60,
                        "school: investigate, certain 1 of it-admin@example.org UPLOAD_A_JUST_DOWNLOADED_TOKEN_FIRST"),
                row(
                        "so does one next to a failed refresh without a known answer",
                        school().fails("school", OAUTH_REFRESH_FAILED, 0, 60).fails("school", BAD_REQUEST, 40, 60),
                        60,
                        "school: investigate, certain 1 of it-admin@example.org UPLOAD_A_JUST_DOWNLOADED_TOKEN_FIRST"),
                row(
                        "investigate does not hide identify",
                        two().fails("school", TOKEN_REJECTED, 0, 20).fails("school", BAD_REQUEST, 5, 21),
                        21,
                        "school: identify, one_of 1 2 of it-admin@example.org UPLOAD_A_JUST_DOWNLOADED_TOKEN_FIRST",
                        "school: investigate, one_of 1 2 of it-admin@example.org UPLOAD_A_JUST_DOWNLOADED_TOKEN_FIRST"),
                row(
                        "two causes with the same remedy for one of several tokens are reported once",
                        two().fails("school", FORBIDDEN, 0, 20).fails("school", SERVER_INACTIVE, 5, 21),
                        21,
                        "school: identify, one_of 1 2 of it-admin@example.org"),
                row(
                        "a claimed content token is reported without any sighting",
                        apps().synced("school", "7", Sync.CLAIMED_ELSEWHERE, 0),
                        0,
                        "school: reclaim, certain 7 of it-admin@example.org"),
                row(
                        "a case with the same remedy is the same finding",
                        apps().content("school", "8", OWNER)
                                .synced("school", "7", Sync.CLAIMED_ELSEWHERE, 0)
                                .seen("school", CONTENT_TOKEN_CLAIMED_ELSEWHERE, 0),
                        0,
                        "school: reclaim, certain 7 of it-admin@example.org"),
                row(
                        "a token of another kind has a remedy of its own",
                        apps().ade("school", "1", OWNER)
                                .seen("school", TERMS_NOT_SIGNED, 0)
                                .seen("school", CONTENT_TOKEN_INVALID, 0, 1),
                        4,
                        "school: accept_terms, certain 1 of it-admin@example.org",
                        "school: regenerate, certain 7 of it-admin@example.org"));
    }

    static Stream<Arguments> without_log() {
        return Stream.of(
                row("a failing sync may pass: depwatch waits 30 minutes", cloud().syncsFail("cloud", "1", 0, 28), 29.9),
                row(
                        "syncs that fail for 30 minutes: investigate, nothing more is known",
                        cloud().syncsFail("cloud", "1", 0, 30),
                        30,
                        "cloud: investigate, certain 1 of it-admin@example.org"),
                row(
                        "one failed sync that stays the newest for 30 minutes has not passed",
                        cloud().staysFailed("cloud", "1", 0, 1, 11, 30),
                        30,
                        "cloud: investigate, certain 1 of it-admin@example.org"),
                row(
                        "nor has one that is 30 minutes old at the first reading",
                        cloud().staysFailed("cloud", "1", -4000, 0),
                        0,
                        "cloud: investigate, certain 1 of it-admin@example.org"),
                row(
                        "one failed sync without another has passed",
                        cloud().staysFailed("cloud", "1", 0, 1).synced("cloud", "1", "OK", 4),
                        40),
                row(
                        "syncs that fail for days: still only investigate",
                        cloud().syncsFail("cloud", "1", 0, 6000),
                        6000,
                        "cloud: investigate, certain 1 of it-admin@example.org"),
                row(
                        "a passed date explains the failing syncs by itself",
                        cloud().expires("cloud", "1", World.minute(-10)).syncsFail("cloud", "1", 0, 30),
                        30,
                        "cloud: regenerate, certain 1 of it-admin@example.org"),
                row(
                        "of two failing tokens the expired one is regenerated and the other investigated",
                        cloud().ade("cloud", "2", OWNER)
                                .expires("cloud", "1", World.minute(-10))
                                .syncsFail("cloud", "1", 0, 30)
                                .syncsFail("cloud", "2", 0, 30),
                        30,
                        "cloud: regenerate, certain 1 of it-admin@example.org",
                        "cloud: investigate, certain 2 of it-admin@example.org"),
                row(
                        "unsigned terms that the notifications name are reported at once",
                        cloud().notified("cloud", TERMS_NOT_SIGNED, List.of("1"), 0)
                                .notice("cloud", TERMS_NOT_SIGNED, "token 1"),
                        4,
                        "cloud: accept_terms, certain 1 of it-admin@example.org AS_NOTIFIED"),
                row(
                        "failing syncs under unsigned terms are about the terms",
                        cloud().notified("cloud", TERMS_NOT_SIGNED, List.of("1"), 0, 40)
                                .notice("cloud", TERMS_NOT_SIGNED, "token 1")
                                .syncsFail("cloud", "1", 0, 40),
                        40,
                        "cloud: accept_terms, certain 1 of it-admin@example.org AS_NOTIFIED"),
                row(
                        "one token's terms do not explain another token's failing syncs",
                        cloud().ade("cloud", "2", OWNER)
                                .notified("cloud", TERMS_NOT_SIGNED, List.of("1"), 0, 40)
                                .notice("cloud", TERMS_NOT_SIGNED, "token 1")
                                .syncsFail("cloud", "2", 0, 40),
                        40,
                        "cloud: accept_terms, certain 1 of it-admin@example.org AS_NOTIFIED",
                        "cloud: investigate, certain 2 of it-admin@example.org"),
                row(
                        "nothing is reported before the first reading, as after a start without a state",
                        cloud().neverRead("cloud").syncsFail("cloud", "1", -60, 0),
                        0),
                row(
                        "findings from before the start return at once",
                        cloud().syncsFail("cloud", "1", -60, -10)
                                .readAt("cloud", -10)
                                .heardSince("cloud", 0),
                        0,
                        "cloud: investigate, certain 1 of it-admin@example.org"),
                row(
                        "known findings stay while the API is down",
                        cloud().syncsFail("cloud", "1", 0, 40)
                                .apiDown("cloud", 41)
                                .readAt("cloud", 40),
                        600,
                        "cloud: investigate, certain 1 of it-admin@example.org"));
    }

    static Stream<Arguments> notified() {
        return Stream.of(
                row(
                        "a revoked content token in one reading may be a blip",
                        apps().notified("school", CONTENT_TOKEN_INVALID, List.of(), 0),
                        0),
                row(
                        "one in a second reading is none, even with a log",
                        apps().notified("school", CONTENT_TOKEN_INVALID, List.of(), 0, 1),
                        1,
                        "school: regenerate, certain 7 of it-admin@example.org AS_NOTIFIED"),
                row(
                        "one in a reading and in a record is none",
                        apps().notified("school", CONTENT_TOKEN_INVALID, List.of(), 0)
                                .seen("school", CONTENT_TOKEN_INVALID, 2),
                        2,
                        "school: regenerate, certain 7 of it-admin@example.org AS_NOTIFIED"),
                row(
                        "without a log, a notification's name identifies the token",
                        apps().withoutLog("school")
                                .content("school", "8", OWNER)
                                .notified("school", CONTENT_TOKEN_INVALID, List.of("8"), 0, 1)
                                .notice("school", CONTENT_TOKEN_INVALID, "token 8"),
                        1,
                        "school: regenerate, certain 8 of it-admin@example.org AS_NOTIFIED"),
                row(
                        "a notification without a name leaves the token to identify",
                        apps().withoutLog("school")
                                .content("school", "8", OWNER)
                                .notified("school", CONTENT_TOKEN_INVALID, List.of(), 0, 1)
                                .notice("school", CONTENT_TOKEN_INVALID, ""),
                        1,
                        "school: identify, one_of 7 8 of it-admin@example.org AS_NOTIFIED"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("never")
    void regenerate_is_never_advised(String rule, World world, double minute) {
        for (double at = 0; at <= minute; at += 0.5) {
            assertThat(world.at(at).findings())
                    .as("%s; at minute %s", rule, at)
                    .noneMatch(finding -> finding.remedy() == Remedy.REGENERATE);
        }
    }

    static Stream<Arguments> never() {
        return Stream.of(
                arguments("not for unsigned terms", school().fails("school", TERMS_NOT_SIGNED, 0, 90), 90),
                arguments(
                        "not for unsigned terms that Apple calls FORBIDDEN",
                        school().terms("school", Terms.NOT_SIGNED).fails("school", FORBIDDEN, 0, 90),
                        90),
                arguments(
                        "not for unsigned terms without a known answer",
                        school().terms("school", Terms.NOT_SIGNED).fails("school", OAUTH_REFRESH_FAILED, 0, 90),
                        90),
                arguments("not for an answer of 5xx or 429", school().fails("school", SERVICE_ERROR, 0, 90), 90),
                arguments(
                        "not for a fault of TLS, name look-up or connection",
                        school().networkFault("school", 0, 2, 4, 6, 30, 40),
                        90),
                arguments(
                        "not for a refresh that fails while the network fails",
                        school().networkFault("school", -1, 3, 7, 11, 15, 19, 23, 27, 31, 35, 39)
                                .fails("school", OAUTH_REFRESH_FAILED, 0, 40),
                        90),
                arguments(
                        "not for a refresh that fails while Apple's service fails",
                        school().fails("school", SERVICE_ERROR, 0, 90).fails("school", OAUTH_REFRESH_FAILED, 1, 89),
                        90),
                arguments("not for a deleted server", school().fails("school", SERVER_INACTIVE, 0, 90), 90),
                arguments(
                        "not for a bad request, where a downloaded token may wait to be uploaded",
                        school().fails("school", BAD_REQUEST, 0, 90),
                        90),
                arguments(
                        "not for a content token that another server has claimed",
                        apps().fails("school", CONTENT_TOKEN_CLAIMED_ELSEWHERE, 0, 90),
                        90),
                arguments("not for a sync state alone", school().fails("school", SYNC_FAILED, 0, 90), 90),
                arguments("not for a sync state alone without a log", cloud().syncsFail("cloud", "1", 0, 90), 90),
                arguments(
                        "not for a sync state alone of several owners",
                        cloud().ade("cloud", "2", "other@example.org")
                                .syncsFail("cloud", "1", 0, 90)
                                .syncsFail("cloud", "2", 0, 90),
                        90),
                arguments(
                        "not for unsigned terms that a notification names while no token fails",
                        cloud().notice("cloud", TERMS_NOT_SIGNED, "")
                                .notified("cloud", TERMS_NOT_SIGNED, List.of(), 0, 30, 60, 90),
                        90),
                arguments(
                        "not for one of several tokens",
                        school().ade("school", "2", "other@example.org").fails("school", FORBIDDEN, 0, 90),
                        90),
                arguments(
                        "not for one of several tokens of one owner",
                        school().ade("school", "2", OWNER).fails("school", TOKEN_REJECTED, 0, 90),
                        90),
                arguments(
                        "not for Apple's outage in the words of an older Jamf Pro", outage(OAUTH_REFRESH_FAILED), 120),
                arguments("not for Apple's outage in the words of a newer Jamf Pro", outage(SERVICE_ERROR), 120));
    }

    private static World outage(Cause cause) {
        return World.of("a", "b", "c")
                .ade("a", "1", "a@example.org")
                .ade("b", "1", "b@example.org")
                .ade("c", "1", "c@example.org")
                .fails("a", cause, 0, 120)
                .fails("b", cause, 0.5, 120)
                .fails("c", cause, 1, 120);
    }

    private static World school() {
        return World.of("school", "physics").ade("school", "1", OWNER);
    }

    private static World two() {
        return school().ade("school", "2", OWNER);
    }

    /** Two tokens of two organisations; the second fails. */
    private static World twoOrganizations() {
        return school().token("school", TokenKind.ADE, "2", OWNER, "Another", Optional.empty())
                .says("school", "1", "OK", -60)
                .says("school", "2", "OK", -60)
                .says("school", "2", "CONNECTION_ERROR", 0);
    }

    /** Two instances of one organisation, each with its own owner. */
    private static World twoInstances() {
        return school().ade("physics", "1", "other@example.org");
    }

    private static World cloud() {
        return World.of("cloud").withoutLog("cloud").ade("cloud", "1", OWNER);
    }

    private static World apps() {
        return World.of("school").content("school", "7", OWNER);
    }

    private static Arguments row(String rule, World world, double minute, String... expected) {
        return arguments(rule, world, minute, List.of(expected));
    }
}
