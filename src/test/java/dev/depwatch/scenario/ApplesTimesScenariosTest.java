package dev.depwatch.scenario;

import dev.depwatch.scenario.JamfPro.Form;
import java.util.stream.Stream;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Apple's times accuse nobody who renewed, and an absence that all servers share is nobody's. */
@Execution(ExecutionMode.CONCURRENT)
class ApplesTimesScenariosTest {
    private static final String RENEWER = "new@example.org: ";
    private static final String HEARS_NO_LONGER = "Apple no longer hears";
    private static final String HEARS_AGAIN = "Apple hears from";

    @ParameterizedTest(name = "{0}")
    @MethodSource({"renewals", "one_after_the_other", "untried", "absences", "one_cause"})
    void apples_times_accuse_nobody_who_renewed(Scenario scenario) {
        scenario.plays();
    }

    /** Two tokens of one owner among four, whose syncs only Apple's times show. */
    private static Scenario two(String rule) {
        return Scenario.of(rule)
                .jamf("school", "1 anna", "2 it-admin", "3 anna", "4 it-admin")
                .withoutSyncs("school")
                .asksApple()
                .neverSays(RENEWER);
    }

    static Stream<Scenario> renewals() {
        return Stream.of(
                two("a password ends two of four tokens, and another account renews one")
                        .changePassword("14:10", "it-admin")
                        .finds("14:24", "regenerate likely school/2+4 of it-admin")
                        .renew("14:30:20", "school/2", "new")
                        .neverFinds("regenerate likely school/2 of new")
                        .finds("14:50", "regenerate likely school/4 of it-admin"),
                two("and then the other")
                        .changePassword("14:10", "it-admin")
                        .renew("14:30:20", "school/2", "new")
                        .renew("14:50:20", "school/4", "new")
                        .until("15:40")
                        .finds("15:30")
                        .says("14:50", "15:20", "Resolved"),
                two("and the last one first, two syncs apart")
                        .changePassword("14:10", "it-admin")
                        .renew("14:30:20", "school/4", "new")
                        .renew("14:34:20", "school/2", "new")
                        .finds("14:50")
                        .says("14:34", "15:00", "Resolved"),
                two("the same account renews one")
                        .changePassword("14:10", "it-admin")
                        .renew("14:30:20", "school/2", "it-admin")
                        .finds("14:50", "regenerate likely school/4 of it-admin"),
                two("an old Jamf Pro")
                        .logs("school", Form.UNSTATED)
                        .changePassword("14:10", "it-admin")
                        .renew("14:30:20", "school/2", "new")
                        .finds("14:50", "regenerate likely school/4 of it-admin"),
                two("depwatch is killed as one is renewed")
                        .changePassword("14:10", "it-admin")
                        .isKilled("14:29")
                        .renew("14:30:20", "school/2", "new")
                        .startsAgain("14:33")
                        .finds("14:50", "regenerate likely school/4 of it-admin"),
                two("depwatch starts for the first time after one was renewed")
                        .changePassword("13:10", "it-admin")
                        .renew("13:30:20", "school/2", "new")
                        .finds("14:20", "regenerate likely school/4 of it-admin"),
                two("the renewed one does not sync")
                        .changePassword("14:10", "it-admin")
                        .standsStill("14:29", "school/2")
                        .renew("14:30:20", "school/2", "new")
                        .until("15:20")
                        .neverFinds("regenerate likely school/2 of new")
                        .findsAmongOthers("14:50", "regenerate likely school/4 of it-admin")
                        .says("14:16", "14:20", "and from the servers of 2 other tokens since")
                        .neverSaysBetween("14:31", "15:20", "servers of 3 other tokens"),
                Scenario.of("the new token of one is refused as well, which shows when the other is renewed")
                        .jamf("school", "1 anna", "2 it-admin", "3 anna", "4 it-admin")
                        .withoutSyncs("school")
                        .asksApple()
                        .changePassword("14:10", "it-admin")
                        .renew("14:30:20", "school/2", "new")
                        .changePassword("14:30:40", "new")
                        .neverFindsBetween("14:30", "14:50", "regenerate likely school/2 of new")
                        .renew("14:50:20", "school/4", "mdm")
                        .until("15:30")
                        .finds("15:10", "regenerate likely school/2 of new"),
                Scenario.of("two instances, one token of each renewed")
                        .jamf("a", "1 anna", "2 it-admin")
                        .jamf("b", "1 anna", "2 it-admin", "3 it-admin")
                        .withoutSyncs("a", "b")
                        .asksApple()
                        .changePassword("14:10", "it-admin")
                        .renew("14:30:20", "a/2", "new")
                        .renew("14:31:20", "b/2", "new")
                        .neverSays(RENEWER)
                        .finds("14:50", "regenerate likely b/3 of it-admin"),
                Scenario.of("with sync states")
                        .jamf("school", "1 anna", "2 it-admin", "3 anna", "4 it-admin")
                        .asksApple()
                        .changePassword("14:10", "it-admin")
                        .renew("14:30:20", "school/2", "new")
                        .neverSays(RENEWER)
                        .finds("14:50", "regenerate school/4 of it-admin"),
                Scenario.of("without Apple's API: one of several, and both renewed one after the other")
                        .jamf("school", "1 it-admin", "2 it-admin")
                        .withoutSyncs("school")
                        .changePassword("14:10", "it-admin")
                        .renew("14:30:20", "school/1", "new")
                        .renew("14:44:20", "school/2", "new")
                        .until("15:20")
                        .neverSays(RENEWER)
                        .finds("14:50")
                        .finds("15:10"),
                Scenario.of("the other's new token is refused by now, too")
                        .jamf("school", "1 ben @One", "2 ben @Two", "3 anna @Two", "4 mdm @Two")
                        .with("school", site -> site.says("ALPHA", "BETA"))
                        .asksApple()
                        .changePassword("14:05:05", "ben")
                        .download("14:26:48", "school/4", "mdm")
                        .upload("14:30:46", "school/4")
                        .changePassword("14:40:40", "mdm")
                        .renew("15:02:29", "school/1", "mdm")
                        .renew("15:11:41", "school/2", "anna")
                        .until("15:40")
                        .neverFinds("regenerate likely school/2 of anna")
                        .finds("15:30", "regenerate likely school/4 of mdm"),
                Scenario.of("another entry held the server's token, and the failures are of another token")
                        .jamf("school", "1 ben", "2 anna")
                        .jamf("lab", "1 anna")
                        .withoutSyncs("school")
                        .asksApple()
                        .download("14:05", "school/2", "anna")
                        .uploadTo("14:05:20", "school/2", "lab/1")
                        .refuses("14:20", "school/1", "FFFF.")
                        .renew("14:35", "school/2", "mdm")
                        .until("15:10")
                        .neverFinds("regenerate likely school/2 of mdm"),
                two("Jamf Pro refuses to report syncs")
                        .with("school", site -> site.withoutSyncs(403))
                        .changePassword("14:10", "it-admin")
                        .renew("14:30:20", "school/2", "new")
                        .neverFinds("regenerate likely school/2 of new")
                        .findsAmongOthers("14:50", "regenerate likely school/4 of it-admin"));
    }

