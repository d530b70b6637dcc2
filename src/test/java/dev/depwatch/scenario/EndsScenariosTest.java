package dev.depwatch.scenario;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An end says what is proven, and no more; it contradicts neither itself nor another message. */
class EndsScenariosTest {
    @ParameterizedTest(name = "{0}")
    @MethodSource({"after_the_date", "silenced", "plans", "its_own_proof"})
    void an_end_keeps_its_proof(Scenario scenario) {
        scenario.plays();
    }

    static Stream<Scenario> after_the_date() {
        return Scenario.told("""
                given: jamf school 1 it-admin 2026-11-22; until 15:40
                the date is over, and the new token has not synced
                    13:00 standsStill school/1; 14:30 renew school/1 it-admin
                    14:10 finds regenerate school/1 of it-admin; 14:40 findsNothing
                    neverSays no longer needs renewing | Resolved; 15:00..15:30 says In place, not yet proven.
                without a log
                    withoutLog school; 13:00 standsStill school/1; 14:30 renew school/1 mdm
                    14:10 finds regenerate school/1 of it-admin; neverSays no longer needs renewing | Resolved
                    15:00..15:30 says In place, not yet proven.
                and it syncs at last
                    13:00 standsStill school/1; 14:30 renew school/1 it-admin; 14:40 syncsAgain school/1
                    neverSays no longer needs renewing; 14:00..14:39 neverSaysBetween Resolved
                    14:40..14:50 says Resolved
                without a log, and it syncs at once
                    withoutLog school; 13:00 standsStill school/1; 14:30 renew school/1 mdm; 14:30 syncsAgain school/1
                    neverSays no longer needs renewing; 14:30..14:50 says Resolved
                its date is reported before the first record of a failure
                    13:00 standsStill school/1; 14:20 syncsAgain school/1; 14:40 renew school/1 it-admin
                    14:10 finds regenerate school/1 of it-admin; neverSays no longer needs renewing
                    14:40..15:00 says Resolved
                the first record comes, and the new token does not sync
                    13:00 standsStill school/1; 14:20 syncsAgain school/1; 14:39 standsStill school/1
                    14:40 renew school/1 it-admin
                    neverSays no longer needs renewing | Resolved; 15:10..15:40 says not yet proven
                it fails at every sync, in the words of an old Jamf Pro
                    logs school UNSTATED; 14:30 renew school/1 it-admin
                    14:30..14:45 says Resolved
                its entry is removed
                    13:00 standsStill school/1; 14:30 remove school/1
                    neverSays no longer needs renewing | Resolved; 14:30..14:50 says no longer in Jamf Pro
                renewed while depwatch was down
                    13:00 standsStill school/1; 14:20 stops; 14:30 renew school/1 it-admin; 14:40 startsAgain
                    14:10 finds regenerate school/1 of it-admin; neverSays no longer needs renewing | Resolved
                    15:00..15:40 says In place, not yet proven.
                renewed twice, and neither has synced
                    13:00 standsStill school/1; 14:30 renew school/1 it-admin; 14:45 renew school/1 mdm
                    neverSays no longer needs renewing | Resolved; 15:10..15:30 says In place, not yet proven.
                renewed twice, and the second has synced
                    13:00 standsStill school/1; 14:30 renew school/1 it-admin; 14:45 renew school/1 mdm
                    14:45 syncsAgain school/1
                    neverSays no longer needs renewing; 14:45..15:01 says Resolved
                a record that can be about any token comes before the first sync
                    jamf school 1 it-admin 2026-11-22 | 2 it-admin; withoutSyncs school
                    14:30 renew school/1 it-admin; 14:55 stray school TOKEN_EXPIRED
                    neverSays no longer needs renewing | Resolved; 15:00..15:30 says In place, not yet proven.
                Jamf Pro reports no syncs, and Apple hears from the new token
                    asksApple; withoutSyncs school
                    13:00 standsStill school/1; 14:30 renew school/1 it-admin; 14:40 syncsAgain school/1
                    neverSays no longer needs renewing | it ended is not known; 14:30..15:00 says Resolved
                given:
                the new token's server connects once, and stands still while another goes on
                    jamf school 1 it-admin 2026-11-22; jamf lab 1 anna; asksApple; withoutLog school
                    withoutSyncs school; 14:05:43 renew school/1 mdm; 14:13:37 changePassword mdm; until 15:00
                    neverSays Resolved; 14:40..14:55 says In place, not yet proven.
                on its last day Jamf Pro shows no later date
                    jamf school 1 it-admin 2026-11-24; 14:05 refuses school/1 E; neverSays shows a later date
                    14:05..14:20 says that year is over
                its date is near, and an outage hides it
                    jamf school 1 it-admin 2026-12-20; 14:10..14:55 outage SERVICE_UNAVAILABLE; until 15:30
                    14:05..15:30 neverSaysBetween New advice | 1 ADE token expires
                its date is near, and it may be the one that fails
                    jamf school 1 it-admin 2026-12-20 | 2 anna; 13:10 routesOwners it-admin
                    syncWords school ALPHA | ALPHA; 14:10 changePassword anna
                    14:20 findsAmongOthers identify school/1+2?; neverSays no longer needs renewing
                its date comes nearer while it may be the one that fails
                    begins 2026-11-24T22:00; starts 2026-11-24T22:30; jamf school 1 it-admin 2026-12-02 | 2 anna
                    syncWords school ALPHA | ALPHA; 2026-11-24T22:40 changePassword anna; until 2026-11-25T00:30
                    2026-11-25T00:00..2026-11-25T00:30 neverSaysBetween Nothing fails yet
                its date is near, and it is renewed within an outage
                    jamf school 1 it-admin 2026-12-20; 14:10..14:55 outage SERVICE_UNAVAILABLE
                    14:30 renew school/1 it-admin; 14:30..14:33 says no longer needs renewing
                two dates are over, and one of them is renewed and proven
                    jamf school 1 it-admin 2026-11-22 | 2 it-admin 2026-11-22
                    14:30 renew school/1 it-admin; until 15:40
                    14:50 finds regenerate school/2 of it-admin; 14:30..14:50 says 1 of 2 renewed
                """);
    }

