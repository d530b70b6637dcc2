package dev.depwatch.scenario;

import dev.depwatch.scenario.Apple.Answer;
import dev.depwatch.scenario.JamfPro.Form;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The reason is not one that the data refute, and without a stated answer the advice stays likely. */
class ReasonScenariosTest {
    private static final String CHANGED = "its password was changed";

    @ParameterizedTest(name = "{0}")
    @MethodSource({"others", "unstated", "terms"})
    void the_reason_is_not_one_that_the_data_refute(Scenario scenario) {
        scenario.plays();
    }

    static Stream<Scenario> others() {
        return Stream.of(
                Scenario.of("all tokens of an Apple ID begin to fail: its password was changed")
                        .many("school", 4, "it-admin")
                        .changePassword("14:10", "it-admin")
                        .says("14:12", "14:20", CHANGED),
                Scenario.of("one token is forbidden while the others of its Apple ID work")
                        .many("school", 6, "it-admin")
                        .content("school2", "7", "it-admin", "13:55")
                        .refuses("14:10", "school1/1", "F")
                        .until("15:00")
                        .finds("14:40", "regenerate school1/1 of it-admin")
                        .neverSaysBetween("14:25", "15:00", CHANGED)
                        .says("14:12", "14:50", "5 other ADE tokens of this Apple ID work"),
                Scenario.of("then its content tokens are not at risk")
                        .many("school", 3, "it-admin")
                        .content("school2", "7", "it-admin", "13:55")
                        .refuses("14:10", "school1/1", "F")
                        .until("15:00")
                        .neverSaysBetween("14:25", "15:00", "a password change ends"),
                Scenario.of("where the others have died as well, content tokens are at risk")
                        .many("school", 3, "it-admin")
                        .content("school2", "7", "it-admin", "13:55")
                        .changePassword("14:10", "it-admin")
                        .says("14:12", "14:20", "a password change ends"),
                Scenario.of("two tokens of one instance, of which one is forbidden")
                        .jamf("school", "1 it-admin", "2 it-admin")
                        .refuses("14:10", "school/1", "F")
                        .finds("14:30", "regenerate school/1 of it-admin")
                        .says("14:12", "14:40", "1 other ADE token of this Apple ID works")
                        .neverSaysBetween("14:20", "15:00", CHANGED),
                Scenario.of("another record amid it: a token that was renewed between the two proves nothing")
                        .jamf("school", "1 it-admin")
                        .jamf("lab", "1 mdm")
                        .changePassword("14:10", "it-admin")
                        .renew("14:30", "lab/1", "it-admin")
                        .refusesOnce("14:50", "school/1", "R")
                        .finds("14:40", "regenerate school/1 of it-admin")
                        .finds("15:10", "regenerate school/1 of it-admin")
                        .until("15:30")
                        .neverSays("other ADE token of this Apple ID works"),
                Scenario.of("an old host whose owner's other tokens sync well")
                        .many("school", 3, "it-admin")
                        .logs("school1", Form.UNSTATED)
                        .refuses("14:10", "school1/1", "F")
                        .until("15:30")
                        .finds("15:20", "regenerate likely school1/1 of it-admin")
                        .neverFinds("regenerate school1")
                        .neverSaysBetween("14:25", "15:30", CHANGED));
    }

    static Stream<Scenario> unstated() {
        return Stream.of(
                Scenario.of("without a stated answer the advice stays likely for ever")
                        .jamf("school", "1 it-admin")
                        .logs("school", Form.UNSTATED)
                        .changePassword("14:10", "it-admin")
                        .until("17:00")
                        .finds("14:15", "regenerate likely school/1 of it-admin")
                        .finds("16:59", "regenerate likely school/1 of it-admin")
                        .neverFinds("regenerate school"),
                Scenario.of("an outage of 45 minutes as an old Jamf Pro logs it")
                        .many("school", 2, "it-admin")
                        .logs("school1", Form.UNSTATED)
                        .logs("school2", Form.UNSTATED)
                        .outage("14:10", "14:55", Answer.FORBIDDEN)
                        .until("15:20")
                        .neverFinds("regenerate school")
                        .says("14:12", "14:20", "unsigned terms")
                        .finds("15:05"),
                Scenario.of("new terms as an old Jamf Pro logs them, whose notifications cannot be read")
                        .jamf("school", "1 it-admin")
                        .logs("school", Form.UNSTATED)
                        .with("school", JamfPro::withoutNotifications)
                        .publishTerms("14:10", "Example")
                        .until("16:00")
                        .neverFinds("regenerate school")
                        .finds("15:50", "regenerate likely school/1 of it-admin"),
                Scenario.of("unstated failures of three owners at once are Apple's or the network's")
                        .jamf("a", "1 anna")
                        .jamf("b", "1 ben")
                        .jamf("c", "1 cleo")
                        .logs("a", Form.UNSTATED)
                        .logs("b", Form.UNSTATED)
                        .logs("c", Form.UNSTATED)
                        .outage("14:10", "14:30", Answer.FORBIDDEN)
                        .neverFinds("regenerate")
                        .saysNothing(),
                Scenario.of("a network fault of one host")
                        .jamf("school", "1 it-admin")
                        .network("14:10", "14:50", "school")
                        .until("15:10")
                        .neverFinds("regenerate")
                        .finds("14:45", "investigate school/1 of it-admin")
                        .finds("15:00"),
                Scenario.of("a network fault of ten minutes wakes nobody")
                        .jamf("school", "1 it-admin")
                        .network("14:10", "14:20", "school")
                        .saysNothing(),
                Scenario.of("Apple answers 503 for ten minutes")
                        .many("school", 3, "it-admin")
                        .outage("14:10", "14:20", Answer.SERVICE_UNAVAILABLE)
                        .saysNothing());
    }