    static Stream<Scenario> one_after_the_other() {
        return Stream.of(
                two("one fails, and twenty minutes later another of another owner")
                        .changePassword("14:10", "it-admin")
                        .changePassword("14:30", "anna")
                        .until("15:10")
                        .finds("14:28", "regenerate likely school/2+4 of it-admin"),
                Scenario.of("2 fails, twenty minutes later 3, and then 2 is renewed")
                        .jamf("school", "1 anna", "2 it-admin", "3 ben", "4 anna")
                        .withoutSyncs("school")
                        .asksApple()
                        .changePassword("14:10", "it-admin")
                        .changePassword("14:30", "ben")
                        .renew("15:00:20", "school/2", "new")
                        .until("15:40")
                        .finds("14:28", "regenerate likely school/2 of it-admin")
                        .finds("14:50", "regenerate likely school/2 of it-admin", "regenerate likely school/3 of ben")
                        .neverSays(RENEWER)
                        .finds("15:20", "regenerate likely school/3 of ben"),
                Scenario.of("the same in the other order, of an old Jamf Pro")
                        .jamf("school", "1 anna", "2 it-admin", "3 ben", "4 anna")
                        .logs("school", Form.UNSTATED)
                        .withoutSyncs("school")
                        .asksApple()
                        .changePassword("14:10", "ben")
                        .changePassword("14:30", "it-admin")
                        .renew("14:50:20", "school/3", "new")
                        .until("15:30")
                        .neverSays(RENEWER)
                        .finds("15:10", "regenerate likely school/2 of it-admin"),
                Scenario.of("2 is renewed as 3 begins to fail")
                        .jamf("school", "1 anna", "2 it-admin", "3 ben", "4 anna")
                        .withoutSyncs("school")
                        .asksApple()
                        .changePassword("14:10", "it-admin")
                        .renew("14:30:20", "school/2", "new")
                        .changePassword("14:30:30", "ben")
                        .until("15:30")
                        .neverSays(RENEWER)
                        .finds("15:10", "regenerate likely school/3 of ben"),
                Scenario.of("three one after the other, renewed in that order")
                        .jamf("school", "1 anna", "2 it-admin", "3 ben", "4 cleo", "5 anna")
                        .withoutSyncs("school")
                        .asksApple()
                        .changePassword("14:10", "it-admin")
                        .changePassword("14:20", "ben")
                        .changePassword("14:30", "cleo")
                        .renew("14:50:20", "school/2", "new")
                        .renew("14:54:20", "school/3", "new")
                        .renew("15:10:20", "school/4", "new")
                        .until("15:40")
                        .neverSays(RENEWER)
                        .finds("15:05", "regenerate likely school/4 of cleo")
                        .finds("15:30"),
                Scenario.of("one fails, and Apple's times stand still for all")
                        .jamf("school", "1 anna", "2 it-admin", "3 ben", "4 cleo")
                        .withoutSyncs("school")
                        .asksApple()
                        .changePassword("14:10", "it-admin")
                        .applesTimesStop("14:31", "school/1")
                        .applesTimesStop("14:34", "school/3", "school/4")
                        .until("15:20")
                        .neverFinds("regenerate likely school/1", "regenerate likely school/3")
                        .finds("14:30", "regenerate likely school/2 of it-admin")
                        .finds("15:10", "regenerate likely school/2 of it-admin"));
    }

