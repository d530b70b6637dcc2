package dev.depwatch.assess;

import static dev.depwatch.token.Cause.CONTENT_TOKEN_CLAIMED_ELSEWHERE;
import static dev.depwatch.token.Cause.FORBIDDEN;
import static dev.depwatch.token.Cause.OAUTH_REFRESH_FAILED;
import static dev.depwatch.token.Cause.SERVER_INACTIVE;
import static dev.depwatch.token.Cause.SERVICE_ERROR;
import static dev.depwatch.token.Cause.TERMS_NOT_SIGNED;
import static dev.depwatch.token.Cause.TOKEN_EXPIRED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.depwatch.inventory.Reading.Terms;
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

    @ParameterizedTest(name = "{0}")
    @MethodSource({"one_token", "several_tokens", "no_token", "without_log"})
    void which_token_fails(String rule, World world, double minute, List<String> told) {
        assertThat(Told.by(world.at(minute))).as(rule).containsExactlyElementsOf(told);
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
                        "a token that was read before the case began may not be the only one any more",
                        one().readAt("school", -5).apiDown("school", -3).fails("school", FORBIDDEN, 0, 4),
                        4,
                        "school: identify, one_of 1 of it-admin@example.org CHECK_TERMS_FIRST"),
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
                        "an API that does not answer within a minute is not waited for",
                        one().readAt("school", -5).seen("school", TERMS_NOT_SIGNED, 0),
                        1,
                        "school: accept_terms, one_of 1 of it-admin@example.org"),
                row(
                        "an API that fails is not waited for",
                        one().readAt("school", -5).apiDown("school", 0).seen("school", TERMS_NOT_SIGNED, 0),
                        0.1,
                        "school: accept_terms, one_of 1 of it-admin@example.org"),
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
                        "school: identify, one_of 1 2"),
                row(
                        "a server to link again has to be identified",
                        two(OTHER).seen("school", SERVER_INACTIVE, 0),
                        0,
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
                        0,
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
                        0,
                        "school: identify, one_of 1 2"),
                row(
                        "an expired token that was renewed is still the one until the end is proven",
                        two(OTHER).replaced("school", "1", 3).seen("school", TOKEN_EXPIRED, 0, 2),
                        4,
                        "school: regenerate, certain 1 of it-admin@example.org"),
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
                        "school: identify, one_of 2 of other@example.org"),
                row(
                        "two causes on one of several tokens can be about two of them: both are told",
                        two(OTHER).fails("school", FORBIDDEN, 0, 10).fails("school", TERMS_NOT_SIGNED, 4, 10),
                        10,
                        "school: accept_terms, one_of 1 2",
                        "school: identify, one_of 1 2"));
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
                        "two that fail are two accounts' matter",
                        cloud().syncsFail("cloud", "1", 0, 30).syncsFail("cloud", "2", 0, 30),
                        30,
                        "cloud: investigate, certain 1 of it-admin@example.org",
                        "cloud: investigate, certain 2 of other@example.org"),
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
                        0,
                        "cloud: accept_terms, certain 2 of other@example.org AS_NOTIFIED"),
                row(
                        "one that names none leaves it open, for terms are accepted by organisation",
                        cloud().noticed("cloud", TERMS_NOT_SIGNED, List.of(), 0).notice("cloud", TERMS_NOT_SIGNED, ""),
                        0,
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
    void an_organisation_is_named_only_if_all_candidates_have_it() {
        World world = two(OTHER).seen("school", TERMS_NOT_SIGNED, 0);

        assertThat(world.at(0).findings())
                .singleElement()
                .extracting(Finding::organization)
                .isEqualTo("Example");
        assertThat(world.organization("school", "2", "Another").at(0).findings())
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

    private static Arguments row(String rule, World world, double minute, String... told) {
        return arguments(rule, world, minute, List.of(told));
    }
}
