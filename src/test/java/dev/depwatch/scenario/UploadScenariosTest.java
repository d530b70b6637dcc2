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
        return Stream.of(
                Scenario.of("the token of another server is uploaded to a failing entry")
                        .jamf("school", "1 it-admin")
                        .jamf("lab", "1 it-admin")
                        .changePassword("14:10", "it-admin")
                        .download("14:30", "lab/1", "mdm")
                        .uploadTo("14:30:20", "lab/1", "school/1")
                        .uploadTo("14:31", "lab/1", "lab/1")
                        .finds("14:45", "investigate school/1 of mdm")
                        .neverSays("school/1 works again", "1 ADE token works again, on school")
                        .says("14:31", "14:50", "\"mdm-school-1\" has lost its token")
                        .neverFindsBetween("14:32", "15:00", "regenerate school/1"),
                Scenario.of("also where nothing had failed")
                        .jamf("school", "1 it-admin")
                        .jamf("lab", "1 it-admin")
                        .download("14:30", "lab/1", "it-admin")
                        .uploadTo("14:30:20", "lab/1", "school/1")
                        .uploadTo("14:30:20", "lab/1", "lab/1")
                        .finds("14:45", "investigate school/1 of it-admin")
                        .says("14:31", "15:00", "holds the token of the server \"mdm-lab-1\" now"),
                Scenario.of("the other server's own entry is cut off by the download as well")
                        .jamf("school", "1 it-admin")
                        .jamf("lab", "1 anna")
                        .download("14:30", "lab/1", "it-admin")
                        .uploadTo("14:30:20", "lab/1", "school/1")
                        .finds("14:45", "investigate school/1 of it-admin", "regenerate lab/1 of anna")
                        .says("14:31", "15:00", "its download ended the token of"),
                Scenario.of("put right, it is over")
                        .jamf("school", "1 it-admin")
                        .jamf("lab", "1 it-admin")
                        .download("14:20", "lab/1", "it-admin")
                        .uploadTo("14:20:20", "lab/1", "school/1")
                        .uploadTo("14:20:20", "lab/1", "lab/1")
                        .finds("14:35", "investigate school/1 of it-admin")
                        .renew("14:40", "school/1", "it-admin")
                        .finds("14:55"),
                Scenario.of("two entries that were swapped have both a token")
                        .jamf("school", "1 it-admin", "2 it-admin")
                        .download("14:20", "school/1", "it-admin")
                        .download("14:20", "school/2", "it-admin")
                        .uploadTo("14:20:10", "school/1", "school/2")
                        .uploadTo("14:20:20", "school/2", "school/1")
                        .finds("14:40"),
                Scenario.of("a deleted server")
                        .jamf("school", "1 it-admin")
                        .deleteServer("14:10", "school/1")
                        .finds("14:20", "relink_server school/1 of it-admin")
                        .restoreServer("14:30", "school/1")
                        .finds("14:40")
                        .says("14:32", "15:00", "Resolved"));
    }

    static Stream<Scenario> reloads() {
        return Stream.of(
                Scenario.of("an instance that is read from another Jamf Pro by a reload")
                        .jamf("school", "1 it-admin")
                        .changePassword("14:10", "it-admin")
                        .finds("14:20", "regenerate school/1 of it-admin")
                        .readsFrom("14:30", "school", "https://other.example.org", "1 anna")
                        .finds("14:35")
                        .neverFinds("regenerate school/1 of anna")
                        .neverSays("anna@example.org: "),
                Scenario.of("and fails there as well: its own owner's")
                        .jamf("school", "1 it-admin")
                        .changePassword("14:10", "it-admin")
                        .readsFrom("14:30", "school", "https://other.example.org", "1 anna")
                        .changePassword("14:40", "anna")
                        .finds("14:35")
                        .finds("14:50", "regenerate school/1 of anna"),
                Scenario.of("configured tokens whose owner is another after a reload")
                        .jamf("school", "1 it-admin")
                        .configured("school", "1 it-admin")
                        .changePassword("14:10", "it-admin")
                        .finds("14:20", "regenerate school/1 of it-admin")
                        .reconfigured("14:30", "school", "1 mdm")
                        .neverFindsBetween("14:36", "15:00", "regenerate school/1 of it-admin")
                        .finds("14:40", "regenerate school/1 of mdm"));
    }

    static Stream<Scenario> content() {
        return Stream.of(
                Scenario.of("a revoked notification that nobody dismissed, while the token syncs")
                        .jamf("school", "1 it-admin")
                        .content("school", "7", "it-admin", "13:30")
                        .contentMoves("13:40", "school/7", true)
                        .notifies("13:10", "school", "VPP_TOKEN_REVOKED", "content 7")
                        .until("16:00")
                        .neverFinds("regenerate")
                        .neverSays("needs regenerating"),
                Scenario.of("the same in Jamf Cloud")
                        .jamf("cloud", "1 it-admin")
                        .withoutLog("cloud")
                        .content("cloud", "7", "it-admin", "13:30")
                        .contentMoves("13:40", "cloud/7", true)
                        .notifies("13:10", "cloud", "VPP_TOKEN_REVOKED", "content 7")
                        .until("16:00")
                        .neverFinds("regenerate"),
                Scenario.of("a new notification and syncs that go on")
                        .jamf("school", "1 it-admin")
                        .content("school", "7", "it-admin", "13:30")
                        .contentMoves("13:40", "school/7", true)
                        .notifies("14:25", "school", "VPP_TOKEN_REVOKED", "content 7")
                        .until("16:00")
                        .neverFinds("regenerate"),
                Scenario.of("a new notification and no sync since")
                        .jamf("school", "1 it-admin")
                        .content("school", "7", "it-admin", "13:30")
                        .notifies("14:25", "school", "VPP_TOKEN_REVOKED", "content 7")
                        .until("16:00")
                        .finds("15:30", "regenerate school/7 of it-admin"),
                Scenario.of("an old notification and a token that has not synced for days")
                        .jamf("school", "1 it-admin")
                        .content("school", "7", "it-admin", "2026-11-20 08:00")
                        .notifies("13:10", "school", "VPP_TOKEN_REVOKED", "content 7")
                        .finds("14:40", "regenerate school/7 of it-admin"));
    }
}
