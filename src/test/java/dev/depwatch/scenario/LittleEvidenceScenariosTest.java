package dev.depwatch.scenario;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Little evidence changes little: one record, one failing sync, a reading that is missing, a clock that is wrong, or
 * another token of the same instance. Found by a review that played 323 stories which nobody here had seen.
 */
class LittleEvidenceScenariosTest {
    @ParameterizedTest(name = "{0}")
    @MethodSource({"stories", "crowds"})
    void little_evidence_changes_little(Scenario scenario) {
        scenario.plays();
    }

    static Stream<Scenario> stories() {
        return Scenario.told("""
                given: jamf school 1 it-admin; saysNothing
                a second planned renewal on one day, with one refused sync
                    14:05 renew school/1 it-admin; 14:30 download school/1 it-admin; 14:30:40 upload school/1
                the host's clock is four minutes behind, and another account renews it as planned
                    skewed school -PT4M; 14:22:00 download school/1 mdm; 14:22:25 upload school/1
                the host's clock is four minutes ahead, and another account renews it as planned
                    skewed school PT4M; 14:22:00 download school/1 mdm; 14:22:25 upload school/1
                one rejected sync before a stop, and one before the start 40 minutes later
                    14:10 refusesOnce school/1 R; 14:10:30 stops; 14:50:10 startsAgain; 14:49 refusesOnce school/1 R
                    until 15:30; neverFinds regenerate
                two outages of ten minutes
                    14:10..14:20 outage SERVICE_UNAVAILABLE; 14:35..14:45 outage SERVICE_UNAVAILABLE; until 15:30
                depwatch is killed as the message is due, and the token is renewed before it starts again
                    14:10 changePassword it-admin; 14:12:30 isKilled; 14:12:40 renew school/1 mdm; 14:13:10 startsAgain
                    neverFinds regenerate school/1 of mdm
                given:
                the same owner renews it, and then a download ends the new token
                    jamf school 1 it-admin
                    14:10 changePassword it-admin; 14:20:17 renew school/1 it-admin; 14:30 download school/1 anna
                    14:27 findsNothing; 14:40 finds regenerate school/1 of it-admin; 14:33..14:45 says rejected
                    neverSays anna@example.org:
                it is renewed just after midnight
                    begins 2026-11-24T23:00; jamf school 1 it-admin; starts 2026-11-24T23:30
                    23:55 changePassword it-admin; 2026-11-25T00:01:30 renew school/1 mdm; until 2026-11-25T00:40
                    2026-11-25T00:01 finds regenerate school/1 of it-admin; 2026-11-25T00:10 findsNothing
                    neverSays mdm@example.org:
                a second renewal on one day by the same owner changes neither date nor owner nor server
                    jamf school 1 it-admin; 14:05 renew school/1 it-admin; 14:20 changePassword it-admin
                    14:40 renew school/1 it-admin; until 15:30
                    14:30 finds regenerate school/1 of it-admin; 14:50 findsNothing; 14:40..14:55 says Resolved
                while depwatch is down another account renews it, whose token is refused as well
                    jamf school 1 it-admin; 14:10 changePassword it-admin; 14:20 stops; 14:25 renew school/1 mdm
                    14:27 changePassword mdm; 14:40 startsAgain
                    14:50 finds regenerate school/1 of mdm
                    14:42..15:00 neverFindsBetween regenerate school/1 of it-admin
                another account renews it during an outage at Apple
                    jamf school 1 it-admin; 14:10 changePassword it-admin; 14:25..14:40 outage SERVICE_UNAVAILABLE
                    14:30 renew school/1 mdm; until 15:10
                    neverFinds regenerate school/1 of mdm; neverSays mdm@example.org:; 14:46 findsNothing
                    14:00..14:40 neverSaysBetween Resolved; 14:40..15:00 says Resolved
                the host's clock is four minutes ahead, and another account renews one of two refused tokens
                    jamf school 1 it-admin | 2 it-admin; skewed school PT4M
                    14:10 changePassword it-admin; 14:30:17 renew school/1 mdm
                    14:20 finds regenerate school/1+2 of it-admin; 14:40 finds regenerate school/2 of it-admin
                    neverSays mdm@example.org:
                the host's clock is seven minutes behind, and another account renews a refused token
                    jamf school 1 it-admin | 2 anna; skewed school -PT7M
                    14:10 changePassword it-admin; 14:30:17 renew school/1 mdm
                    14:20 finds regenerate school/1 of it-admin; 14:40 findsNothing; neverSays mdm@example.org:
                it is renewed in the hour that comes twice in autumn
                    begins 2026-10-25T00:00; jamf school 1 it-admin; zone school Europe/Zurich; starts 2026-10-25T00:10
                    2026-10-25T00:50 changePassword it-admin; 2026-10-25T01:10 renew school/1 mdm
                    until 2026-10-25T02:30
                    2026-10-25T00:59 finds regenerate school/1 of it-admin; neverFinds regenerate school/1 of mdm
                    2026-10-25T01:15..2026-10-25T02:30 neverFindsBetween regenerate; neverSays mdm@example.org:
                    saysAtMost 2
                the failure begins in the hour that comes twice in autumn
                    begins 2026-10-25T00:00; jamf school 1 it-admin; zone school Europe/Zurich; starts 2026-10-25T00:10
                    2026-10-25T01:10 changePassword it-admin; 2026-10-25T02:10 renew school/1 mdm
                    until 2026-10-25T03:00
                    2026-10-25T01:20 finds regenerate school/1 of it-admin; 2026-10-25T02:20 findsNothing
                    neverSays mdm@example.org:; saysAtMost 2
                two tokens fail in turn
                    jamf school 1 it-admin | 2 anna; 14:10 refuses school/1 F.; 14:10 refuses school/2 .F; until 15:30
                    neverFinds regenerate | identify
                every second sync fails, and a renewal by another account does not change that
                    jamf school 1 it-admin; 14:10 refuses school/1 F.; 14:40 renew school/1 mdm; until 16:00
                    neverFinds regenerate; 15:50 finds investigate school/1 of mdm; saysAtMost 2
                the password of one of three owners changes during an outage that no record states
                    jamf a 1 anna; jamf b 1 ben; jamf c 1 cleo; logs a UNSTATED; logs b UNSTATED; logs c UNSTATED
                    14:10..14:30 outage FORBIDDEN; 14:20 changePassword anna; until 17:20
                    neverFinds regenerate a/1 | regenerate b/1; 15:00 finds regenerate likely a/1 of anna
                    15:15 finds regenerate likely a/1 of anna; 17:15 finds regenerate likely a/1 of anna
                every fourth sync fails, and nobody knows the API's words
                    jamf school 1 it-admin; syncWords school ALPHA | BETA; 14:10 refuses school/1 F...; until 16:00
                    neverFinds regenerate
                one token is forbidden for long, and another one once
                    jamf school 1 it-admin | 2 anna
                    14:05 changePassword it-admin; 14:30 refusesOnce school/2 F; until 15:10
                    neverFinds regenerate school/2; neverSays anna@example.org:
                Apple refuses the first sync of a new token that came just after a round of syncs
                    jamf school 1 it-admin
                    14:10 changePassword it-admin; 14:30:10 renew school/1 mdm; 14:31 refusesOnce school/1 F
                    neverFinds regenerate school/1 of mdm; neverSays mdm@example.org:
                the host's clock is nine minutes ahead, and it is renewed while depwatch is down
                    jamf school 1 it-admin; skewed school PT9M; 14:10 changePassword it-admin; 14:29 stops
                    14:30:30 renew school/1 mdm; 14:32:30 startsAgain; until 15:00
                    neverFinds regenerate school/1 of mdm | investigate; neverSays mdm@example.org:
                a password of one organisation and, ten minutes later, terms of another
                    jamf school 1 it-admin @One | 2 anna @Two
                    14:10 changePassword it-admin; 14:22 publishTerms Two; until 15:10
                    14:30 finds accept_terms school/2 of anna | regenerate school/1 of it-admin
                    neverFinds accept_terms school/1 | identify
                it is renewed, and Apple's service fails just after that for twenty minutes
                    jamf school 1 it-admin; 14:10 changePassword it-admin; 14:30:10 renew school/1 it-admin
                    14:31..14:51 outage SERVICE_UNAVAILABLE; looksEvery 60; until 15:20
                    neverSays withdrawn; 14:00..14:51 neverSaysBetween Resolved; 14:28..15:10 says Resolved
                the API has one word for good and failed syncs, and every fifth sync fails
                    jamf school 1 it-admin; syncWords school OK | OK; 14:10 refuses school/1 F....; until 16:00
                    neverFinds regenerate
                a token that was rejected before and is forbidden now, beside a dead one
                    jamf school 1 anna @Two | 2 mdm @One
                    14:06 changePassword mdm; 14:08:08 refuses school/2 R..; 14:27 refuses school/2 .
                    14:24 changePassword anna; 15:04:37 stray school TOKEN_REJECTED; until 15:50
                    15:30 finds regenerate school/1 of anna | regenerate school/2 of mdm
                    15:45 finds regenerate school/1 of anna | regenerate school/2 of mdm
                two outages of ten minutes in Jamf Cloud
                    jamf c 1 it-admin; withoutLog c
                    14:10..14:20 outage SERVICE_UNAVAILABLE; 14:45..14:55 outage SERVICE_UNAVAILABLE; until 15:50
                    saysNothing
                two tokens, each with one refused sync, one after the other
                    jamf school 1 it-admin | 2 anna
                    14:10 refusesOnce school/1 F; 14:10 refusesOnce school/2 .F; until 15:10
                    saysNothing
                two tokens are renewed as planned, one after the other
                    jamf school 1 it-admin | 2 anna; 14:10 download school/1 mdm; 14:11:30 upload school/1
                    14:11:50 download school/2 mdm; 14:13:30 upload school/2; until 15:10
                    saysNothing
                an entry gets another server's token, while a neighbour fails every second time
                    jamf school 1 it-admin | 2 anna; jamf lab 1 x; 14:05 refuses school/2 F.; 14:20 download lab/1 mdm
                    14:20:20 uploadTo lab/1 school/1; 14:20:20 uploadTo lab/1 lab/1; until 15:20
                    15:10 finds investigate school/1 of mdm | investigate school/2 of anna; neverFinds regenerate
                an outage, then a forbidden token, and one more record of an outage
                    jamf school 1 anna | 2 mdm; 14:05..14:12 outage SERVICE_UNAVAILABLE; 14:24 changePassword anna
                    14:50:37 stray school SERVICE_UNAVAILABLE; until 15:50
                    15:30 finds regenerate school/1 of anna; 15:45 finds regenerate school/1 of anna
                one token is rejected and forbidden in turn, another dies, and one more record of a rejection comes
                    jamf school 1 anna | 2 mdm; 14:04 refuses school/2 RFF; 14:27 refuses school/2 F
                    14:24 changePassword anna; 15:04:37 stray school TOKEN_REJECTED; until 15:50
                    15:30 finds regenerate school/1 of anna | regenerate school/2 of mdm
                    neverSays no longer among those that fail
                one 503 for one token, and half an hour later another one dies
                    jamf school 1 anna | 2 mdm; 14:04 refusesOnce school/2 S; 14:30 changePassword anna; until 15:30
                    14:40 finds regenerate school/1 of anna; neverFinds identify
                a token that failed every second time is removed
                    jamf school 1 anna | 2 mdm; 14:10 refuses school/1 F.; 14:40 remove school/1; until 15:30
                    15:20 findsNothing; neverSays works again
                two tokens that fail for two causes are renewed in one minute by one account
                    jamf school 1 anna | 2 mdm; 14:10 changePassword anna; 14:20 download school/2 x
                    14:40:10 renew school/1 ops; 14:40:20 renew school/2 ops; until 15:20
                    14:46 findsNothing; neverSays ops@example.org:; 14:40..15:00 says Resolved
                every third sync fails, and the API fails for six minutes
                    jamf school 1 it-admin
                    14:10 refuses school/1 F..; 14:34:30 api 503 school; 14:40:20 api 200 school; until 15:30
                    neverFinds regenerate; saysAtMost 1
                two dead tokens of one owner, one of which gets a 503 every ten minutes
                    jamf school 1 anna | 2 anna; 14:10 changePassword anna; 14:20 refuses school/1 ....S
                    14:20:30 refuses school/1 FFFFS; until 15:30
                    14:58 finds regenerate school/1+2 of anna; saysAtMost 2
                another account renews it where no answer is stated, and the first two syncs get a 503
                    jamf school 1 anna; logs school UNSTATED
                    14:10 changePassword anna; 14:30:10 renew school/1 mdm; 14:31 refusesOnce school/1 SS; until 15:10
                    neverSays mdm@example.org; 14:30..15:00 says Resolved; saysAtMost 2
                """);
    }

    /** One proxy or one of Apple's servers, on several instances. */
    static Stream<Scenario> crowds() {
        return Scenario.told("""
                given: many s 4 it-admin; until 16:00; neverFinds regenerate; saysAtMost 2
                every second sync of four instances is forbidden
                    14:10 refuses s1/1 F.; 14:10 refuses s2/1 F.; 14:10 refuses s3/1 F.; 14:10 refuses s4/1 F.
                """);
    }
}
