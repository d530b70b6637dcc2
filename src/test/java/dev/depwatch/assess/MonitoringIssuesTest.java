package dev.depwatch.assess;

import static org.assertj.core.api.Assertions.assertThat;

import dev.depwatch.assess.MonitoringIssue.Kind;
import dev.depwatch.inventory.ReadException;
import dev.depwatch.inventory.Reading.Part;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What keeps depwatch itself from monitoring. */
class MonitoringIssuesTest {
    private static final String RELOAD =
            ". After a change of depwatch.yml or a secret file, reload depwatch, or restart it if systemd passes the secret.";

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void what_is_an_issue(Situation situation) {
        situation.holds(assessment ->
                assessment.issues().stream().map(issue -> issue.kind().name()).toList());
    }

    static Stream<Situation> what_is_an_issue() {
        return Situation.told("""
                given: instances school
                a fully monitored instance has no issue
                    @ 10 | nothing
                a clock may differ by ten minutes
                    clockAhead school PT10M @ 0 | nothing
                notifications are read in vain, and there is no log to state terms
                    withoutLog school; gap school TERMS 0 @ 60 | TOKENS_NOT_READ
                with a log, nobody needs the notifications
                    gap school TERMS 0 @ 60 | nothing
                a part unread since a restart of Jamf Pro began lasts no longer than the readings, and one before does
                    gap school SYNCS 10; gap school CONTENT_TOKENS 0; apiDown school 13 @ 42.9 | TOKENS_NOT_READ
                # Jamf Pro says that syncs fail, and the log has no record of it.
                given: instances school; ade school 1 it-admin; says school 1 OK -60; says school 1 CONNECTION_ERROR 0
                that is reported after a gap too: the readings on both sides show it
                    heardSince school 40 @ 60 | FAILURE_NOT_LOGGED
                that the token ends soon explains nothing
                    expires school 1 14000 @ 60 | FAILURE_NOT_LOGGED
                on its last day the date explains them
                    endsOn school 1 2026-11-24 @ 60 | nothing
                so does an owner who has left
                    account school it-admin DEACTIVATED -5 @ 60 | nothing
                one record explains them for half an hour
                    seen school OAUTH_REFRESH_FAILED 5 @ 34.9 | nothing @ 35 | FAILURE_NOT_LOGGED
                old records of another token, which still fails, do not
                    ade school 2 anna; says school 2 CONNECTION_ERROR -200; fails school FORBIDDEN -200 -100
                    @ 60 | FAILURE_NOT_LOGGED
                given: instances school; ade school 1 it-admin; says school 1 CONNECTION_ERROR 0
                the log reports them
                    fails school FORBIDDEN 0 60 @ 60 | nothing
                the log reported them just now
                    seen school FORBIDDEN 40 @ 60 | nothing
                it reports another token that has expired, and this one has not
                    ade school 2 anna; expires school 1 500000; expires school 2 -5; says school 2 CONNECTION_ERROR -5
                    fails school TOKEN_EXPIRED 0 60 @ 60 | FAILURE_NOT_LOGGED
                the log is still catching up
                    catchingUp school @ 60 | nothing
                the log cannot be read, which is reported
                    unfollowedSince school 0 @ 60 | LOG_NOT_FOLLOWED
                the sync states cannot be read
                    gap school SYNCS 50 @ 60 | TOKENS_NOT_READ
                without a log they are a case
                    withoutLog school @ 60 | nothing
                the API is down
                    apiDown school 50 @ 60 | nothing
                the token has expired, which is a finding
                    expires school 1 -5 @ 60 | nothing
                they go well again
                    says school 1 OK 50 @ 60 | nothing
                given: instances school; ade school 1 it-admin; server school 1 A; replaced school 1 21
                a renewed server has stopped its syncs
                    @ 60 | SYNCS_STOPPED
                it has not if it connects
                    connects X A @ 60 | nothing
                # Jamf Pro still shows the same sync.
                given: instances school; ade school 1 it-admin; says school 1 SUCCESSFUL 0 0
                a day is too long
                    @ 1439 | nothing @ 1440 | SYNCS_STOPPED
                the log says why
                    fails school TOKEN_REJECTED 2 1500 @ 1500 | nothing
                the date says why
                    expires school 1 1000 @ 1500 | nothing
                a log that has fallen silent does not
                    read school log SERVICE_ERROR true 2 2; fails school OAUTH_REFRESH_FAILED 4 6 @ 1500 | SYNCS_STOPPED
                nor does a date, if the token has synced well since
                    expires school 1 1000; says school 1 SUCCESSFUL 1100 1100 @ 2600 | SYNCS_STOPPED
                """);
    }