    static Stream<Scenario> terms() {
        return Stream.of(
                Scenario.of("a log that states unsigned terms asks to accept them")
                        .jamf("school", "1 it-admin")
                        .publishTerms("14:10", "Example")
                        .finds("14:15", "accept_terms school/1 of it-admin")
                        .neverFinds("regenerate")
                        .acceptTerms("14:30", "Example")
                        .finds("14:40")
                        .says("14:31", "14:45", "Resolved"),
                Scenario.of("Apple answers now this and now that while terms wait")
                        .jamf("school", "1 it-admin")
                        .publishTerms("14:10", "Example")
                        .outage("14:17", "14:21", Answer.FORBIDDEN)
                        .outage("14:29", "14:33", Answer.FORBIDDEN)
                        .finds("14:16", "accept_terms school/1 of it-admin")
                        .finds("14:24", "accept_terms school/1 of it-admin")
                        .neverFinds("regenerate"),
                Scenario.of("an old Jamf Pro whose notification of the terms came with the failure")
                        .jamf("school", "1 it-admin")
                        .logs("school", Form.UNSTATED)
                        .publishTerms("14:10", "Example")
                        .finds("14:15", "accept_terms school/1 of it-admin")
                        .neverFinds("regenerate"),
                Scenario.of("a notification that is read for the first time is of unknown age")
                        .jamf("school", "1 it-admin")
                        .notifies("13:10", "school", "DEVICE_ENROLLMENT_PROGRAM_T_C_NOT_SIGNED", "school devices 1")
                        .changePassword("13:50", "it-admin")
                        .finds("14:10", "regenerate school/1 of it-admin")
                        .says("14:00", "14:10", "unsigned terms"),
                Scenario.of("a notification that nobody dismissed does not hide a changed password on three instances")
                        .many("school", 3, "it-admin")
                        .notifies("14:05", "school1", "DEVICE_ENROLLMENT_PROGRAM_T_C_NOT_SIGNED", "school1 devices 1")
                        .notifies("14:05", "school2", "DEVICE_ENROLLMENT_PROGRAM_T_C_NOT_SIGNED", "school2 devices 1")
                        .notifies("14:05", "school3", "DEVICE_ENROLLMENT_PROGRAM_T_C_NOT_SIGNED", "school3 devices 1")
                        .changePassword("14:40", "it-admin")
                        .finds("14:30")
                        .finds(
                                "14:50",
                                "regenerate school1/1 of it-admin",
                                "regenerate school2/1 of it-admin",
                                "regenerate school3/1 of it-admin")
                        .neverFinds("accept_terms"),
                Scenario.of("in Jamf Cloud a notification wakes nobody while every sync is good")
                        .jamf("cloud", "1 it-admin")
                        .withoutLog("cloud")
                        .notifies("14:10", "cloud", "DEVICE_ENROLLMENT_PROGRAM_T_C_NOT_SIGNED", "cloud devices 1")
                        .until("16:00")
                        .saysNothing(),
                Scenario.of("nor one that stood before depwatch started")
                        .jamf("cloud", "1 it-admin")
                        .withoutLog("cloud")
                        .notifies("13:10", "cloud", "DEVICE_ENROLLMENT_PROGRAM_T_C_NOT_SIGNED", "cloud devices 1")
                        .until("16:00")
                        .saysNothing(),
                Scenario.of("in Jamf Cloud unsigned terms that stop the syncs are reported")
                        .jamf("cloud", "1 it-admin")
                        .withoutLog("cloud")
                        .publishTerms("14:10", "Example")
                        .finds("14:30", "accept_terms cloud/1 of it-admin"),
                Scenario.of("terms of one organisation are not those of another")
                        .jamf("school", "1 it-admin @One", "2 anna @Two")
                        .publishTerms("14:10", "Two")
                        .finds("14:15", "accept_terms school/2 of anna"),
                Scenario.of("just accepted terms, while Apple still answers FORBIDDEN")
                        .jamf("school", "1 it-admin")
                        .publishTerms("14:10", "Example")
                        .acceptTerms("14:30", "Example", Duration.ofHours(3))
                        .until("17:00")
                        .finds("14:20", "accept_terms school/1 of it-admin")
                        .neverFinds("regenerate")
                        .finds("16:00", "investigate school/1 of it-admin")
                        .says("14:30", "15:00", "Apple has taken more than a day"),
                Scenario.of("the same, with only a notification about the terms")
                        .jamf("school", "1 it-admin")
                        .logs("school", Form.UNSTATED)
                        .publishTerms("14:10", "Example")
                        .acceptTerms("14:30", "Example", Duration.ofHours(3))
                        .until("17:00")
                        .neverFinds("regenerate")
                        .finds("16:00", "investigate school/1 of it-admin"),
                Scenario.of("a token that synced well since the terms were accepted is refused for something else")
                        .jamf("school", "1 it-admin")
                        .publishTerms("14:10", "Example")
                        .acceptTerms("14:20", "Example")
                        .changePassword("14:40", "it-admin")
                        .finds("14:52", "regenerate school/1 of it-admin"),
                Scenario.of("a day and a half after the terms were accepted it is the token")
                        .jamf("school", "1 it-admin")
                        .publishTerms("14:10", "Example")
                        .acceptTerms("14:30", "Example", Duration.ofDays(9))
                        .until("2026-11-26 04:00")
                        .finds("2026-11-26 03:00", "regenerate school/1 of it-admin"));
    }
}
