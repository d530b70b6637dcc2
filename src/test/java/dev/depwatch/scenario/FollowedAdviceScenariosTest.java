package dev.depwatch.scenario;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who does what the advice asks for is done, under whatever names that leaves. */
class FollowedAdviceScenariosTest {
    @ParameterizedTest(name = "{0}")
    @MethodSource({"linked_again", "other_names", "uploaded"})
    void who_follows_the_advice_is_right(Scenario scenario) {
        scenario.plays();
    }

    static Stream<Scenario> linked_again() {
        return Scenario.told("""
                given: jamf school 1 it-admin; jamf lab 1 anna; asksApple; withoutLog school; withoutSyncs school | lab
                    14:10 deleteServer school/1; 14:25 finds relink_server school/1 of it-admin; until 15:20
                    neverSays no longer needs renewing | The failure continues
                only Apple's API reported it, and Apple hears from the new server
                    14:30 link New school/1 it-admin
                    14:30..14:50 says Resolved
                only Apple's API reported it, and the new server has not connected
                    14:29 standsStill school/1; 14:30 link New school/1 it-admin
                    neverSays Resolved | works again; 15:00..15:20 says In place, not yet proven.
                only Apple's API reported it, and the server is there again
                    14:30 restoreServer school/1
                    neverSays In place
                only Apple's API reported it, and the entry is removed
                    14:30 remove school/1
                    14:30..14:50 says no longer in Jamf Pro
                given: 14:10 deleteServer school/1; 14:20 finds relink_server school/1 of it-admin
                    neverSays has lost its token | The failure continues
                a new server of another name
                    jamf school 1 it-admin; 14:30 link New school/1 it-admin; until 18:30
                    14:40 findsNothing; 14:32..14:45 says Resolved
                    16:30 findsNothing; 18:20 findsNothing
                with another account
                    jamf school 1 it-admin; 14:30 link New school/1 mdm
                    14:40 findsNothing; 14:32..14:45 says Resolved
                given:
                its token was renewed shortly before the server was deleted
                    jamf school 1 it-admin
                    14:02 renew school/1 mdm; 14:20 deleteServer school/1; 14:40 link New school/1 it-admin; until 16:00
                    14:30 finds relink_server school/1 of mdm; 14:50 findsNothing; 15:50 findsNothing
                    neverSays has lost its token | The failure continues
                given: 14:10 deleteServer school/1; 14:20 finds relink_server school/1 of it-admin
                    neverSays has lost its token | The failure continues
                also after a restart
                    jamf school 1 it-admin
                    14:30 link New school/1 it-admin; 16:00 stops; 16:05 startsAgain; until 17:00
                    16:30 findsNothing
                linked while depwatch was down
                    jamf school 1 it-admin
                    14:25 stops; 14:30 link New school/1 it-admin; 14:35 startsAgain; until 16:30
                    14:45 findsNothing; 16:20 findsNothing; 14:35..14:50 says Resolved
                one of two tokens of the instance
                    jamf school 1 it-admin | 2 anna; 14:30 link New school/1 it-admin
                    14:40 findsNothing; 14:30..14:45 says Resolved
                where Jamf Pro gives no UUID
                    jamf school 1 it-admin; 13:00 row school serverUuid -; 14:30 link New school/1 it-admin
                    14:40 findsNothing; 14:30..14:45 says Resolved
                twice, the first new server was deleted too
                    jamf school 1 it-admin; 14:30 link New school/1 it-admin; 14:50 deleteServer New
                    15:10 link Newer school/1 it-admin; until 17:00
                    15:05 finds relink_server school/1 of it-admin; 15:20 findsNothing; 16:50 findsNothing
                an hour after the alert
                    jamf school 1 it-admin; 15:30 link New school/1 it-admin; until 17:00
                    15:40 findsNothing; 16:55 findsNothing; 15:32..15:45 says Resolved
                a new entry for the new server, and the old one is removed
                    jamf school 1 it-admin; 14:30 enters school 9 it-admin; 14:31 remove school/1
                    14:45 findsNothing; 14:31..15:00 says no longer in Jamf Pro
                its PreStage and its entry are removed
                    jamf school 1 it-admin | 2 anna; 14:31 remove school/1
                    14:45 findsNothing; 14:31..15:00 says no longer in Jamf Pro
                given:
                linked again while Jamf Pro's API was down, and another token fails
                    jamf school 1 it-admin | 2 anna; asksApple; 14:10 changePassword it-admin; 14:20 api 503 school
                    14:30 deleteServer school/2; 14:38 link New school/2 anna; 14:38:20 api 200 school
                    14:50 finds regenerate school/1 of it-admin; neverSays has lost its token
                linked again where Jamf Pro reports syncs in words that nobody knows
                    jamf school 1 it-admin; syncWords school ALPHA | BETA; 15:10 deleteServer school/1
                    15:35 standsStill school/1; 15:45 link New school/1 mdm; 15:49 syncsAgain school/1; until 16:10
                    15:20 finds relink_server school/1 of it-admin; neverSays has lost its token
                deleted and linked again during an outage at Apple, and linked back while the API was down
                    jamf school 1 it-admin
                    14:08..14:40 outage SERVICE_UNAVAILABLE; 14:10 deleteServer school/1; 14:30 link New school/1 mdm
                    15:00 api 503 school; 15:05 renew school/1 anna; 15:20 api 200 school; until 15:40
                    14:50 finds investigate school/1 of mdm; 15:35 finds relink_server school/1 of anna
                an entry whose server is there still loses it by another's token
                    jamf school 1 it-admin; 14:10 changePassword it-admin; 14:30 link New school/1 it-admin
                    14:40 finds investigate school/1 of it-admin; 14:31..14:50 says has lost its token
                """);
    }

