package dev.depwatch.assess;

import static dev.depwatch.token.Cause.TOKEN_REJECTED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.depwatch.table.Statements;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The health of each token, and what its own date says. The first warning step is 60 days. */
class HealthRulesTest {
    @ParameterizedTest(name = "{0}")
    @MethodSource
    void the_health_of_a_token(Situation situation) {
        situation.holds(AssessmentLines::health);
    }

    static Stream<Situation> the_health_of_a_token() {
        return Situation.told("""
                given: instances school; ade school 1 it-admin
                a token that syncs is healthy
                    synced school 1 SUCCESSFUL 0 @ 0 | school 1 healthy
                a token without a known sync is unknown
                    @ 0 | school 1 unknown
                a failing sync state confirms no failure, but is not healthy
                    synced school 1 CONNECTION_ERROR 0 @ 0 | school 1 unknown
                a case that is not open yet changes nothing
                    synced school 1 SUCCESSFUL 0; seen school FORBIDDEN 0 @ 0 | school 1 healthy
                without a log, a token is failing after a lasting sync failure
                    withoutLog school; syncsFail school 1 0 30 @ 30 | school 1 failing
                a short API failure does not make it unknown
                    withoutLog school; synced school 1 SUCCESSFUL 0; apiDown school 1
                    @ 14.9 | school 1 healthy @ 15 | school 1 unknown
                a certain token fails
                    synced school 1 SUCCESSFUL 0; fails school FORBIDDEN 0 4 @ 4 | school 1 failing
                a token with unsigned terms fails, although it is valid
                    seen school TERMS_NOT_SIGNED 0 @ 4 | school 1 failing
                one of several is suspect
                    ade school 2 other; fails school FORBIDDEN 0 4 @ 4 | school 1 suspect | school 2 suspect
                a token past its date is expired
                    synced school 1 SUCCESSFUL 0; expires school 1 0 @ 0 | school 1 expired
                a token that fails because it expired is failing
                    expires school 1 -1; seen school TOKEN_EXPIRED 0 @ 4 | school 1 failing
                given: instances school; certificate school PUSH it-admin
                a certificate has no sync, and is unknown without a date
                    @ 1 | school 1 unknown
                it is well while its date lies ahead
                    expires school 1 500000 @ 1 | school 1 healthy
                it is at risk when the only account that can renew it is out
                    expires school 1 500000; account X it-admin DEACTIVATED 5 @ 60 | school 1 at_risk
                given: instances school; content school 7 it-admin
                a content token that another server has claimed fails
                    synced school 7 clientContextMismatch 0 @ 0 | school 7 failing
                one that syncs does not fail, whatever an old notification says
                    says school 7 - -60; notified school CONTENT_TOKEN_INVALID - 0 1 @ 1 | school 7 healthy
                nor what may be about another file
                    expires school 7 400000; synced school 7 - -360; seen school CONTENT_TOKEN_INVALID 0 1
                    @ 1 | school 7 healthy
                given: instances school; ade school 1 it-admin
                a token whose date passed since it was last read is expiring
                    expires school 1 0; readAt school -1; apiDown school -0.5 @ 10 | school 1 expiring
                expired goes before suspect
                    ade school 2 other; expires school 1 -1; fails school FORBIDDEN 0 4
                    @ 4 | school 1 expired | school 2 suspect
                an ADE token that is revoked or replaced puts no content token at risk
                    content school 7 it-admin; synced school 7 SUCCESSFUL 0; seen school TOKEN_REJECTED 0
                    @ 4 | school 1 failing | school 7 healthy
                given: instances physics | school; ade school 1 it-admin; content physics 7 it-admin
                a content token is at risk on any instance
                    fails school FORBIDDEN 0 4 @ 4 | physics 7 at_risk | school 1 failing
                given: instances school; ade school 1 it-admin; content school 7 it-admin
                a likely rejection puts content tokens at risk too
                    fails school OAUTH_REFRESH_FAILED 0 4 @ 4 | school 1 failing | school 7 at_risk
                at risk goes before expiring
                    expires school 7 60; fails school FORBIDDEN 0 4 @ 4 | school 1 failing | school 7 at_risk
                mere expiry of an ADE token puts no content token at risk
                    synced school 7 SUCCESSFUL 0; expires school 1 -1; seen school TOKEN_EXPIRED 0
                    @ 4 | school 1 failing | school 7 healthy
                Apple's outage puts no content token at risk
                    synced school 7 SUCCESSFUL 0; fails school SERVICE_ERROR 0 40
                    @ 40 | school 1 failing | school 7 healthy
                given: instances school; ade school 1 it-admin
                a token that ends within the first warning step is expiring
                    synced school 1 SUCCESSFUL 0; expires school 1 86400 @ 0 | school 1 expiring
                long before its end, failed syncs of which no log says why are no failure of it
                    expires school 1 86400; startsFailing school 0 1 @ 30 | school 1 expiring
                on its last day they are
                    withoutLog school; endsOn school 1 2026-11-24; startsFailing school 0 1 @ 30 | school 1 failing
                a token that ends later is not expiring
                    synced school 1 SUCCESSFUL 0; expires school 1 86400.1 @ 0 | school 1 healthy
                """);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void the_finding_from_a_tokens_date(Situation situation) {
        situation.holds(AssessmentLines::by);
    }

    static Stream<Situation> the_finding_from_a_tokens_date() {
        return Situation.told("""
                given: instances school
                a token within the first warning step needs renewal
                    ade school 1 it-admin; expires school 1 60 @ 0 | school: renew, certain 1 of it-admin
                so does a content token
                    content school 7 it-admin; expires school 7 60 @ 0 | school: renew, certain 7 of it-admin
                given: instances school; ade school 1 it-admin
                a date in the configuration counts, with a hint
                    fixedTokens school; expires school 1 60 @ 0 | school: renew, certain 1 of it-admin AS_CONFIGURED
                an expired token is regenerated without any sighting
                    expires school 1 0 @ 0 | school: regenerate, certain 1 of it-admin
                a date that passed after the last reading is no certain end
                    expires school 1 0; readAt school -1; apiDown school -0.5
                    @ 10 | school: renew, certain 1 of it-admin
                a date that passed before the last reading is an end
                    expires school 1 -1; readAt school -1; apiDown school -0.5
                    @ 10 | school: regenerate, certain 1 of it-admin
                a date after which the token synced well is no end
                    expires school 1 0; synced school 1 SUCCESSFUL 1 @ 2 | school: renew, certain 1 of it-admin
                a failed sync does not put the end in doubt
                    expires school 1 0; synced school 1 CONNECTION_ERROR 1
                    @ 2 | school: regenerate, certain 1 of it-admin
                a date in the configuration needs no reading
                    fixedTokens school; expires school 1 0; readAt school -100
                    @ 0 | school: regenerate, certain 1 of it-admin AS_CONFIGURED
                given: instances school; content school 7 it-admin
                a content token from an older reading was not read since
                    expires school 7 0; gap school CONTENT_TOKENS 0 @ 2 | school: renew, certain 7 of it-admin
                given: instances school; ade school 1 it-admin
                a fresh lock of the owner's account does not make a near expiry a warning
                    expires school 1 28800; account X it-admin LOCKED 5 @ 34 | school: renew, certain 1 of it-admin
                    @ 35 | school: renew, certain 1 of it-admin OWNER_ACCOUNT_OUT
                what fails already does not wait for that
                    fails school FORBIDDEN 0 20; account X it-admin LOCKED 5
                    @ 20 | school: regenerate, certain 1 of it-admin OWNER_ACCOUNT_OUT
                a case with the same remedy is the same finding
                    expires school 1 0; seen school TOKEN_EXPIRED 0 @ 0 | school: regenerate, certain 1 of it-admin
                a token with a later date that a log calls expired may just have been renewed
                    expires school 1 500000; fails school TOKEN_EXPIRED 0 28 @ 29 | nothing
                if the log keeps saying so, something else is wrong, such as a clock
                    expires school 1 500000; fails school TOKEN_EXPIRED 0 30
                    @ 30 | school: investigate, certain 1 of it-admin
                a date in the configuration may be wrong
                    fixedTokens school; expires school 1 500000; seen school TOKEN_EXPIRED 0
                    @ 1 | school: regenerate, certain 1 of it-admin AS_CONFIGURED
                a new date ends the failure of an expired token
                    content school 7 it-admin; expires school 1 -1; fails school OAUTH_REFRESH_FAILED 0 10
                    renewedUntil 500000 school 1 11; synced school 1 SUCCESSFUL 12
                    @ 13 | nothing
                it does not if the failure continues
                    content school 7 it-admin; expires school 1 -1; fails school OAUTH_REFRESH_FAILED 0 16
                    renewedUntil 500000 school 1 11
                    @ 16 | school: regenerate likely, certain 1 of it-admin CHECK_TERMS_FIRST CONTENT_TOKENS_AT_RISK
                a failing token that ends soon has only the failure's remedy
                    expires school 1 60; seen school TERMS_NOT_SIGNED 0
                    @ 4 | school: accept_terms, certain 1 of it-admin
                an expired token is regenerated, whatever the network does
                    expires school 1 -1; fails school OAUTH_REFRESH_FAILED 0 4; networkFault school 3
                    @ 4 | school: regenerate, certain 1 of it-admin
                unsigned terms come before an expired token
                    expires school 1 -1; seen school TERMS_NOT_SIGNED 0
                    @ 4 | school: accept_terms, certain 1 of it-admin
                """);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void since_when_a_token_fails_or_needs_a_look(Situation situation) {
        situation.holds(AssessmentLines::times);
    }

    static Stream<Situation> since_when_a_token_fails_or_needs_a_look() {
        return Situation.told("""
                given: instances school; ade school 1 it-admin
                without sightings, since its date or the step before it
                    expires school 1 60
                    @ 0 | renew: 0, -86340.0..-86340.0 @ 60 | regenerate: 0, 60.0..60.0
                a warning step counts to the start of the last day
                    endsOn school 1 2027-01-02 @ -31104 | nothing @ -31103 | renew: 0, -31103.0..-31103.0
                a token that fails on its last day fails since its first failed sync
                    withoutLog school; endsOn school 1 2026-11-24; startsFailing school 0 1
                    @ 30 | renew: 0, 0.0..0.0
                a case begins when logged, not when read
                    read school log FORBIDDEN false -14 0; read school log FORBIDDEN false -2 0
                    @ 2 | regenerate: 2, -14.0..-2.0
                a wrong clock of the log falls back to reading times
                    clockAhead school PT-2H; read school log FORBIDDEN false -120 0
                    read school log FORBIDDEN false -118 2
                    @ 2 | regenerate: 2, 0.0..2.0
                a token that joins a case fails since its own state
                    ade school 2 other; startsFailing school 0.5 1; startsFailing school 20.5 2
                    fails school FORBIDDEN 0 30
                    @ 30 | regenerate: 16, 0.0..30.0 | regenerate: 16, 20.5..30.0
                given: instances school
                a claimed content token fails since the last reading that found it good
                    content school 7 it-admin; says school 7 - -60 -300; says school 7 clientContextMismatch 0 -300
                    @ 10 | reclaim: 0, -0.5..-0.5
                a certificate that has ended, since its end
                    certificate school PUSH it-admin; expires school 1 100; notifies school PUSH_CERT_WILL_EXPIRE -
                    @ 99 | renew_certificate: 0, -86300.0..-86300.0 @ 101 | renew_certificate: 0, 100.0..100.0
                """);
    }

    @Test
    void a_token_at_risk_has_no_finding_of_its_own() {
        Assessment assessment = one().content("school", "7", "it-admin")
                .seen("school", TOKEN_REJECTED, 0)
                .at(4);

        assertThat(assessment.tokens())
                .extracting(TokenHealth::finding)
                .satisfiesExactly(
                        failing -> assertThat(failing)
                                .contains(assessment.findings().get(0)),
                        atRisk -> assertThat(atRisk).isEmpty());
    }

    @Test
    void without_warning_steps_no_warning_comes_before_the_end() {
        World world = one().expires("school", "1", 60);

        Assessment assessment = new Assessor(new Policy(Duration.ofMinutes(2), List.of()))
                .assess(world.cases(0), world.logs(0), world.inventory(0), List.of(), World.minute(0));

        assertThat(assessment.findings()).isEmpty();
    }

    private static World one() {
        return World.of("school").ade("school", "1", "it-admin");
    }

    @Test
    void two_more_syncs_confirm_the_newest_failure() {
        World world = Statements.say(
                World.of("school"), "ade school 1 it-admin; seen school BAD_REQUEST -20; seen school FORBIDDEN 0");

        assertThat(world.at(3.9).tokens().get(0).confirmedWithin()).contains(Duration.ofMinutes(4));
        assertThat(world.at(4).tokens().get(0).confirmedWithin()).isEmpty();
    }
}
