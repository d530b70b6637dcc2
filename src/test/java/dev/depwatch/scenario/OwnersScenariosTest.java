package dev.depwatch.scenario;

import dev.depwatch.scenario.Apple.Answer;
import dev.depwatch.scenario.JamfPro.Form;
import java.util.stream.Stream;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What an owner's other tokens show, and what it means if Apple refuses many owners at once. */
@Execution(ExecutionMode.CONCURRENT)
class OwnersScenariosTest {
    private static final String NOT_ITS_PASSWORD = "so it is not its password";
    private static final String STATUS = "system status";

    @ParameterizedTest(name = "{0}")
    @MethodSource({"passwords", "many_owners"})
    void an_account_is_judged_by_what_its_tokens_show(Scenario scenario) {
        scenario.plays();
    }

    static Stream<Scenario> passwords() {
        return Stream.of(
                Scenario.of("of three refused tokens one is renewed with the same account")
                        .many("school", 3, "it-admin")
                        .changePassword("14:10", "it-admin")
                        .renew("14:30:20", "school1/1", "it-admin")
                        .until("16:30")
                        .neverSays(NOT_ITS_PASSWORD)
                        .finds("16:20", "regenerate school2/1 of it-admin", "regenerate school3/1 of it-admin")
                        .says("14:10", "14:20", "its password was changed"),
                Scenario.of("the same before the first start")
                        .many("school", 3, "it-admin")
                        .changePassword("13:20", "it-admin")
                        .renew("13:40:20", "school1/1", "it-admin")
                        .neverSays(NOT_ITS_PASSWORD)
                        .says("14:00", "14:10", "password"),
                Scenario.of("on one instance, before the first start")
                        .jamf("school", "1 it-admin", "2 it-admin", "3 it-admin")
                        .changePassword("13:20", "it-admin")
                        .renew("13:40:20", "school/1", "it-admin")
                        .neverSays(NOT_ITS_PASSWORD),
                Scenario.of("on one instance, for hours")
                        .jamf("school", "1 it-admin", "2 it-admin", "3 it-admin")
                        .changePassword("14:10", "it-admin")
                        .renew("14:30:20", "school/2", "it-admin")
                        .until("16:40")
                        .neverSays(NOT_ITS_PASSWORD)
                        .finds("16:30", "regenerate school/1+3 of it-admin"),
                Scenario.of("two of four renewed, of an old Jamf Pro")
                        .many("school", 4, "it-admin")
                        .logs("school3", Form.UNSTATED)
                        .logs("school4", Form.UNSTATED)
                        .changePassword("14:10", "it-admin")
                        .renew("14:30:20", "school1/1", "it-admin")
                        .renew("14:33:20", "school2/1", "it-admin")
                        .until("16:30")
                        .neverSays(NOT_ITS_PASSWORD),
                Scenario.of("renewed while depwatch does not run")
                        .many("school", 3, "it-admin")
                        .changePassword("14:10", "it-admin")
                        .stops("14:20")
                        .renew("14:30:20", "school1/1", "it-admin")
                        .startsAgain("15:40")
                        .until("16:30")
                        .neverSays(NOT_ITS_PASSWORD),
                Scenario.of("renewed twice on one day, so that nothing but its syncs shows the second")
                        .many("school", 3, "it-admin")
                        .renew("14:05:20", "school1/1", "it-admin")
                        .changePassword("14:20", "it-admin")
                        .renew("14:40:20", "school1/1", "it-admin")
                        .until("16:30")
                        .neverSays(NOT_ITS_PASSWORD),
                Scenario.of("renewed by another account, and then by the first")
                        .many("school", 3, "it-admin")
                        .changePassword("14:10", "it-admin")
                        .renew("14:30:20", "school1/1", "new")
                        .renew("15:30:20", "school1/1", "it-admin")
                        .until("16:30")
                        .neverSays(NOT_ITS_PASSWORD),
                Scenario.of("content tokens are at risk all the same")
                        .many("school", 3, "it-admin")
                        .content("school2", "7", "it-admin", "13:55")
                        .changePassword("13:20", "it-admin")
                        .renew("13:40:20", "school1/1", "it-admin")
                        .neverSays(NOT_ITS_PASSWORD)
                        .says("14:00", "14:10", "a password change ends"),
                Scenario.of("the other no longer syncs")
                        .many("school", 2, "it-admin")
                        .standsStill("14:05", "school2/1")
                        .changePassword("14:10", "it-admin")
                        .until("16:00")
                        .neverSays(NOT_ITS_PASSWORD),
                Scenario.of("a token that was renewed before the failure shows that the account works")
                        .many("school", 2, "it-admin")
                        .renew("14:05:20", "school2/1", "it-admin")
                        .refuses("14:20", "school1/1", "F")
                        .until("15:30")
                        .says("14:20", "15:30", NOT_ITS_PASSWORD),
                Scenario.of("so does one that has been there for months, at a first start")
                        .many("school", 2, "it-admin")
                        .refuses("13:20", "school1/1", "F")
                        .says("14:00", "14:10", NOT_ITS_PASSWORD));
    }

    private static Scenario owners(String rule, int count) {
        Scenario scenario = Scenario.of(rule);
        for (int number = 1; number <= count; number++) {
            scenario.jamf("c" + number, "1 owner" + number);
        }
        return scenario;
    }

    private static Scenario configured(Scenario scenario, int count) {
        for (int number = 1; number <= count; number++) {
            scenario.configured("c" + number, "1 owner" + number);
        }
        return scenario;
    }

