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
    void what_to_do_about_a_failing_token(String rule, World world, double minute, List<String> told) {
        assertThat(AssessmentLines.by(world.at(minute))).as(rule).containsExactlyElementsOf(told);
    }

    static Stream<Arguments> opening() {
        return Stream.of(
                row(
                        "while a further sync may go well nothing is asked for",
                        school().seen("school", TERMS_NOT_SIGNED, 0),
                        3.9),
                row(
                        "unsigned terms stand once two syncs had the time to go well",
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
                        "a content token claimed elsewhere is told at once",
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
                        "a FORBIDDEN after one that was over is one, however long ago the first was",
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
                        "a service error is waited out for 30 minutes",
                        school().fails("school", SERVICE_ERROR, 0, 28),
                        29.9),
                row(
                        "one service error that nothing follows has not lasted 30 minutes",
                        school().seen("school", SERVICE_ERROR, 0),
                        40),
                row(
                        "a service error that lasts 30 minutes is looked into",
                        school().fails("school", SERVICE_ERROR, 0, 30),
                        30,
                        "school: investigate, certain 1 of it-admin@example.org"),
                row(
                        "a failing sync state alone is waited out for 30 minutes",
                        school().fails("school", SYNC_FAILED, 0, 28),
                        29.9),
                row(
                        "a failing sync state alone is looked into after 30 minutes",
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
                        "an answer that is not stated stays likely, however long it fails",
                        school().fails("school", OAUTH_REFRESH_FAILED, 0, 16),
                        16,
                        "school: regenerate likely, certain 1 of it-admin@example.org CHECK_TERMS_FIRST"),
                row(
                        "a likely regeneration does not become firm by silence",
                        school().fails("school", OAUTH_REFRESH_FAILED, 0, 4),
                        18,
                        "school: regenerate likely, certain 1 of it-admin@example.org CHECK_TERMS_FIRST"),
                row(
                        "a stated answer is never only likely",
                        school().fails("school", FORBIDDEN, 0, 4),
                        4,
                        "school: regenerate, certain 1 of it-admin@example.org"),
                row(
                        "a bad request never says regenerate, however long it lasts",
                        school().fails("school", BAD_REQUEST, 0, 60),
                        60,
                        "school: investigate, certain 1 of it-admin@example.org UPLOAD_A_JUST_DOWNLOADED_TOKEN_FIRST"),
                row(
                        "an answer that nobody knows is looked into, and no download is asked about",
                        school().answers("school", BAD_REQUEST, "ade-answer-unknown", 0, 60),
                        60,
                        "school: investigate, certain 1 of it-admin@example.org"),
                row(
                        "where Apple itself says expired, a date in Jamf Pro that lies ahead does not speak against it",
                        school().expires("school", "1", World.minute(0).plus(Duration.ofDays(300)))
                                .answers("school", TOKEN_EXPIRED, "ade-token-expired", 0, 4),
                        4,
                        "school: regenerate, certain 1 of it-admin@example.org"),
                row(
                        "a clock that is wrong may be why a refresh fails, however long it does",
                        school().clockAhead("school", Duration.ofMinutes(-21))
                                .fails("school", OAUTH_REFRESH_FAILED, 0, 40),
                        40,
                        "school: regenerate likely, certain 1 of it-admin@example.org CHECK_TERMS_FIRST CHECK_CLOCK_FIRST"),
                row(
                        "a zone that is set wrong is no wrong clock",
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
                        "unsigned terms are told although the network fails too",
                        school().terms("school", Terms.NOT_SIGNED)
                                .fails("school", OAUTH_REFRESH_FAILED, 0, 4)
                                .networkFault("school", 3),
                        4,
                        "school: accept_terms, certain 1 of it-admin@example.org"),
                row(
                        "a rejected token is rejected whatever the terms are",
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
                        "school: regenerate, certain 1 of it-admin@example.org CHECK_TERMS_FIRST TOKENS_NOT_READ_SINCE"),
                row(
                        "terms that were unsigned before the failure began still are as far as is known",
                        school().terms("school", Terms.NOT_SIGNED)
                                .readAt("school", -5)
                                .apiDown("school", -1)
                                .fails("school", FORBIDDEN, 0, 4),
                        4,
                        "school: accept_terms, certain 1 of it-admin@example.org TOKENS_NOT_READ_SINCE"),
                row(
                        "a notification that nobody has dismissed does not say why a token fails that worked under it",
                        school().notice("school", TERMS_NOT_SIGNED, "token 1")
                                .says("school", "1", "OK", -60)
                                .says("school", "1", "CONNECTION_ERROR", 60)
                                .fails("school", FORBIDDEN, 60, 64),
                        64,
                        "school: regenerate, certain 1 of it-admin@example.org CHECK_TERMS_FIRST"),
                row(
                        "nor why a refresh does",
                        school().notice("school", TERMS_NOT_SIGNED, "")
                                .says("school", "1", "OK", -60)
                                .fails("school", OAUTH_REFRESH_FAILED, 60, 80),
                        80,
                        "school: regenerate likely, certain 1 of it-admin@example.org CHECK_TERMS_FIRST"),
                row(
                        "one under which nobody saw the token work may say so",
                        school().notice("school", TERMS_NOT_SIGNED, "token 1")
                                .says("school", "1", "CONNECTION_ERROR", 0)
                                .fails("school", FORBIDDEN, 60, 64),
                        64,
                        "school: accept_terms, certain 1 of it-admin@example.org"),
                row(
                        "one that came with the failure does, and after a silence as well",
                        school().notice("school", TERMS_NOT_SIGNED, "token 1")
                                .fails("school", FORBIDDEN, 0, 10)
                                .over("school", FORBIDDEN, Proof.NOT_SEEN_SINCE, 40)
                                .fails("school", FORBIDDEN, 60, 70),
                        70,
                        "school: accept_terms, certain 1 of it-admin@example.org"),
                row(
                        "terms are an organisation's: another one's token beside it is refused for a reason of its own",
                        twoOrganizations()
                                .notice("school", TERMS_NOT_SIGNED, "token 1")
                                .fails("school", FORBIDDEN, 0, 4),
                        4,
                        "school: regenerate, certain 2 of it-admin@example.org"),
                row(
                        "whose terms they are is not known where the notification names no token",
                        twoOrganizations()
                                .notice("school", TERMS_NOT_SIGNED, "")
                                .fails("school", FORBIDDEN, 0, 4),
                        4,
                        "school: accept_terms, certain 2 of it-admin@example.org"),
                row(
                        "a token of the organisation whose terms are not signed is refused for them on every instance",
                        twoInstances()
                                .notice("school", TERMS_NOT_SIGNED, "token 1")
                                .fails("physics", FORBIDDEN, 0, 4),
                        4,
                        "physics: accept_terms, certain 1 of other@example.org"),
                row(
                        "the notification need not name a token where all are of one organisation",
                        twoInstances()
                                .notice("school", TERMS_NOT_SIGNED, "")
                                .fails("physics", OAUTH_REFRESH_FAILED, 0, 4),
                        4,
                        "physics: accept_terms, certain 1 of other@example.org"),
                row(
                        "one that names a token of another organisation tells nothing of it",
                        twoInstances()
                                .token("school", TokenKind.ADE, "2", OWNER, "Another", Optional.empty())
                                .notice("school", TERMS_NOT_SIGNED, "token 2")
                                .fails("physics", FORBIDDEN, 0, 4),
                        4,
                        "physics: regenerate, certain 1 of other@example.org"),
                row(
                        "nor does one that names none of tokens of two organisations",
                        twoInstances()
                                .token("school", TokenKind.ADE, "2", OWNER, "Another", Optional.empty())
                                .notice("school", TERMS_NOT_SIGNED, "")
                                .fails("physics", FORBIDDEN, 0, 4),
                        4,
                        "physics: regenerate, certain 1 of other@example.org"),
                row(
                        "an organisation without a name is none",
                        twoInstances()
                                .organization("school", "1", "")
                                .organization("physics", "1", "")
                                .notice("school", TERMS_NOT_SIGNED, "token 1")
                                .fails("physics", FORBIDDEN, 0, 4),
                        4,
                        "physics: regenerate, certain 1 of other@example.org"),
                row(
                        "a notification that could not be read again tells nothing of other instances",
                        twoInstances()
                                .notice("school", TERMS_NOT_SIGNED, "token 1")
                                .readAt("school", -600)
                                .apiDown("school", -599)
                                .fails("physics", FORBIDDEN, 0, 4),
                        4,
                        "physics: regenerate, certain 1 of other@example.org"),
                row(
                        "nor does one that stood for long while the other instance's token worked",
                        twoInstances()
                                .notice("school", TERMS_NOT_SIGNED, "token 1")
                                .fails("physics", FORBIDDEN, 20, 24),
                        24,
                        "physics: regenerate, certain 1 of other@example.org"),
                row(
                        "a refresh that fails while a log says that its organisation's terms are not signed is about them",
                        twoInstances()
                                .fails("school", TERMS_NOT_SIGNED, 0, 20)
                                .fails("physics", OAUTH_REFRESH_FAILED, 0, 20),
                        20,
                        "physics: accept_terms, certain 1 of other@example.org",
                        "school: accept_terms, certain 1 of it-admin@example.org"),
                row(
                        "not once that log has gone quiet",
                        twoInstances()
                                .fails("school", TERMS_NOT_SIGNED, 0, 10)
                                .fails("physics", OAUTH_REFRESH_FAILED, 0, 20),
                        20,
                        "physics: regenerate likely, certain 1 of other@example.org CHECK_TERMS_FIRST",
                        "school: accept_terms, certain 1 of it-admin@example.org"),
                row(
                        "an answer that is stated otherwise is another answer",
                        twoInstances().fails("school", TERMS_NOT_SIGNED, 0, 20).fails("physics", FORBIDDEN, 0, 20),
                        20,
                        "physics: regenerate, certain 1 of other@example.org",
                        "school: accept_terms, certain 1 of it-admin@example.org"),
                row(
                        "fixed tokens tell nothing of terms: check them first",
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
                        "one that is longer ago does not",
                        school().fails("school", OAUTH_REFRESH_FAILED, 0, 6).networkFault("school", 0.9),
                        6,
                        "school: regenerate likely, certain 1 of it-admin@example.org CHECK_TERMS_FIRST"),
                row(
                        "a network fault that comes after a likely regeneration vetoes it",
                        school().fails("school", OAUTH_REFRESH_FAILED, 0, 4).networkFault("school", 10, 12),
                        12,
                        "school: wait, certain 1 of it-admin@example.org"),
                row(
                        "one record of such a fault is nothing beside a failure that has gone on for longer",
                        school().fails("school", OAUTH_REFRESH_FAILED, 0, 12).networkFault("school", 11),
                        12,
                        "school: regenerate likely, certain 1 of it-admin@example.org CHECK_TERMS_FIRST"),
                row(
                        "a likely regeneration returns once failures go on 5 minutes after the network fault",
                        school().fails("school", OAUTH_REFRESH_FAILED, 0, 8).networkFault("school", 1),
                        8,
                        "school: regenerate likely, certain 1 of it-admin@example.org CHECK_TERMS_FIRST"),
                row(
                        "what the network vetoes is looked into when it lasts 30 minutes, and never regenerated",
                        school().fails("school", OAUTH_REFRESH_FAILED, 0, 30).networkFault("school", 1, 11, 21, 29),
                        30,
                        "school: investigate, certain 1 of it-admin@example.org"),
                row(
                        "however long after the last network evidence, it stays likely",
                        school().fails("school", OAUTH_REFRESH_FAILED, 0, 24).networkFault("school", 8),
                        24,
                        "school: regenerate likely, certain 1 of it-admin@example.org CHECK_TERMS_FIRST"),
                row(
                        "a network fault that comes late vetoes it as well",
                        school().fails("school", OAUTH_REFRESH_FAILED, 0, 40).networkFault("school", 37, 39),
                        40,
                        "school: investigate, certain 1 of it-admin@example.org"),
                row(
                        "a network fault on another instance is another matter",
                        school().fails("school", OAUTH_REFRESH_FAILED, 0, 4).networkFault("physics", 3),
                        4,
                        "school: regenerate likely, certain 1 of it-admin@example.org CHECK_TERMS_FIRST"),
                row(
                        "a service error that is none of the network vetoes a likely regeneration as well",
                        school().fails("school", OAUTH_REFRESH_FAILED, 0, 4).seen("school", SERVICE_ERROR, 3),
                        4,
                        "school: wait, certain 1 of it-admin@example.org"),
                row(
                        "one record of such a fault is nothing beside a failure that has gone on for longer",
                        school().fails("school", OAUTH_REFRESH_FAILED, 0, 12).networkFault("school", 11),
                        12,
                        "school: regenerate likely, certain 1 of it-admin@example.org CHECK_TERMS_FIRST"),
                row(
                        "a likely regeneration returns once failures go on 5 minutes after the service error",
                        school().fails("school", OAUTH_REFRESH_FAILED, 0, 10).seen("school", SERVICE_ERROR, 3),
                        10,
                        "school: regenerate likely, certain 1 of it-admin@example.org CHECK_TERMS_FIRST"),
                row(
                        "an error of Apple's service on another instance, begun within 5 minutes, vetoes a likely regeneration",
                        school().fails("school", OAUTH_REFRESH_FAILED, 0, 20).fails("physics", SERVICE_ERROR, 4, 20),
                        20,
                        "school: wait, certain 1 of it-admin@example.org"),
                row(
                        "what Apple's service answers elsewhere and later is another matter",
                        school().fails("school", OAUTH_REFRESH_FAILED, 0, 20).fails("physics", SERVICE_ERROR, 6, 20),
                        20,
                        "school: regenerate likely, certain 1 of it-admin@example.org CHECK_TERMS_FIRST"),
                row(
                        "nor what it answers elsewhere while all tokens of an owner began to be refused together",
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
                        "one record of such a fault is nothing beside a failure that has gone on for longer",
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
                        "a service error does not veto a stated answer",
                        school().fails("school", FORBIDDEN, 0, 4).seen("school", SERVICE_ERROR, 3),
                        4,
                        "school: regenerate, certain 1 of it-admin@example.org"),
                row(
                        "a network fault does not veto a stated answer",
                        school().fails("school", FORBIDDEN, 0, 4).networkFault("school", 3),
                        4,
                        "school: regenerate, certain 1 of it-admin@example.org"));
    }

    static Stream<Arguments> one_remedy() {
        return Stream.of(
                row(
                        "of several causes for one token the newest with a stated answer wins",
                        school().fails("school", FORBIDDEN, 0, 30).fails("school", TERMS_NOT_SIGNED, 20, 30),
                        30,
                        "school: accept_terms, certain 1 of it-admin@example.org"),
                row(
                        "a stated answer wins over a newer one that is not stated",
                        school().fails("school", TERMS_NOT_SIGNED, 0, 20).fails("school", OAUTH_REFRESH_FAILED, 2, 30),
                        30,
                        "school: accept_terms, certain 1 of it-admin@example.org"),
                row(
                        "a cause that has missed three syncs while another went on is the older one",
                        school().fails("school", FORBIDDEN, 0, 30).seen("school", TERMS_NOT_SIGNED, 20),
                        30,
                        "school: regenerate, certain 1 of it-admin@example.org"),
                row(
                        "two causes that take turns do not change the advice with every line",
                        school().fails("school", FORBIDDEN, 0, 30).fails("school", TERMS_NOT_SIGNED, 21, 29),
                        30,
                        "school: accept_terms, certain 1 of it-admin@example.org"),
                row(
                        "a case that is not open yet does not compete",
                        school().fails("school", TERMS_NOT_SIGNED, 0, 4).seen("school", FORBIDDEN, 4),
                        4,
                        "school: accept_terms, certain 1 of it-admin@example.org"),
                row(
                        "two causes that are each about one of several tokens are both told",
                        two().fails("school", TOKEN_REJECTED, 0, 20).fails("school", TERMS_NOT_SIGNED, 5, 21),
                        21,
                        "school: accept_terms, one_of 1 2 of it-admin@example.org",
                        "school: identify, one_of 1 2 of it-admin@example.org UPLOAD_A_JUST_DOWNLOADED_TOKEN_FIRST"),
                row(
                        "two bad requests do not hold back what every sync says since then",
                        school().fails("school", OAUTH_REFRESH_FAILED, 0, 60).seen("school", BAD_REQUEST, 20, 20.1),
                        60,
                        "school: regenerate likely, certain 1 of it-admin@example.org CHECK_TERMS_FIRST"),
                row(
                        "where both began together it counts at once",
                        school().fails("school", OAUTH_REFRESH_FAILED, 0, 4).fails("school", BAD_REQUEST, 0, 4),
                        4,
                        "school: investigate, certain 1 of it-admin@example.org UPLOAD_A_JUST_DOWNLOADED_TOKEN_FIRST"),
                row(
                        "nor do they while they come",
                        school().fails("school", OAUTH_REFRESH_FAILED, 0, 60).seen("school", BAD_REQUEST, 60, 60),
                        60,
                        "school: regenerate likely, certain 1 of it-admin@example.org CHECK_TERMS_FIRST"),
                row(
                        "nor does one now and then hold back a stated answer",
                        school().fails("school", FORBIDDEN, 0, 60).seen("school", BAD_REQUEST, 48, 52, 56, 60),
                        60,
                        "school: regenerate, certain 1 of it-admin@example.org"),
                row(
                        "one that comes in place of it counts",
                        school().fails("school", FORBIDDEN, 0, 20).fails("school", BAD_REQUEST, 22, 60),
                        60,
                        "school: investigate, certain 1 of it-admin@example.org UPLOAD_A_JUST_DOWNLOADED_TOKEN_FIRST"),
                row(
                        "and so does one beside a refresh that fails without an answer",
                        school().fails("school", OAUTH_REFRESH_FAILED, 0, 60).fails("school", BAD_REQUEST, 40, 60),
                        60,
                        "school: investigate, certain 1 of it-admin@example.org UPLOAD_A_JUST_DOWNLOADED_TOKEN_FIRST"),
                row(
                        "what is looked into does not hide what is to be identified",
                        two().fails("school", TOKEN_REJECTED, 0, 20).fails("school", BAD_REQUEST, 5, 21),
                        21,
                        "school: identify, one_of 1 2 of it-admin@example.org UPLOAD_A_JUST_DOWNLOADED_TOKEN_FIRST",
                        "school: investigate, one_of 1 2 of it-admin@example.org UPLOAD_A_JUST_DOWNLOADED_TOKEN_FIRST"),
                row(
                        "two causes with the same remedy for one of several tokens are told once",
                        two().fails("school", FORBIDDEN, 0, 20).fails("school", SERVER_INACTIVE, 5, 21),
                        21,
                        "school: identify, one_of 1 2 of it-admin@example.org"),
                row(
                        "a content token that Jamf Pro says is claimed elsewhere is told without any sighting",
                        apps().synced("school", "7", Sync.CLAIMED_ELSEWHERE, 0),
                        0,
                        "school: reclaim, certain 7 of it-admin@example.org"),
                row(
                        "a case that says the same of it is the same finding",
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
                row(
                        "a failing sync may pass: it is waited out for 30 minutes",
                        cloud().syncsFail("cloud", "1", 0, 28),
                        29.9),
                row(
                        "syncs that fail for 30 minutes are looked into, and no more than that is known",
                        cloud().syncsFail("cloud", "1", 0, 30),
                        30,
                        "cloud: investigate, certain 1 of it-admin@example.org"),
                row(
                        "one failed sync that stays the newest for 30 minutes has not passed",
                        cloud().staysFailed("cloud", "1", 0, 1, 11, 30),
                        30,
                        "cloud: investigate, certain 1 of it-admin@example.org"),
                row(
                        "one that is 30 minutes old when it is first read has not passed either",
                        cloud().staysFailed("cloud", "1", -4000, 0),
                        0,
                        "cloud: investigate, certain 1 of it-admin@example.org"),
                row(
                        "one failed sync after which none failed has passed",
                        cloud().staysFailed("cloud", "1", 0, 1).synced("cloud", "1", "OK", 4),
                        40),
                row(
                        "syncs that fail for days are still only looked into",
                        cloud().syncsFail("cloud", "1", 0, 6000),
                        6000,
                        "cloud: investigate, certain 1 of it-admin@example.org"),
                row(
                        "a date that is over explains the failing syncs by itself",
                        cloud().expires("cloud", "1", World.minute(-10)).syncsFail("cloud", "1", 0, 30),
                        30,
                        "cloud: regenerate, certain 1 of it-admin@example.org"),
                row(
                        "of two tokens that fail, one whose date is over is renewed and the other looked into",
                        cloud().ade("cloud", "2", OWNER)
                                .expires("cloud", "1", World.minute(-10))
                                .syncsFail("cloud", "1", 0, 30)
                                .syncsFail("cloud", "2", 0, 30),
                        30,
                        "cloud: regenerate, certain 1 of it-admin@example.org",
                        "cloud: investigate, certain 2 of it-admin@example.org"),
                row(
                        "unsigned terms that the notifications name are reported at once",
                        cloud().noticed("cloud", TERMS_NOT_SIGNED, List.of("1"), 0)
                                .notice("cloud", TERMS_NOT_SIGNED, "token 1"),
                        4,
                        "cloud: accept_terms, certain 1 of it-admin@example.org AS_NOTIFIED"),
                row(
                        "failing syncs under unsigned terms are about the terms",
                        cloud().noticed("cloud", TERMS_NOT_SIGNED, List.of("1"), 0, 40)
                                .notice("cloud", TERMS_NOT_SIGNED, "token 1")
                                .syncsFail("cloud", "1", 0, 40),
                        40,
                        "cloud: accept_terms, certain 1 of it-admin@example.org AS_NOTIFIED"),
                row(
                        "terms of one token do not explain the failing syncs of another",
                        cloud().ade("cloud", "2", OWNER)
                                .noticed("cloud", TERMS_NOT_SIGNED, List.of("1"), 0, 40)
                                .notice("cloud", TERMS_NOT_SIGNED, "token 1")
                                .syncsFail("cloud", "2", 0, 40),
                        40,
                        "cloud: accept_terms, certain 1 of it-admin@example.org AS_NOTIFIED",
                        "cloud: investigate, certain 2 of it-admin@example.org"),
                row(
                        "nothing is told before the instance was read, as after a start without a state",
                        cloud().neverRead("cloud").syncsFail("cloud", "1", -60, 0),
                        0),
                row(
                        "what was read before the start is told again at once",
                        cloud().syncsFail("cloud", "1", -60, -10)
                                .readAt("cloud", -10)
                                .heardSince("cloud", 0),
                        0,
                        "cloud: investigate, certain 1 of it-admin@example.org"),
                row(
                        "what is known goes on being told while the API is down",
                        cloud().syncsFail("cloud", "1", 0, 40)
                                .apiDown("cloud", 41)
                                .readAt("cloud", 40),
                        600,
                        "cloud: investigate, certain 1 of it-admin@example.org"));
    }

    static Stream<Arguments> notified() {
        return Stream.of(
                row(
                        "a revoked content token that one reading names may be a blip",
                        apps().noticed("school", CONTENT_TOKEN_INVALID, List.of(), 0),
                        0),
                row(
                        "one that a second reading still names is none, also beside a log",
                        apps().noticed("school", CONTENT_TOKEN_INVALID, List.of(), 0, 1),
                        1,
                        "school: regenerate, certain 7 of it-admin@example.org AS_NOTIFIED"),
                row(
                        "one that is named by a reading and by a record is none",
                        apps().noticed("school", CONTENT_TOKEN_INVALID, List.of(), 0)
                                .seen("school", CONTENT_TOKEN_INVALID, 2),
                        2,
                        "school: regenerate, certain 7 of it-admin@example.org AS_NOTIFIED"),
                row(
                        "a notification that names the token tells it from others where there is no log",
                        apps().withoutLog("school")
                                .content("school", "8", OWNER)
                                .noticed("school", CONTENT_TOKEN_INVALID, List.of("8"), 0, 1)
                                .notice("school", CONTENT_TOKEN_INVALID, "token 8"),
                        1,
                        "school: regenerate, certain 8 of it-admin@example.org AS_NOTIFIED"),
                row(
                        "one that names none leaves it to be identified",
                        apps().withoutLog("school")
                                .content("school", "8", OWNER)
                                .noticed("school", CONTENT_TOKEN_INVALID, List.of(), 0, 1)
                                .notice("school", CONTENT_TOKEN_INVALID, ""),
                        1,
                        "school: identify, one_of 7 8 of it-admin@example.org AS_NOTIFIED"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("never")
    void regenerate_is_never_said(String rule, World world, double minute) {
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
                        "not for unsigned terms whose answer is not stated",
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
                        "not for a content token that another server has taken over",
                        apps().fails("school", CONTENT_TOKEN_CLAIMED_ELSEWHERE, 0, 90),
                        90),
                arguments("not for a sync state alone", school().fails("school", SYNC_FAILED, 0, 90), 90),
                arguments(
                        "not for a sync state alone where there is no log", cloud().syncsFail("cloud", "1", 0, 90), 90),
                arguments(
                        "not for a sync state alone of several owners",
                        cloud().ade("cloud", "2", "other@example.org")
                                .syncsFail("cloud", "1", 0, 90)
                                .syncsFail("cloud", "2", 0, 90),
                        90),
                arguments(
                        "not for unsigned terms that a notification names while no token fails",
                        cloud().notice("cloud", TERMS_NOT_SIGNED, "")
                                .noticed("cloud", TERMS_NOT_SIGNED, List.of(), 0, 30, 60, 90),
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

    /** Two tokens of two organisations, of which the second fails. */
    private static World twoOrganizations() {
        return school().token("school", TokenKind.ADE, "2", OWNER, "Another", Optional.empty())
                .says("school", "1", "OK", -60)
                .says("school", "2", "OK", -60)
                .says("school", "2", "CONNECTION_ERROR", 0);
    }

    /** Two instances of one organisation, with an owner each. */
    private static World twoInstances() {
        return school().ade("physics", "1", "other@example.org");
    }

    private static World cloud() {
        return World.of("cloud").withoutLog("cloud").ade("cloud", "1", OWNER);
    }

    private static World apps() {
        return World.of("school").content("school", "7", OWNER);
    }

    private static Arguments row(String rule, World world, double minute, String... told) {
        return arguments(rule, world, minute, List.of(told));
    }
}
