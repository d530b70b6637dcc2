package dev.depwatch.scenario;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Apple's times accuse nobody who renewed, and an absence that all servers share is nobody's. */
class ApplesTimesScenariosTest {
    @ParameterizedTest(name = "{0}")
    @MethodSource({"renewals", "one_after_the_other", "untried", "absences", "one_cause"})
    void apples_times_accuse_nobody_who_renewed(Scenario scenario) {
        scenario.plays();
    }

    static Stream<Scenario> renewals() {
        return Scenario.told("""
                given: jamf school 1 anna | 2 it-admin | 3 anna | 4 it-admin; withoutSyncs school; asksApple
                    neverSays new@example.org:
                a password ends two of four tokens, and another account renews one
                    14:10 changePassword it-admin; 14:30:20 renew school/2 new
                    14:24 finds regenerate likely school/2+4 of it-admin; neverFinds regenerate likely school/2 of new
                    14:50 finds regenerate likely school/4 of it-admin
                and then the other
                    14:10 changePassword it-admin; 14:30:20 renew school/2 new; 14:50:20 renew school/4 new; until 15:40
                    15:30 findsNothing; 14:50..15:20 says Resolved
                and the last one first, two syncs apart
                    14:10 changePassword it-admin; 14:30:20 renew school/4 new; 14:34:20 renew school/2 new
                    14:50 findsNothing; 14:34..15:00 says Resolved
                the same account renews one
                    14:10 changePassword it-admin; 14:30:20 renew school/2 it-admin
                    14:50 finds regenerate likely school/4 of it-admin
                an old Jamf Pro
                    logs school UNSTATED; 14:10 changePassword it-admin; 14:30:20 renew school/2 new
                    14:50 finds regenerate likely school/4 of it-admin
                depwatch is killed as one is renewed
                    14:10 changePassword it-admin; 14:29 isKilled; 14:30:20 renew school/2 new; 14:33 startsAgain
                    14:50 finds regenerate likely school/4 of it-admin
                depwatch starts for the first time after one was renewed
                    13:10 changePassword it-admin; 13:30:20 renew school/2 new
                    14:20 finds regenerate likely school/4 of it-admin
                the renewed one does not sync
                    14:10 changePassword it-admin; 14:29 standsStill school/2; 14:30:20 renew school/2 new; until 15:20
                    neverFinds regenerate likely school/2 of new
                    14:50 findsAmongOthers regenerate likely school/4 of it-admin
                    14:16..14:20 says depwatch concludes which token fails
                given:
                the new token of one is refused as well, which shows when the other is renewed
                    jamf school 1 anna | 2 it-admin | 3 anna | 4 it-admin; withoutSyncs school; asksApple
                    14:10 changePassword it-admin; 14:30:20 renew school/2 new; 14:30:40 changePassword new
                    14:50:20 renew school/4 mdm; until 15:30
                    14:30..14:50 neverFindsBetween regenerate likely school/2 of new
                    15:10 finds regenerate likely school/2 of new
                two instances, one token of each renewed
                    jamf a 1 anna | 2 it-admin; jamf b 1 anna | 2 it-admin | 3 it-admin; withoutSyncs a | b; asksApple
                    14:10 changePassword it-admin; 14:30:20 renew a/2 new; 14:31:20 renew b/2 new
                    neverSays new@example.org:; 14:50 finds regenerate likely b/3 of it-admin
                with sync states
                    jamf school 1 anna | 2 it-admin | 3 anna | 4 it-admin; asksApple
                    14:10 changePassword it-admin; 14:30:20 renew school/2 new
                    neverSays new@example.org:; 14:50 finds regenerate school/4 of it-admin
                without Apple's API: one of several, and both renewed one after the other
                    jamf school 1 it-admin | 2 it-admin; withoutSyncs school; looksEvery 60
                    14:10 changePassword it-admin; 14:30:20 renew school/1 new; 14:44:20 renew school/2 new; until 15:20
                    neverSays new@example.org:; 14:50 findsNothing; 15:10 findsNothing
                the other's new token is refused by now, too
                    jamf school 1 ben @One | 2 ben @Two | 3 anna @Two | 4 mdm @Two; syncWords school ALPHA | BETA
                    asksApple; 14:05:05 changePassword ben; 14:26:48 download school/4 mdm; 14:30:46 upload school/4
                    14:40:40 changePassword mdm; 15:02:29 renew school/1 mdm; 15:11:41 renew school/2 anna; until 15:40
                    neverFinds regenerate likely school/2 of anna; 15:30 finds regenerate likely school/4 of mdm
                another entry held the server's token, and the failures are of another token
                    jamf school 1 ben | 2 anna; jamf lab 1 anna; withoutSyncs school; asksApple
                    14:05 download school/2 anna; 14:05:20 uploadTo school/2 lab/1; 14:20 refuses school/1 FFFF.
                    14:35 renew school/2 mdm; until 15:10
                    neverFinds regenerate likely school/2 of mdm
                given: jamf school 1 anna | 2 it-admin | 3 anna | 4 it-admin; withoutSyncs school; asksApple
                    neverSays new@example.org:
                Jamf Pro refuses to report syncs
                    refusesSyncs school; 14:10 changePassword it-admin; 14:30:20 renew school/2 new
                    neverFinds regenerate likely school/2 of new
                    14:50 findsAmongOthers regenerate likely school/4 of it-admin
                """);
    }

