package dev.depwatch.assess;

import static org.assertj.core.api.Assertions.assertThat;

import dev.depwatch.apple.Account.Status;
import dev.depwatch.apple.MdmServer;
import dev.depwatch.assess.Finding.Hint;
import dev.depwatch.assess.MonitoringIssue.Kind;
import dev.depwatch.assess.TokenHealth.Health;
import dev.depwatch.journal.ClosedCase.Proof;
import dev.depwatch.table.Statements;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Token;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * How Apple's own API counts. The case begins at minute 0 and its records come every two minutes; the instance "school"
 * holds the tokens 1 and 2, whose syncs Jamf Pro does not report.
 */
class AppleReportsTest {
    private static final String A = "A";
    private static final String B = "B";

    /** What Apple reports at minute 20, and what follows for the case. */
    static Stream<Situation> candidates() {
        return Situation.told("""
                given: instances school; ade school 1 one; ade school 2 two; server school 1 A; server school 2 B
                    gap school SYNCS -100; fails school TOKEN_REJECTED 0 20
                nothing is configured
                    @ 20 | identify 1 2
                one stopped as the case began, the other went on
                    connected X A -1; connects X B @ 20 | regenerate 1 likely by Apple
                one stopped up to half an hour before, the other went on
                    connected X A -29; connects X B @ 20 | regenerate 1 likely by Apple
                one stood still for longer before: not because of this
                    connected X A -31; connects X B @ 20 | identify 1 2
                both went on
                    connects X A; connects X B @ 20 | identify 1 2
                both stopped: the network of the instance, or both tokens
                    connected X A -1; connected X B -1; connects X C @ 20 | identify 1 2
                Apple was last read before anything could move
                    connected X A -1; connects X B; appleReadAt X 3 @ 20 | identify 1 2
                nothing is known of the other's server
                    connected X A -1; connects X C @ 20 | identify 1 2
                nothing is known of the one that is left
                    neverHeard X A; connects X B @ 20 | identify 1 2
                they are of two organisations, and nothing shows that the times of the first move
                    connected X A -1; connects Y B @ 20 | identify 1 2
                they are of two organisations, and the times of both move
                    connected X A -1; connects X C; connects Y B @ 20 | regenerate 1 likely by Apple
                of three, one went on and nothing is known of two
                    ade school 3 three; server school 3 C; connects X C @ 20 | identify 1 2 narrowed by Apple
                of three, two went on
                    ade school 3 three; server school 3 C; connected X A -1; connects X B; connects X C
                    @ 20 | regenerate 1 likely by Apple
                given: instances school; ade school 1 one; ade school 2 two; server school 1 A; server school 2 B
                Jamf Pro's own word goes before Apple's times
                    says school 1 SUCCESSFUL -60; says school 2 SUCCESSFUL -60; says school 2 CONNECTION_ERROR 0
                    fails school TOKEN_REJECTED 0 20; connected X A -1; connects X B
                    @ 20 | regenerate 2
                without a failure, Apple's times alone never ask for a new token
                    gap school SYNCS -100; connected X A -600; connects X B @ 20 | nothing
                a server that Jamf Pro syncs well is not gone
                    says school 1 SUCCESSFUL -60; serverIs X A INACTIVE -5; appleReadAt X 0
                    readAt school 10; apiDown school 11 @ 60 | nothing
                a server that Apple reports as deleted explains the case of a deleted server
                    gap school SYNCS -100; seen school SERVER_INACTIVE 0 10 20; serverIs X A DELETED -5; connects X B
                    @ 20 | relink_server 1
                an account that is active in another organisation is not out
                    account X one RELEASED 5; account Y one ACTIVE 5 @ 20 | nothing
                # How failures come, where one server stopped as the case began and the other went on.
                given: instances school; ade school 1 one; ade school 2 two; server school 1 A; server school 2 B
                    gap school SYNCS -100; connected X A -1; connects X B
                forbidden
                    fails school FORBIDDEN 0 20 @ 20 | regenerate 1 likely by Apple
                without a stated answer
                    fails school OAUTH_REFRESH_FAILED 0 20 @ 20 | regenerate 1 likely by Apple
                terms not signed: the organisation's matter, whichever token it is
                    fails school TERMS_NOT_SIGNED 0 20 @ 20 | accept_terms 1 by Apple
                a fault of Apple's service is nobody's token
                    fails school SERVICE_ERROR -40 20 @ 20 | investigate 1 2
                a failure that does not come with every sync
                    seen school SERVER_INACTIVE 0 10 20 @ 20 | identify 1 2
                most syncs failed, although some were silent
                    fails school TOKEN_REJECTED 0 10; fails school TOKEN_REJECTED 24 36 @ 36 | regenerate 1 likely by Apple
                failures that come and go: a token that works in between connects
                    seen school TOKEN_REJECTED 0 10 20 @ 20 | identify 1 2
                """);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("candidates")
    void apples_times_narrow_the_candidates_of_a_case(Situation situation) {
        situation.holds(AppleReportsTest::found);
    }

    @Test
    void only_a_connection_after_the_renewal_proves_it_like_a_good_sync() {
        World renewed = Statements.say(World.of("school"), """
                ade school 1 one; ade school 2 two; server school 1 A; server school 2 B
                gap school SYNCS -100; fails school TOKEN_REJECTED 0 20; replaced school 1 21
                """);

        assertThat(recovery(renewed.connected("X", A, 20.5).connects("X", B).at(24)))
                .isEqualTo(TokenHealth.Recovery.State.AWAITS_FIRST_SYNC);
        assertThat(recovery(renewed.connected("X", A, 23).connects("X", B).at(24)))
                .isEqualTo(TokenHealth.Recovery.State.SETTLES);
        assertThat(recovery(renewed.connected("X", A, 29).connects("X", B).at(30)))
                .isEqualTo(TokenHealth.Recovery.State.PROVEN);
        assertThat(renewed.connected("X", A, 29).connects("X", B).at(30).ended())
                .extracting(end -> end.proof())
                .containsExactly(Proof.REPLACED);
    }

    @Test
    void a_server_that_is_gone_at_apple_is_linked_anew_whatever_the_log_says() {
        for (MdmServer.Status gone : List.of(MdmServer.Status.INACTIVE, MdmServer.Status.DELETED)) {
            Assessment assessment = World.of("school")
                    .ade("school", "1", "one")
                    .server("school", "1", A)
                    .fails("school", Cause.FORBIDDEN, 0, 20)
                    .serverIs("X", A, gone, -5)
                    .at(20);

            assertThat(found(assessment)).containsExactly("relink_server 1");
            Finding finding = assessment.findings().get(0);
            assertThat(finding.evidence())
                    .isEqualTo("Apple's API: server \"server " + A + "\" (" + A + ") has the status " + gone
                            + ", last connected 2026-11-24 15:18 +01:00");
            assertThat(finding.caseIds()).hasSize(1);
            // Somebody changed the server earlier, and it connected after that.
            assertThat(finding.since()).isEqualTo("2026-11-24T14:18:00Z");
            assertThat(assessment.tokens().get(0).health()).isEqualTo(Health.FAILING);
        }
    }

    @ParameterizedTest
    @EnumSource
    void an_account_that_is_out_is_warned_of_before_any_token_fails(Status status) {
        int after = switch (status) {
            case DEACTIVATED, RELEASED, MISSING -> 0;
            case LOCKED -> 30;
            case ACTIVE, NEW, LOCKED_FOR_SHARED_IPAD, UNKNOWN -> -1;
        };
        World world = World.of("school", "physics")
                .ade("physics", "1", "one")
                .ade("school", "2", "one")
                .ade("school", "3", "two")
                .says("school", "2", "OK", -60)
                .says("school", "2", "CONNECTION_ERROR", 10)
                .account("X", "one", status, 5);

        List<String> warned = after < 0 ? List.of() : List.of("renew 1", "renew 2");
        assertThat(found(world.at(5 + Math.max(0, after)))).isEqualTo(warned);
        assertThat(found(world.at(5 + Math.max(0, after - 0.1)))).isEqualTo(after == 0 ? warned : List.of());
        assertThat(found(world.at(600))).isEqualTo(warned);
        assertThat(world.at(600).findings())
                .allSatisfy(finding -> assertThat(finding.since()).isEqualTo(World.minute(5)));
    }

    /** What all servers of one owner do, and whether that is an issue. */
    static Stream<Situation> silences() {
        return Situation.told("""
                given: instances school | physics | museum; ade school 1 one; ade physics 1 one; ade museum 1 two
                    server school 1 A; server physics 1 B; server museum 1 C
                all went on
                    connects X A; connects X B; connects X C @ 0 | nothing
                all stand still for half an hour, others do not
                    connected X A -31; connected X B -60; connects X C @ 0 | physics | school
                not quite half an hour
                    connected X A -29; connected X B -60; connects X C @ 0 | nothing
                one goes on
                    connected X A -31; connects X B; connects X C @ 0 | nothing
                all others stand still as well: Apple's times are old, or nothing moves
                    connected X A -31; connected X B -60; connected X C -60 @ 0 | nothing
                nothing else to compare with, for half an hour
                    connected X A -31; connected X B -60 @ 0 | nothing
                nothing else to compare with, for more than a day
                    connected X A -1441; connected X B -1500 @ 0 | physics | school
                all others stand still as well, for more than a day
                    connected X A -1441; connected X B -1500; connected X C -1460 @ 0 | nothing
                Apple does not say of one
                    connected X A -31; neverHeard X B; connects X C @ 0 | nothing
                Jamf Pro says of one that it syncs well
                    connected X A -31; connected X B -60; connects X C; says school 1 SUCCESSFUL -60 @ 0 | nothing
                Jamf Pro says of one that it fails
                    connected X A -31; connected X B -60; connects X C; says school 1 CONNECTION_ERROR -10 @ 0 | nothing
                their owner has left
                    connected X A -31; connected X B -60; connects X C; account X one DEACTIVATED -5 @ 0 | nothing
                the log says of one that it fails
                    connected X A -31; connected X B -60; connects X C; fails school FORBIDDEN -4 0 @ 0 | nothing
                """);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("silences")
    void an_owner_all_of_whose_servers_stand_still_is_an_issue_of_monitoring(Situation situation) {
        situation.holds(assessment -> assessment.issues().stream()
                .filter(issue -> issue.kind() == Kind.CONNECTIONS_STOPPED)
                .map(issue -> issue.instance().orElseThrow().name())
                .sorted()
                .toList());
    }

    @Test
    void the_times_of_servers_that_stand_still_are_in_the_zone_of_the_policy() {
        Assessment assessment = World.of("school")
                .ade("school", "1", "one")
                .server("school", "1", A)
                .synced("school", "1", "SYNCED", -3_000)
                .connected("X", A, -3_000)
                .at(0);

        assertThat(assessment.issues().stream()
                        .filter(issue -> issue.kind() == Kind.CONNECTIONS_STOPPED)
                        .map(MonitoringIssue::sentence)
                        .collect(Collectors.joining()))
                .contains("at 2026-11-22 13:23 +01:00. Jamf Pro reports the last sync at 2026-11-22 13:23 +01:00.");
    }

    private static List<String> found(Assessment assessment) {
        return assessment.findings().stream()
                .map(finding -> finding.remedy().key() + " "
                        + finding.tokens().stream().map(Token::id).collect(Collectors.joining(" "))
                        + (finding.likely() ? " likely" : "")
                        + (finding.hints().contains(Hint.APPLE_CONNECTIONS) ? " by Apple" : "")
                        + (finding.hints().contains(Hint.APPLE_EXCLUDES) ? " narrowed by Apple" : ""))
                .toList();
    }

    private static TokenHealth.Recovery.State recovery(Assessment assessment) {
        return assessment.tokens().get(0).recovery().state();
    }
}
