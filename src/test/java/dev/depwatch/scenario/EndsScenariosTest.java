package dev.depwatch.scenario;

import dev.depwatch.scenario.Apple.Answer;
import dev.depwatch.scenario.JamfPro.Form;
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

    private static Scenario over(String rule) {
        return Scenario.of(rule).jamf("school", "1 it-admin 2026-11-22").until("15:40");
    }

    static Stream<Scenario> after_the_date() {
        return Stream.of(
                over("the date is over, and the new token has not synced")
                        .standsStill("13:00", "school/1")
                        .finds("14:10", "regenerate school/1 of it-admin")
                        .renew("14:30", "school/1", "it-admin")
                        .finds("14:40")
                        .neverSays("no longer needs renewing", "Resolved")
                        .says("15:00", "15:30", "In place, not yet proven."),
                over("without a log")
                        .withoutLog("school")
                        .standsStill("13:00", "school/1")
                        .finds("14:10", "regenerate school/1 of it-admin")
                        .renew("14:30", "school/1", "mdm")
                        .neverSays("no longer needs renewing", "Resolved")
                        .says("15:00", "15:30", "In place, not yet proven."),
                over("and it syncs at last")
                        .standsStill("13:00", "school/1")
                        .renew("14:30", "school/1", "it-admin")
                        .syncsAgain("14:40", "school/1")
                        .neverSays("no longer needs renewing")
                        .neverSaysBetween("14:00", "14:39", "Resolved")
                        .says("14:40", "14:50", "Resolved"),
                over("without a log, and it syncs at once")
                        .withoutLog("school")
                        .standsStill("13:00", "school/1")
                        .renew("14:30", "school/1", "mdm")
                        .syncsAgain("14:30", "school/1")
                        .neverSays("no longer needs renewing")
                        .says("14:30", "14:50", "Resolved"),
                over("its date is reported before the first record of a failure")
                        .standsStill("13:00", "school/1")
                        .syncsAgain("14:20", "school/1")
                        .finds("14:10", "regenerate school/1 of it-admin")
                        .renew("14:40", "school/1", "it-admin")
                        .neverSays("no longer needs renewing")
                        .says("14:40", "15:00", "Resolved"),
                over("the first record comes, and the new token does not sync")
                        .standsStill("13:00", "school/1")
                        .syncsAgain("14:20", "school/1")
                        .standsStill("14:39", "school/1")
                        .renew("14:40", "school/1", "it-admin")
                        .neverSays("no longer needs renewing", "Resolved")
                        .says("15:10", "15:40", "not yet proven"),
                over("it fails at every sync, in the words of an old Jamf Pro")
                        .logs("school", Form.UNSTATED)
                        .renew("14:30", "school/1", "it-admin")
                        .says("14:30", "14:45", "Resolved"),
                over("its entry is removed")
                        .standsStill("13:00", "school/1")
                        .remove("14:30", "school/1")
                        .neverSays("no longer needs renewing", "Resolved")
                        .says("14:30", "14:50", "no longer in Jamf Pro"),
                over("renewed while depwatch was down")
                        .standsStill("13:00", "school/1")
                        .finds("14:10", "regenerate school/1 of it-admin")
                        .stops("14:20")
                        .renew("14:30", "school/1", "it-admin")
                        .startsAgain("14:40")
                        .neverSays("no longer needs renewing", "Resolved")
                        .says("15:00", "15:40", "In place, not yet proven."),
                over("renewed twice, and neither has synced")
                        .standsStill("13:00", "school/1")
                        .renew("14:30", "school/1", "it-admin")
                        .renew("14:45", "school/1", "mdm")
                        .neverSays("no longer needs renewing", "Resolved")
                        .says("15:10", "15:30", "In place, not yet proven."),
                over("renewed twice, and the second has synced")
                        .standsStill("13:00", "school/1")
                        .renew("14:30", "school/1", "it-admin")
                        .renew("14:45", "school/1", "mdm")
                        .syncsAgain("14:45", "school/1")
                        .neverSays("no longer needs renewing")
                        .says("14:45", "15:00", "Resolved"),
                over("a record that can be about any token comes before the first sync")
                        .jamf("school", "1 it-admin 2026-11-22", "2 it-admin")
                        .withoutSyncs("school")
                        .renew("14:30", "school/1", "it-admin")
                        .stray("14:55", "school", Answer.TOKEN_EXPIRED)
                        .neverSays("no longer needs renewing", "Resolved")
                        .says("15:00", "15:30", "In place, not yet proven."),
                over("Jamf Pro reports no syncs, and Apple hears from the new token")
                        .asksApple()
                        .withoutSyncs("school")
                        .standsStill("13:00", "school/1")
                        .renew("14:30", "school/1", "it-admin")
                        .syncsAgain("14:40", "school/1")
                        .neverSays("no longer needs renewing", "how is not known")
                        .says("14:30", "15:00", "Resolved"),
                Scenario.of("the new token's server connects once, and stands still while another goes on")
                        .jamf("school", "1 it-admin 2026-11-22")
                        .jamf("lab", "1 anna")
                        .asksApple()
                        .withoutLog("school")
                        .withoutSyncs("school")
                        .renew("14:05:43", "school/1", "mdm")
                        .changePassword("14:13:37", "mdm")
                        .until("15:00")
                        .neverSays("Resolved")
                        .says("14:40", "14:55", "In place, not yet proven."),
                Scenario.of("two dates are over, and one of them is renewed and proven")
                        .jamf("school", "1 it-admin 2026-11-22", "2 it-admin 2026-11-22")
                        .renew("14:30", "school/1", "it-admin")
                        .until("15:40")
                        .finds("14:50", "regenerate school/2 of it-admin")
                        .says("14:30", "14:50", "1 of 2 renewed"));
    }

    static Stream<Scenario> silenced() {
        return Stream.of(
                Scenario.of("one of two is silenced, and the other renewed")
                        .jamf("school", "1 it-admin")
                        .jamf("lab", "1 it-admin")
                        .changePassword("14:10", "it-admin")
                        .silences("14:30", "school/1")
                        .renew("14:30:10", "lab/1", "it-admin")
                        .neverSays("The failure itself has not ended", "no longer found to fail")
                        .says("14:30", "14:50", "a new token is in place, and it syncs"),
                Scenario.of("the other one is renewed first")
                        .jamf("school", "1 it-admin")
                        .jamf("lab", "1 it-admin")
                        .changePassword("14:10", "it-admin")
                        .renew("14:30", "lab/1", "it-admin")
                        .silences("14:32", "school/1")
                        .neverSays("no longer found to fail")
                        .says("14:30", "14:50", "The failure itself has not ended"),
                Scenario.of("the other one is removed")
                        .jamf("school", "1 it-admin", "2 it-admin")
                        .changePassword("14:10", "it-admin")
                        .silences("14:30", "school/1")
                        .remove("14:30:10", "school/2")
                        .neverSays("The failure itself has not ended")
                        .says("14:30", "14:50", "was removed from Jamf Pro"),
                Scenario.of("the other one's new token does not sync")
                        .jamf("school", "1 it-admin", "2 it-admin")
                        .changePassword("14:10", "it-admin")
                        .standsStill("14:29", "school/2")
                        .silences("14:30", "school/1")
                        .renew("14:30:10", "school/2", "it-admin")
                        .until("15:30")
                        .neverSays("works again", "Resolved", "The failure itself has not ended")
                        .says("14:55", "15:20", "a new token is in place, and has not synced well yet"),
                Scenario.of("all are silenced")
                        .jamf("school", "1 it-admin", "2 it-admin")
                        .changePassword("14:10", "it-admin")
                        .silences("14:30", "school/")
                        .says("14:30", "14:31", "The failure itself has not ended."));
    }

    static Stream<Scenario> plans() {
        return Stream.of(
                Scenario.of("the file of another server's entry is uploaded, which is refused by that download")
                        .jamf("school", "1 it-admin")
                        .jamf("lab", "1 anna")
                        .download("14:30", "lab/1", "it-admin")
                        .uploadTo("14:30:20", "lab/1", "school/1")
                        .finds("14:45", "investigate school/1 of it-admin", "regenerate lab/1 of anna")
                        .says(
                                "14:39",
                                "15:00",
                                "lab: ADE token \"lab devices 1\" (server \"mdm-lab-1\" at Apple), ended by that download")
                        .neverSaysBetween(
                                "14:39",
                                "15:00",
                                "download the token for the server \"mdm-lab-1\"",
                                "Download a new token for the server \"mdm-lab-1\"",
                                "Do not download a token of the server that this entry holds now",
                                "upload the same file there")
                        .saysOnce(
                                "14:39",
                                "15:00",
                                "Upload the file that is now in \"school devices 1\" on school also to \"lab devices 1\" on lab")
                        .saysOnce("14:39", "15:00", "download a new token for the server \"mdm-school-1\""),
                Scenario.of("of one owner, on one instance")
                        .jamf("school", "1 it-admin", "2 it-admin")
                        .download("14:30", "school/2", "it-admin")
                        .uploadTo("14:30:20", "school/2", "school/1")
                        .neverSays("Download a new token for the server \"mdm-school-2\"", "upload the same file there")
                        .saysOnce(
                                "14:30",
                                "15:00",
                                "Upload the file that is now in \"school devices 1\" on school also to \"school devices 2\""),
                Scenario.of("without a log")
                        .jamf("school", "1 it-admin")
                        .jamf("lab", "1 anna")
                        .withoutLog("school", "lab")
                        .download("14:30", "lab/1", "it-admin")
                        .uploadTo("14:30:20", "lab/1", "school/1")
                        .until("16:00")
                        .neverSays("Download a new token for the server \"mdm-lab-1\"", "upload the same file there"),
                Scenario.of("another token of the owner fails as well")
                        .jamf("school", "1 it-admin")
                        .jamf("lab", "1 anna")
                        .jamf("gym", "1 anna")
                        .download("14:30", "lab/1", "it-admin")
                        .uploadTo("14:30:20", "lab/1", "school/1")
                        .changePassword("14:30", "anna")
                        .neverSaysBetween(
                                "14:39",
                                "15:00",
                                "for the server \"mdm-lab-1\" and upload it to \"lab devices 1\".",
                                "upload the same file there")
                        .says("14:30", "15:00", "or the server \"mdm-gym-1\""),
                Scenario.of("its own entry got the file too: it is not asked for again")
                        .jamf("school", "1 it-admin")
                        .jamf("lab", "1 anna")
                        .download("14:30", "lab/1", "it-admin")
                        .uploadTo("14:30:20", "lab/1", "school/1")
                        .uploadTo("14:30:21", "lab/1", "lab/1")
                        .finds("14:45", "investigate school/1 of it-admin")
                        .neverSaysBetween("14:33", "15:00", "Upload the file that is now in"),
                Scenario.of("carried out to its end")
                        .jamf("school", "1 it-admin")
                        .jamf("lab", "1 anna")
                        .download("14:30", "lab/1", "it-admin")
                        .uploadTo("14:30:20", "lab/1", "school/1")
                        .uploadTo("14:50", "lab/1", "lab/1")
                        .renew("14:52", "school/1", "it-admin")
                        .until("15:20")
                        .finds("15:05")
                        .says("14:52", "15:10", "no server is without its token any more")
                        .says("14:52", "15:10", "Resolved"));
    }

    static Stream<Scenario> its_own_proof() {
        return Stream.of(
                Scenario.of("one is removed, and the other renewed")
                        .jamf("school", "1 it-admin", "2 it-admin")
                        .changePassword("14:10", "it-admin")
                        .remove("14:30", "school/1")
                        .renew("14:30", "school/2", "it-admin")
                        .says(
                                "14:30",
                                "14:50",
                                "ADE token with id 1 (access forbidden): the token was removed from Jamf Pro")
                        .says(
                                "14:30",
                                "14:50",
                                "\"school devices 2\" (access forbidden): a new token is in place, and it syncs"),
                Scenario.of("one is renewed, and the other's account unlocked")
                        .jamf("school", "1 it-admin", "2 it-admin")
                        .refuses("14:10", "school/1", "F")
                        .refuses("14:10", "school/2", "F")
                        .refuses("14:30", "school/1", ".")
                        .refuses("14:30", "school/2", ".")
                        .renew("14:30", "school/2", "it-admin")
                        .says("14:30", "14:50", "\"school devices 1\" (access forbidden): it syncs with Apple again")
                        .says(
                                "14:30",
                                "14:50",
                                "\"school devices 2\" (access forbidden): a new token is in place, and it syncs"),
                Scenario.of("Apple hears from its server, whose next token another entry holds")
                        .jamf("school", "1 it-admin")
                        .jamf("lab", "1 anna")
                        .asksApple()
                        .withoutSyncs("school", "lab")
                        .changePassword("14:10", "it-admin")
                        .standsStill("14:37", "school/1")
                        .renew("14:38", "school/1", "it-admin")
                        .download("14:39", "school/1", "it-admin")
                        .uploadTo("14:39:20", "school/1", "lab/1")
                        .until("15:30")
                        .neverSays("Resolved", "works again")
                        .says("15:00", "15:30", "In place, not yet proven."),
                Scenario.of("one of several, in the words of an old Jamf Pro")
                        .jamf("school", "1 it-admin", "2 mdm")
                        .jamf("lab", "1 anna")
                        .asksApple()
                        .logs("school", Form.UNSTATED)
                        .withoutSyncs("school", "lab")
                        .changePassword("14:10", "it-admin")
                        .changePassword("14:10:30", "mdm")
                        .renew("14:30", "school/1", "it-admin")
                        .download("14:40", "school/1", "anna")
                        .uploadTo("14:40:20", "school/1", "lab/1")
                        .renew("14:50", "school/2", "mdm")
                        .until("15:40")
                        .neverSays("Resolved", "2 ADE tokens work again"),
                Scenario.of("which of two failed is not known, and one of them has not synced")
                        .jamf("school", "1 it-admin", "2 mdm")
                        .jamf("lab", "1 anna")
                        .asksApple()
                        .withoutSyncs("school", "lab")
                        .outage("14:20", "14:50", Answer.FORBIDDEN)
                        .standsStill("14:39", "school/1")
                        .renew("14:40", "school/1", "it-admin")
                        .download("14:45", "school/1", "it-admin")
                        .uploadTo("14:45:20", "school/1", "lab/1")
                        .until("15:30")
                        .neverSays("Resolved", "works again"),
                Scenario.of("its words are unknown, and Apple heard from it before it was refused again")
                        .jamf("school", "1 anna", "2 mdm")
                        .asksApple()
                        .logs("school", Form.UNSTATED)
                        .with("school", site -> site.says("ALPHA", "BETA"))
                        .changePassword("14:05", "anna")
                        .deleteServer("14:10", "school/2")
                        .link("14:20", "New", "school/2", "mdm")
                        .refuses("14:25", "school/1", "S.")
                        .outage("14:50", "15:25", Answer.FORBIDDEN)
                        .until("15:24")
                        .says("14:20", "14:30", "Resolved")
                        .neverSaysBetween("14:50", "15:24", "Resolved", "works again"),
                Scenario.of("all of an instance connected a sync ago, and then one of them failed")
                        .jamf("school", "1 it-admin", "2 mdm")
                        .asksApple()
                        .withoutSyncs("school")
                        .changePassword("14:10", "mdm")
                        .refuses("14:35", "school/2", "S.")
                        .renew("14:41", "school/2", "mdm")
                        .until("15:10"),
                Scenario.of("a record that cannot be about the other, which Jamf Pro has not synced")
                        .jamf("school", "1 mdm", "2 it-admin")
                        .logs("school", Form.UNSTATED)
                        .with("school", site -> site.says("ALPHA", "BETA"))
                        .asksApple()
                        .changePassword("14:05", "mdm")
                        .standsStill("14:20", "school/1")
                        .refuses("14:35", "school/2", "T.")
                        .deleteServer("14:46:35", "school/2")
                        .link("15:03", "New", "school/2", "it-admin")
                        .until("15:30"),
                Scenario.of("one has expired, and the other is renewed and refused again before that is proven")
                        .jamf("school", "1 mdm", "2 anna 2026-11-22")
                        .jamf("lab", "1 ben")
                        .asksApple()
                        .withoutSyncs("school")
                        .changePassword("14:26:03", "mdm")
                        .renew("14:43:04", "school/1", "ben")
                        .changePassword("14:47:37", "ben")
                        .until("15:10"),
                Scenario.of("the likeliest syncs again, and its first sync fails")
                        .jamf("school", "1 mdm", "2 anna", "3 mdm", "4 anna")
                        .logs("school", Form.UNSTATED)
                        .standsStill("14:21:20", "school/2")
                        .deleteServer("14:24:44", "school/3")
                        .changePassword("14:32:06", "mdm")
                        .deleteServer("14:41:57", "school/1")
                        .link("14:53:44", "New 27", "school/1", "ben")
                        .link("14:56:53", "New 0", "school/3", "anna")
                        .refuses("15:00", "school/2", "S.")
                        .syncsAgain("15:09:04", "school/2")
                        .until("15:20"),
                Scenario.of("its new token has not synced, and the other's renewal ends the case that came back")
                        .jamf("school", "1 it-admin", "2 mdm")
                        .changePassword("14:10", "it-admin")
                        .standsStill("14:31", "school/1")
                        .renew("14:32", "school/1", "it-admin")
                        .refusesOnce("14:58:30", "school/2", "F")
                        .renew("15:00:30", "school/2", "mdm")
                        .until("15:30")
                        .neverSays("Apple ID it-admin@example.org: 1 ADE token works again"));
    }
}
