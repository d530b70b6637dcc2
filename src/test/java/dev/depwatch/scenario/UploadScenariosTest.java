package dev.depwatch.scenario;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What an upload did: a new token, that of another server, or another Jamf Pro by a reload. */
class UploadScenariosTest {
    @ParameterizedTest(name = "{0}")
    @MethodSource({"another_server", "reloads", "content"})
    void what_an_upload_did(Scenario scenario) {
        scenario.plays();
    }

    static Stream<Scenario> another_server() {
        return Scenario.told("""
                the token of another server is uploaded to a failing entry
                    jamf school 1 it-admin; jamf lab 1 it-admin; 14:10 changePassword it-admin; 14:30 download lab/1 mdm
                    14:30:20 uploadTo lab/1 school/1; 14:31 uploadTo lab/1 lab/1
                    14:45 finds investigate school/1 of mdm
                    neverSays school/1 works again | 1 ADE token works again, on school
                    14:31..14:50 says "mdm-school-1" has lost its token
                    14:32..15:00 neverFindsBetween regenerate school/1
                the token of another organisation's server that has the same name
                    jamf school 1 it-admin @One; jamf lab 1 anna @Two
                    13:00 renameServer school/1 Jamf Pro; 13:00 renameServer lab/1 Jamf Pro
                    14:30 download lab/1 anna; 14:30:20 uploadTo lab/1 school/1
                    14:45 findsAmongOthers investigate school/1 of anna
                    14:32..14:34 says to the server "Jamf Pro" (id UUID-MDM-LAB-1) at Apple
                and of another organisation of which depwatch knows no entry
                    jamf school 1 it-admin @One; 13:00 renameServer school/1 Jamf Pro; 13:00 renameServer lab/1 Jamf Pro
                    jamf lab; 14:30 download lab/1 anna; 14:30:20 uploadTo lab/1 school/1; 14:30:20 row school orgName Two
                    14:45 finds investigate school/1 of anna
                a server of two entries that was deleted and made again with its name
                    jamf school 1 it-admin; jamf lab 1 it-admin
                    13:00 renameServer school/1 Jamf Pro; 13:00 renameServer school/9 Jamf Pro
                    13:10 download school/1 it-admin; 13:11 upload school/1; 13:11 uploadTo school/1 lab/1
                    14:10:30 deleteServer school/1; 14:10:30 download school/9 it-admin
                    14:10:40 uploadTo school/9 lab/1; 14:10:50 uploadTo school/9 school/1
                    14:11..15:00 neverFindsBetween investigate
                two entries that were swapped have both a token
                    jamf school 1 it-admin | 2 it-admin
                    14:20 download school/1 it-admin; 14:20 download school/2 it-admin
                    14:20:10 uploadTo school/1 school/2; 14:20:20 uploadTo school/2 school/1
                    14:40 findsNothing
                a deleted server
                    jamf school 1 it-admin; 14:10 deleteServer school/1; 14:30 restoreServer school/1
                    14:20 finds relink_server school/1 of it-admin; 14:40 findsNothing; 14:32..15:00 says Resolved
                """);
    }

    static Stream<Scenario> reloads() {
        return Scenario.told("""
                an instance that is read from another Jamf Pro by a reload
                    jamf school 1 it-admin
                    14:10 changePassword it-admin; 14:30 readsFrom school https://other.example.org 1 anna
                    14:20 finds regenerate school/1 of it-admin; 14:35 findsNothing
                    neverFinds regenerate school/1 of anna; neverSays anna@example.org:
                and fails there as well: its own owner's
                    jamf school 1 it-admin; 14:10 changePassword it-admin
                    14:30 readsFrom school https://other.example.org 1 anna; 14:40 changePassword anna
                    14:35 findsNothing; 14:50 finds regenerate school/1 of anna; 14:46..15:00 says Since 2026-11-24 14:42
                the same Jamf Pro at another port, one of two that fail
                    jamf school 1 it-admin; jamf lab 1 it-admin; 14:10 changePassword it-admin
                    14:30 readsFrom school https://jamf.example.org:8443/school; saysAtMost 1
                it leaves the configuration for five minutes, one of three that fail
                    many school 3 it-admin; 14:10 changePassword it-admin; 14:30 watches school1 | school2
                    14:35 watches school1 | school2 | school3; until 15:30; neverSays joined
                    14:34..15:00 says Since 2026-11-24 14:10; 14:34..15:00 says its password was changed, or; saysAtMost 3
                and is renewed meanwhile
                    many school 3 it-admin; 14:10 changePassword it-admin; 14:30 watches school1 | school2
                    14:32 renew school3/1 it-admin; 14:35 watches school1 | school2 | school3; until 15:30
                    14:34..15:00 says 1 of 3 done; saysAtMost 3
                and by another, just before it is watched again: the new token has not failed
                    many school 3 it-admin; looksEvery 30; 14:10 changePassword it-admin
                    14:30 watches school1 | school2; 14:36:15 renew school3/1 ben
                    14:36:30 watches school1 | school2 | school3; until 14:55; neverFinds regenerate school3/1 of ben
                whose API is configured no more, and whose log is followed on
                    jamf school 1 it-admin; 14:10 refuses school/1 F; 14:30 reconfigured school 1 it-admin; until 15:30
                    neverSays No longer watched; 14:29..14:35 says whether new terms wait; saysAtMost 2
                    15:20 finds regenerate school/1 of it-admin
                configured tokens whose owner is another after a reload
                    jamf school 1 it-admin; configured school 1 it-admin
                    14:10 changePassword it-admin; 14:30 reconfigured school 1 mdm
                    14:20 finds regenerate school/1 of it-admin
                    14:36..15:00 neverFindsBetween regenerate school/1 of it-admin
                    14:40 finds regenerate school/1 of mdm
                """);
    }

    static Stream<Scenario> content() {
        return Scenario.told("""
                a revoked notification that nobody dismissed, while the token syncs
                    jamf school 1 it-admin; content school 7 it-admin 13:30
                    13:40 contentMoves school/7; 13:10 notifies school VPP_TOKEN_REVOKED content 7; until 16:00
                    neverFinds regenerate; neverSays needs regenerating
                one of two is revoked and removed, and its notification stays
                    jamf school 1 it-admin; content school 7 it-admin 13:30; content school 8 anna 13:30
                    14:25 notifies school VPP_TOKEN_REVOKED content 7; 15:30 remove school/7; until 16:30
                    15:20 finds regenerate school/7 of it-admin; 16:20 findsNothing; neverSays Instance school:
                    neverFinds regenerate school/8; 15:30..16:00 says is no longer in Jamf Pro
                in Jamf Cloud, and it is renewed
                    jamf cloud 1 it-admin; withoutLog cloud; content cloud 7 it-admin 13:30
                    14:25 notifies cloud VPP_TOKEN_REVOKED content 7; 15:00 renewContent cloud/7 it-admin
                    15:00 dismisses cloud VPP_TOKEN_REVOKED; 15:05 contentMoves cloud/7; until 16:00
                    14:50 finds regenerate cloud/7 of it-admin; 15:00..15:40 says a new token is in place
                """);
    }
}