    static Stream<Scenario> silenced() {
        return Scenario.told("""
                one of three is silenced, and the others are renewed one by one
                    jamf school 1 it-admin; jamf lab 1 it-admin | 2 it-admin
                    14:10 changePassword it-admin; 14:30 silences school/1; 14:30:10 renew lab/1 it-admin; 14:36 renew lab/2 it-admin
                    neverSays The failure itself has not ended | no longer found to fail | no failure is seen any more | Resolved
                    14:36..14:50 says on school still fails, and; 14:36..14:50 says "lab devices 1": a new token is in place
                the other one is renewed first
                    jamf school 1 it-admin; jamf lab 1 it-admin
                    14:10 changePassword it-admin; 14:30 renew lab/1 it-admin; 14:32 silences school/1
                    neverSays no longer found to fail | no failure is seen any more; 14:32..14:50 says on school still fails
                the other one is removed
                    jamf school 1 it-admin | 2 it-admin
                    14:10 changePassword it-admin; 14:30 silences school/1; 14:30:10 remove school/2
                    neverSays The failure itself has not ended; 14:30..14:50 says was removed from Jamf Pro
                the other one's new token does not sync
                    jamf school 1 it-admin | 2 it-admin; 14:10 changePassword it-admin; 14:29 standsStill school/2
                    14:30 silences school/1; 14:30:10 renew school/2 it-admin; until 15:30
                    neverSays works again | Resolved | The failure itself has not ended
                    14:55..15:20 says a new token is in place, not yet proven by a good sync
                of two owners, where both fail
                    jamf school 1 anna | 2 ben; 14:01 silences school/1; 14:05 changePassword anna; 14:05 changePassword ben
                    14:30 renew school/2 mdm; neverSays Silenced | has not ended; 14:30..14:45 says Resolved
                all are silenced
                    jamf school 1 it-admin | 2 it-admin; 14:10 changePassword it-admin; 14:30 silences school/
                    14:30..14:31 says The failure itself has not ended.
                it is sent again when the silence is over
                    begins 2026-11-25T21:00; jamf school 1 it-admin; starts 2026-11-25T22:00
                    2026-11-25T22:10 changePassword it-admin; 2026-11-25T23:00 silences school/1
                    until 2026-11-26T00:20; 2026-11-25T23:00..2026-11-25T23:10 says Silenced.
                    2026-11-25T23:10..2026-11-25T23:59 neverSaysBetween needs regenerating
                    2026-11-26T00:00..2026-11-26T00:20 says 1 ADE token needs regenerating
                given: jamf school 1 it-admin | 2 it-admin; until 15:40
                what the log lacks is silenced
                    14:10 word school/1 CONNECTION_ERROR; 15:00 silences school/1
                    neverSays now shows each failing sync; 15:00..15:10 says Silenced.
                with all of its instance
                    14:10 word school/1 CONNECTION_ERROR; 15:00 silences school/
                    neverSays now shows each failing sync; 15:00..15:10 says Silenced.
                the log lacks a failure that was silenced before, and another, which ends
                    14:00:30 silences school/2; 14:10 word school/2 CONNECTION_ERROR; 14:20 word school/1 CONNECTION_ERROR
                    15:10 word school/1 SUCCESSFUL
                    neverSays Silenced.; 15:10..15:30 says now shows each failing sync
                the log lacks it still when its owner leaves
                    asksApple; 14:10 word school/1 CONNECTION_ERROR; 15:00 leaves it-admin
                    15:00..15:20 says or depwatch knows why
                """);
    }