    /** Jamf Pro does not sync a token, and reports that: Apple has refused nothing. */
    static Stream<Scenario> untried() {
        return Stream.of(
                Scenario.of("one fails, and later Jamf Pro no longer syncs another")
                        .jamf("school", "1 anna", "2 it-admin", "3 anna", "4 ben")
                        .with("school", site -> site.says("ALPHA", "BETA"))
                        .asksApple()
                        .changePassword("14:10", "it-admin")
                        .standsStill("14:30", "school/4")
                        .until("15:20")
                        .neverFinds("regenerate likely school/4")
                        .finds("14:28", "regenerate likely school/2 of it-admin")
                        .finds("15:10", "regenerate likely school/2 of it-admin"),
                Scenario.of("of both that were renewed, Jamf Pro does not sync one")
                        .jamf("school", "1 anna", "2 it-admin")
                        .asksApple()
                        .standsStill("14:18", "school/1")
                        .changePassword("14:10", "it-admin")
                        .download("14:25", "school/2", "it-admin")
                        .renew("14:40", "school/1", "mdm")
                        .renew("14:43", "school/2", "mdm")
                        .finds("14:38", "regenerate school/2 of it-admin")
                        .neverFinds("regenerate likely school/1", "regenerate school/1"));
    }

    /** Three owners on three instances whose syncs only Apple's times show. */
    private static Scenario three(String rule) {
        return Scenario.of(rule)
                .jamf("c1", "1 anna")
                .jamf("c2", "1 ben")
                .jamf("c3", "1 cleo")
                .withoutSyncs("c1", "c2", "c3")
                .asksApple();
    }

