package dev.depwatch.assess;

import static org.assertj.core.api.Assertions.assertThat;

import dev.depwatch.apple.Account.Status;
import dev.depwatch.apple.MdmServer;
import dev.depwatch.assess.Finding.Hint;
import dev.depwatch.assess.MonitoringIssue.Kind;
import dev.depwatch.assess.TokenHealth.Health;
import dev.depwatch.inventory.Reading.Part;
import dev.depwatch.journal.ClosedCase.Proof;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Remedy;
import dev.depwatch.token.Token;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * How Apple's own API counts. The case begins at minute 0 and its records come every two minutes; the instance "school"
 * holds the tokens 1 and 2, whose syncs Jamf Pro does not report.
 */
class AppleEvidenceTest {
    private static final String A = "A1F97349736CF4614A94F624E705841A";
    private static final String B = "B1F97349736CF4614A94F624E705841B";
    private static final String C = "C1F97349736CF4614A94F624E705841C";

    private static World world() {
        return World.of("school")
                .ade("school", "1", "one@example.org")
                .ade("school", "2", "two@example.org")
                .server("school", "1", A)
                .server("school", "2", B)
                .gap("school", Part.SYNCS, -100);
    }

    private static World rejected() {
        return world().fails("school", Cause.TOKEN_REJECTED, 0, 20);
    }

    /** What Apple reports at minute 20, and what follows for the case. */
    static Stream<Arguments> candidates() {
        return Stream.of(
                row("nothing is configured", world -> world, "identify 1 2"),
                row(
                        "one stopped as the case began, the other went on",
                        world -> world.connected("X", A, -1).connects("X", B),
                        "regenerate 1 likely by Apple"),
                row(
                        "one stopped up to half an hour before, the other went on",
                        world -> world.connected("X", A, -29).connects("X", B),
                        "regenerate 1 likely by Apple"),
                row(
                        "one stood still for longer before: not because of this",
                        world -> world.connected("X", A, -31).connects("X", B),
                        "identify 1 2"),
                row("both went on", world -> world.connects("X", A).connects("X", B), "identify 1 2"),
                row(
                        "both stopped: the network of the instance, or both tokens",
                        world -> world.connected("X", A, -1)
                                .connected("X", B, -1)
                                .connects("X", C),
                        "identify 1 2"),
                row(
                        "Apple was last read before anything could move",
                        world -> world.connected("X", A, -1).connects("X", B).appleReadAt("X", 3),
                        "identify 1 2"),
                row(
                        "nothing is known of the other's server",
                        world -> world.connected("X", A, -1).connects("X", C),
                        "identify 1 2"),
                row(
                        "nothing is known of the one that is left",
                        world -> world.neverHeard("X", A).connects("X", B),
                        "identify 1 2"),
                row(
                        "they are of two organisations, and nothing shows that the times of the first move",
                        world -> world.connected("X", A, -1).connects("Y", B),
                        "identify 1 2"),
                row(
                        "they are of two organisations, and the times of both move",
                        world -> world.connected("X", A, -1).connects("X", C).connects("Y", B),
                        "regenerate 1 likely by Apple"),
                row(
                        "of three, one went on and nothing is known of two",
                        world -> world.ade("school", "3", "three@example.org")
                                .server("school", "3", C)
                                .connects("X", C),
                        "identify 1 2 narrowed by Apple"),
                row(
                        "of three, two went on",
                        world -> world.ade("school", "3", "three@example.org")
                                .server("school", "3", C)
                                .connected("X", A, -1)
                                .connects("X", B)
                                .connects("X", C),
                        "regenerate 1 likely by Apple"));
    }