    static Stream<Scenario> plans() {
        return Scenario.told("""
                the file of another server's entry is uploaded, which is refused by that download
                    jamf school 1 it-admin; jamf lab 1 anna
                    14:30 download lab/1 it-admin; 14:30:20 uploadTo lab/1 school/1; looksEvery 60
                    14:45 finds investigate school/1 of it-admin | regenerate lab/1 of anna
                    14:39..15:00 says lab: ADE token "lab devices 1" (server "mdm-lab-1" at Apple), ended by that download
                    14:39..15:00 neverSaysBetween server "mdm-lab-1" →
                    | Do not download a token of the server that this entry holds now | upload the same file there
                    14:39..15:00 saysOnce Upload the file that is now in "school devices 1" on school also to "lab devices 1" on lab
                    14:39..15:00 saysOnce download a new token for the server "mdm-school-1"
                    14:31..15:00 says on lab. Upload the file that another entry holds: do not download it again.
                of one owner, on one instance
                    jamf school 1 it-admin | 2 it-admin
                    14:30 download school/2 it-admin; 14:30:20 uploadTo school/2 school/1
                    neverSays server "mdm-school-2" → | upload the same file there
                    14:30..15:00 saysOnce Upload the file that is now in "school devices 1" on school also to "school devices 2"
                of one owner whose tokens all fail, and the entry of the file gets it, too
                    jamf school 1 it-admin; jamf lab 1 it-admin; 14:05 changePassword it-admin; 14:20 download school/1 it-admin
                    14:21 uploadTo school/1 lab/1; 14:40 upload school/1; 14:40..15:00 says 1 ADE token works again, on school
                without a log
                    jamf school 1 it-admin; jamf lab 1 anna; withoutLog school | lab
                    14:30 download lab/1 it-admin; 14:30:20 uploadTo lab/1 school/1; until 16:00
                    neverSays server "mdm-lab-1" → | upload the same file there
                another token of the owner fails as well
                    jamf school 1 it-admin; jamf lab 1 anna; jamf gym 1 anna
                    14:30 download lab/1 it-admin; 14:30:20 uploadTo lab/1 school/1; 14:30 changePassword anna
                    14:39..15:00 neverSaysBetween server "mdm-lab-1" →
                    | upload the same file there
                    14:30..15:00 says server "mdm-gym-1" →
                its own entry got the file too: it is not asked for again
                    jamf school 1 it-admin; jamf lab 1 anna
                    14:30 download lab/1 it-admin; 14:30:20 uploadTo lab/1 school/1; 14:30:21 uploadTo lab/1 lab/1
                    14:45 finds investigate school/1 of it-admin
                    14:33..15:00 neverSaysBetween Upload the file that is now in
                    14:31..15:00 says holds the token of the server "mdm-lab-1" now
                carried out to its end
                    jamf school 1 it-admin; jamf lab 1 anna
                    14:30 download lab/1 it-admin; 14:30:20 uploadTo lab/1 school/1; 14:50 uploadTo lab/1 lab/1
                    14:52 renew school/1 it-admin; until 15:20
                    15:05 findsNothing; 14:52..15:10 says no server is without its token any more
                    14:52..15:10 says Resolved
                """);
    }

