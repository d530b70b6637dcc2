package dev.depwatch.scenario;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A failure counts against the token that was in place when it was logged: whoever renews a token is never accused. */
class RenewalScenariosTest {
    @ParameterizedTest(name = "{0}")
    @MethodSource({"failing", "renewed", "partly", "unseen", "planned", "proven"})
    void whoever_renews_a_token_is_never_accused(Scenario scenario) {
        scenario.plays();
    }

    static Stream<Scenario> failing() {
        return Scenario.told("""
                a new token that worked and is refused in a word that nobody knows
                    jamf school 1 it-admin; syncWords school SUCCESSFUL | BETA
                    14:05 renew school/1 it-admin; 14:31 changePassword it-admin
                    14:33 findsNothing; 14:37 finds regenerate school/1 of it-admin
                a new token that is refused at once in a word that nobody knows
                    jamf school 1 it-admin; syncWords school SUCCESSFUL | BETA
                    14:10 changePassword it-admin; 14:31 renew school/1 it-admin; 14:31:10 changePassword it-admin
                    14:33 findsNothing; 14:37 finds regenerate school/1 of it-admin
                a changed password is reported of the one token there is
                    jamf school 1 it-admin; 14:23 changePassword it-admin
                    14:23:50 findsNothing; 14:24:50 findsNothing; 14:28 finds regenerate school/1 of it-admin
                    14:26..14:30 says it-admin@example.org: 1 ADE token needs regenerating
                a new token that is refused as well is its own owner's
                    jamf school 1 it-admin
                    14:10 changePassword it-admin; 14:30:10 renew school/1 mdm; 14:31 changePassword mdm
                    14:31 findsNothing; 14:37 finds regenerate school/1 of mdm; 14:40 finds regenerate school/1 of mdm
                    14:31..15:00 neverFindsBetween regenerate school/1 of it-admin
                """);
    }

    static Stream<Scenario> renewed() {
        return Scenario.told("""
                renewed with the same account, a token needs nothing from the reading on that shows it
                    jamf school 1 it-admin; 14:10 changePassword it-admin; 14:30:17 renew school/1 it-admin
                    14:29 finds regenerate school/1 of it-admin; 14:31 findsNothing; 14:50 findsNothing
                    14:31..14:45 says Resolved
                renewed with another account, the new owner is never named
                    jamf school 1 it-admin; 14:10 changePassword it-admin; 14:30:17 renew school/1 mdm
                    14:31 findsNothing; neverFinds regenerate school/1 of mdm; neverSays mdm@example.org: 1 ADE
                a token that was rejected since a newer one was downloaded
                    jamf school 1 it-admin; 14:10 download school/1 mdm; 14:40 upload school/1
                    14:20 finds regenerate school/1 of it-admin; 14:41 findsNothing
                    neverFinds regenerate school/1 of mdm
                    14:10..14:20 says whether somebody has just downloaded a token (then upload that file instead)
                    14:41..14:55 says Resolved
                a token whose log does not state Apple's answer
                    jamf school 1 it-admin; logs school UNSTATED
                    14:10 changePassword it-admin; 14:30:17 renew school/1 mdm
                    14:20 finds regenerate likely school/1 of it-admin; 14:31 findsNothing
                    neverFinds regenerate likely school/1 of mdm
                    14:31..14:50 says Resolved
                an expired token
                    jamf school 1 it-admin 2026-11-23; logs school CONTAINER; 14:30:17 renew school/1 mdm
                    14:20 finds regenerate school/1 of it-admin; 14:40 findsNothing
                    neverFinds regenerate school/1 of mdm
                in Jamf Cloud, by the API alone
                    jamf cloud 1 it-admin; withoutLog cloud
                    14:05 changePassword it-admin; 14:55:17 renew cloud/1 mdm; until 15:30
                    14:50 finds investigate cloud/1 of it-admin; 14:57 findsNothing
                    14:56..15:30 neverFindsBetween investigate cloud/1 of mdm
                in Jamf Cloud, on its last day
                    jamf cloud 1 it-admin 2026-11-24; withoutLog cloud
                    14:05 changePassword it-admin; 14:55:17 renew cloud/1 mdm; until 15:30
                    14:50 finds renew cloud/1 of it-admin; 14:57 findsNothing
                    14:30..14:50 says The syncs on cloud fail already.; saysAtMost 3
                there, but its API is down before they fail for long
                    jamf cloud 1 it-admin 2026-11-24; withoutLog cloud
                    14:05 changePassword it-admin; 14:16 api 503 cloud; until 15:00; neverSays fail already
                in Jamf Cloud, and depwatch is restarted before
                    jamf cloud 1 it-admin; withoutLog cloud; 14:05 changePassword it-admin
                    14:50 stops; 14:52 startsAgain; 14:56 renew cloud/1 it-admin; until 15:30
                    14:55 finds investigate cloud/1 of it-admin; 14:58..15:30 says Resolved; saysAtMost 2
                renewed twice, the first time with an account that was locked
                    jamf school 1 it-admin; 14:10 changePassword it-admin; 14:30 renew school/1 anna
                    14:30:05 changePassword anna; 14:41 renew school/1 mdm
                    14:38 finds regenerate school/1 of anna; 14:42 findsNothing; neverFinds regenerate school/1 of mdm
                """);
    }