    static Stream<Scenario> one_after_the_other() {
        return Scenario.told("""
                given: jamf school 1 anna | 2 it-admin | 3 anna | 4 it-admin; withoutSyncs school; asksApple
                    neverSays new@example.org:
                one fails, and twenty minutes later another of another owner
                    14:10 changePassword it-admin; 14:30 changePassword anna; until 15:10
                    14:28 finds regenerate likely school/2+4 of it-admin
                given:
                2 fails, twenty minutes later 3, and then 2 is renewed
                    jamf school 1 anna | 2 it-admin | 3 ben | 4 anna; withoutSyncs school; asksApple
                    14:10 changePassword it-admin; 14:30 changePassword ben; 15:00:20 renew school/2 new; until 15:40
                    14:28 finds regenerate likely school/2 of it-admin
                    14:50 finds regenerate likely school/2 of it-admin | regenerate likely school/3 of ben
                    neverSays new@example.org:; 15:20 finds regenerate likely school/3 of ben
                the same in the other order, of an old Jamf Pro
                    jamf school 1 anna | 2 it-admin | 3 ben | 4 anna; logs school UNSTATED; withoutSyncs school
                    asksApple
                    14:10 changePassword ben; 14:30 changePassword it-admin; 14:50:20 renew school/3 new; until 15:30
                    neverSays new@example.org:; 15:10 finds regenerate likely school/2 of it-admin
                2 is renewed as 3 begins to fail
                    jamf school 1 anna | 2 it-admin | 3 ben | 4 anna; withoutSyncs school; asksApple
                    14:10 changePassword it-admin; 14:30:20 renew school/2 new; 14:30:30 changePassword ben; until 15:30
                    neverSays new@example.org:; 15:10 finds regenerate likely school/3 of ben
                three one after the other, renewed in that order
                    jamf school 1 anna | 2 it-admin | 3 ben | 4 cleo | 5 anna; withoutSyncs school; asksApple
                    14:10 changePassword it-admin; 14:20 changePassword ben; 14:30 changePassword cleo
                    14:50:20 renew school/2 new; 14:54:20 renew school/3 new; 15:10:20 renew school/4 new; until 15:40
                    neverSays new@example.org:; 15:05 finds regenerate likely school/4 of cleo; 15:30 findsNothing
                one fails, and Apple's times stand still for all
                    jamf school 1 anna | 2 it-admin | 3 ben | 4 cleo; withoutSyncs school; asksApple
                    14:10 changePassword it-admin; 14:31 applesTimesStop school/1
                    14:34 applesTimesStop school/3 | school/4; until 15:20
                    neverFinds regenerate likely school/1 | regenerate likely school/3
                    14:30 finds regenerate likely school/2 of it-admin
                    15:10 finds regenerate likely school/2 of it-admin
                """);
    }