    static Stream<Scenario> its_own_proof() {
        return Scenario.told("""
                one is removed, and the other renewed
                    jamf school 1 it-admin | 2 it-admin
                    14:10 changePassword it-admin; 14:30 remove school/1; 14:30 renew school/2 it-admin
                    14:30..14:50 says ADE token with id 1: the token was removed from Jamf Pro
                    14:30..14:50 says "school devices 2": a new token is in place, and it syncs
                one is renewed, and the other's account unlocked
                    jamf school 1 it-admin | 2 it-admin; 14:10 refuses school/1 F; 14:10 refuses school/2 F
                    14:30 refuses school/1 .; 14:30 refuses school/2 .; 14:30 renew school/2 it-admin
                    14:30..14:50 says "school devices 1": it syncs with Apple again
                    14:30..14:50 says "school devices 2": a new token is in place, and it syncs
                Apple hears from its server, whose next token another entry holds
                    jamf school 1 it-admin; jamf lab 1 anna; asksApple; withoutSyncs school | lab
                    14:10 changePassword it-admin; 14:37 standsStill school/1; 14:38 renew school/1 it-admin
                    14:39 download school/1 it-admin; 14:39:20 uploadTo school/1 lab/1; until 15:30
                    neverSays Resolved | works again; 15:00..15:30 says In place, not yet proven.
                one of several, in the words of an old Jamf Pro
                    jamf school 1 it-admin | 2 mdm; jamf lab 1 anna; asksApple; logs school UNSTATED
                    withoutSyncs school | lab; 14:10 changePassword it-admin; 14:10:30 changePassword mdm
                    14:30 renew school/1 it-admin; 14:40 download school/1 anna; 14:40:20 uploadTo school/1 lab/1
                    14:50 renew school/2 mdm; until 15:40
                    neverSays Resolved | 2 ADE tokens work again
                an outage that ended before is not when it was over
                    jamf school 1 it-admin; jamf lab 1 anna; 14:20 download school/1 mdm; 14:20:30 uploadTo school/1 lab/1
                    14:30..15:20 outage SERVICE_UNAVAILABLE; 15:40 upload school/1; 15:50 renew lab/1 anna; until 16:30
                    neverSays found to be over at 15:25
                which of two failed is not known, and one of them has not synced
                    jamf school 1 it-admin | 2 mdm; jamf lab 1 anna; asksApple; withoutSyncs school | lab
                    14:20..14:50 outage FORBIDDEN; 14:39 standsStill school/1; 14:40 renew school/1 it-admin
                    14:45 download school/1 it-admin; 14:45:20 uploadTo school/1 lab/1; until 15:30
                    neverSays Resolved | works again
                its words are unknown, and Apple heard from it before it was refused again
                    jamf school 1 anna | 2 mdm; asksApple; logs school UNSTATED; syncWords school ALPHA | BETA
                    14:05 changePassword anna; 14:10 deleteServer school/2; 14:20 link New school/2 mdm
                    14:25 refuses school/1 S.; 14:50..15:25 outage FORBIDDEN; until 15:24
                    14:50..15:24 neverSaysBetween Resolved | works again
                all of an instance connected a sync ago, and then one of them failed
                    jamf school 1 it-admin | 2 mdm; asksApple; withoutSyncs school
                    14:10 changePassword mdm; 14:35 refuses school/2 S.; 14:41 renew school/2 mdm; until 15:10
                a record that cannot be about the other, which Jamf Pro has not synced
                    jamf school 1 mdm | 2 it-admin; logs school UNSTATED; syncWords school ALPHA | BETA; asksApple
                    14:05 changePassword mdm; 14:20 standsStill school/1; 14:35 refuses school/2 T.
                    14:46:35 deleteServer school/2; 15:03 link New school/2 it-admin; until 15:30
                one has expired, and the other is renewed and refused again before that is proven
                    jamf school 1 mdm | 2 anna 2026-11-22; jamf lab 1 ben; asksApple; withoutSyncs school
                    14:26:03 changePassword mdm; 14:43:04 renew school/1 ben; 14:47:37 changePassword ben; until 15:10
                the likeliest syncs again, and its first sync fails
                    jamf school 1 mdm | 2 anna | 3 mdm | 4 anna; logs school UNSTATED
                    14:21:20 standsStill school/2; 14:24:44 deleteServer school/3; 14:32:06 changePassword mdm
                    14:41:57 deleteServer school/1; 14:53:44 link New27 school/1 ben; 14:56:53 link New0 school/3 anna
                    15:00 refuses school/2 S.; 15:09:04 syncsAgain school/2; until 15:20
                one of two without a token failed again in a case of its own
                    jamf school 1 it-admin; jamf lab 1 anna; configured school; configured lab
                    14:00..17:30 network school; 14:00..14:50 network lab; 16:30..17:30 network lab; until 21:00
                    neverSays it ended is not known; 17:30..21:00 says Not seen since 2026-11-24 17:2
                its new token has not synced, and the other's renewal ends the case that came back
                    jamf school 1 it-admin | 2 mdm
                    14:10 changePassword it-admin; 14:31 standsStill school/1; 14:32 renew school/1 it-admin
                    14:58:30 refusesOnce school/2 F; 15:00:30 renew school/2 mdm; until 15:30
                    neverSays Apple ID it-admin@example.org: 1 ADE token works again
                """);
    }
}