    static Stream<Scenario> other_names() {
        return Scenario.told("""
                two entries of one server, whose UUID two versions of Jamf Pro write in two ways
                    jamf school 1 it-admin; jamf copy 1 it-admin; 13:00 row school serverUuid 1F97-3497
                    13:00 row copy serverUuid 1f973497; 14:10 changePassword it-admin
                    14:10..14:20 says do not download again
                a new name, and an upgrade that writes the UUID in another way
                    jamf school 1 it-admin; 13:00 row school serverUuid 1F97-3497; 14:20 renameServer school/1 Renamed
                    14:20 row school serverUuid 1f973497
                    saysNothing
                the same, and then it is renewed with another account
                    jamf school 1 it-admin; 13:00 row school serverUuid 1F97-3497; 14:20 renameServer school/1 Renamed
                    14:30 row school serverUuid 1f973497; 14:30 renew school/1 mdm
                    saysNothing
                a server that Apple gives another name
                    jamf school 1 it-admin; 14:20 renameServer school/1 Renamed
                    saysNothing
                the same where Jamf Pro gives no UUID
                    jamf school 1 it-admin; 13:00 row school serverUuid -; 14:20 renameServer school/1 Renamed
                    saysNothing
                renewed without a UUID, and renamed meanwhile
                    jamf school 1 it-admin; 13:00 row school serverUuid -; 14:10 changePassword it-admin
                    14:25 renameServer school/1 Renamed; 14:30 renew school/1 mdm
                    14:20 finds regenerate school/1 of it-admin; 14:40 findsNothing; neverSays has lost its token
                    14:31..14:45 says Resolved
                failing, and only renamed, without a UUID: it goes on to fail
                    jamf school 1 it-admin
                    13:00 row school serverUuid -; 14:10 changePassword it-admin; 14:25 renameServer school/1 Renamed
                    14:35 finds regenerate school/1 of it-admin; neverSays has lost its token
                without a UUID, the token of a server that another entry holds
                    jamf school 1 it-admin | 2 it-admin; 13:00 row school serverUuid -; 14:30 download school/2 it-admin
                    14:30:20 uploadTo school/2 school/1; 14:30:20 uploadTo school/2 school/2
                    14:45 finds investigate school/1 of it-admin; 14:31..15:00 says has lost its token
                an upgrade writes the UUID without its hyphens
                    jamf school 1 it-admin; 13:00 uuid school hyphens; 14:20 uuid school bare
                    saysNothing
                an upgrade writes it in small letters while a token fails
                    jamf school 1 it-admin
                    13:00 uuid school bare; 14:10 changePassword it-admin; 14:25 uuid school hyphens
                    14:35 finds regenerate school/1 of it-admin; neverSays has lost its token
                and it is renewed in the same hour
                    jamf school 1 it-admin; 13:00 uuid school bare; 14:10 changePassword it-admin
                    14:25 uuid school hyphens; 14:30 renew school/1 mdm
                    14:45 findsNothing; 14:31..14:50 says Resolved; neverSays has lost its token
                the entry has another name afterwards
                    jamf school 1 it-admin
                    14:10 changePassword it-admin; 14:25 row school name Renamed; 14:30 renew school/1 mdm
                    14:29 finds regenerate school/1 of it-admin; 14:45 findsNothing; 14:31..14:50 says Resolved
                a server without a UUID gets one
                    jamf school 1 it-admin; 13:00 row school serverUuid -; 14:25 row school serverUuid …
                    saysNothing
                """);
    }