    static Stream<Scenario> partly() {
        return Scenario.told("""
                one of two is renewed, the other no longer syncs, and then the network fails
                    jamf school 1 ben | 2 it-admin | 3 it-admin; 14:06 changePassword it-admin
                    14:17 standsStill school/3; 14:24 renew school/2 ben; 14:40..15:03 outage NETWORK_FAULT; until 15:20
                    14:30 finds regenerate school/3 of it-admin; 15:01 finds regenerate school/3 of it-admin
                    neverSays Resolved
                one is renewed and Jamf Pro does not sync it, while Apple refuses all for half an hour
                    jamf school 1 anna | 2 ben | 3 it-admin; 14:10 changePassword it-admin; 14:25 standsStill school/3
                    14:30..15:03:33 outage FORBIDDEN; 14:40 renew school/3 mdm; 15:06 api 503 school
                    15:20 changePassword ben; 15:31 api 200 school; until 15:40
                    15:28 findsAmongOthers identify school/1+2+3?; 15:38 findsAmongOthers regenerate school/2 of ben
                    14:28 finds regenerate school/3 of it-admin
                    neverFinds regenerate school/3 of mdm | regenerate likely school/3 of mdm
                one of two failing tokens is renewed by another account, and the other goes on
                    jamf school 1 it-admin | 2 it-admin
                    14:10 changePassword it-admin; 14:40:17 renew school/1 mdm; until 15:30
                    14:20 finds regenerate school/1+2 of it-admin; 14:41 finds regenerate school/2 of it-admin
                    14:46:07 finds regenerate school/2 of it-admin; 15:20 finds regenerate school/2 of it-admin
                    14:40..14:55 says 1 of 2 renewed; neverSays mdm@example.org:
                another owner's token fails on beside a renewed one, whose last place is renewed a quarter of an hour later
                    jamf school 1 anna | 2 ben; jamf lab 1 anna; 14:05 changePassword anna; 14:05 changePassword ben
                    14:30 renew school/1 mdm; 14:45 renew lab/1 mdm; until 15:30
                    14:45..15:00 says Apple ID anna@example.org: 2 ADE tokens work again
                more than an hour apart
                    many s 3 it-admin; 14:05 changePassword it-admin; 14:30 renew s1/1 mdm; 16:00 renew s2/1 mdm; 17:30 renew s3/1 mdm
                    until 18:00; neverSays it syncs with Apple again | of 3 done; 16:00..16:05 says 2 of 3 renewed
                a new address of Jamf Pro renews nothing
                    jamf school 1 it-admin; jamf lab 1 it-admin; 14:05 changePassword it-admin
                    14:30 readsFrom school https://new.example.org/school; 14:30..14:40 neverSaysBetween 1 of 2 done
                all are renewed one after the other
                    many school 3 it-admin; firstSync school2 13:01:10; firstSync school3 13:01:50; 14:10 changePassword it-admin
                    14:30 renew school1/1 it-admin; 14:33 renew school2/1 it-admin; 14:36 renew school3/1 it-admin
                    14:38 findsNothing; 14:38..14:50 says It began at 2026-11-24 14:10; until 15:10; 14:00..14:37 neverSaysBetween Resolved
                a healthy token is renewed while its neighbour fails
                    jamf school 1 it-admin | 2 anna; 14:10 changePassword it-admin; 14:30 renew school/2 mdm
                    14:40 finds regenerate school/1 of it-admin; neverFinds identify | regenerate school/2
                one was renewed long before a third must be
                    jamf school 1 it-admin 2027-01-20; jamf lab 1 it-admin 2027-01-20; jamf gym 1 it-admin 2027-02-01
                    14:20 renew lab/1 it-admin; 14:30 stops; 2027-01-03T14:00 startsAgain; until 2027-01-03T14:10
                    14:20..14:30 says 1 of 2 renewed; 2027-01-03T14:00..2027-01-03T14:10 says 2 ADE tokens expire
                    2027-01-03T14:00..2027-01-03T14:10 neverSaysBetween renewed
                """);
    }

