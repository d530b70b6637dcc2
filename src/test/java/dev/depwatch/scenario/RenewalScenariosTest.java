package dev.depwatch.scenario;

import dev.depwatch.scenario.Apple.Answer;
import dev.depwatch.scenario.JamfPro.Form;
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
        return Stream.of(
                Scenario.of("a new token that worked and is refused in a word that nobody knows")
                        .jamf("school", "1 it-admin")
                        .with("school", site -> site.says("SUCCESSFUL", "BETA"))
                        .renew("14:05", "school/1", "it-admin")
                        .changePassword("14:31", "it-admin")
                        .finds("14:33")
                        .finds("14:37", "regenerate school/1 of it-admin"),
                Scenario.of("a new token that is refused at once in a word that nobody knows")
                        .jamf("school", "1 it-admin")
                        .with("school", site -> site.says("SUCCESSFUL", "BETA"))
                        .changePassword("14:10", "it-admin")
                        .renew("14:31", "school/1", "it-admin")
                        .changePassword("14:31:10", "it-admin")
                        .finds("14:33")
                        .finds("14:37", "regenerate school/1 of it-admin"),
                Scenario.of("a changed password is reported of the one token there is")
                        .jamf("school", "1 it-admin")
                        .changePassword("14:23", "it-admin")
                        .finds("14:23:50")
                        .finds("14:24:50")
                        .finds("14:28", "regenerate school/1 of it-admin")
                        .says("14:26", "14:30", "it-admin@example.org: 1 ADE token needs regenerating"),
                Scenario.of("it goes on to be reported for as long as nothing changes")
                        .jamf("school", "1 it-admin")
                        .changePassword("14:23", "it-admin")
                        .until("17:00")
                        .finds("16:59", "regenerate school/1 of it-admin")
                        .saysAtMost(1),
                Scenario.of("also where depwatch starts amid it, once the next sync has failed")
                        .jamf("school", "1 it-admin")
                        .changePassword("13:23", "it-admin")
                        .starts("14:01")
                        .finds("14:05", "regenerate school/1 of it-admin"),
                Scenario.of("a new token that is refused as well is its own owner's")
                        .jamf("school", "1 it-admin")
                        .changePassword("14:10", "it-admin")
                        .renew("14:30:10", "school/1", "mdm")
                        .changePassword("14:31", "mdm")
                        .finds("14:31")
                        .finds("14:40", "regenerate school/1 of mdm")
                        .neverFindsBetween("14:31", "15:00", "regenerate school/1 of it-admin"));
    }

    static Stream<Scenario> renewed() {
        return Stream.of(
                Scenario.of("renewed with the same account, a token needs nothing from the reading on that shows it")
                        .jamf("school", "1 it-admin")
                        .changePassword("14:10", "it-admin")
                        .renew("14:30:17", "school/1", "it-admin")
                        .finds("14:29", "regenerate school/1 of it-admin")
                        .finds("14:31")
                        .finds("14:50")
                        .says("14:31", "14:45", "Resolved"),
                Scenario.of("renewed with another account, the new owner is never named")
                        .jamf("school", "1 it-admin")
                        .changePassword("14:10", "it-admin")
                        .renew("14:30:17", "school/1", "mdm")
                        .finds("14:31")
                        .neverFinds("regenerate school/1 of mdm")
                        .neverSays("mdm@example.org: 1 ADE"),
                Scenario.of("a token that was rejected since a newer one was downloaded")
                        .jamf("school", "1 it-admin")
                        .download("14:10", "school/1", "mdm")
                        .finds("14:20", "regenerate school/1 of it-admin")
                        .upload("14:40", "school/1")
                        .finds("14:41")
                        .neverFinds("regenerate school/1 of mdm"),
                Scenario.of("a token whose log does not state Apple's answer")
                        .jamf("school", "1 it-admin")
                        .logs("school", Form.UNSTATED)
                        .changePassword("14:10", "it-admin")
                        .renew("14:30:17", "school/1", "mdm")
                        .finds("14:20", "regenerate likely school/1 of it-admin")
                        .finds("14:31")
                        .neverFinds("regenerate likely school/1 of mdm"),
                Scenario.of("an expired token")
                        .jamf("school", "1 it-admin 2026-11-23")
                        .logs("school", Form.CONTAINER)
                        .finds("14:20", "regenerate school/1 of it-admin")
                        .renew("14:30:17", "school/1", "mdm")
                        .finds("14:40")
                        .neverFinds("regenerate school/1 of mdm"),
                Scenario.of("in Jamf Cloud, by the API alone")
                        .jamf("cloud", "1 it-admin")
                        .withoutLog("cloud")
                        .changePassword("14:05", "it-admin")
                        .until("15:30")
                        .finds("14:50", "investigate cloud/1 of it-admin")
                        .renew("14:55:17", "cloud/1", "mdm")
                        .finds("14:57")
                        .neverFindsBetween("14:56", "15:30", "investigate cloud/1 of mdm"),
                Scenario.of("renewed twice, the first time with an account that was locked")
                        .jamf("school", "1 it-admin")
                        .changePassword("14:10", "it-admin")
                        .renew("14:30", "school/1", "anna")
                        .changePassword("14:30:05", "anna")
                        .renew("14:41", "school/1", "mdm")
                        .finds("14:38", "regenerate school/1 of anna")
                        .finds("14:42")
                        .neverFinds("regenerate school/1 of mdm"));
    }

    static Stream<Scenario> partly() {
        return Stream.of(
                Scenario.of("one of two is renewed, the other no longer syncs, and then the network fails")
                        .jamf("school", "1 ben", "2 it-admin", "3 it-admin")
                        .changePassword("14:06", "it-admin")
                        .standsStill("14:17", "school/3")
                        .renew("14:24", "school/2", "ben")
                        .outage("14:40", "15:03", Answer.NETWORK_FAULT)
                        .until("15:20")
                        .finds("14:30", "regenerate school/3 of it-admin")
                        .finds("15:01", "regenerate school/3 of it-admin")
                        .neverSays("Resolved"),
                Scenario.of("one is renewed and Jamf Pro does not sync it, while Apple refuses all for half an hour")
                        .jamf("school", "1 anna", "2 ben", "3 it-admin")
                        .changePassword("14:10", "it-admin")
                        .standsStill("14:25", "school/3")
                        .outage("14:30", "15:03:33", Answer.FORBIDDEN)
                        .renew("14:40", "school/3", "mdm")
                        .api("15:06", 503, "school")
                        .changePassword("15:20", "ben")
                        .api("15:31", 200, "school")
                        .until("15:40")
                        .findsAmongOthers("15:28", "identify school/1+2+3?")
                        .findsAmongOthers("15:38", "regenerate school/2 of ben")
                        .finds("14:28", "regenerate school/3 of it-admin")
                        .neverFinds("regenerate school/3 of mdm", "regenerate likely school/3 of mdm"),
                Scenario.of("one of two failing tokens is renewed by another account, and the other goes on")
                        .jamf("school", "1 it-admin", "2 it-admin")
                        .changePassword("14:10", "it-admin")
                        .renew("14:40:17", "school/1", "mdm")
                        .until("15:30")
                        .finds("14:20", "regenerate school/1+2 of it-admin")
                        .finds("14:41", "regenerate school/2 of it-admin")
                        .finds("14:46:07", "regenerate school/2 of it-admin")
                        .finds("15:20", "regenerate school/2 of it-admin")
                        .says("14:40", "14:55", "1 of 2 renewed")
                        .neverSays("mdm@example.org: "),
                Scenario.of("one of two failing tokens of two owners")
                        .jamf("school", "1 it-admin", "2 anna")
                        .changePassword("14:10", "it-admin")
                        .changePassword("14:10", "anna")
                        .renew("14:40:17", "school/2", "mdm")
                        .until("15:30")
                        .finds("14:20", "regenerate school/1 of it-admin", "regenerate school/2 of anna")
                        .finds("14:41", "regenerate school/1 of it-admin")
                        .finds("15:20", "regenerate school/1 of it-admin")
                        .says("14:41", "14:55", "Apple ID anna@example.org: 1 ADE token works again")
                        .neverSays("mdm@example.org: "),
                Scenario.of("two of five instances are done")
                        .many("school", 5, "it-admin")
                        .changePassword("14:10", "it-admin")
                        .renew("14:30", "school1/1", "mdm")
                        .renew("14:31", "school2/1", "mdm")
                        .finds(
                                "14:29",
                                "regenerate school1/1 of it-admin",
                                "regenerate school2/1 of it-admin",
                                "regenerate school3/1 of it-admin",
                                "regenerate school4/1 of it-admin",
                                "regenerate school5/1 of it-admin")
                        .finds(
                                "14:40",
                                "regenerate school3/1 of it-admin",
                                "regenerate school4/1 of it-admin",
                                "regenerate school5/1 of it-admin")
                        .says("14:30", "14:40", "2 of 5 renewed"),
                Scenario.of("all are renewed one after the other")
                        .many("school", 3, "it-admin")
                        .changePassword("14:10", "it-admin")
                        .renew("14:30", "school1/1", "it-admin")
                        .renew("14:33", "school2/1", "it-admin")
                        .renew("14:36", "school3/1", "it-admin")
                        .until("15:10")
                        .finds("14:38")
                        .says("14:38", "14:50", "Resolved")
                        .neverSaysBetween("14:00", "14:37", "Resolved"),
                Scenario.of("a healthy token is renewed while its neighbour fails")
                        .jamf("school", "1 it-admin", "2 anna")
                        .changePassword("14:10", "it-admin")
                        .renew("14:30", "school/2", "mdm")
                        .finds("14:40", "regenerate school/1 of it-admin")
                        .neverFinds("identify", "regenerate school/2"));
    }

    static Stream<Scenario> unseen() {
        return Stream.of(
                Scenario.of("renewed minutes before depwatch's first start")
                        .jamf("school", "1 it-admin")
                        .changePassword("13:40", "it-admin")
                        .renew("14:09:40", "school/1", "mdm")
                        .starts("14:11")
                        .neverFinds("regenerate")
                        .saysNothing(),
                Scenario.of("renewed between the last refused sync and depwatch's first start")
                        .jamf("school", "1 it-admin")
                        .changePassword("13:40", "it-admin")
                        .renew("14:10:30", "school/1", "mdm")
                        .starts("14:11")
                        .neverFinds("regenerate")
                        .saysNothing(),
                Scenario.of("renewed just after depwatch's first start")
                        .jamf("school", "1 it-admin")
                        .changePassword("13:40", "it-admin")
                        .renew("14:11:30", "school/1", "mdm")
                        .starts("14:11")
                        .neverFinds("regenerate")
                        .saysNothing(),
                Scenario.of("renewed while depwatch was down")
                        .jamf("school", "1 it-admin")
                        .changePassword("14:05", "it-admin")
                        .stops("14:06:30")
                        .renew("14:30", "school/1", "mdm")
                        .startsAgain("14:40")
                        .neverFinds("regenerate school/1 of mdm")
                        .finds("14:45")
                        .saysNothing(),
                Scenario.of("renewed while depwatch was down, after it had reported the failure")
                        .jamf("school", "1 it-admin")
                        .changePassword("14:05", "it-admin")
                        .stops("14:20")
                        .renew("14:30", "school/1", "mdm")
                        .startsAgain("14:31")
                        .neverFinds("regenerate school/1 of mdm")
                        .finds("14:35")
                        .says("14:31", "14:45", "Resolved"),
                Scenario.of("renewed while depwatch was down, and started before the next sync")
                        .jamf("school", "1 it-admin")
                        .changePassword("14:05", "it-admin")
                        .isKilled("14:06:30")
                        .renew("14:30:30", "school/1", "mdm")
                        .startsAgain("14:31")
                        .neverFinds("regenerate school/1 of mdm")
                        .neverSays("mdm@example.org: "),
                Scenario.of("renewed by the same account while depwatch was down for an hour")
                        .jamf("school", "1 it-admin")
                        .changePassword("14:05", "it-admin")
                        .stops("14:04")
                        .renew("14:30:30", "school/1", "it-admin")
                        .startsAgain("15:04")
                        .until("15:30")
                        .saysNothing(),
                Scenario.of("renewed while the API did not answer")
                        .jamf("school", "1 it-admin")
                        .changePassword("14:05", "it-admin")
                        .finds("14:12", "regenerate school/1 of it-admin")
                        .api("14:12", 0, "school")
                        .renew("14:20:30", "school/1", "mdm")
                        .api("14:30", 200, "school")
                        .finds("14:45")
                        .neverFinds("regenerate school/1 of mdm"));
    }

    static Stream<Scenario> planned() {
        return Stream.of(
                Scenario.of("a download, one refused sync, the upload 20 s later")
                        .jamf("school", "1 it-admin")
                        .download("14:22:00", "school/1", "it-admin")
                        .upload("14:22:25", "school/1")
                        .neverFinds("regenerate")
                        .saysNothing(),
                Scenario.of("the same with another account")
                        .jamf("school", "1 it-admin")
                        .download("14:22:00", "school/1", "mdm")
                        .upload("14:22:25", "school/1")
                        .neverFinds("regenerate")
                        .saysNothing(),
                Scenario.of("the upload comes between the refused sync and the reading that it causes")
                        .jamf("school", "1 it-admin")
                        .download("14:22:00", "school/1", "mdm")
                        .upload("14:22:06", "school/1")
                        .neverFinds("regenerate")
                        .saysNothing(),
                Scenario.of("the upload comes just before the second sync")
                        .jamf("school", "1 it-admin")
                        .download("14:22:00", "school/1", "mdm")
                        .upload("14:24:02", "school/1")
                        .neverFinds("regenerate")
                        .saysNothing(),
                Scenario.of("an old Jamf Pro does not state that the token was rejected")
                        .jamf("school", "1 it-admin")
                        .logs("school", Form.UNSTATED)
                        .download("14:22:00", "school/1", "mdm")
                        .upload("14:22:25", "school/1")
                        .neverFinds("regenerate")
                        .saysNothing(),
                Scenario.of("one of two tokens of the instance")
                        .jamf("school", "1 it-admin", "2 anna")
                        .download("14:22:00", "school/2", "mdm")
                        .upload("14:22:25", "school/2")
                        .neverFinds("regenerate", "identify")
                        .saysNothing(),
                Scenario.of("twenty instances in half an hour, each with a refused sync")
                        .many("school", 3, "it-admin")
                        .download("14:22:00", "school1/1", "mdm")
                        .upload("14:22:25", "school1/1")
                        .download("14:26:00", "school2/1", "mdm")
                        .upload("14:26:25", "school2/1")
                        .download("14:30:00", "school3/1", "mdm")
                        .upload("14:30:25", "school3/1")
                        .neverFinds("regenerate")
                        .saysNothing(),
                Scenario.of("no sync is refused at all")
                        .jamf("school", "1 it-admin")
                        .renew("14:22:20", "school/1", "mdm")
                        .saysNothing(),
                Scenario.of("depwatch is restarted in between")
                        .jamf("school", "1 it-admin")
                        .download("14:22:00", "school/1", "mdm")
                        .stops("14:22:15")
                        .upload("14:22:25", "school/1")
                        .startsAgain("14:22:40")
                        .neverFinds("regenerate")
                        .saysNothing());
    }

    static Stream<Scenario> proven() {
        return Stream.of(
                Scenario.of("Apple's times prove the new token, and the network fails as the third good sync is due")
                        .jamf("school", "1 it-admin")
                        .with("school", site -> site.says("ALPHA", "BETA"))
                        .asksApple()
                        .deleteServer("14:10", "school/1")
                        .link("14:30:30", "New", "school/1", "it-admin")
                        .outage("14:35:30", "14:50", Answer.NETWORK_FAULT)
                        .neverSaysBetween("14:35", "14:50", "Resolved")
                        .says("14:50", "15:05", "Resolved"),
                Scenario.of("a date was over, and the network fails every other time")
                        .jamf("school", "1 it-admin 2026-11-22")
                        .logs("school", Form.UNSTATED)
                        .refuses("14:31", "school/1", "N.")
                        .renew("15:01:15", "school/1", "mdm")
                        .until("15:20")
                        .neverSaysBetween("15:04", "15:06", "Resolved"),
                Scenario.of("a new token that does not sync is in place, and not proven")
                        .jamf("school", "1 it-admin")
                        .changePassword("14:10", "it-admin")
                        .standsStill("14:30", "school/1")
                        .renew("14:31", "school/1", "mdm")
                        .until("16:00")
                        .finds("14:29", "regenerate school/1 of it-admin")
                        .finds("14:32")
                        .neverSays("Resolved", "works again")
                        .says("14:31", "15:30", "not yet proven"),
                Scenario.of("it is proven when it syncs at last")
                        .jamf("school", "1 it-admin")
                        .changePassword("14:10", "it-admin")
                        .standsStill("14:30", "school/1")
                        .renew("14:31", "school/1", "mdm")
                        .syncsAgain("14:40", "school/1")
                        .neverSaysBetween("14:00", "14:37", "Resolved")
                        .says("14:40", "14:50", "Resolved"),
                Scenario.of("a removed token is no longer there, and not resolved")
                        .jamf("school", "1 it-admin", "2 anna")
                        .changePassword("14:10", "it-admin")
                        .remove("14:30", "school/1")
                        .finds("14:40")
                        .neverSays("Resolved", "works again")
                        .says("14:31", "15:00", "no longer in Jamf Pro"),
                Scenario.of("what recovers by itself is resolved by its syncs")
                        .jamf("school", "1 it-admin")
                        .refusesOnce("14:10", "school/1", "FFFFFF")
                        .finds("14:20", "regenerate school/1 of it-admin")
                        .finds("14:24")
                        .says("14:24", "14:35", "Resolved"));
    }
}