    /** Jamf Pro does not sync a token, and reports that: Apple has refused nothing. */
    static Stream<Scenario> untried() {
        return Scenario.told("""
                one fails, and later Jamf Pro no longer syncs another
                    jamf school 1 anna | 2 it-admin | 3 anna | 4 ben; syncWords school ALPHA | BETA; asksApple
                    14:10 changePassword it-admin; 14:30 standsStill school/4; until 15:20
                    neverFinds regenerate likely school/4; 14:28 finds regenerate likely school/2 of it-admin
                    15:10 finds regenerate likely school/2 of it-admin
                of both that were renewed, Jamf Pro does not sync one
                    jamf school 1 anna | 2 it-admin; asksApple
                    14:18 standsStill school/1; 14:10 changePassword it-admin; 14:25 download school/2 it-admin
                    14:40 renew school/1 mdm; 14:43 renew school/2 mdm
                    14:38 finds regenerate school/2 of it-admin
                    neverFinds regenerate likely school/1 | regenerate school/1
                """);
    }

    static Stream<Scenario> absences() {
        return Scenario.told("""
                given: jamf c1 1 anna; jamf c2 1 ben; jamf c3 1 cleo; withoutSyncs c*; asksApple
                all of Apple's times stop within minutes, and go on an hour later
                    14:10 applesTimesStop c1/1; 14:13 applesTimesStop c2/1; 14:15 applesTimesStop c3/1
                    15:30 applesTimesGoOn c1/1 | c2/1 | c3/1; until 16:30
                    saysNothing
                depwatch restarts while all stand still
                    14:10 applesTimesStop c1/1; 14:14 applesTimesStop c2/1 | c3/1; 14:30 stops; 14:43 startsAgain
                    until 16:00
                    saysNothing
                one server no longer connects: that is an alarm, which does not end as the others stop as well
                    14:10 standsStill c1/1; 14:55 applesTimesStop c2/1 | c3/1; until 17:00
                    14:40..14:55 says Apple no longer hears; neverSays Apple hears from; saysAtMost 1
                and ends when it connects
                    14:10 standsStill c1/1; 15:05 syncsAgain c1/1; until 16:00
                    14:40..14:55 says Apple no longer hears; 15:05..15:30 says Apple hears from; saysAtMost 2
                and not because its token turns out to fail
                    14:10 standsStill c1/1; 15:00 changePassword anna; 15:05 syncsAgain c1/1; until 16:00
                    14:40..14:55 says Apple no longer hears; neverSays Apple hears from
                    15:30 finds regenerate c1/1 of anna
                with a log that reports a failure of another instance meanwhile
                    14:10 applesTimesStop c1/1; 14:13 applesTimesStop c2/1 | c3/1; 14:20 changePassword ben; until 16:00
                    neverSays Apple no longer hears | Apple hears from
                """);
    }

    static Stream<Scenario> one_cause() {
        return Scenario.told("""
                a renewal that never syncs is one message
                    jamf c1 1 anna; jamf c2 1 ben; withoutSyncs c1 | c2; asksApple
                    14:10 changePassword anna; 14:29 standsStill c1/1; 14:30:20 renew c1/1 new; until 16:30
                    neverSays Apple no longer hears; saysAtMost 3
                a planned renewal that never syncs
                    jamf c1 1 anna; jamf c2 1 ben; withoutSyncs c1 | c2; asksApple
                    14:29 standsStill c1/1; 14:30:20 renew c1/1 new; until 16:30
                    neverSays Apple no longer hears; saysAtMost 1
                by the same account, with sync states
                    jamf c1 1 anna; jamf c2 1 ben; asksApple
                    14:10 changePassword anna; 14:29 standsStill c1/1; 14:30:20 renew c1/1 anna; until 16:30
                    neverSays Apple no longer hears; saysAtMost 3
                two tokens of one owner, both renewed and neither syncs
                    jamf c1 1 anna | 2 anna; jamf c2 1 ben; withoutSyncs c1 | c2; asksApple
                    14:10 changePassword anna; 14:29 standsStill c1/1; 14:29 standsStill c1/2; 14:30:20 renew c1/1 new
                    14:31:20 renew c1/2 new; until 16:30
                    neverSays Apple no longer hears; saysAtMost 4
                """);
    }
}