    private static Arguments row(String what, UnaryOperator<World> apple, String expected) {
        return Arguments.of(what, apple, expected);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("candidates")
    void apples_times_narrow_the_candidates_of_a_case(String what, UnaryOperator<World> apple, String expected) {
        assertThat(found(apple.apply(rejected()).at(20))).isEqualTo(expected);
    }

    /** How failures come, where one server stopped as the case began and the other went on. */
    static Stream<Arguments> cases() {
        return Stream.of(
                row(
                        "rejected",
                        world -> world.fails("school", Cause.TOKEN_REJECTED, 0, 20),
                        "regenerate 1 likely by Apple"),
                row(
                        "forbidden",
                        world -> world.fails("school", Cause.FORBIDDEN, 0, 20),
                        "regenerate 1 likely by Apple"),
                row(
                        "without a stated answer",
                        world -> world.fails("school", Cause.OAUTH_REFRESH_FAILED, 0, 20),
                        "regenerate 1 likely by Apple"),
                row(
                        "terms not signed: the organisation's matter, whichever token it is",
                        world -> world.fails("school", Cause.TERMS_NOT_SIGNED, 0, 20),
                        "accept_terms 1 by Apple"),
                row(
                        "a fault of Apple's service is nobody's token",
                        world -> world.fails("school", Cause.SERVICE_ERROR, -40, 20),
                        "investigate 1 2"),
                row(
                        "a failure that does not come with every sync",
                        world -> world.seen("school", Cause.SERVER_INACTIVE, 0, 10, 20),
                        "identify 1 2"),
                row(
                        "failures that come and go: a token that works in between connects",
                        world -> world.seen("school", Cause.TOKEN_REJECTED, 0, 10, 20),
                        "identify 1 2"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void a_cause_comes_from_the_log_alone(String what, UnaryOperator<World> log, String expected) {
        World world = log.apply(world()).connected("X", A, -1).connects("X", B);

        assertThat(found(world.at(20))).isEqualTo(expected);
    }

    @Test
    void jamf_pros_own_word_goes_before_apples_times() {
        World world = World.of("school")
                .ade("school", "1", "one@example.org")
                .ade("school", "2", "two@example.org")
                .server("school", "1", A)
                .server("school", "2", B)
                .says("school", "1", "SUCCESSFUL", -60)
                .says("school", "2", "SUCCESSFUL", -60)
                .says("school", "2", "CONNECTION_ERROR", 0)
                .fails("school", Cause.TOKEN_REJECTED, 0, 20)
                .connected("X", A, -1)
                .connects("X", B);

        assertThat(found(world.at(20))).isEqualTo("regenerate 2");
    }

    @Test
    void without_a_failure_apples_times_alone_never_ask_for_a_new_token() {
        World world = world().connected("X", A, -600).connects("X", B);

        assertThat(world.at(20).findings()).isEmpty();
    }

    @Test
    void a_connection_after_the_renewal_proves_it_like_a_good_sync() {
        World renewed = rejected().replaced("school", "1", 21);

        assertThat(recovery(renewed.connected("X", A, -1).connects("X", B).at(24)))
                .isEqualTo(TokenRecovery.State.AWAITS_FIRST_SYNC);
        assertThat(recovery(renewed.connected("X", A, 23).connects("X", B).at(24)))
                .isEqualTo(TokenRecovery.State.SETTLES);
        assertThat(recovery(renewed.connected("X", A, 29).connects("X", B).at(30)))
                .isEqualTo(TokenRecovery.State.PROVEN);
        assertThat(renewed.connected("X", A, 29).connects("X", B).at(30).ended())
                .extracting(end -> end.proof())
                .containsExactly(Proof.REPLACED);
    }

    @Test
    void a_renewed_server_that_connects_has_not_stopped_its_syncs() {
        World unknown = World.of("school")
                .ade("school", "1", "it-admin@example.org")
                .server("school", "1", A)
                .replaced("school", "1", 21);

        assertThat(unknown.at(60).issues()).extracting(MonitoringIssue::kind).containsExactly(Kind.SYNCS_STOPPED);
        assertThat(unknown.connects("X", A).at(60).issues()).isEmpty();
    }

    @Test
    void a_connection_before_the_renewal_proves_nothing() {
        World renewed = rejected().replaced("school", "1", 21);

        assertThat(renewed.connected("X", A, 20.5).connects("X", B).at(30).ended())
                .isEmpty();
    }

    @Test
    void a_server_that_is_gone_at_apple_is_linked_anew_whatever_the_log_says() {
        for (MdmServer.Status gone : List.of(MdmServer.Status.INACTIVE, MdmServer.Status.DELETED)) {
            Assessment assessment = World.of("school")
                    .ade("school", "1", "one@example.org")
                    .server("school", "1", A)
                    .fails("school", Cause.FORBIDDEN, 0, 20)
                    .serverIs("X", A, gone, -5)
                    .at(20);

            assertThat(found(assessment)).isEqualTo("relink_server 1");
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

    @Test
    void a_server_that_jamf_pro_syncs_well_is_not_gone() {
        World world = World.of("school")
                .ade("school", "1", "one@example.org")
                .server("school", "1", A)
                .says("school", "1", "SUCCESSFUL", -60)
                .serverIs("X", A, MdmServer.Status.INACTIVE, -5);

        assertThat(world.at(20).findings()).isEmpty();
    }

    /** How the account of an owner stands since minute 5, and after how many minutes depwatch warns; -1 is never. */
    static Stream<Arguments> accounts() {
        return Stream.of(Status.values())
                .map(status -> Arguments.of(
                        status,
                        switch (status) {
                            case DEACTIVATED, RELEASED, MISSING -> 0;
                            case LOCKED -> 30;
                            case ACTIVE, NEW, LOCKED_FOR_SHARED_IPAD, UNKNOWN -> -1;
                        }));
    }

    @ParameterizedTest(name = "{0}: {1} min")
    @MethodSource("accounts")
    void an_account_that_is_out_is_warned_of_before_any_token_fails(Status status, int after) {
        World world = World.of("school", "physics")
                .ade("physics", "1", "one@example.org")
                .ade("school", "2", "one@example.org")
                .ade("school", "3", "two@example.org")
                .account("X", "one@example.org", status, 5);

        assertThat(found(world.at(5 + Math.max(0, after)))).isEqualTo(after < 0 ? "" : "renew 1, renew 2");
        assertThat(found(world.at(5 + Math.max(0, after - 0.1)))).isEqualTo(after == 0 ? "renew 1, renew 2" : "");
        assertThat(found(world.at(600))).isEqualTo(after < 0 ? "" : "renew 1, renew 2");
        assertThat(world.at(600).findings())
                .allSatisfy(finding -> assertThat(finding.since()).isEqualTo(World.minute(5)));
    }

    @Test
    void a_fresh_lock_does_not_make_a_near_expiry_a_warning() {
        World world = World.of("school")
                .ade("school", "1", "one@example.org")
                .expires("school", "1", World.minute(60 * 24 * 20))
                .account("X", "one@example.org", Status.LOCKED, 5);

        assertThat(world.at(34).findings().get(0).hints()).doesNotContain(Hint.OWNER_ACCOUNT_OUT);
        assertThat(world.at(35).findings().get(0).hints()).contains(Hint.OWNER_ACCOUNT_OUT);
    }

    @Test
    void an_account_that_is_active_in_another_organisation_is_not_out() {
        World world = World.of("school")
                .ade("school", "1", "one@example.org")
                .account("X", "one@example.org", Status.RELEASED, 5)
                .account("Y", "one@example.org", Status.ACTIVE, 5);

        assertThat(world.at(20).findings()).isEmpty();
    }

    @Test
    void the_account_is_a_reason_of_what_fails() {
        Finding finding = World.of("school")
                .ade("school", "1", "one@example.org")
                .fails("school", Cause.FORBIDDEN, 0, 20)
                .account("X", "one@example.org", Status.LOCKED, 5)
                .at(20)
                .findings()
                .get(0);

        // Without a wait: the token fails already.
        assertThat(finding.remedy()).isEqualTo(Remedy.REGENERATE);
        assertThat(finding.hints()).contains(Hint.OWNER_ACCOUNT_OUT);
    }

    /** What all servers of one owner do, and whether that is an issue. */
    static Stream<Arguments> silences() {
        return Stream.of(
                row(
                        "all went on",
                        world -> world.connects("X", A).connects("X", B).connects("X", C),
                        ""),
                row(
                        "all stand still for half an hour, others do not",
                        world -> world.connected("X", A, -31)
                                .connected("X", B, -60)
                                .connects("X", C),
                        "school physics"),
                row(
                        "not quite half an hour",
                        world -> world.connected("X", A, -29)
                                .connected("X", B, -60)
                                .connects("X", C),
                        ""),
                row(
                        "one goes on",
                        world -> world.connected("X", A, -31).connects("X", B).connects("X", C),
                        ""),
                row(
                        "all others stand still as well: Apple's times are old, or nothing moves",
                        world -> world.connected("X", A, -31)
                                .connected("X", B, -60)
                                .connected("X", C, -60),
                        ""),
                row(
                        "nothing else to compare with, for half an hour",
                        world -> world.connected("X", A, -31).connected("X", B, -60),
                        ""),
                row(
                        "nothing else to compare with, for more than a day",
                        world -> world.connected("X", A, -1441).connected("X", B, -1500),
                        "school physics"),
                row(
                        "Apple does not say of one",
                        world -> world.connected("X", A, -31).neverHeard("X", B).connects("X", C),
                        ""),
                row(
                        "Jamf Pro says of one that it syncs well",
                        world -> world.connected("X", A, -31)
                                .connected("X", B, -60)
                                .connects("X", C)
                                .says("school", "1", "SUCCESSFUL", -60),
                        ""),
                row(
                        "Jamf Pro says of one that it fails",
                        world -> world.connected("X", A, -31)
                                .connected("X", B, -60)
                                .connects("X", C)
                                .says("school", "1", "CONNECTION_ERROR", -10),
                        ""),
                row(
                        "the log says of one that it fails",
                        world -> world.connected("X", A, -31)
                                .connected("X", B, -60)
                                .connects("X", C)
                                .fails("school", Cause.FORBIDDEN, -4, 0),
                        ""));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("silences")
    void an_owner_all_of_whose_servers_stand_still_is_an_issue_of_monitoring(
            String what, UnaryOperator<World> apple, String expected) {
        Assessment assessment = apple.apply(World.of("school", "physics", "museum")
                        .ade("school", "1", "one@example.org")
                        .ade("physics", "1", "one@example.org")
                        .ade("museum", "1", "two@example.org")
                        .server("school", "1", A)
                        .server("physics", "1", B)
                        .server("museum", "1", C))
                .at(0);

        assertThat(assessment.issues().stream()
                        .filter(issue -> issue.kind() == Kind.CONNECTIONS_STOPPED)
                        .map(issue -> issue.instance().orElseThrow().name()))
                .containsExactlyInAnyOrder(expected.isEmpty() ? new String[0] : expected.split(" ", -1));
        if (!expected.isEmpty()) {
            assertThat(assessment.findings()).isEmpty();
        }
    }

    @Test
    void the_times_of_servers_that_stand_still_are_in_the_zone_of_the_policy() {
        Assessment assessment = World.of("school")
                .ade("school", "1", "one@example.org")
                .server("school", "1", A)
                .synced("school", "1", "SYNCED", -3_000)
                .connected("X", A, -3_000)
                .at(0);

        assertThat(assessment.issues().stream()
                        .filter(issue -> issue.kind() == Kind.CONNECTIONS_STOPPED)
                        .map(MonitoringIssue::sentence)
                        .collect(Collectors.joining()))
                .contains("at 2026-11-22 13:23 +01:00, and Jamf Pro reports its last sync at 2026-11-22 13:23 +01:00.");
    }

    private static String found(Assessment assessment) {
        return assessment.findings().stream()
                .map(finding -> finding.remedy().key() + " "
                        + finding.tokens().stream().map(Token::id).collect(Collectors.joining(" "))
                        + (finding.likely() ? " likely" : "")
                        + (finding.hints().contains(Hint.APPLE_CONNECTIONS) ? " by Apple" : "")
                        + (finding.hints().contains(Hint.APPLE_EXCLUDES) ? " narrowed by Apple" : ""))
                .collect(Collectors.joining(", "));
    }

    private static TokenRecovery.State recovery(Assessment assessment) {
        return assessment.tokens().get(0).recovery().state();
    }
}