    static Stream<Scenario> absences() {
        return Stream.of(
                three("all of Apple's times stop within minutes, and go on an hour later")
                        .applesTimesStop("14:10", "c1/1")
                        .applesTimesStop("14:13", "c2/1")
                        .applesTimesStop("14:15", "c3/1")
                        .applesTimesGoOn("15:30", "c1/1", "c2/1", "c3/1")
                        .until("16:30")
                        .saysNothing(),
                three("in another order, twenty minutes apart")
                        .applesTimesStop("14:30", "c1/1")
                        .applesTimesStop("14:10", "c2/1")
                        .applesTimesStop("14:22", "c3/1")
                        .until("16:00")
                        .saysNothing(),
                three("for more than a day")
                        .applesTimesStop("14:10", "c1/1")
                        .applesTimesStop("14:15", "c2/1", "c3/1")
                        .until("2026-11-25 16:00")
                        .saysNothing(),
                Scenario.of("two owners, of whom one has two instances")
                        .jamf("c1", "1 anna")
                        .jamf("c2", "1 anna")
                        .jamf("c3", "1 ben")
                        .withoutSyncs("c1", "c2", "c3")
                        .asksApple()
                        .applesTimesStop("14:10", "c1/1", "c2/1")
                        .applesTimesStop("14:17", "c3/1")
                        .until("16:00")
                        .saysNothing(),
                three("depwatch restarts while all stand still")
                        .applesTimesStop("14:10", "c1/1")
                        .applesTimesStop("14:14", "c2/1", "c3/1")
                        .stops("14:30")
                        .startsAgain("14:43")
                        .until("16:00")
                        .saysNothing(),
                three("all stood still before depwatch started")
                        .applesTimesStop("13:35", "c1/1")
                        .applesTimesStop("13:40", "c2/1", "c3/1")
                        .until("16:00")
                        .saysNothing(),
                three("one server no longer connects: that is an alarm, which does not end as the others stop as well")
                        .standsStill("14:10", "c1/1")
                        .applesTimesStop("14:55", "c2/1", "c3/1")
                        .until("17:00")
                        .says("14:40", "14:55", HEARS_NO_LONGER)
                        .neverSays(HEARS_AGAIN)
                        .saysAtMost(1),
                three("and ends when it connects")
                        .standsStill("14:10", "c1/1")
                        .syncsAgain("15:05", "c1/1")
                        .until("16:00")
                        .says("14:40", "14:55", HEARS_NO_LONGER)
                        .says("15:05", "15:30", HEARS_AGAIN)
                        .saysAtMost(2),
                three("and not because its token turns out to fail")
                        .standsStill("14:10", "c1/1")
                        .changePassword("15:00", "anna")
                        .syncsAgain("15:05", "c1/1")
                        .until("16:00")
                        .says("14:40", "14:55", HEARS_NO_LONGER)
                        .neverSays(HEARS_AGAIN)
                        .finds("15:30", "regenerate c1/1 of anna"),
                three("with a log that reports a failure of another instance meanwhile")
                        .applesTimesStop("14:10", "c1/1")
                        .applesTimesStop("14:13", "c2/1", "c3/1")
                        .changePassword("14:20", "ben")
                        .until("16:00")
                        .neverSays(HEARS_NO_LONGER, HEARS_AGAIN));
    }

    static Stream<Scenario> one_cause() {
        return Stream.of(
                Scenario.of("a renewal that never syncs is one message")
                        .jamf("c1", "1 anna")
                        .jamf("c2", "1 ben")
                        .withoutSyncs("c1", "c2")
                        .asksApple()
                        .changePassword("14:10", "anna")
                        .standsStill("14:29", "c1/1")
                        .renew("14:30:20", "c1/1", "new")
                        .until("16:30")
                        .neverSays(HEARS_NO_LONGER)
                        .saysAtMost(3),
                Scenario.of("the same with sync states")
                        .jamf("c1", "1 anna")
                        .jamf("c2", "1 ben")
                        .asksApple()
                        .changePassword("14:10", "anna")
                        .standsStill("14:29", "c1/1")
                        .renew("14:30:20", "c1/1", "new")
                        .until("16:30")
                        .neverSays(HEARS_NO_LONGER)
                        .saysAtMost(3),
                Scenario.of("a planned renewal that never syncs")
                        .jamf("c1", "1 anna")
                        .jamf("c2", "1 ben")
                        .withoutSyncs("c1", "c2")
                        .asksApple()
                        .standsStill("14:29", "c1/1")
                        .renew("14:30:20", "c1/1", "new")
                        .until("16:30")
                        .neverSays(HEARS_NO_LONGER)
                        .saysAtMost(1),
                Scenario.of("by the same account, with sync states")
                        .jamf("c1", "1 anna")
                        .jamf("c2", "1 ben")
                        .asksApple()
                        .changePassword("14:10", "anna")
                        .standsStill("14:29", "c1/1")
                        .renew("14:30:20", "c1/1", "anna")
                        .until("16:30")
                        .neverSays(HEARS_NO_LONGER)
                        .saysAtMost(3),
                Scenario.of("two tokens of one owner, both renewed and neither syncs")
                        .jamf("c1", "1 anna", "2 anna")
                        .jamf("c2", "1 ben")
                        .withoutSyncs("c1", "c2")
                        .asksApple()
                        .changePassword("14:10", "anna")
                        .standsStill("14:29", "c1/1")
                        .standsStill("14:29", "c1/2")
                        .renew("14:30:20", "c1/1", "new")
                        .renew("14:31:20", "c1/2", "new")
                        .until("16:30")
                        .neverSays(HEARS_NO_LONGER)
                        // The first, fewer candidates, the end, and an hour later that nothing syncs.
                        .saysAtMost(4));
    }
}