    @Test
    void an_unfollowed_log_is_reported_after_two_syncs() {
        World world = World.of("school").unfollowedSince("school", 0);

        begins(world, 4, Kind.LOG_NOT_FOLLOWED, "log: no such file.");
    }

    @Test
    void a_log_without_a_recognized_record_is_reported() {
        World world = World.of("school").log("school", "log", status -> Logs.notUnderstood(status, World.minute(0)));

        assertThat(world.at(3.9).issues()).isEmpty();
        assertThat(world.at(4).issues()).singleElement().satisfies(issue -> {
            assertThat(issue.kind()).isEqualTo(Kind.LAYOUT_NOT_UNDERSTOOD);
            assertThat(issue.sentence())
                    .startsWith("log grows, but depwatch understands no record in it")
                    .contains("[%-25.25c{1}]");
            assertThat(issue.since()).isEqualTo(World.minute(0));
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            PT2H        | The times in log are 2 h ahead of this host's clock. Set timeZone of the instance "school" to the zone Jamf Pro runs in: its offset from UTC is 2 h more than that of the zone in use now.
            -PT5H30M20S | The times in log are 5 h 30 min behind this host's clock. Set timeZone of the instance "school" to the zone Jamf Pro runs in: its offset from UTC is 5 h 30 min less than that of the zone in use now.
            PT58M30S    | The times in log are 59 min ahead of this host's clock. Set timeZone of the instance "school" to the zone Jamf Pro runs in: its offset from UTC is 1 h more than that of the zone in use now.
            PT48H       | The times in log are 2 days ahead of this host's clock. Set the clock of the host that writes it, or of this one: both should follow a time server.
            PT23M       | The times in log are 23 min ahead of this host's clock. Set the clock of the host that writes it, or of this one: both should follow a time server.
            """)
    void a_wrong_clock_is_reported_with_its_remedy(Duration difference, String sentence) {
        assertThat(World.of("school").clockAhead("school", difference).at(0).issues())
                .singleElement()
                .satisfies(issue -> {
                    assertThat(issue.kind()).isEqualTo(Kind.CLOCK_DIFFERS);
                    assertThat(issue.sentence()).isEqualTo(sentence);
                });
    }

    @ParameterizedTest
    @CsvSource({
        "PRIVILEGE  , 4 , ''",
        "CREDENTIALS, 4 , '" + RELOAD + "'",
        // These can end by themselves. An address that answered well is right: its upgrade can end the first.
        "ANSWER     , 30, ''",
        "UNREACHABLE, 30, ''",
        "UNAVAILABLE, 30, ''",
    })
    void what_is_not_read_at_jamf_pro_or_apple_is_reported_after_a_grace_time(
            ReadException.Reason kind, double minute, String more) {
        World world = World.of("school").apiFails("school", kind, 0);
        World connected = World.of("school")
                .connects("Example School", "A1F97349736CF4614A94F624E705841A")
                .appleFails("Example School", kind, "Apple refuses the key: check keyId", 0);

        begins(world, minute, Kind.TOKENS_NOT_READ, "No answer from Jamf Pro" + more);
        String sentence = "Apple refuses the key: check keyId" + more;
        begins(connected, minute, MonitoringIssue.appleNotRead("Example School", sentence, World.minute(0)));
    }

    @Test
    void an_address_that_never_answered_well_has_less_grace() {
        World world = World.of("school")
                .apiFails("school", ReadException.Reason.ANSWER, 0)
                .neverRead("school");

        begins(world, 4, Kind.TOKENS_NOT_READ, "No answer from Jamf Pro");
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"TERMS", "CA"})
    void an_unread_part_is_reported_after_two_syncs(Part part) {
        World world = World.of("school").gap("school", part, 0);

        String sentence = part.displayName() + " cannot be read: no privilege.";
        begins(world, 4, new MonitoringIssue(instance(), Kind.TOKENS_NOT_READ, part.name(), sentence, World.minute(0)));
    }

    @Test
    void without_log_and_api_an_instance_is_invisible() {
        World world = World.of("school").withoutLog("school").apiDown("school", 0);

        begins(world, 30, Kind.NOTHING_SEEN, "No answer from Jamf Pro");
    }

    @Test
    void unlogged_failing_syncs_are_reported_after_thirty_minutes() {
        World world = World.of("school").ade("school", "1", "it-admin").startsFailing("school", 0, "1");

        begins(
                world,
                30,
                new MonitoringIssue(
                        Optional.of(instance()),
                        "",
                        Kind.FAILURE_NOT_LOGGED,
                        "",
                        "Jamf Pro says that the sync of \"token 1\" fails (CONNECTION_ERROR), but log has no record of it."
                                + " In a cluster only the primary node logs it: follow that node's log. Otherwise look in"
                                + " the log, from the first failed sync on, for records that depwatch does not recognise.",
                        World.minute(0),
                        Set.of(new Token.Key(instance(), TokenKind.ADE, "1"))));
    }

    @Test
    void a_new_token_that_has_not_synced_says_nothing_of_another() {
        World world = World.of("school")
                .ade("school", "1", "it-admin")
                .ade("school", "2", "it-admin")
                .says("school", "1", "SUCCESSFUL", 0, 0)
                .says("school", "2", "SUCCESSFUL", 0, 0)
                .replaced("school", "1", 1400);

        assertThat(world.at(1440).issues())
                .singleElement()
                .extracting(MonitoringIssue::sentence)
                .asString()
                .startsWith("Jamf Pro answers, but no longer syncs \"token 1\" and 1 more.");
    }

    /** If it continued. */
    @ParameterizedTest(name = "{0}")
    @MethodSource
    void what_would_be_found(Situation situation) {
        situation.holds(assessment -> Stream.of(Kind.SYNCS_STOPPED, Kind.FAILURE_NOT_LOGGED)
                .filter(kind -> assessment.wouldFind(kind, Set.of(instance())))
                .map(Kind::name)
                .toList());
    }

    static Stream<Situation> what_would_be_found() {
        return Situation.told("""
                given: instances school
                no stopped syncs while syncs are not read
                    gap school SYNCS 0 @ 10 | nothing
                an unlogged failure once both are read
                    heardSince school 0 @ 0 | SYNCS_STOPPED | FAILURE_NOT_LOGGED
                no unlogged failure while the log cannot be followed
                    heardSince school 0; unfollowedSince school 30 @ 40 | SYNCS_STOPPED
                """);
    }

    private static void begins(World world, double minute, Kind kind, String sentence) {
        begins(world, minute, new MonitoringIssue(instance(), kind, sentence, World.minute(0)));
    }

    /** It is reported from that minute on. */
    private static void begins(World world, double minute, MonitoringIssue issue) {
        assertThat(world.at(minute - 0.1).issues()).isEmpty();
        assertThat(world.at(minute).issues()).containsExactly(issue);
    }

    private static Instance instance() {
        return new Instance("school");
    }
}