    static Stream<Scenario> unseen() {
        return Scenario.told("""
                given: jamf school 1 it-admin; starts 14:11; 13:40 changePassword it-admin; neverFinds regenerate; saysNothing
                renewed minutes before depwatch's first start
                    14:09:40 renew school/1 mdm
                renewed between the last refused sync and depwatch's first start
                    14:10:30 renew school/1 mdm
                renewed just after depwatch's first start
                    14:11:30 renew school/1 mdm
                given: jamf school 1 it-admin; 14:05 changePassword it-admin; neverFinds regenerate school/1 of mdm
                renewed while depwatch was down
                    14:06:30 stops; 14:30 renew school/1 mdm; 14:40 startsAgain; 14:45 findsNothing; saysNothing
                renewed while depwatch was down, after it had reported the failure
                    14:20 stops; 14:30 renew school/1 mdm; 14:31 startsAgain; 14:35 findsNothing
                    14:31..14:45 says Resolved
                renewed while depwatch was down, and started before the next sync
                    14:06:30 isKilled; 14:30:30 renew school/1 mdm; 14:31 startsAgain; neverSays mdm@example.org:
                renewed while the API did not answer
                    14:12 api 0 school; 14:20:30 renew school/1 mdm; 14:30 api 200 school
                    14:12 finds regenerate school/1 of it-admin; 14:45 findsNothing
                given:
                renewed within an outage, before depwatch's first start
                    jamf school 1 it-admin; starts 14:00; 13:10 changePassword it-admin; 13:50 renew school/1 mdm
                    13:30..14:20 outage SERVICE_UNAVAILABLE
                    neverFinds regenerate school/1 of mdm; neverSays mdm@example.org:; 14:50 findsNothing
                removed, and a new entry of another server gets its id
                    jamf school 1 it-admin; 14:05 changePassword it-admin; 14:36:20 remove school/1
                    14:40:20 enters school 1 mdm; 14:40:20 link another school/1 mdm; until 15:30
                    neverFinds regenerate school/1 of mdm; neverSays mdm@example.org:
                renewed by the same account while depwatch was down for an hour
                    jamf school 1 it-admin; 14:05 changePassword it-admin; 14:04 stops; 14:30:30 renew school/1 it-admin
                    15:04 startsAgain; until 15:30
                    saysNothing
                """);
    }

    static Stream<Scenario> planned() {
        return Scenario.told("""
                given: jamf school 1 it-admin; neverFinds regenerate; saysNothing
                a download, one refused sync, the upload 20 s later
                    14:22:00 download school/1 it-admin; 14:22:25 upload school/1
                the same with another account
                    14:22:00 download school/1 mdm; 14:22:25 upload school/1
                the upload comes between the refused sync and the reading that it causes
                    14:22:00 download school/1 mdm; 14:22:06 upload school/1
                the upload comes just before the second sync
                    14:22:00 download school/1 mdm; 14:24:02 upload school/1
                an old Jamf Pro does not state that the token was rejected
                    logs school UNSTATED; 14:22:00 download school/1 mdm; 14:22:25 upload school/1
                no sync is refused at all
                    14:22:20 renew school/1 mdm
                depwatch is restarted in between
                    14:22:00 download school/1 mdm; 14:22:15 stops; 14:22:25 upload school/1; 14:22:40 startsAgain
                given:
                nobody knows how the two tokens of the instance sync
                    jamf school 1 it-admin | 2 anna; withoutSyncs school
                    14:22:00 download school/1 mdm; 14:23:20 upload school/1
                    neverFinds regenerate | identify
                twenty instances in half an hour, each with a refused sync
                    many school 3 it-admin
                    14:22:00 download school1/1 mdm; 14:22:25 upload school1/1; 14:26:00 download school2/1 mdm
                    14:26:25 upload school2/1; 14:30:00 download school3/1 mdm; 14:30:25 upload school3/1
                    neverFinds regenerate; saysNothing
                """);
    }

    static Stream<Scenario> proven() {
        return Scenario.told("""
                Apple's times prove the new token, and the network fails as the third good sync is due
                    jamf school 1 it-admin; syncWords school ALPHA | BETA; asksApple; 14:10 deleteServer school/1
                    14:30:30 link New school/1 it-admin; 14:35:30..14:50 outage NETWORK_FAULT; looksEvery 30
                    14:35..14:50 neverSaysBetween Resolved; 14:50..15:05 says Resolved
                a date was over, and the network fails every other time
                    jamf school 1 it-admin 2026-11-22; logs school UNSTATED
                    14:31 refuses school/1 N.; 15:01:15 renew school/1 mdm; until 15:20
                    15:04..15:06 neverSaysBetween Resolved
                a new token that does not sync is in place, and not proven
                    jamf school 1 it-admin
                    14:10 changePassword it-admin; 14:30 standsStill school/1; 14:31 renew school/1 mdm; until 16:00
                    14:29 finds regenerate school/1 of it-admin; 14:32 findsNothing; neverSays Resolved | works again
                    14:31..15:30 says not yet proven
                it is proven when it syncs at last
                    jamf school 1 it-admin; 14:10 changePassword it-admin; 14:30 standsStill school/1
                    14:31 renew school/1 mdm; 14:40 syncsAgain school/1
                    14:00..14:37 neverSaysBetween Resolved; 14:40..14:50 says Resolved
                a removed token is no longer there, and not resolved
                    jamf school 1 it-admin | 2 anna; 14:10 changePassword it-admin; 14:30 remove school/1
                    14:40 findsNothing; neverSays Resolved | works again; 14:31..15:00 says no longer in Jamf Pro
                what recovers by itself is resolved by its syncs
                    jamf school 1 it-admin; 14:10 refusesOnce school/1 FFFFFF
                    14:20 finds regenerate school/1 of it-admin; 14:24 findsNothing; 14:24..14:35 says Resolved
                """);
    }
}
