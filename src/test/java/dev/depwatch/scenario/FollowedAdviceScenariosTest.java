package dev.depwatch.scenario;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.depwatch.scenario.Apple.Answer;
import dev.depwatch.scenario.JamfPro.Form;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.UUID;
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

    private static Scenario deleted(String rule, String... tokens) {
        return Scenario.of(rule)
                .jamf("school", tokens)
                .deleteServer("14:10", "school/1")
                .finds("14:20", "relink_server school/1 of it-admin")
                .neverSays("has lost its token", "The failure continues");
    }

    private static Scenario deletedAsAppleReports(String rule) {
        return Scenario.of(rule)
                .jamf("school", "1 it-admin")
                .jamf("lab", "1 anna")
                .asksApple()
                .withoutLog("school")
                .withoutSyncs("school", "lab")
                .deleteServer("14:10", "school/1")
                .finds("14:25", "relink_server school/1 of it-admin")
                .until("15:20")
                .neverSays("no longer needs renewing", "The failure continues");
    }

    static Stream<Scenario> linked_again() {
        return Stream.of(
                deletedAsAppleReports("only Apple's API reported it, and Apple hears from the new server")
                        .link("14:30", "New", "school/1", "it-admin")
                        .says("14:30", "14:50", "Resolved"),
                deletedAsAppleReports("only Apple's API reported it, and the new server has not connected")
                        .standsStill("14:29", "school/1")
                        .link("14:30", "New", "school/1", "it-admin")
                        .neverSays("Resolved", "works again")
                        .says("15:00", "15:20", "In place, not yet proven."),
                deletedAsAppleReports("only Apple's API reported it, and the server is there again")
                        .restoreServer("14:30", "school/1")
                        .neverSays("In place"),
                deletedAsAppleReports("only Apple's API reported it, and the entry is removed")
                        .remove("14:30", "school/1")
                        .says("14:30", "14:50", "no longer in Jamf Pro"),
                deleted("a new server of another name", "1 it-admin")
                        .link("14:30", "New", "school/1", "it-admin")
                        .finds("14:40")
                        .says("14:32", "14:45", "Resolved"),
                deleted("with another account", "1 it-admin")
                        .link("14:30", "New", "school/1", "mdm")
                        .finds("14:40")
                        .says("14:32", "14:45", "Resolved"),
                Scenario.of("its token was renewed shortly before the server was deleted")
                        .jamf("school", "1 it-admin")
                        .renew("14:02", "school/1", "mdm")
                        .deleteServer("14:20", "school/1")
                        .link("14:40", "New", "school/1", "it-admin")
                        .until("16:00")
                        .finds("14:30", "relink_server school/1 of mdm")
                        .finds("14:50")
                        .finds("15:50")
                        .neverSays("has lost its token", "The failure continues"),
                deleted("hours later it is still right", "1 it-admin")
                        .link("14:30", "New", "school/1", "it-admin")
                        .until("18:30")
                        .finds("16:30")
                        .finds("18:20"),
                deleted("also after a restart", "1 it-admin")
                        .link("14:30", "New", "school/1", "it-admin")
                        .stops("16:00")
                        .startsAgain("16:05")
                        .until("17:00")
                        .finds("16:30"),
                deleted("linked while depwatch was down", "1 it-admin")
                        .stops("14:25")
                        .link("14:30", "New", "school/1", "it-admin")
                        .startsAgain("14:35")
                        .until("16:30")
                        .finds("14:45")
                        .finds("16:20")
                        .says("14:35", "14:50", "Resolved"),
                deleted("one of two tokens of the instance", "1 it-admin", "2 anna")
                        .link("14:30", "New", "school/1", "it-admin")
                        .finds("14:40")
                        .says("14:32", "14:45", "Resolved"),
                deleted("where Jamf Pro gives no UUID", "1 it-admin")
                        .with("school", site -> site.answersRows(row -> row.put("serverUuid", "")))
                        .link("14:30", "New", "school/1", "it-admin")
                        .finds("14:40")
                        .says("14:32", "14:45", "Resolved"),
                deleted("twice, the first new server was deleted too", "1 it-admin")
                        .link("14:30", "New", "school/1", "it-admin")
                        .deleteServerNamed("14:50", "New")
                        .link("15:10", "Newer", "school/1", "it-admin")
                        .until("17:00")
                        .finds("15:05", "relink_server school/1 of it-admin")
                        .finds("15:20")
                        .finds("16:50"),
                deleted("an hour after the alert", "1 it-admin")
                        .link("15:30", "New", "school/1", "it-admin")
                        .until("17:00")
                        .finds("15:40")
                        .finds("16:55")
                        .says("15:32", "15:45", "Resolved"),
                deleted("a new entry for the new server, and the old one is removed", "1 it-admin")
                        .enters("14:30", "school", "9 it-admin")
                        .remove("14:31", "school/1")
                        .finds("14:45")
                        .says("14:31", "15:00", "no longer in Jamf Pro"),
                deleted("its PreStage and its entry are removed", "1 it-admin", "2 anna")
                        .remove("14:31", "school/1")
                        .finds("14:45")
                        .says("14:31", "15:00", "no longer in Jamf Pro"),
                Scenario.of("linked again while Jamf Pro's API was down, and another token fails")
                        .jamf("school", "1 it-admin", "2 anna")
                        .asksApple()
                        .changePassword("14:10", "it-admin")
                        .api("14:20", 503, "school")
                        .deleteServer("14:30", "school/2")
                        .link("14:38", "New", "school/2", "anna")
                        .api("14:38:20", 200, "school")
                        .finds("14:50", "regenerate school/1 of it-admin")
                        .neverSays("has lost its token"),
                Scenario.of("linked again where Jamf Pro reports syncs in words that nobody knows")
                        .jamf("school", "1 it-admin")
                        .with("school", site -> site.says("ALPHA", "BETA"))
                        .deleteServer("15:10", "school/1")
                        .standsStill("15:35", "school/1")
                        .link("15:45", "New", "school/1", "mdm")
                        .syncsAgain("15:49", "school/1")
                        .until("16:10")
                        .finds("15:20", "relink_server school/1 of it-admin")
                        .neverSays("has lost its token"),
                Scenario.of(
                                "deleted and linked again during an outage at Apple, and linked back while the API was down")
                        .jamf("school", "1 it-admin")
                        .outage("14:08", "14:40", Answer.SERVICE_UNAVAILABLE)
                        .deleteServer("14:10", "school/1")
                        .link("14:30", "New", "school/1", "mdm")
                        .finds("14:50", "investigate school/1 of mdm")
                        .api("15:00", 503, "school")
                        .renew("15:05", "school/1", "anna")
                        .api("15:20", 200, "school")
                        .until("15:40")
                        .finds("15:35", "relink_server school/1 of anna"),
                Scenario.of("an entry whose server is there still loses it by another's token")
                        .jamf("school", "1 it-admin")
                        .changePassword("14:10", "it-admin")
                        .link("14:30", "New", "school/1", "it-admin")
                        .finds("14:40", "investigate school/1 of it-admin")
                        .says("14:31", "14:50", "has lost its token"));
    }

    static Stream<Scenario> other_names() {
        return Stream.of(
                Scenario.of("two entries of one server, whose UUID two versions of Jamf Pro write in two ways")
                        .jamf("school", "1 it-admin")
                        .jamf("copy", "1 it-admin")
                        .with("school", site -> site.answersRows(row -> row.put("serverUuid", "1F97-3497")))
                        .with("copy", site -> site.answersRows(row -> row.put("serverUuid", "1f973497")))
                        .changePassword("14:10", "it-admin")
                        .says("14:10", "14:20", "Both use the same server at Apple: do not download again."),
                Scenario.of("a new name, and an upgrade that writes the UUID in another way")
                        .jamf("school", "1 it-admin")
                        .with("school", site -> site.answersRows(row -> row.put("serverUuid", "1F97-3497")))
                        .renameServer("14:20", "school/1", "Renamed")
                        .changes("14:20", "school", site -> site.answersRows(row -> row.put("serverUuid", "1f973497")))
                        .saysNothing(),
                Scenario.of("the same, and then it is renewed with another account")
                        .jamf("school", "1 it-admin")
                        .with("school", site -> site.answersRows(row -> row.put("serverUuid", "1F97-3497")))
                        .renameServer("14:20", "school/1", "Renamed")
                        .changes("14:30", "school", site -> site.answersRows(row -> row.put("serverUuid", "1f973497")))
                        .renew("14:30", "school/1", "mdm")
                        .saysNothing(),
                Scenario.of("a server that Apple gives another name")
                        .jamf("school", "1 it-admin")
                        .renameServer("14:20", "school/1", "Renamed")
                        .saysNothing(),
                Scenario.of("the same where Jamf Pro gives no UUID")
                        .jamf("school", "1 it-admin")
                        .with("school", site -> site.answersRows(row -> row.put("serverUuid", "")))
                        .renameServer("14:20", "school/1", "Renamed")
                        .saysNothing(),
                Scenario.of("renewed without a UUID, and renamed meanwhile")
                        .jamf("school", "1 it-admin")
                        .with("school", site -> site.answersRows(row -> row.put("serverUuid", "")))
                        .changePassword("14:10", "it-admin")
                        .finds("14:20", "regenerate school/1 of it-admin")
                        .renameServer("14:25", "school/1", "Renamed")
                        .renew("14:30", "school/1", "mdm")
                        .finds("14:40")
                        .neverSays("has lost its token")
                        .says("14:31", "14:45", "Resolved"),
                Scenario.of("failing, and only renamed, without a UUID: it goes on to fail")
                        .jamf("school", "1 it-admin")
                        .with("school", site -> site.answersRows(row -> row.put("serverUuid", "")))
                        .changePassword("14:10", "it-admin")
                        .renameServer("14:25", "school/1", "Renamed")
                        .finds("14:35", "regenerate school/1 of it-admin")
                        .neverSays("has lost its token"),
                Scenario.of("without a UUID, the token of a server that another entry holds")
                        .jamf("school", "1 it-admin", "2 it-admin")
                        .with("school", site -> site.answersRows(row -> row.put("serverUuid", "")))
                        .download("14:30", "school/2", "it-admin")
                        .uploadTo("14:30:20", "school/2", "school/1")
                        .uploadTo("14:30:20", "school/2", "school/2")
                        .finds("14:45", "investigate school/1 of it-admin")
                        .says("14:31", "15:00", "has lost its token"),
                Scenario.of("an upgrade writes the UUID without its hyphens")
                        .jamf("school", "1 it-admin")
                        .with("school", site -> site.answersRows(FollowedAdviceScenariosTest::withHyphens))
                        .changes("14:20", "school", site -> site.answersRows(FollowedAdviceScenariosTest::bare))
                        .saysNothing(),
                Scenario.of("an upgrade writes it in small letters while a token fails")
                        .jamf("school", "1 it-admin")
                        .with("school", site -> site.answersRows(FollowedAdviceScenariosTest::bare))
                        .changePassword("14:10", "it-admin")
                        .changes("14:25", "school", site -> site.answersRows(FollowedAdviceScenariosTest::withHyphens))
                        .finds("14:35", "regenerate school/1 of it-admin")
                        .neverSays("has lost its token"),
                Scenario.of("and it is renewed in the same hour")
                        .jamf("school", "1 it-admin")
                        .with("school", site -> site.answersRows(FollowedAdviceScenariosTest::bare))
                        .changePassword("14:10", "it-admin")
                        .changes("14:25", "school", site -> site.answersRows(FollowedAdviceScenariosTest::withHyphens))
                        .renew("14:30", "school/1", "mdm")
                        .finds("14:45")
                        .says("14:31", "14:50", "Resolved")
                        .neverSays("has lost its token"),
                Scenario.of("the entry has another name afterwards")
                        .jamf("school", "1 it-admin")
                        .changePassword("14:10", "it-admin")
                        .changes("14:25", "school", site -> site.answersRows(row -> row.put("name", "Renamed")))
                        .renew("14:30", "school/1", "mdm")
                        .finds("14:29", "regenerate school/1 of it-admin")
                        .finds("14:45")
                        .says("14:31", "14:50", "Resolved"),
                Scenario.of("a server without a UUID gets one")
                        .jamf("school", "1 it-admin")
                        .with("school", site -> site.answersRows(row -> row.put("serverUuid", "")))
                        .changes("14:25", "school", site -> site.answersRows(row -> row))
                        .saysNothing());
    }

    private static ObjectNode withHyphens(ObjectNode row) {
        return row.put("serverUuid", uuid(row).toString());
    }

    private static ObjectNode bare(ObjectNode row) {
        return row.put("serverUuid", uuid(row).toString().replace("-", "").toUpperCase(Locale.ROOT));
    }

    private static UUID uuid(ObjectNode row) {
        return UUID.nameUUIDFromBytes(row.path("serverName").asText().getBytes(UTF_8));
    }

    static Stream<Scenario> uploaded() {
        return Stream.of(
                Scenario.of("somebody has downloaded a newer token: that file is uploaded")
                        .jamf("school", "1 it-admin")
                        .download("14:10", "school/1", "it-admin")
                        .finds("14:20", "regenerate school/1 of it-admin")
                        .says("14:10", "14:20", "If somebody has just downloaded a token, upload that file instead.")
                        .upload("14:30", "school/1")
                        .finds("14:40")
                        .says("14:31", "14:45", "Resolved"),
                Scenario.of("the terms are accepted")
                        .jamf("school", "1 it-admin")
                        .publishTerms("14:10", "Example")
                        .finds("14:20", "accept_terms school/1 of it-admin")
                        .acceptTerms("14:30", "Example")
                        .finds("14:45")
                        .says("14:31", "14:50", "Resolved"),
                Scenario.of("an old Jamf Pro, and the password was changed")
                        .jamf("school", "1 it-admin")
                        .logs("school", Form.UNSTATED)
                        .changePassword("14:10", "it-admin")
                        .renew("14:30", "school/1", "it-admin")
                        .finds("14:45")
                        .says("14:31", "14:50", "Resolved"),
                Scenario.of("one of several, found and renewed")
                        .jamf("school", "1 it-admin", "2 anna")
                        .with("school", site -> site.says("ALPHA", "ALPHA"))
                        .changePassword("14:10", "it-admin")
                        .findsAmongOthers("14:20", "identify school/1+2?")
                        .renew("14:30", "school/1", "it-admin")
                        .until("15:40")
                        .neverFindsBetween("14:50", "15:40", "identify", "regenerate"),
                Scenario.of("the token of its own server is uploaded again")
                        .jamf("school", "1 it-admin")
                        .jamf("lab", "1 it-admin")
                        .download("14:20", "lab/1", "it-admin")
                        .uploadTo("14:20:20", "lab/1", "school/1")
                        .uploadTo("14:20:20", "lab/1", "lab/1")
                        .renew("14:40", "school/1", "mdm")
                        .finds("14:55")
                        .says("14:40", "15:00", "no server is without its token any more"),
                Scenario.of("a content token is renewed")
                        .jamf("school", "1 it-admin")
                        .content("school", "7", "it-admin", "13:30")
                        .notifies("14:05", "school", "VPP_TOKEN_REVOKED", "content 7")
                        .until("17:00")
                        .findsAmongOthers("15:30", "regenerate school/7 of it-admin")
                        .changes(
                                "15:40",
                                "school",
                                site -> site.renewContent(
                                        "7",
                                        "it-admin",
                                        Scenario.DAY
                                                .plusDays(365)
                                                .atStartOfDay()
                                                .toInstant(ZoneOffset.UTC)))
                        .changes("15:40", "school", site -> site.dismiss("VPP_TOKEN_REVOKED"))
                        .contentMoves("15:45", "school/7", true)
                        .neverFindsBetween("16:10", "17:00", "regenerate"),
                Scenario.of("renewed long before its end")
                        .jamf("school", "1 it-admin 2026-12-20")
                        .finds("14:10", "renew school/1 of it-admin")
                        .renew("14:30", "school/1", "mdm")
                        .finds("14:45")
                        .says("14:30", "14:50", "no longer needs renewing"));
    }
}