    static Stream<Scenario> uploaded() {
        return Scenario.told("""
                one of several, found and renewed
                    jamf school 1 it-admin | 2 anna; syncWords school ALPHA | ALPHA
                    14:10 changePassword it-admin; 14:30 renew school/1 it-admin; until 15:40
                    14:20 findsAmongOthers identify school/1+2?; 14:50..15:40 neverFindsBetween identify | regenerate
                and nobody knows how they sync: the other one is not accused
                    jamf school 1 it-admin | 2 anna; withoutSyncs school
                    14:10 changePassword it-admin; 14:31:20 renew school/1 mdm
                    14:25 finds identify school/1+2?; 14:40 findsNothing; neverSays is the likeliest
                the good one of the two is renewed: the next record says so
                    jamf school 1 it-admin | 2 anna; withoutSyncs school
                    14:10 changePassword it-admin; 14:31:20 renew school/2 anna
                    14:25 finds identify school/1+2?; 14:40 findsAmongOthers identify; neverSays withdrawn | Resolved
                the good one of the two is renewed, just before an outage
                    jamf school 1 it-admin | 2 anna; withoutSyncs school
                    14:10 changePassword it-admin; 14:29:20 renew school/2 anna; 14:30..15:00 outage SERVICE_UNAVAILABLE
                    until 15:20; 15:15 finds identify school/1? of it-admin; neverSays withdrawn | Resolved
                the token of its own server is uploaded again
                    jamf school 1 it-admin; jamf lab 1 it-admin; 14:20 download lab/1 it-admin
                    14:20:20 uploadTo lab/1 school/1; 14:20:20 uploadTo lab/1 lab/1; 14:40 renew school/1 mdm
                    14:55 findsNothing; 14:40..15:00 says no server is without its token any more
                    14:35 finds investigate school/1 of it-admin
                a content token is renewed
                    jamf school 1 it-admin; content school 7 it-admin 13:30
                    14:05 notifies school VPP_TOKEN_REVOKED content 7; 15:40 renewContent school/7 it-admin
                    15:40 dismisses school VPP_TOKEN_REVOKED; 15:45 contentMoves school/7; until 17:00
                    15:30 findsAmongOthers regenerate school/7 of it-admin; 16:10..17:00 neverFindsBetween regenerate
                its date is near, and the entry is removed
                    jamf school 1 it-admin 2026-12-20; 14:30 remove school/1; neverSays renewing
                    14:30..14:50 says it-admin@example.org: 1 ADE token is no longer in Jamf Pro
                the dates of two are near, and one is removed as the other is renewed
                    jamf school 1 it-admin 2026-12-20; jamf lab 1 it-admin 2026-12-20
                    14:30 remove school/1; 14:30 renew lab/1 it-admin
                    14:30..14:50 says school, ADE token with id 1: the token was removed from Jamf Pro
                terms wait, and the entry is removed
                    jamf school 1 it-admin @One | 2 anna @Two; 14:10 publishTerms One; 14:30 remove school/1
                    14:45 findsNothing; 14:30..14:50 says 1 ADE token is no longer in Jamf Pro
                renewed long before its end
                    jamf school 1 it-admin 2026-12-20; 14:30 renew school/1 mdm
                    14:10 finds renew school/1 of it-admin; 14:45 findsNothing
                    14:30..14:50 says no longer needs renewing
                """);
    }
}