    static Stream<Scenario> many_owners() {
        return Stream.of(
                owners("twelve owners of one organisation get FORBIDDEN in one sync", 12)
                        .outage("14:10", "15:40", Answer.FORBIDDEN)
                        .until("16:00")
                        .neverFinds("regenerate c")
                        .findsAmongOthers("14:20", "regenerate likely c1/1 of owner1", "regenerate likely c12/1")
                        .says("14:10", "14:20", "Organisation Example: 12 ADE tokens most likely need regenerating")
                        .says("14:10", "14:20", STATUS)
                        .says("14:10", "14:20", "terms")
                        .says("15:40", "16:00", "Resolved")
                        .saysAtMost(3),
                owners("three", 3)
                        .outage("14:10", "15:40", Answer.FORBIDDEN)
                        .neverFinds("regenerate c")
                        .says("14:10", "14:20", "Organisation Example: 3 ADE tokens most likely")
                        .says("14:10", "14:20", STATUS)
                        .saysAtMost(1),
                owners("two owners are two alerts", 2)
                        .outage("14:10", "15:40", Answer.FORBIDDEN)
                        .finds("14:20", "regenerate c1/1 of owner1", "regenerate c2/1 of owner2")
                        .neverSays("Organisation Example")
                        .saysAtMost(2),
                Scenario.of("three owners of two organisations")
                        .jamf("a", "1 anna @One")
                        .jamf("b", "1 ben @One")
                        .jamf("c", "1 cleo @Two")
                        .outage("14:10", "15:40", Answer.FORBIDDEN)
                        .finds("14:20", "regenerate a/1 of anna", "regenerate b/1 of ben", "regenerate c/1 of cleo")
                        .saysAtMost(3),
                Scenario.of("three owners of each of two organisations")
                        .jamf("a", "1 anna @One", "2 ben @One", "3 cleo @One")
                        .jamf("b", "1 dora @Two", "2 emil @Two", "3 fred @Two")
                        .outage("14:10", "15:40", Answer.FORBIDDEN)
                        .neverFinds("regenerate a", "regenerate b")
                        .says("14:10", "14:20", "Organisation One: 3 ADE tokens most likely")
                        .says("14:10", "14:20", "Organisation Two: 3 ADE tokens most likely")
                        .saysAtMost(2),
                owners("within four minutes, one after the other", 3)
                        .changePassword("14:09", "owner1")
                        .changePassword("14:11", "owner2")
                        .changePassword("14:13", "owner3")
                        .until("16:30")
                        .says("14:10", "14:25", "Organisation Example: 3 ADE tokens most likely")
                        .finds(
                                "16:20",
                                "regenerate likely c1/1 of owner1",
                                "regenerate likely c2/1 of owner2",
                                "regenerate likely c3/1 of owner3"),
                owners("twenty minutes apart, three passwords were changed", 3)
                        .changePassword("14:05", "owner1")
                        .changePassword("14:25", "owner2")
                        .changePassword("14:45", "owner3")
                        .until("15:20")
                        .finds(
                                "15:10",
                                "regenerate c1/1 of owner1",
                                "regenerate c2/1 of owner2",
                                "regenerate c3/1 of owner3")
                        .saysAtMost(3),
                configured(owners("by the log alone", 4), 4)
                        .outage("14:10", "15:40", Answer.FORBIDDEN)
                        .neverFinds("regenerate c")
                        .says("14:10", "14:20", "Organisation Example: 4 ADE tokens most likely")
                        .saysAtMost(1),
                owners("before the first start", 5)
                        .outage("13:10", "15:40", Answer.FORBIDDEN)
                        .neverFinds("regenerate c")
                        .says("14:00", "14:10", "Organisation Example: 5 ADE tokens most likely")
                        .saysAtMost(1),
                owners("a restart within", 5)
                        .outage("14:10", "15:40", Answer.FORBIDDEN)
                        .stops("14:30")
                        .startsAgain("14:50")
                        .neverFinds("regenerate c")
                        .saysAtMost(1),
                owners("without sync states", 5)
                        .withoutSyncs("c1", "c2", "c3", "c4", "c5")
                        .outage("14:10", "15:40", Answer.FORBIDDEN)
                        .neverFinds("regenerate c")
                        .says("14:10", "14:20", "Organisation Example: 5 ADE tokens most likely")
                        .saysAtMost(1),
                owners("one is renewed, and the message stays one", 4)
                        .changePassword("14:09", "owner1")
                        .changePassword("14:09", "owner2")
                        .changePassword("14:09", "owner3")
                        .changePassword("14:09", "owner4")
                        .renew("14:30:20", "c1/1", "new")
                        .says("14:10", "14:20", "Organisation Example: 4 ADE tokens most likely")
                        .neverFinds("regenerate c"),
                owners("terms that wait are terms", 4)
                        .publishTerms("14:10", "Example")
                        .neverFinds("regenerate")
                        .says("14:10", "14:20", "Organisation Example")
                        .saysAtMost(1),
                owners("others of the organisation work: terms are not the reason, the status is to be checked", 5)
                        .changePassword("14:09", "owner1")
                        .changePassword("14:09", "owner2")
                        .changePassword("14:09", "owner3")
                        .neverFinds("regenerate c")
                        .says("14:10", "14:20", "Organisation Example: 3 ADE tokens most likely")
                        .says("14:10", "14:20", STATUS));
    }
}
